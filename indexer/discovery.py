"""The files of a corpus folder, and the one way they are opened.

Everything that is not a folder is found: links, pipes and files that nobody may read too, so that each ends
as a document or as a skipped file with a reason. Opening decides: only a regular file is ever read, links
are not followed, and a pipe is not waited for.
"""

import errno
import os
import stat
from pathlib import Path

from indexer.errors import UnreadableDocumentError

MAX_FILE_BYTES = 200_000_000  # scanned reports of 300 pages stay under 100 MB


def find_documents(corpus: Path) -> list[Path]:
    """Every entry below the corpus folder that is not a folder, sorted by its path inside the corpus.

    Hidden files and folders are left out, and a README at the root. Links to folders are entries, not
    ways in; a folder that may not be opened is an entry too. Raises OSError where `corpus` itself is no folder.
    """
    found: list[Path] = []
    folders = [corpus]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as scan:
                entries = [entry for entry in scan if not entry.name.startswith(".")]
        except OSError:
            if folder == corpus:
                raise
            found.append(folder)
            continue
        folders += [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
        found += [
            Path(entry.path)
            for entry in entries
            if not entry.is_dir(follow_symlinks=False) and not (folder == corpus and _is_readme(entry.name))
        ]
    return sorted(found, key=lambda path: inside(path, corpus))


def inside(path: Path, corpus: Path) -> str:
    """A path in a folder, with forward slashes."""
    spelt, folder = str(path), f"{corpus}{os.sep}"
    if spelt.startswith(folder):  # many times faster than relative_to, and there are many files
        return spelt[len(folder) :].replace(os.sep, "/")
    return path.relative_to(corpus).as_posix()


def read_document_bytes(path: Path, *, max_bytes: int = MAX_FILE_BYTES, inside: Path | None = None) -> bytes:
    """The content of a regular file that did not change while it was read.

    `inside` is the corpus folder: no folder on the way from there may have become a link since the corpus was
    listed. Raises UnreadableDocumentError for anything else: a link, a folder, a pipe, a file that is too large, gone,
    or not allowed.
    """
    try:
        return _read_regular_file(path, max_bytes, inside)
    except OSError as error:
        raise UnreadableDocumentError(_reason_not_opened(path, error)) from None


def _is_readme(name: str) -> bool:
    return name.lower() == "readme" or name.lower().startswith("readme.")


def _read_regular_file(path: Path, max_bytes: int, inside: Path | None) -> bytes:
    if path.is_symlink():
        raise OSError(errno.ELOOP, "link")
    with os.fdopen(_open_itself(path, inside), "rb", buffering=0) as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise UnreadableDocumentError(_reason_not_regular(before.st_mode))
        if before.st_size > max_bytes:
            raise UnreadableDocumentError(
                f"This file is too large: {before.st_size / 1e6:,.0f} MB, and at most {max_bytes / 1e6:,.0f} MB are "
                "read. Divide it, or save it again without its pictures."
            )
        data = file.readall()
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != before.st_size:
        raise UnreadableDocumentError("This file was being changed while it was read. Build the index again.")
    return data


def _open_itself(path: Path, inside: Path | None) -> int:
    """Open neither what a link points to nor, waiting for a writer, a pipe. Windows has neither flag."""
    flags = os.O_RDONLY | _flags("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
    if inside is None or os.open not in os.supports_dir_fd:
        return os.open(path, flags)
    *folders, name = path.relative_to(inside).parts
    folder = os.open(inside, os.O_RDONLY | _flags("O_DIRECTORY", "O_CLOEXEC"))
    try:
        for part in folders:
            within = os.open(part, os.O_RDONLY | _flags("O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC"), dir_fd=folder)
            os.close(folder)
            folder = within
        return os.open(name, flags, dir_fd=folder)
    finally:
        os.close(folder)


def _flags(*names: str) -> int:
    """These flags of os.open together, those that the platform lacks left out."""
    return sum(getattr(os, name, 0) for name in names)


def _reason_not_opened(path: Path, error: OSError) -> str:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return "This is a link to a file or folder elsewhere. Put the file itself into the corpus folder."
    if error.errno in (errno.EACCES, errno.EPERM):
        return "This file may not be opened: permission was denied. Ask its owner for the right to read it."
    if error.errno == errno.ENOENT:
        return "This file was removed or renamed while the index was being built. Build the index again."
    if error.errno == errno.ENXIO:
        return _reason_not_regular(path.lstat().st_mode)
    return f"This file could not be opened: {error.strerror or 'unknown trouble'}."


def _reason_not_regular(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "This is a folder that may not be opened. Ask its owner for the right to read it."
    return "This is not a regular file but a pipe, a socket or a device. Put a document in its place."
