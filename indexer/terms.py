"""Which terms stand in which sentence: small arrays that let a question be held against each sentence.

The lexical engine ranks passages; this says, for any passages one likes, which of the question's
terms each of their sentences holds. Rows are sentences in the order of the build; the sentences of one passage
are neighbours.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.consecutive import consecutive

_AT_ONCE = 1 << 18  # numbers that stay in the processor's own memory


@dataclass(frozen=True, slots=True)
class TermTable:
    """The terms of every sentence as numbers.

    `vocabulary` is sorted; a term's number is its place in it. The terms of sentence s, in order, are
    `ids[offsets[s]:offsets[s + 1]]`. `frequencies[t]` counts the passages that hold term t, `figured[t]` tells
    whether it is not of letters alone.
    """

    vocabulary: tuple[str, ...]
    ids: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    frequencies: npt.NDArray[np.int32]
    numbers: dict[str, int]
    figured: npt.NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        vocabulary: Sequence[str],
        ids: npt.NDArray[np.int32],
        offsets: npt.NDArray[np.int64],
        frequencies: npt.NDArray[np.int32],
    ) -> "TermTable":
        """A table from its stored parts."""
        numbers = {term: number for number, term in enumerate(vocabulary)}
        figured = np.array([not term.isalpha() for term in vocabulary], dtype=np.bool_)
        return cls(tuple(vocabulary), ids, offsets, frequencies, numbers, figured)

    def number(self, term: str) -> int | None:
        """A term's number, None where no passage holds it."""
        return self.numbers.get(term)

    def presence(self, terms: Sequence[str], sentences: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of `terms` (columns) stand in which of `sentences` (rows); a term may be an unknown one."""
        columns = np.full(len(self.vocabulary) + 1, -1, dtype=np.int32)
        for column, term in enumerate(terms):
            number = self.numbers.get(term)
            if number is not None:
                columns[number] = column
        positions, row_of = self._positions(sentences)
        column_of = columns[self.ids[positions]] if len(positions) else np.empty(0, dtype=np.int32)
        present = np.zeros((len(sentences), len(terms)), dtype=np.bool_)
        known = column_of >= 0
        present[row_of[known], column_of[known]] = True
        return present

    def side_by_side(self, terms: Sequence[str], sentences: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of these sentences hold terms in this order, with no other between."""
        positions, row_of = self._positions(sentences)
        ids = self.ids[positions]
        found = np.ones(max(len(ids) - len(terms) + 1, 0), dtype=np.bool_)
        for place, term in enumerate(terms):
            found &= ids[place : place + len(found)] == self.numbers.get(term, -1)
            found &= row_of[place : place + len(found)] == row_of[: len(found)]
        held = np.zeros(len(sentences), dtype=np.bool_)
        held[row_of[np.flatnonzero(found)]] = True
        return held

    def holding(self, term: str) -> npt.NDArray[np.int64]:
        """All sentences that hold a term, ascending."""
        number = self.numbers.get(term)
        if number is None:
            return np.empty(0, dtype=np.int64)
        starts = range(0, len(self.ids), _AT_ONCE)
        places = [np.flatnonzero(self.ids[start : start + _AT_ONCE] == number) + start for start in starts]
        return np.unique(np.searchsorted(self.offsets, np.concatenate(places), side="right") - 1)

    def _positions(self, sentences: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Where in `ids` the terms of these sentences stand, one after the other, and of which of them each is."""
        lengths = self.offsets[sentences + 1] - self.offsets[sentences]
        return consecutive(self.offsets[sentences], lengths), np.repeat(np.arange(len(sentences)), lengths)

    def with_figure_or(self, terms: Collection[str], sentences: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of these sentences hold one of `terms`, or one that is not of letters alone."""
        positions, row_of = self._positions(sentences)
        telling = self.figured.copy()
        telling[[number for term in terms if (number := self.numbers.get(term)) is not None]] = True
        held = np.zeros(len(sentences), dtype=np.bool_)
        held[row_of[telling[self.ids[positions]]]] = True
        return held

    def terms_of(self, sentence: int) -> npt.NDArray[np.int32]:
        """The numbers of one sentence's terms, in order."""
        return self.ids[self.offsets[sentence] : self.offsets[sentence + 1]]


def term_table(passages: Iterable[Sequence[Sequence[str]]]) -> TermTable:
    """The table of passages given as lists of sentences given as lists of terms."""
    frequency: Counter[str] = Counter()
    all_sentences: list[Sequence[str]] = []
    for passage in passages:
        frequency.update({term for sentence in passage for term in sentence})
        all_sentences.extend(passage)
    vocabulary = sorted(frequency)
    numbers = {term: number for number, term in enumerate(vocabulary)}
    offsets = np.zeros(len(all_sentences) + 1, dtype=np.int64)
    np.cumsum([len(sentence) for sentence in all_sentences], out=offsets[1:]) if all_sentences else None
    ids = np.fromiter((numbers[t] for sentence in all_sentences for t in sentence), np.int32, int(offsets[-1]))
    frequencies = np.array([frequency[term] for term in vocabulary], dtype=np.int32)
    return TermTable.of(vocabulary, ids, offsets, frequencies)


class TermPart(NamedTuple):
    """The sentences `first_sentence:last_sentence` of a table."""

    table: TermTable
    first_sentence: int
    last_sentence: int


def joined_terms(parts: Sequence[TermPart], passage_starts: Mapping[int, npt.NDArray[np.int64]]) -> TermTable:
    """One table of parts of others, one after the other, none of which overlap.

    `passage_starts` are, by the id of each table, the sentences that its passages begin with, and where the last one
    ends. A term's passages are counted from those of the tables, less what is not taken of these. Terms that no
    sentence holds any more are left out.
    """
    tables = {id(part.table): part.table for part in parts}
    held = {
        key: table.frequencies.astype(np.int64) - _left_out(parts, table, passage_starts[key])
        for key, table in tables.items()
    }
    counts: Counter[str] = Counter()
    for key, table in tables.items():
        counts.update({table.vocabulary[n]: int(held[key][n]) for n in np.flatnonzero(held[key]).tolist()})
    vocabulary = sorted(counts)
    numbers = {term: number for number, term in enumerate(vocabulary)}
    renumbered = {
        key: np.fromiter((numbers.get(term, -1) for term in table.vocabulary), np.int32, len(table.vocabulary))
        for key, table in tables.items()
    }
    joined = _in_runs(parts)
    ids = np.concatenate([np.empty(0, np.int32), *(renumbered[id(part.table)][_ids(part)] for part in joined)])
    lengths = np.concatenate([np.empty(0, np.int64), *(_lengths(part) for part in joined)])
    frequencies = np.fromiter((counts[term] for term in vocabulary), np.int32, len(vocabulary))
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return TermTable.of(vocabulary, ids.astype(np.int32), offsets.astype(np.int64), frequencies)


def _left_out(parts: Sequence[TermPart], table: TermTable, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many passages of a table that none of the parts has hold each term."""
    taken = _in_runs(sorted((part for part in parts if part.table is table), key=lambda part: part.first_sentence))
    bounds = [0, *(bound for part in taken for bound in part[1:]), len(table.offsets) - 1]
    counts = np.zeros(len(table.vocabulary), dtype=np.int64)
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        if first < last:
            part = TermPart(table, first, last)
            passages = np.searchsorted(starts, np.repeat(np.arange(first, last), _lengths(part)), side="right")
            pairs = np.unique(passages * len(counts) + _ids(part))
            counts += np.bincount(pairs % len(counts), minlength=len(counts))
    return counts


def _in_runs(parts: Sequence[TermPart]) -> list[TermPart]:
    """The same sentences in as few parts."""
    runs: list[TermPart] = []
    for part in parts:
        if runs and runs[-1].table is part.table and runs[-1].last_sentence == part.first_sentence:
            runs[-1] = TermPart(part.table, runs[-1].first_sentence, part.last_sentence)
        else:
            runs.append(part)
    return runs


def _ids(part: TermPart) -> npt.NDArray[np.int32]:
    offsets = part.table.offsets
    return part.table.ids[offsets[part.first_sentence] : offsets[part.last_sentence]]


def _lengths(part: TermPart) -> npt.NDArray[np.int64]:
    return np.diff(part.table.offsets[part.first_sentence : part.last_sentence + 1])
