"""The folders the app works with, and how the folder of reports differs from what is indexed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.discovery import find_documents, read_document_bytes
from indexer.errors import UnreadableDocumentError
from indexer.sources import name_in_corpus
from retriever.neighbours import FILE_NAME

if TYPE_CHECKING:
    from indexer.snapshot import Snapshot  # its libraries are loaded while the app already serves

INDEX_VARIABLE: Final = "INSPECTION_INDEX"
CORPUS_VARIABLE: Final = "INSPECTION_CORPUS"
RESULTS_VARIABLE: Final = "INSPECTION_RESULTS"
FEEDBACK_VARIABLE: Final = "INSPECTION_FEEDBACK"
NEIGHBOURS_VARIABLE: Final = "INSPECTION_NEIGHBOURS"
QUESTIONS_VARIABLE: Final = "INSPECTION_QUESTIONS"
_OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the index is, and where the reports are that it was made from.

    `results` is where `evaluate` writes, `feedback` where people's word on answers is kept, `neighbours` the file
    of groups to compare: beside the folder of reports where none is named. `questions` is where questions are
    kept, beside the index where no folder is named, and None where the variable says "off".
    """

    index: Path
    corpus: Path
    results: Path = Path("evaluation/results")
    feedback: Path = Path("feedback")
    neighbours: Path = Path(FILE_NAME)
    questions: Path | None = None

    @classmethod
    def named_in(cls, environment: Mapping[str, str]) -> "Places":
        """The folders that these variables name, else index/, corpus/ and so on where the app was started."""
        corpus = Path(environment.get(CORPUS_VARIABLE, "corpus")).resolve()
        index = Path(environment.get(INDEX_VARIABLE, "index")).resolve()
        questions = environment.get(QUESTIONS_VARIABLE) or str(index.with_name(f"{index.name}-questions"))
        return cls(
            index=index,
            corpus=corpus,
            results=Path(environment.get(RESULTS_VARIABLE, "evaluation/results")).resolve(),
            feedback=Path(environment.get(FEEDBACK_VARIABLE, "feedback")).resolve(),
            neighbours=Path(environment.get(NEIGHBOURS_VARIABLE, corpus.parent / FILE_NAME)).resolve(),
            questions=None if questions.lower() == _OFF else Path(questions).resolve(),
        )


@dataclass(frozen=True, slots=True)
class Drift:
    """How the folder of reports differs from the build that answers: paths relative to the folder.

    `corrected` are documents whose correction by hand is not yet, or no longer, what the build says.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.corrected)


def drift(snapshot: "Snapshot", corpus: Path, *, since: datetime | None = None) -> Drift:
    """What a rebuild would find to do; nothing where there is no such folder.

    A build of another folder altogether has no file in common with this one, and is not compared. A file
    younger than `since`, when the build began (else when it was made), counts as changed only if its content is
    another: copying makes files young.
    """
    since = since or snapshot.made
    hashes = {card.path: card.sha256 for card in snapshot.documents}
    held = hashes.keys() | {skipped.document for skipped in snapshot.skipped}
    found = {name_in_corpus(path, corpus): path for path in _files(corpus)}
    if not held & found.keys():
        return Drift()
    changed = (
        name
        for name in sorted(hashes.keys() & found.keys())
        if _younger(found[name], since) and _sha256(found[name]) != hashes[name]
    )
    return Drift(tuple(sorted(found.keys() - held)), tuple(changed), tuple(sorted(held - found.keys())))


def files_by_content(snapshot: "Snapshot | None", corpus: Path) -> dict[str, str]:
    """The paths of the files that are there, by SHA-256: those of the build, and those that wait for the next one."""
    cards = snapshot.documents if snapshot else ()
    known = {card.sha256: card.path for card in cards}
    indexed = {card.path for card in cards}
    waiting = ((name_in_corpus(path, corpus), path) for path in _files(corpus))
    return known | {sha256: name for name, path in waiting if name not in indexed and (sha256 := _sha256(path))}


def files_in(corpus: Path) -> int:
    """How many files wait in the folder of reports; 0 where there is no such folder."""
    return len(_files(corpus))


def names_in(corpus: Path) -> list[str]:
    """The files in the folder of reports, by their paths in it."""
    return sorted(name_in_corpus(path, corpus) for path in _files(corpus))


def _files(corpus: Path) -> list[Path]:
    try:
        return find_documents(corpus)
    except OSError:
        return []


def _younger(path: Path, since: datetime) -> bool:
    """Whether the file or its name is younger: an older file put in its place has an old date of its own."""
    try:
        state = path.lstat()
    except OSError:
        return False
    return datetime.fromtimestamp(max(state.st_mtime, state.st_ctime), UTC) > since


def _sha256(path: Path) -> str | None:
    try:
        state = path.lstat()
    except OSError:
        return None
    return _sha256_of(path, state.st_size, state.st_mtime_ns, state.st_ctime_ns)


@lru_cache(maxsize=10_000)
def _sha256_of(path: Path, *_state: int) -> str | None:
    """A file in one state is read once, however often the folder is looked at."""
    try:
        return hashlib.sha256(read_document_bytes(path)).hexdigest()
    except UnreadableDocumentError:
        return None
