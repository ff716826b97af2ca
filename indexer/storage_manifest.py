"""What a build consists of, and which build is current.

`CURRENT` and `PREVIOUS` are small files beside the builds that name a build's folder and the SHA-256
of its manifest; the manifest names every other file with its size and SHA-256. So one small
file, swapped in one step, makes a whole build current, and any changed byte is found before it is served.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamagedError, IndexMismatchError
from indexer.storage_files import replace_file, sha256_of, sync_folder, write_file

FORMAT = 3
"""Raised with every change to what the files of a build hold."""

CURRENT = "CURRENT"
PREVIOUS = "PREVIOUS"
BUILDS = "builds"
MANIFEST = "manifest.json"
WORDS = "lexical"
GROUPS = "groups"
"""The folder of a build that holds its groups, each in a folder of its own name."""

_FOLDER = re.compile(r"[0-9a-f]{12}(-\d+)?")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a build: its path in the build's folder with forward slashes, size in bytes, SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One build. `state` is the hash of all it was made from; `build`, its name, adds what was skipped.

    `made` is when, for people to read: it enters no hash. `settings` are those that shape the content.
    """

    format: int
    build: str
    state: str
    made: str
    encoder: str
    settings: dict[str, str | int | float]
    counts: dict[str, int]
    files: tuple[FileEntry, ...]

    def to_bytes(self) -> bytes:
        return (json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes, *, where: Path) -> "Manifest":
        """Read a manifest whose hash was checked. Raises IndexMismatchError for another format."""
        try:
            fields: dict[str, Any] = json.loads(data)
            found = fields["format"]
        except (ValueError, KeyError, TypeError):
            raise IndexDamagedError(f"{where} is damaged. Build the index again: rebuild-index") from None
        if found != FORMAT:
            raise IndexMismatchError(
                f"The index in {where.parent} has format {found}, this program reads format {FORMAT}. "
                "Build it again: rebuild-index"
            )
        try:
            fields["files"] = tuple(FileEntry(**entry) for entry in fields["files"])
            return cls(**fields)
        except (KeyError, TypeError):
            raise IndexDamagedError(f"{where} is damaged. Build the index again: rebuild-index") from None


@dataclass(frozen=True, slots=True)
class Pointer:
    """What CURRENT and PREVIOUS hold: a build, its folder's name, and its manifest's SHA-256."""

    build: str
    folder: str
    manifest_sha256: str


def read_pointer(index: Path, name: str) -> Pointer | None:
    """The pointer of this name, None where there is none. Raises IndexDamagedError when it is not one."""
    path = index / name
    try:
        pointer = Pointer(**json.loads(path.read_bytes()))
        if _FOLDER.fullmatch(pointer.folder):
            return pointer
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _damaged(path, error.strerror or "unreadable") from None
    except (ValueError, TypeError):
        pass
    raise _damaged(path, "not what was written")


def write_pointer(index: Path, name: str, pointer: Pointer) -> None:
    replace_file(index / name, (json.dumps(asdict(pointer)) + "\n").encode())


def write_manifest(folder: Path, manifest: Manifest) -> Pointer:
    """Write the manifest of a build whose files are complete, and say how to point at it."""
    write_file(folder / MANIFEST, manifest.to_bytes())
    sync_folder(folder)
    return Pointer(manifest.build, folder.name, sha256_of(folder / MANIFEST))


def pointer_to(folder: Path) -> Pointer | None:
    """A pointer to the build in this folder as it is now, None where its manifest cannot be read."""
    path = folder / MANIFEST
    try:
        return Pointer(Manifest.from_bytes(path.read_bytes(), where=path).build, folder.name, sha256_of(path))
    except (OSError, IndexDamagedError, IndexMismatchError):
        return None


def read_manifest(index: Path, pointer: Pointer) -> Manifest:
    """The manifest that a pointer names. Raises IndexDamagedError when it is missing or altered."""
    path = index / BUILDS / pointer.folder / MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _damaged(path, error.strerror or "unreadable") from None
    if hashlib.sha256(data).hexdigest() != pointer.manifest_sha256:
        raise _damaged(path, "not what was written")
    return Manifest.from_bytes(data, where=path)


def is_of_a_group(path: str) -> bool:
    """Whether a file of a build, by its path there, holds one group of documents and nothing of others."""
    return path.startswith(f"{GROUPS}/")


def is_of_words(path: str) -> bool:
    """Whether a file of a build, by its path there, is of the word index, which is made of what groups hold."""
    return path.startswith(f"{WORDS}/")


def names_of_files(folder: Path) -> list[str]:
    """Every file of a build's folder but its manifest, sorted by path; empty ones (engines' locks) left out."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return [path.relative_to(folder).as_posix() for path in files if path.stat().st_size]


def list_files(folder: Path) -> tuple[FileEntry, ...]:
    """Every file of a build's folder with its hash."""
    return tuple(entry_of(folder, name) for name in names_of_files(folder))


def entry_of(folder: Path, name: str) -> FileEntry:
    """A file of a build as it is now."""
    return FileEntry(name, (folder / name).stat().st_size, sha256_of(folder / name))


def read_checked(folder: Path, entry: FileEntry) -> bytes:
    """A file's bytes, checked as they are read. Raises IndexDamagedError."""
    path = folder / entry.path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _damaged(path, error.strerror or "unreadable") from None
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise _damaged(path, "not what was written")
    return data


def check_file(folder: Path, entry: FileEntry) -> None:
    """Check a file that is opened by its path later. Raises IndexDamagedError."""
    path = folder / entry.path
    try:
        found = sha256_of(path)
    except OSError as error:
        raise _damaged(path, error.strerror or "unreadable") from None
    if found != entry.sha256:
        raise _damaged(path, "not what was written")


def _damaged(path: Path, what: str) -> IndexDamagedError:
    return IndexDamagedError(f"A file of the index is damaged: {path} ({what}). Build it again: rebuild-index")
