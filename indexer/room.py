"""Room on the disk: looked at before a build is begun and again before it is written, and named where it ran out."""

import errno
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexerError

_OF_A_BUILD = 2.0
"""Bytes of a build for a byte of the reports: 75 MB of PDF gave 153 MB."""

_OF_THE_WORK = 1.5
"""Bytes more, for as long as a build is made, for what is finished of it."""

_CANNOT_BE_ENOUGH = 0.4
"""Of what is expected. Reports differ: a scan of a hundred megabytes may hold a page of text."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SAID_OF_FULL = ("no space left", "disk is full", "disk quota")


@dataclass(slots=True)
class Room:
    """The room that one rebuild needs in its index folder. `expected` is in bytes, 0 until it is known."""

    index: Path
    expected: int = 0

    def look_before_reading(self, new: Iterable[Path], standing_bytes: int) -> None:
        """Expect what these files will need beside a build like the standing one. Raises IndexerError."""
        read = sum(map(_size, new))
        self.expected = int(standing_bytes + read * (_OF_A_BUILD + _OF_THE_WORK))
        self._require(int(self.expected * _CANNOT_BE_ENOUGH))

    def look_before_writing(self, least: int) -> None:
        """Require this much, which the files of the build will hold for certain. Raises IndexerError."""
        self.expected = max(self.expected, least)
        self._require(least)

    def in_words(self) -> str:
        """What is needed and what is free, where, and how much more it must be."""
        free = _free(self.index)
        said = f"The disk mounted at {_mount_point(self.index)} has {_bytes(free)} free"
        if not self.expected:
            return f"{said}."
        lacking = max(self.expected - free, 0)
        more = f" Free at least {_bytes(lacking)} there, or name an index folder on another disk." if lacking else ""
        return f"{said}, and this build needs about {_bytes(self.expected)}.{more}"

    def _require(self, least: int) -> None:
        if _free(self.index) < least:
            raise IndexerError(
                f"The index in {self.index} could not be written: there is too little room for it. {self.in_words()} "
                "What stood before still stands."
            )


def is_full(error: BaseException) -> bool:
    """Whether an error is that of a full disk, in whichever library's words."""
    by_number = isinstance(error, OSError) and error.errno in _FULL
    return by_number or any(words in str(error).lower() for words in _SAID_OF_FULL)


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _mount_point(folder: Path) -> Path:
    place = folder.resolve()
    while not os.path.ismount(place):
        place = place.parent
    return place


def _size(file: Path) -> int:
    with suppress(OSError):
        return file.lstat().st_size
    return 0


def _bytes(count: int) -> str:
    """A number of bytes as people read it, and to the byte.

    >>> _bytes(12_345_678)
    '12.3 MB (12,345,678 bytes)'
    """
    return f"{count / 1e6:,.1f} MB ({count:,} bytes)"
