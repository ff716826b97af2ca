"""The passages that may answer a question, and how near each is in meaning.

Where the documents in scope hold few passages, every one of them is a candidate and nothing is lost to a
cut-off. Else the best of three rankings are: passages by meaning, sentences by meaning, words.
"""

import os
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, partial

import numpy as np
import numpy.typing as npt

from indexer.consecutive import consecutive
from indexer.engine.engine import Hits
from indexer.snapshot import Snapshot
from indexer.tokens import words
from indexer.vectors import PickedVectors
from retriever.interpretation import Interpretation

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]

EXHAUSTIVE = 3000
"""Up to so many passages in scope all are scored: one authority's reports hold a few hundred."""

DEPTH = 300
"""How many of each ranking are candidates where the scope is larger."""

SENTENCES_SEARCHED = 1_000_000
"""In builds with more sentences, only those of the passages found are weighed: one walk over all would take 30 ms a
million."""

WORTH_A_THREAD = 200_000
"""In builds of so many passages words are looked up on another processor while vectors are searched; in smaller ones
handing over costs more than it gains."""

ALTERNATIVE_TERM_WEIGHT = 0.6
"""What a term of another expression for a concept weighs in the word ranking, beside the concept's own."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate passages by row, ascending.

    `lexical_ranks` holds the places (1, 2, ...) of those that the word ranking returned. `sentences` are the rows of
    all the candidates' sentences, `sentence_place` the place of each one's passage among the candidates.
    """

    rows: Rows
    lexical_ranks: Mapping[int, int]
    sentences: Rows
    sentence_place: Rows


