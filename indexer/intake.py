"""Reports taken into the corpus folder: judged by what they hold, saved whole under a safe name, or refused.

A file that arrives lies in a hidden folder of the corpus (`.arriving`, no document there counts) until a reader in
the cage has read it from end to end; only then it gets its name, in one step, and never in another file's place.
"""

import hashlib
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from indexer.cage import CageLimits, Failure, run_caged
from indexer.discovery import find_documents
from indexer.document import Document
from indexer.errors import IndexerError
from indexer.sources import Source, name_in_corpus
from indexer.storage_files import mode_of_new_files, sync_folder, write_file

ARRIVING: Final = ".arriving"
LARGEST_MB: Final = 100
"""A scanned report of 300 pages stays below."""

_LONGEST_NAME_BYTES = 180  # file systems take 255; room for a number and for a longer spelling elsewhere
_LEFT_AFTER_S = 3600.0
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LIMITS = CageLimits()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody hands it over: the name it had there, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that is in the corpus now, at `path`; `document` is what was read in it."""

    name: str
    path: str
    document: Document


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why, in words for the user."""

    name: str
    reason: str


def take_in(
    corpus: Path,
    uploads: Sequence[Upload],
    *,
    folder: str = "",
    known: Mapping[str, str] | None = None,
    workers: int = 1,
    limits: CageLimits = _LIMITS,
) -> Iterator[Taken | Refused]:
    """Take files into a folder of the corpus ("" for its root), each with what became of it, in their order.

    `known` are the paths of files that are there already, by SHA-256: a second copy is refused. Raises
    IndexerError where the folder is none of the corpus or may not be written.
    """
    target = folder_in(corpus, folder)
    try:
        _remove_leftovers(corpus / ARRIVING)
        lobby = corpus / ARRIVING / secrets.token_hex(8)
        lobby.mkdir(mode=0o700, parents=True)
        try:
            yield from _taken(lobby, target, corpus, uploads, dict(known or {}), workers, limits)
        finally:
            shutil.rmtree(lobby, ignore_errors=True)
            with suppress(OSError):
                lobby.parent.rmdir()
    except OSError as error:
        raise IndexerError(
            f"Nothing more could be saved in {target}: {error.strerror}. What is listed as added is there. Free the "
            "disk or mend the rights, then add the others again."
        ) from error


def folders_of(corpus: Path) -> list[str]:
    """The folders of the corpus that hold reports, the root as "" first."""
    with suppress(OSError):
        parents = {name_in_corpus(file.parent, corpus) for file in find_documents(corpus)}
        return ["", *sorted(parents - {"."})]
    return [""]


def folder_in(corpus: Path, folder: str) -> Path:
    """A folder of the corpus by its path there. Raises IndexerError for one outside, hidden or linked."""
    target = corpus / folder
    parts = Path(folder).parts
    inside = not Path(folder).is_absolute() and not any(part == ".." or part.startswith(".") for part in parts)
    steps = [corpus.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
    if not inside or not target.is_dir() or any(step.is_symlink() for step in steps):
        raise IndexerError(f"{folder or corpus} is not a folder of reports. Choose one of the folders listed.")
    return target


def safe_name(name: str) -> str:
    r"""A name that every file system takes, that hides nothing and leads nowhere; "" where nothing is left.

    >>> safe_name("../../etc/pass:wd.pdf"), safe_name("C:\\x\\.hidden.txt"), safe_name("con.pdf")
    ('pass wd.pdf', 'hidden.txt', '_con.pdf')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") else one for one in last)
    plain = " ".join(_NOT_IN_NAMES.sub(" ", seen).split()).lstrip(". ").rstrip(". ")
    stem, suffix = Path(plain).stem, Path(plain).suffix[:20]
    plain = stem.encode()[:_LONGEST_NAME_BYTES].decode("utf-8", "ignore").rstrip(". ") + suffix
    return f"_{plain}" if _RESERVED.match(plain) else plain


def _taken(
    lobby: Path,
    target: Path,
    corpus: Path,
    uploads: Sequence[Upload],
    known: dict[str, str],
    workers: int,
    limits: CageLimits,
) -> Iterator[Taken | Refused]:
    waiting: list[tuple[Upload, Source] | Refused] = []
    for number, upload in enumerate(uploads):
        sha256 = hashlib.sha256(upload.data).hexdigest()
        reason = _reason_against(upload, known.get(sha256), is_root=target == corpus)
        if reason:
            waiting.append(Refused(upload.name, reason))
            continue
        known[sha256] = upload.name
        staged = lobby / str(number) / safe_name(upload.name)
        staged.parent.mkdir(mode=0o700)
        write_file(staged, upload.data)
        path = name_in_corpus(target / staged.name, corpus)
        waiting.append((upload, Source(staged, path, sha256)))
    sources = [entry[1] for entry in waiting if not isinstance(entry, Refused)]
    from indexer.report import read_document  # the readers are not loaded by who only looks

    read = iter(run_caged(read_document, sources, workers=workers, limits=limits))
    for entry in waiting:
        if isinstance(entry, Refused):
            yield entry
            continue
        upload, source = entry
        _, outcome = next(read)
        if isinstance(outcome, Failure):
            yield Refused(upload.name, outcome.reason)
        else:
            saved = _save(source.file, target)
            yield Taken(upload.name, name_in_corpus(saved, corpus), outcome)


def _reason_against(upload: Upload, there: str | None, *, is_root: bool) -> str | None:
    """Why a file is not even read; `there` is where the same content stands already."""
    name = safe_name(upload.name)
    if not name:
        return "This file has no name that could be kept. Rename it, then add it again."
    if is_root and Path(name).stem.lower() == "readme":
        return "A README at the root of the folder is not read as a report. Rename it, then add it again."
    if len(upload.data) > LARGEST_MB * 1_000_000:
        return f"This file is too large: at most {LARGEST_MB} MB are taken. Divide it, or save it without its pictures."
    if there:
        return f"This very file is there already, as {there}."
    return None


def _save(staged: Path, folder: Path) -> Path:
    """Give a read file its name in the folder, with a number behind it where that one is taken."""
    staged.chmod(mode_of_new_files())
    numbered = (f"{staged.stem} ({number}){staged.suffix}" for number in count(2))
    for name in chain([staged.name], numbered):
        with suppress(FileExistsError):
            _name_once(staged, folder / name)
            sync_folder(folder)
            return folder / name
    raise AssertionError("counting does not end")


def _name_once(staged: Path, target: Path) -> None:
    """Move a file to a name that nobody has. Raises FileExistsError; a file is never replaced."""
    if os.name == "nt":
        staged.rename(target)  # refuses what exists
        return
    try:
        os.link(staged, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        staged.replace(target)


def _remove_leftovers(arriving: Path) -> None:
    """What a killed process left there; what is younger may be another's that is at work."""
    with suppress(OSError):
        for lobby in arriving.iterdir():
            if time.time() - lobby.lstat().st_mtime > _LEFT_AFTER_S:
                shutil.rmtree(lobby, ignore_errors=True)
