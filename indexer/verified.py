"""That the files of a large build are what was written: every byte once, later that nobody touched them.

Hashing some gigabytes takes longer than anybody waits for an app to open. So each file of a large build is hashed
before anything of it is read for the first time after the machine was started, and again whenever its size, time or
place differs from then; what was found is kept beside the builds. A disk that alters bytes by itself, without
writing, is noticed after the next start of the machine, or by `check-index`, which always hashes everything.

Builds share what did not change between them, under two names. A name that comes or goes moves the time at which the
system last changed anything about a file, so a rebuild, which alone makes and removes names, takes that time anew
where all else is as it was.
"""

import json
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer.errors import IndexDamagedError
from indexer.storage_files import replace_file
from indexer.storage_manifest import FileEntry, Manifest, check_file, entry_of, names_of_files

LARGE_BUILD_BYTES = 300_000_000
"""From here on a build counts as large: below, hashing takes less than half a second."""

VERIFIED = "VERIFIED"
_AT_ONCE = 8  # files hashed together: more than there are processors, since a disk is quicker with several
_BOOT = Path("/proc/sys/kernel/random/boot_id")

Facts = list[int | str]
"""Size, when written, when anything about it changed, and the hash that a file was found to have."""


def is_large(manifest: Manifest) -> bool:
    return _are_large(manifest.files)


class Proving:
    """The files of a large build: which are proved, and the others as soon as they are needed. For any thread."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.damage: IndexDamagedError | None = None
        """What was found of a file that is not what was written."""
        self._folder = folder
        self._lock = threading.Lock()
        self._found: list[tuple[FileEntry, tuple[str, Facts]]] = []
        known = _read(_record_of(folder))
        found = ((entry, _facts(folder, entry)) for entry in manifest.files)
        self._unproved = {
            entry.path: entry for entry, facts in found if facts is None or known.get(facts[0]) != facts[1]
        }

    def need(self, paths: Iterable[str]) -> None:
        """Hash those of these files that are not proved yet. Raises IndexDamagedError."""
        entries = [entry for path in paths if (entry := self._unproved.get(path))] if self._unproved else []
        if entries:
            with _hashers() as hashers:
                list(hashers.map(self._prove, entries))

    def need_all(self) -> None:
        """Hash every file that is not proved yet, and keep what was found. Raises IndexDamagedError."""
        self.need(list(self._unproved))
        self.keep()

    def need_all_by_and_by(self) -> None:
        """As `need_all`, one after the other: whoever needs some of them meanwhile need not stand in line."""
        for path in list(self._unproved):
            if entry := self._unproved.get(path):
                self._prove(entry)
        self.keep()

    def keep(self) -> None:
        """Write down what was proved and was not touched since."""
        with self._lock:
            found, self._found = self._found, []
        still = [facts for entry, facts in found if facts == _facts(self._folder, entry)]
        if still:
            record = _record_of(self._folder)
            _write(record, _read(record), still)

    def _prove(self, entry: FileEntry) -> None:
        facts = _facts(self._folder, entry)
        try:
            check_file(self._folder, entry)
        except IndexDamagedError as error:
            self.damage = error
            raise
        with self._lock:
            self._unproved.pop(entry.path, None)
            if facts:
                self._found.append((entry, facts))


def verify(folder: Path, manifest: Manifest) -> None:
    """Hash every file of a build; of a large one those that may have been touched. Raises IndexDamagedError."""
    if is_large(manifest):
        Proving(folder, manifest).need_all()
    else:
        for entry in manifest.files:
            check_file(folder, entry)


def damaged_files(folder: Path, manifest: Manifest) -> frozenset[str]:
    """The files of a build that are not what was written, by their paths in its folder."""
    with _hashers() as hashers:
        whole = list(hashers.map(lambda entry: _is_whole(folder, entry), manifest.files))
    return frozenset(entry.path for entry, is_whole in zip(manifest.files, whole, strict=True) if not is_whole)


def _is_whole(folder: Path, entry: FileEntry) -> bool:
    try:
        check_file(folder, entry)
    except IndexDamagedError:
        return False
    return True


def prove(folder: Path, carried: Mapping[str, FileEntry]) -> tuple[FileEntry, ...]:
    """Every file of a new build with its hash: those `carried` as they were proved in the build before."""
    names = names_of_files(folder)
    with _hashers() as hashers:
        proved = list(hashers.map(lambda name: _proved(folder, name, carried.get(name)), names))
    entries = tuple(entry for entry, _ in proved)
    if _are_large(entries):
        known = _read(_record_of(folder))
        found = [facts for _, facts in proved if facts]
        _write(_record_of(folder), known, [*found, *_renewed(folder, carried.values(), known)])
    return entries


def renew(builds: Mapping[Path, Manifest]) -> None:
    """After names of files came or went: what was known of large builds, by their folders, is known of them now."""
    large = {folder: manifest for folder, manifest in builds.items() if is_large(manifest)}
    if large:
        record = _record_of(next(iter(large)))
        known = _read(record)
        found = [facts for folder, one in large.items() for facts in _renewed(folder, one.files, known)]
        _write(record, {}, found)


def _renewed(folder: Path, entries: Iterable[FileEntry], known: Mapping[str, Facts]) -> list[tuple[str, Facts]]:
    now = [facts for entry in entries if (facts := _facts(folder, entry))]
    return [(file, facts) for file, facts in now if _but_for_names(known.get(file)) == _but_for_names(facts)]


def _but_for_names(facts: Facts | None) -> Facts | None:
    return facts and [*facts[:2], *facts[3:]]


def _proved(folder: Path, name: str, carried: FileEntry | None) -> tuple[FileEntry, tuple[str, Facts] | None]:
    if carried is not None:
        return carried, None
    before = _facts(folder, FileEntry(name, 0, ""))
    entry = entry_of(folder, name)
    after = _facts(folder, entry)
    is_still = before and after and before[1][:3] == after[1][:3]
    return entry, after if is_still else None


def _record_of(folder: Path) -> Path:
    return folder.parent.parent / VERIFIED


def _hashers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE)


def _are_large(files: Sequence[FileEntry]) -> bool:
    return sum(entry.size for entry in files) > LARGE_BUILD_BYTES


def _facts(folder: Path, entry: FileEntry) -> tuple[str, Facts] | None:
    """Which file this is, and what tells that it was not touched."""
    try:
        state = os.lstat(f"{folder}/{entry.path}")  # a Path for each of some thousand files takes longer than this
    except OSError:
        return None
    return f"{state.st_dev}:{state.st_ino}", [state.st_size, state.st_mtime_ns, state.st_ctime_ns, entry.sha256]


def _write(record: Path, known: Mapping[str, Facts], found: Iterable[tuple[str, Facts]]) -> None:
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
        replace_file(record, json.dumps({"boot": boot, "files": {**known, **dict(found)}}).encode())
    except OSError:
        return  # an index that may only be read is hashed each time


def _read(record: Path) -> dict[str, Facts]:
    """What was found since the machine started, nothing where the system does not say when that was."""
    try:
        found = json.loads(record.read_bytes())
        files: dict[str, Facts] = found["files"] if found["boot"] == _BOOT.read_text(encoding="ascii").strip() else {}
        return files if all(isinstance(facts, list) for facts in files.values()) else {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
