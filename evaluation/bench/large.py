"""Builds of any size for measuring, made of a real one: its documents again and again, perturbed.

In each copy a tenth of the vocabulary is replaced by terms of its own, so that words get rarer as the corpus grows,
every vector gets noise, so that no two are equal, and what passages are compared by is told apart, but for those that
recur. Reading and encoding are left out: what is measured is ranking, memory and files. The pages keep their
words, so every quotation still stands on its page. A corpus can be made to it, so that a rebuild goes on from there.
"""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from indexer.array_files import write_array
from indexer.arrays import write_arrays
from indexer.catalogue import NAMED, Catalogue, write_catalogue
from indexer.comparing import COMPARED, Compared, group_array
from indexer.document import Document
from indexer.errors import IndexMissingError
from indexer.group_writing import write_vectors
from indexer.groups import PASSAGE_VECTORS, SENTENCE_VECTORS, group_folder, parted
from indexer.lazy_encoder import LazyEncoder
from indexer.lexical import LexicalEntry, document_number
from indexer.lexical_groups import LexicalDocument, write_groups
from indexer.progress import Clock
from indexer.reuse import StandingBuild
from indexer.settings import Settings
from indexer.snapshot import LEXICAL, Snapshot, open_snapshot
from indexer.sources import Source, digest, document_key, recipe_of
from indexer.storage import (
    DATABASE,
    TABLES,
    TEXTS,
    GroupEntry,
    KeptDocument,
    Row,
    create_database,
    read_stored,
    write_rows,
)
from indexer.storage_files import make_folder, sync_tree
from indexer.storage_manifest import (
    BUILDS,
    CURRENT,
    FORMAT,
    Manifest,
    list_files,
    read_manifest,
    read_pointer,
    write_manifest,
    write_pointer,
)
from indexer.twins import TwinFacts, twins_among
from indexer.vectors import VectorIndex

T = TypeVar("T")

REPLACED = 0.1
NOISE = 0.03
"""Standard deviation of each number's noise: a copy's vector has a cosine of about 0.86 with the original's."""


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


@dataclass(frozen=True, slots=True)
class _Place:
    """A document of the large build: document `base` of a copy, under a path and a key of its own."""

    copy: Copy
    base: KeptDocument
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class _Job:
    folder: Path
    snapshot: Snapshot
    standing: StandingBuild
    copies: list[Copy]
    places: list[_Place]


def make_large(base: Path, index: Path, passages: int) -> Made:
    """Write a build of about so many passages into a new folder `index`, made of the build that stands in `base`."""
    shutil.rmtree(index, ignore_errors=True)
    folder = index / BUILDS / digest([str(passages)])[:12]
    make_folder(folder / "arrays")
    seconds: dict[str, float] = {}
    pointer = read_pointer(base, CURRENT)
    if pointer is None:
        raise IndexMissingError(f"There is no index in {base} yet. Make one: rebuild-index --index {base}")
    read = read_manifest(base, pointer)
    with open_snapshot(base) as source, StandingBuild(base / BUILDS / pointer.folder, read, read.encoder) as standing:
        copies = _copies(source, passages)
        job = _Job(folder, source, standing, copies, _places(copies, standing))
        groups = _timed(seconds, "groups", lambda: _write_groups(job))
        _timed(seconds, "catalogue", lambda: _write_catalogue(job, groups))
        _timed(seconds, "words", lambda: _write_words(job))
        _timed(seconds, "arrays", lambda: _write_arrays(folder, source, copies))
    sync_tree(folder)
    sizes = sum(group.passages for group in groups), sum(group.sentences for group in groups)
    manifest = Manifest(
        format=FORMAT,
        build=folder.name,
        state="",
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=read.encoder,
        settings=dict(read.settings),
        counts={"documents": len(job.places), "passages": sizes[0], "sentences": sizes[1], "skipped": 0},
        files=list_files(folder),
    )
    write_pointer(index, CURRENT, write_manifest(folder, manifest))
    return Made(index, *sizes, sum(entry.size for entry in manifest.files), seconds)


def make_corpus(base: Path, index: Path, corpus: Path) -> None:
    """Make the folder of files that a large build in `index` is a build of, `base` being that of the build it is of."""
    with open_snapshot(index) as large:
        for card in large.documents:
            _, _, path = card.path.partition("/")
            file = corpus / card.path
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(base / path, file)
            except OSError:
                shutil.copyfile(base / path, file)


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


def texts_of(index: Path) -> list[str]:
    """The text of every passage of an index's current build, row by row."""
    with open_snapshot(index) as snapshot:
        return [passage.text for passage in snapshot.passages(range(snapshot.passage_count))]


def _places(copies: list[Copy], standing: StandingBuild) -> list[_Place]:
    settings = Settings()
    recipe = recipe_of(LazyEncoder(settings.encoder, Clock()).request, settings.shaping())
    places = []
    for copy in copies:
        for one in standing.documents[: copy.documents]:
            path = f"{copy.number:05d}/{one.path}"
            places.append(_Place(copy, one, path, document_key(Source(Path(path), path, one.sha256), recipe)))
    return places


