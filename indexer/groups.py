"""The documents of a build in groups of neighbours, each a folder of files of its own that never changes.

Where groups end depends on the paths alone, so a report that comes or goes changes its own group, and the others
are taken over as they are, file by file. Inside a group documents, passages and sentences are numbered from 0.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.document import Document
from indexer.lexical import document_number
from indexer.passages import Passage
from indexer.storage import (
    TEXTS,
    GroupEntry,
    IndexedDocument,
    IndexedPassage,
    StoredDocument,
    open_database,
    read_contexts,
    read_document,
    read_indexed,
    read_indexed_passages,
    read_passages,
    read_words,
)
from indexer.storage_manifest import GROUPS

PASSAGE_VECTORS = "passages.faiss"
SENTENCE_VECTORS = "sentences.faiss"
BINARY = ".rabitq"
"""The ending of the files with the same vectors in one bit a number."""

_OFTEN = 128
_LEAST_MOST = 64
_CACHE_KIB = 256  # of each file; the system keeps more of them than SQLite


def parted(paths: Sequence[str]) -> list[range]:
    """Runs of neighbours, one empty run where there are no paths: of at most 64 documents, in large collections more.

    A run that is too long is cut before the path of the least hash in its middle half, and so on: a path more or less
    seldom moves a cut.
    """
    numbers = np.array([document_number(path) for path in paths], dtype=np.int64)
    most = max(_LEAST_MOST, 1 << (max(len(paths) - 1, 0) // _OFTEN).bit_length())
    runs, done = [range(len(paths))], []
    while runs:
        run = runs.pop()
        if len(run) <= most:
            done.append(run)
            continue
        first, last = run.start + max(len(run) // 4, 1), run.stop - len(run) // 4
        cut = first + int(np.argmin(numbers[first:last]))
        runs += [range(cut, run.stop), range(run.start, cut)]
    return done


def binary_name(name: str) -> str:
    """The file with the vectors of this one in one bit a number."""
    return str(Path(name).with_suffix(BINARY))


def vectors_in(group: GroupEntry, name: str) -> int:
    """How many vectors the file of this name of a group holds; where there are none, no file holds their codes."""
    return group.passages if name == PASSAGE_VECTORS else group.sentences


def group_folder(build: Path, group: GroupEntry) -> Path:
    return build / GROUPS / group.name


def path_of_group(group: GroupEntry, name: str) -> str:
    """A file of a group by its path in the build's folder."""
    return f"{GROUPS}/{group.name}/{name}"


Need = Callable[[Iterable[str]], None]
"""Called with the paths of files before they are opened; raises IndexDamagedError for one that is damaged."""


def proved_before(_: Iterable[str]) -> None:
    """Of a build whose files were all proved before."""


class Texts:
    """The words of a build, opened group by group where they are asked for. Not for two threads at once.

    There are at most some two hundred groups, so every file may stay open.
    """

    def __init__(self, build: Path, groups: Sequence[GroupEntry], need: Need = proved_before) -> None:
        self._build = build
        self._groups = groups
        self._need = need
        self._first_documents = np.cumsum([0, *(group.documents for group in groups)])
        self._first_rows = np.cumsum([0, *(group.passages for group in groups)])
        self._opened: dict[int, sqlite3.Connection] = {}

    def hold(self) -> None:
        """Open every file now, so that none is looked for by its name later. Raises sqlite3.Error."""
        for group in range(len(self._groups)):
            self._database(group).execute("PRAGMA schema_version").fetchone()

    def close(self) -> None:
        while self._opened:
            self._opened.popitem()[1].close()

    def document(self, index: int) -> Document:
        """Document number `index` of the build. Raises IndexError where there is none."""
        stored = self.stored(index)
        return read_document(stored.database, stored.index)

    def stored(self, index: int) -> StoredDocument:
        """Where document number `index` of the build stands."""
        if not 0 <= index < self._first_documents[-1]:
            raise IndexError(f"the build has no document {index}")
        group = _part_of(self._first_documents, index)
        return StoredDocument(self._database(group), index - int(self._first_documents[group]))

    def indexed(self, index: int, key: str) -> IndexedDocument | None:
        """All that was made of document number `index`, which has this key."""
        return read_indexed(self.stored(index).database, key)

    def passages(self, rows: Collection[int]) -> dict[int, tuple[Passage, tuple[tuple[int, int], ...]]]:
        """The passages of these rows, each with the ranges of its sentences; rows that are not there are left out."""
        found: dict[int, tuple[Passage, tuple[tuple[int, int], ...]]] = {}
        for group, local in self._by_group(rows):
            first_document, first_row = int(self._first_documents[group]), int(self._first_rows[group])
            read = read_passages(self._database(group), local, first_document=first_document)
            found |= {row + first_row: passage for row, passage in read.items()}
        return found

    def contexts(self, rows: Collection[int]) -> Iterator[tuple[int, str]]:
        """The context lines of these rows; rows that are not there are left out."""
        for group, local in self._by_group(rows):
            for row, context in read_contexts(self._database(group), local):
                yield row + int(self._first_rows[group]), context

    def words(self, index: int) -> list[tuple[str, str, str]]:
        """The terms, the context and the words of each passage of document number `index`."""
        stored = self.stored(index)
        return read_words(stored.database, stored.index)

    def indexed_passages(self) -> Iterator[IndexedPassage]:
        """Every passage of the build, row by row, with numbers of its group."""
        for group in range(len(self._groups)):
            yield from read_indexed_passages(self._database(group))

    def _by_group(self, rows: Collection[int]) -> Iterator[tuple[int, list[int]]]:
        wanted = np.unique(np.fromiter(rows, np.int64, len(rows)))
        bounds = np.searchsorted(wanted, self._first_rows)
        groups: list[int] = np.flatnonzero(np.diff(bounds)).tolist()
        self._need(path_of_group(self._groups[group], TEXTS) for group in groups)
        for group in groups:
            inside = wanted[bounds[group] : bounds[group + 1]]
            yield group, (inside - self._first_rows[group]).tolist()

    def _database(self, group: int) -> sqlite3.Connection:
        if group not in self._opened:
            self._need([path_of_group(self._groups[group], TEXTS)])
            database = open_database(group_folder(self._build, self._groups[group]) / TEXTS)
            database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._opened[group] = database
        return self._opened[group]


def _part_of(starts: npt.NDArray[np.int64], number: int) -> int:
    """Which part a number falls into; an empty part has none."""
    return int(np.searchsorted(starts, number, side="right")) - 1
