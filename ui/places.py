"""The folders the app works with, and how the folder of reports differs from what is indexed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from indexer.discovery import find_documents, read_document_bytes
from indexer.errors import UnreadableDocumentError
from indexer.snapshot import Snapshot

INDEX_VARIABLE: Final = "INSPECTION_INDEX"
CORPUS_VARIABLE: Final = "INSPECTION_CORPUS"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the index is, and where the reports are that it was made from."""

    index: Path
    corpus: Path

    @classmethod
    def named_in(cls, environment: Mapping[str, str]) -> "Places":
        """The folders that these variables name, else index/ and corpus/ where the app was started."""
        return cls(
            index=Path(environment.get(INDEX_VARIABLE, "index")).resolve(),
            corpus=Path(environment.get(CORPUS_VARIABLE, "corpus")).resolve(),
        )


@dataclass(frozen=True, slots=True)
class Drift:
    """How the folder of reports differs from the build that answers: paths relative to the folder."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def drift(snapshot: Snapshot, corpus: Path) -> Drift:
    """What a rebuild would find to do; nothing where there is no such folder.

    A build of another folder altogether has no file in common with this one, and is not compared. A file
    younger than the build counts as changed only if its content is another: copying makes files young.
    """
    hashes = {card.path: card.sha256 for card in snapshot.documents}
    held = hashes.keys() | {skipped.document for skipped in snapshot.skipped}
    found = {path.relative_to(corpus).as_posix(): path for path in _files(corpus)}
    if not held & found.keys():
        return Drift()
    changed = (
        name
        for name in sorted(hashes.keys() & found.keys())
        if _younger(found[name], snapshot.made) and _sha256(found[name]) != hashes[name]
    )
    return Drift(tuple(sorted(found.keys() - held)), tuple(changed), tuple(sorted(held - found.keys())))


def files_in(corpus: Path) -> int:
    """How many files wait in the folder of reports; 0 where there is no such folder."""
    return len(_files(corpus))


def _files(corpus: Path) -> list[Path]:
    try:
        return find_documents(corpus)
    except OSError:
        return []


def _younger(path: Path, made: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC) > made
    except OSError:
        return False


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(read_document_bytes(path)).hexdigest()
    except UnreadableDocumentError:
        return None