def _write_groups(job: _Job) -> list[GroupEntry]:
    offsets = job.standing.sentence_offsets

    @lru_cache(maxsize=2)
    def vectors_of(copy: int, part: int) -> VectorIndex:
        index = (job.standing.passage_vectors, job.standing.sentence_vectors)[part]
        return VectorIndex.build(noisy(index.rows(0, len(index)), copy, part))

    groups = []
    for run in parted([place.path for place in job.places]):
        inside = job.places[run.start : run.stop]
        rows = [(place.base.first_row, place.base.last_row) for place in inside]
        sentences = [(int(offsets[first]), int(offsets[last])) for first, last in rows]
        counts = [sum(last - first for first, last in part) for part in (rows, sentences)]
        group = GroupEntry(digest([place.key for place in inside])[:16], len(inside), *counts)
        folder = group_folder(job.folder, group)
        make_folder(folder)
        _write_texts(folder / TEXTS, inside, job.standing)
        for part, (name, ranges) in enumerate(((PASSAGE_VECTORS, rows), (SENTENCE_VECTORS, sentences))):
            parts = (
                (vectors_of(place.copy.number, part), first, last)
                for place, (first, last) in zip(inside, ranges, strict=True)
            )
            write_vectors(folder, name, job.snapshot.vectors.dimensions, parts, count=counts[part])
        write_array(folder / COMPARED, group_array([_compared(place, job) for place in inside]))
        groups.append(group)
    return groups


def _write_texts(path: Path, places: list[_Place], standing: StandingBuild) -> None:
    with closing(create_database(path)) as target:
        target.execute("BEGIN")
        for table in TABLES:
            row = 0
            for index, place in enumerate(places):
                stored = read_stored(standing.stored(place.base), table)
                if table == "passages":
                    write_rows(target, table, [(row + n, index, *fields[2:]) for n, fields in enumerate(stored)])
                    row += len(stored)
                else:
                    write_rows(target, table, _renamed(table, index, place, stored))
        target.execute("COMMIT")


def _renamed(table: str, index: int, place: _Place, rows: list[Row]) -> list[Row]:
    if table == "documents":
        return [(index, place.key, place.path, *fields[3:]) for fields in rows]
    return [(index, *fields[1:]) for fields in rows]


def _compared(place: _Place, job: _Job) -> Compared:
    """What a copy is compared by: its own, but for passages that recur, which recur in all copies."""
    compared = job.standing.compared(place.base)
    own = np.uint64(int(digest([place.copy.number])[:16], 16))
    wordings, rows = compared.wordings, slice(place.base.first_row, place.base.last_row)
    is_own = job.standing.recurrences[rows] == 0
    hashes = np.where(is_own, wordings.hashes ^ own, wordings.hashes)
    runs = np.where(np.repeat(is_own, wordings.sizes), wordings.runs ^ own, wordings.runs)
    return Compared(_facts(place, compared.facts, own), replace(wordings, hashes=hashes, runs=runs))


def _facts(place: _Place, facts: TwinFacts, own: np.uint64) -> TwinFacts:
    text = bytes.fromhex(digest([place.path]))[:16]
    return TwinFacts((*facts.rank[:-1], place.path), text, np.sort(facts.sample ^ own))


def _write_catalogue(job: _Job, groups: list[GroupEntry]) -> None:
    base = {table: job.standing.rows(table) for table in NAMED}
    rows = {
        table: [
            row
            for index, place in enumerate(job.places)
            for row in _renamed(table, index, place, base[table].get(place.base.index, []))
        ]
        for table in NAMED
    }
    by_path = {place.path: place for place in job.places}

    def read(path: str) -> Document:
        return replace(job.standing.read(by_path[path].base), path=path)

    numbers = {copy.number for copy in job.copies}
    known = {
        (f"{number:05d}/{first}", f"{number:05d}/{second}"): alike
        for number in numbers
        for (first, second), alike in job.standing.likened.items()
    }
    facts = [_compared(place, job).facts for place in job.places]
    catalogue = Catalogue(rows, groups, facts, twins_among(facts, read, known), [])
    write_catalogue(job.folder / DATABASE, catalogue)


def _write_words(job: _Job) -> None:
    vocabulary = np.array(job.snapshot.terms.vocabulary, dtype=object)

    def entries(place: _Place) -> list[LexicalEntry]:
        others = {term: _other(term, place.copy) for term in vocabulary[place.copy.replaced]}
        number = document_number(place.path)
        return [
            LexicalEntry(number, " ".join(others.get(term, term) for term in entry.body.split()), *entry[2:])
            for entry in job.standing.lexical_entries(place.base)
        ]

    def bound(place: _Place) -> LexicalDocument:
        return LexicalDocument(place.path, place.key, lambda: entries(place))

    write_groups(job.folder / LEXICAL, [bound(place) for place in job.places], None)


def _other(term: str, copy: Copy) -> str:
    return f"{term}q{copy.number}"


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
