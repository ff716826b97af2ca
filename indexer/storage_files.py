"""Files that are whole or absent: written, pushed to the disk, and only then named.

Everything here is private to its owner (0600, folders 0700): an index holds the reports' words.
"""

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def make_folder(path: Path) -> None:
    """Make a folder that only its owner can enter, its missing parents too; an existing one stays as it is."""
    # mkdir's own `parents` would make them for everybody to enter.
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    path.mkdir(exist_ok=True)


def write_file(path: Path, data: bytes) -> None:
    """Write a file that does not exist yet, down to the disk. Raises OSError, FileExistsError included."""
    write_file_in_parts(path, [data])


def write_file_in_parts(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """As `write_file`, of parts that follow one another."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        for part in parts:
            view = memoryview(part)
            while view:
                view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_file(path: Path, data: bytes) -> None:
    """Put new content in a file's place in one step: a reader sees the old or the new, never a part."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    write_file(beside, data)
    beside.replace(path)
    sync_folder(path.parent)


def mode_of_new_files() -> int:
    """What the user's own programs let others do with new files: for what stands among the reports."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def sync_folder(path: Path) -> None:
    """Push the names in a folder to the disk; Windows does that by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def take_over(source: Path, target: Path, *, linked: bool) -> None:
    """Make a file of a build a file of the next one: a copy, or where `linked` a second name, if the system has any."""
    if linked:
        try:
            os.link(source, target, follow_symlinks=False)
        except (OSError, NotImplementedError):
            pass
        else:
            return
    shutil.copyfile(source, target)


def sync_tree(root: Path, *, there: Collection[Path] = ()) -> None:
    """Make everything under a folder private and push it to the disk, the folder itself last.

    Of the files that are `there` already only the names are pushed.
    """
    for folder, _, names in os.walk(root, topdown=False):
        for name in names:
            file = Path(folder, name)
            if file in there:
                continue
            file.chmod(0o600)
            descriptor = os.open(file, os.O_RDWR | _BINARY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        Path(folder).chmod(0o700)
        sync_folder(Path(folder))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a regular file's content. A link, a pipe or a device raises OSError, at once."""
    descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NO_WAIT | _BINARY)
    with os.fdopen(descriptor, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_tree(path: Path) -> None:
    """Remove a folder and all in it, whatever stops half way: what is left is removed by the next try."""
    shutil.rmtree(path, ignore_errors=True)
