"""Builds of any size for measuring, made of a real one: its documents again and again, perturbed.

In each copy a tenth of the vocabulary is replaced by terms of its own, so that words get rarer as the corpus grows,
and every vector gets noise, so that no two are equal. Reading and encoding are left out: what is measured is
ranking, memory and files. The pages keep their words, so every quotation still stands on its page.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from indexer.arrays import write_arrays
from indexer.errors import IndexMissingError
from indexer.lexical import LexicalEntry, document_number
from indexer.lexical_groups import LexicalDocument, write_groups
from indexer.snapshot import LEXICAL, PASSAGE_VECTORS, SENTENCE_VECTORS, Snapshot, open_snapshot
from indexer.sources import digest
from indexer.storage import DATABASE, create_database, open_database, read_words
from indexer.storage_files import make_folder, sync_tree
from indexer.storage_manifest import (
    BUILDS,
    CURRENT,
    FORMAT,
    Manifest,
    list_files,
    read_pointer,
    write_manifest,
    write_pointer,
)
from indexer.vectors import VectorIndex, write_joined

T = TypeVar("T")

REPLACED = 0.1
NOISE = 0.03
"""Standard deviation of each number's noise: a copy's vector has a cosine of about 0.86 with the original's."""

_COPIED = {
    "documents": "path, sha256, title, type, authorities, published, inspected_from, inspected_to, inspectors, "
    "improvements, problems, acronyms",
    "pages": "number, label, text",
    "sections": "position, heading, parent, grade, spans",
    "paragraphs": "position, section, number, kind, spans",
    "judgements": "position, name, grade, spans",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy `number` of the base: the documents `0:documents` of it, and which of its terms are others here."""

    number: int
    documents: int
    replaced: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Made:
    """A build that was made, and the seconds that each part of it took to write."""

    index: Path
    passages: int
    sentences: int
    bytes: int
    seconds: dict[str, float]


def make_large(base: Path, index: Path, passages: int) -> Made:
    """Write a build of about so many passages into a new folder `index`, made of the build that stands in `base`."""
    shutil.rmtree(index, ignore_errors=True)
    folder = index / BUILDS / digest([str(passages)])[:12]
    make_folder(folder / "arrays")
    seconds: dict[str, float] = {}
    with open_snapshot(base) as source:
        copies = _copies(source, passages)
        with closing(database_of(base)) as connection:
            _timed(seconds, "texts", lambda: _write_texts(folder, connection, source, copies))
            _timed(seconds, "words", lambda: _write_words(folder, connection, source, copies))
        sizes = _timed(seconds, "vectors", lambda: _write_vectors(folder, source, copies))
        _timed(seconds, "arrays", lambda: _write_arrays(folder, source, copies))
        sync_tree(folder)
        manifest = Manifest(
            format=FORMAT,
            build=folder.name,
            state="",
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            encoder=source.encoder_identity,
            settings={},
            counts={"documents": sum(c.documents for c in copies), "passages": sizes[0], "sentences": sizes[1]},
            files=list_files(folder),
        )
    write_pointer(index, CURRENT, write_manifest(folder, manifest))
    return Made(index, *sizes, sum(entry.size for entry in manifest.files), seconds)


def noisy(vectors: npt.NDArray[np.float32], copy: int, part: int) -> npt.NDArray[np.float32]:
    """The vectors of a copy, in full precision; copy 0 is the base itself."""
    if copy == 0:
        return vectors
    moved = vectors + NOISE * np.random.default_rng((copy, part)).standard_normal(vectors.shape, dtype=np.float32)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def _copies(source: Snapshot, passages: int) -> list[Copy]:
    size = len(source.terms.vocabulary)
    copies: list[Copy] = []
    left = passages
    for number in count():
        ends = [card.last_row for card in source.documents]
        documents = min(int(np.searchsorted(ends, left)) + 1, len(ends))
        chance = np.random.default_rng(number).random(size)
        copies.append(Copy(number, documents, (chance < REPLACED) & (number > 0)))
        left -= ends[documents - 1]
        if left <= 0:
            return copies
    raise AssertionError("counting does not end")


def database_of(index: Path) -> sqlite3.Connection:
    """The database of an index's current build. Raises IndexMissingError where there is none."""
    pointer = read_pointer(index, CURRENT)
    if pointer is None:
        raise IndexMissingError(f"There is no index in {index} yet. Make one: rebuild-index --index {index}")
    return open_database(index / BUILDS / pointer.folder / DATABASE)


def _path(copy: Copy, path: str) -> str:
    return f"{copy.number:05d}/{path}"


def _write_texts(folder: Path, source: sqlite3.Connection, snapshot: Snapshot, copies: list[Copy]) -> None:
    cards = snapshot.documents
    with closing(create_database(folder / DATABASE)) as target:
        target.execute("BEGIN")
        index = row = 0
        for copy in copies:
            for base in range(copy.documents):
                for table, columns in _COPIED.items():
                    key = "id" if table == "documents" else "document"
                    rows = source.execute(f"SELECT {columns} FROM {table} WHERE {key} = ?", (base,)).fetchall()  # noqa: S608 -- names of this module
                    if table == "documents":
                        path = _path(copy, rows[0][0])
                        rows = [(digest([path]), path, *rows[0][1:])]
                    _insert(target, table, [(index, *fields) for fields in rows])
                shift = row - cards[base].first_row
                passages = source.execute("SELECT * FROM passages WHERE document = ? ORDER BY id", (base,))
                _insert(target, "passages", [(fields[0] + shift, index, *fields[2:]) for fields in passages])
                row += cards[base].last_row - cards[base].first_row
                index += 1
        target.execute("COMMIT")


def _insert(target: sqlite3.Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608


def _write_words(folder: Path, source: sqlite3.Connection, snapshot: Snapshot, copies: list[Copy]) -> None:
    vocabulary = np.array(snapshot.terms.vocabulary, dtype=object)

    def entries(copy: Copy, base: int) -> list[LexicalEntry]:
        others = {term: _other(term, copy) for term in vocabulary[copy.replaced]}
        number = document_number(_path(copy, snapshot.documents[base].path))
        return [
            LexicalEntry(number, " ".join(others.get(term, term) for term in terms.split()), context, words)
            for terms, context, words in read_words(source, base)
        ]

    def bound(copy: Copy, base: int) -> LexicalDocument:
        path = _path(copy, snapshot.documents[base].path)
        return LexicalDocument(path, digest([path]), lambda: entries(copy, base))

    documents = [bound(copy, base) for copy in copies for base in range(copy.documents)]
    write_groups(folder / LEXICAL, documents, None)


def _other(term: str, copy: Copy) -> str:
    return f"{term}q{copy.number}"


def _write_vectors(folder: Path, source: Snapshot, copies: list[Copy]) -> tuple[int, int]:
    rows = [source.documents[copy.documents - 1].last_row for copy in copies]
    sentences = [int(source.sentence_offsets[row]) for row in rows]
    for part, (name, index, lasts) in enumerate(
        ((PASSAGE_VECTORS, source.vectors, rows), (SENTENCE_VECTORS, source.sentence_vectors, sentences))
    ):
        vectors = index.rows(0, len(index))

        def parts(
            vectors: npt.NDArray[np.float32] = vectors, lasts: list[int] = lasts, part: int = part
        ) -> Iterator[tuple[VectorIndex, int, int]]:
            for copy, last in zip(copies, lasts, strict=True):
                yield VectorIndex.build(noisy(vectors[:last], copy.number, part)), 0, last

        write_joined(folder / name, index.dimensions, parts(), count=sum(lasts))
    return sum(rows), sum(sentences)


def _write_arrays(folder: Path, source: Snapshot, copies: list[Copy]) -> None:
    table = source.terms
    rows = [source.documents[copy.documents - 1].last_row for copy in copies]
    own = np.array(table.vocabulary, dtype=object)
    vocabulary = sorted({*own, *(_other(term, copy) for copy in copies for term in own[copy.replaced])})
    numbers = {term: number for number, term in enumerate(vocabulary)}
    frequencies = np.zeros(len(vocabulary), dtype=np.int64)
    ids, lengths, sentences, recurrences, documents = [], [], [], [], []
    document = 0
    for copy, last in zip(copies, rows, strict=True):
        names = [_other(term, copy) if other else term for term, other in zip(own, copy.replaced, strict=True)]
        renumbered = np.array([numbers[name] for name in names], dtype=np.int32)
        offsets = source.sentence_offsets[: last + 1]
        ids.append(renumbered[table.ids[: table.offsets[offsets[-1]]]])
        lengths.append(np.diff(table.offsets[: offsets[-1] + 1]))
        sentences.append(np.diff(offsets))
        recurrences.append(source.recurrences[:last])
        documents.append(source.passage_document[:last] + document)
        frequencies[renumbered] += table.frequencies
        document += copy.documents
    write_arrays(
        folder,
        {
            "passage_document": np.concatenate(documents),
            "sentence_offsets": np.concatenate([[0], np.cumsum(np.concatenate(sentences))]),
            "recurrences": np.concatenate(recurrences),
            "term_ids": np.concatenate(ids),
            "term_offsets": np.concatenate([[0], np.cumsum(np.concatenate(lengths))]),
            "term_frequencies": frequencies,
        },
        vocabulary,
    )


def _timed(seconds: dict[str, float], name: str, work: Callable[[], T]) -> T:
    started = time.perf_counter()
    done = work()
    seconds[name] = time.perf_counter() - started
    return done