@dataclass(frozen=True, slots=True)
class CandidateVectors:
    """The vectors of candidates and of their sentences, each in their order."""

    passages: PickedVectors
    sentences: PickedVectors


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near candidates are to the question in meaning: the cosines of passages and of sentences, in their order.

    `dense_ranks` holds the place of each row by the cosine of its passage, 1 the nearest.
    """

    dense: Floats
    dense_ranks: Mapping[int, int]
    sentence_dense: Floats


class _Scope:
    """The passages that are asked about: those of documents, and `mentions` of later ones.

    `searched` are the documents that hold any of them.
    """

    def __init__(
        self, snapshot: Snapshot, documents: Collection[int], searched: Collection[int], mentions: Rows
    ) -> None:
        self._snapshot = snapshot
        self._documents = documents
        self._mentions = mentions
        self.searched = searched

    @cached_property
    def rows(self) -> Rows:
        """All of them, ascending. Of many documents this takes longer than to ask of some rows whether they are."""
        rows = _rows_of(self._snapshot, self._documents)
        return np.sort(np.concatenate([rows, self._mentions]), kind="stable") if len(self._mentions) else rows

    @property
    def sentences(self) -> npt.NDArray[np.bool_]:
        """Of every sentence of the build whether it is of these passages."""
        offsets = self._snapshot.sentence_offsets
        is_other = np.ones(len(self._snapshot.documents), dtype=np.bool_)
        is_other[np.fromiter(self._documents, np.int64, len(self._documents))] = False
        if len(self._mentions) or np.count_nonzero(is_other) * 2 > len(is_other):
            chosen = np.zeros(int(offsets[-1]), dtype=np.bool_)
            chosen[_sentences_of(self._snapshot, self.rows)[0]] = True
            return chosen
        chosen = np.ones(int(offsets[-1]), dtype=np.bool_)
        for first, last in self._snapshot.document_rows[is_other].tolist():
            chosen[offsets[first] : offsets[last]] = False
        return chosen

    @property
    def chosen(self) -> Rows | None:
        """The rows, where not all of what `searched` holds is asked about."""
        return self.rows if len(self._mentions) else None

    def inside(self, hits: Hits) -> Hits:
        """Those of them that are asked about, in their order."""
        if self.searched is self._documents:
            return hits
        rows = self.rows
        places = np.searchsorted(rows, [row for row, _ in hits]).clip(max=len(rows) - 1)
        return [hit for hit, place in zip(hits, places, strict=True) if rows[place] == hit[0]]


def find_candidates(
    snapshot: Snapshot,
    asked: Interpretation,
    vector: Callable[[], Vector],
    documents: Collection[int],
    given: Collection[int] = (),
) -> Candidates:
    """The candidates among these documents, and the rows `given`.

    `vector` gives the question, encoded; it is called late, and only where the scope is too large to take all of it.
    """
    everything = len(documents) == len(snapshot.documents)
    phrases = [words(phrase) for phrase in asked.form.phrases]
    passages = snapshot.passages_of(documents)
    searched = set(documents) | set(asked.scope.mentions) if asked.scope.mentions else documents
    by_words = _begun(
        snapshot,
        partial(
            snapshot.engine.by_words,
            lexical_terms(asked),
            phrases=phrases,
            limit=passages if phrases and passages <= EXHAUSTIVE else DEPTH,
            documents=None if everything else searched,
        ),
    )
    mentions = _mentions(snapshot, asked)
    scope = _Scope(snapshot, documents, searched, mentions)
    if phrases:
        rows = np.array(sorted(row for row, _ in by_words()), dtype=np.int64)
    elif passages + len(mentions) <= EXHAUSTIVE:
        rows = scope.rows
    else:
        by_passage = _nearest(snapshot, vector(), None if everything else scope)
        by_sentence = _holders_of_nearest(snapshot, vector(), None if everything else scope)
        found = {row for row, _ in by_passage} | by_sentence | {row for row, _ in by_words()} | set(given)
        rows = np.array(sorted(found), dtype=np.int64)
    hits = by_words()
    sentences, place = _sentences_of(snapshot, rows)
    return Candidates(
        rows=rows,
        lexical_ranks={row: rank for rank, (row, _) in enumerate(hits, 1)},
        sentences=sentences,
        sentence_place=place,
    )


def _begun(snapshot: Snapshot, search: Callable[[], Hits]) -> Callable[[], Hits]:
    """Begin to search, and give who can wait for the hits; of a build that is not large they are there at once.

    Where no thread has taken the search up by then, who waits does it: questions never stand in line for each other.
    """
    if snapshot.passage_count < WORTH_A_THREAD:
        hits = search()
        return lambda: hits
    begun = _threads().submit(search)
    return cache(lambda: search() if begun.cancel() else begun.result())


def candidate_vectors(snapshot: Snapshot, candidates: Candidates) -> CandidateVectors:
    """The vectors of every candidate and of its sentences."""
    return CandidateVectors(
        snapshot.vectors.picked(candidates.rows), snapshot.sentence_vectors.picked(candidates.sentences)
    )


def nearness(candidates: Candidates, vectors: CandidateVectors, vector: Vector) -> Nearness:
    """Hold every candidate and its sentences against the question, encoded."""
    dense = vectors.passages.scores(vector).astype(np.float64)
    order = np.lexsort((candidates.rows, -dense))
    return Nearness(
        dense=dense,
        dense_ranks=dict(zip(candidates.rows[order].tolist(), range(1, len(order) + 1), strict=True)),
        sentence_dense=vectors.sentences.scores(vector).astype(np.float64),
    )


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="words")


def _nearest(snapshot: Snapshot, direction: Vector, scope: _Scope | None) -> Hits:
    """The nearest passages in scope, of all where that is None."""
    if scope is None:
        return snapshot.engine.by_meaning(direction, limit=DEPTH, documents=None)
    limit = DEPTH
    while True:
        hits = snapshot.engine.by_meaning(direction, limit=limit, documents=scope.searched, within=scope.chosen)
        inside = scope.inside(hits)
        if len(inside) >= DEPTH or len(hits) < limit:
            return inside[:DEPTH]
        limit *= 4


def _holders_of_nearest(snapshot: Snapshot, direction: Vector, scope: _Scope | None) -> set[int]:
    """The passages that hold the nearest sentences; none where the build has too many sentences to look at each."""
    if len(snapshot.sentence_vectors) > SENTENCES_SEARCHED:
        return set()
    within = None if scope is None else scope.sentences
    nearest = [row for row, _ in snapshot.sentence_vectors.search(direction, DEPTH, rows=within)]
    return set((np.searchsorted(snapshot.sentence_offsets, nearest, side="right") - 1).tolist())


def _rows_of(snapshot: Snapshot, documents: Collection[int]) -> Rows:
    """The passages of documents, ascending."""
    if not documents:
        return _none()
    bounds = snapshot.document_rows[np.sort(np.fromiter(documents, np.int64, len(documents)))]
    return consecutive(bounds[:, 0], bounds[:, 1] - bounds[:, 0])


def _mentions(snapshot: Snapshot, asked: Interpretation) -> Rows:
    """Passages of later documents that name the time asked for themselves."""
    period = asked.period
    if not asked.scope.mentions or period.since is None or period.until is None:
        return _none()
    years = range(period.since.year, period.until.year + 1)
    of_each = [snapshot.rows_holding(str(year)) for year in years]
    held: Rows = of_each[0] if len(of_each) == 1 else np.unique(np.concatenate(of_each))
    is_later = np.zeros(len(snapshot.documents), dtype=np.bool_)
    is_later[np.array(asked.scope.mentions, dtype=np.int64)] = True
    mentions: Rows = held[is_later[snapshot.passage_document[held]]]
    return mentions


def lexical_terms(asked: Interpretation) -> dict[str, float]:
    """The terms of the question's concepts with their weights, other expressions' terms below its own."""
    terms = {term: 1.0 for concept in asked.concepts for term in concept.terms}
    for concept in asked.concepts:
        for form in concept.alternatives:
            for term in form.terms:
                terms.setdefault(term, form.weight * ALTERNATIVE_TERM_WEIGHT)
    return terms


def _sentences_of(snapshot: Snapshot, rows: Rows) -> tuple[Rows, Rows]:
    starts = snapshot.sentence_offsets[rows]
    lengths = snapshot.sentence_offsets[rows + 1] - starts
    return consecutive(starts, lengths), np.repeat(np.arange(len(rows), dtype=np.int64), lengths)


def _none() -> Rows:
    return np.empty(0, dtype=np.int64)
