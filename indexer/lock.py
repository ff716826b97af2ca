"""One writer an index: a lock that its holder takes with it when it dies.

An operating system lock on an open file, so a killed rebuild leaves nothing to clear up; the file's
content only tells others who holds it. On Windows the lock is on one byte far behind the content,
because a locked byte cannot be read there.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexLockedError

LOCK_NAME = "lock"
_WINDOWS_BYTE = 1 << 30


@contextmanager
def single_writer(index: Path) -> Iterator[None]:
    """Hold the index for writing. Raises IndexLockedError, which names the holder, when another has it."""
    path = index / LOCK_NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _try_exclusive(descriptor):
            holder = os.read(descriptor, 200).decode("utf-8", "replace").strip() or "a process that just started"
            raise IndexLockedError(
                f"Another rebuild is writing the index {index} ({holder}). Wait until it is done, or stop it, then try "
                "again."
            )
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def holder_of(index: Path) -> str | None:
    """Who writes this index now ("process 12 on desk"), None where nobody does.

    Only a lock with a name in it is tried: a holder writes its own at once and takes it out at the end, so
    asking never stands in the way of a rebuild that starts.
    """
    path = index / LOCK_NAME
    try:
        named = path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
    return named if named and is_in_use(path) else None


def hold_for_reading(path: Path) -> int:
    """Mark a file as in use until the returned descriptor is closed; any number of readers may."""
    descriptor = os.open(path, os.O_RDONLY)
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return descriptor


def is_in_use(path: Path) -> bool:
    """Whether a reader holds this file. Windows refuses to remove what is open, so there nobody needs to ask."""
    if sys.platform == "win32":
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _try_exclusive(descriptor)
    finally:
        os.close(descriptor)


def _try_exclusive(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _WINDOWS_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return False
    return True
