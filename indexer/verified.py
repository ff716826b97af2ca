"""That the files of a large build are what was written: every byte once, later that nobody touched them.

Hashing some gigabytes takes longer than anybody waits for an app to open. So the files of a large build are hashed
the first time they are opened after the machine was started, and whenever size, time or place of one of them
differs from then; what was found is kept beside the builds. A disk that alters bytes by itself, without
writing, is noticed after the next start of the machine, or by `check-index`, which always hashes everything.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer.storage_files import replace_file
from indexer.storage_manifest import Manifest, check_file

LARGE_BYTES = 1_000_000_000
"""From here on a build counts as large: below, hashing takes less than a second."""

VERIFIED = "VERIFIED"
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def is_large(manifest: Manifest) -> bool:
    return sum(entry.size for entry in manifest.files) > LARGE_BYTES


def verify(folder: Path, manifest: Manifest) -> None:
    """Hash every file of a build; of a large one those that may have been touched. Raises IndexDamagedError."""
    if is_large(manifest):
        verify_once(folder, manifest)
    else:
        for entry in manifest.files:
            check_file(folder, entry)


def verify_once(folder: Path, manifest: Manifest) -> None:
    """Hash the files of a large build unless they were since the machine started. Raises IndexDamagedError."""
    record = folder.parent.parent / VERIFIED
    found = _seen(folder, manifest)
    if found is not None and _read(record) == found:
        return
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as hashers:
        list(hashers.map(lambda entry: check_file(folder, entry), manifest.files))
    if found is not None and found == _seen(folder, manifest):
        try:
            replace_file(record, json.dumps(found).encode())
        except OSError:
            return  # an index that may only be read is hashed each time


def _seen(folder: Path, manifest: Manifest) -> dict[str, object] | None:
    """What tells that no file was touched; None where the system does not say when it was started."""
    try:
        files = {}
        for entry in manifest.files:
            state = (folder / entry.path).stat()
            files[entry.path] = [state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns]
            files[entry.path].append(int(entry.sha256[:12], 16))
        return {"boot": _BOOT.read_text(encoding="ascii").strip(), "files": files}
    except OSError:
        return None


def _read(record: Path) -> object:
    try:
        return json.loads(record.read_bytes())
    except (OSError, ValueError):
        return None
