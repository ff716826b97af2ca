"""The vectors of a large build, group after group, each in a file that is mapped: searched as if they were one index.

One kernel computes every score, so a row scores and ranks the same to the last bit as in one index of everything.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.groups import PASSAGE_VECTORS, group_folder
from indexer.storage import GroupEntry
from indexer.vectors import Bytes, VectorIndex, Vectors

_MANY = 0.05
"""Where more than this share of all rows is chosen, they are searched in their places; else they are put together."""

Rows = npt.NDArray[np.integer[Any]]


class GroupedVectors(VectorIndex):
    """Indexes one after the other; the rows of each follow those of the one before."""

    def __init__(self, parts: Sequence[VectorIndex]) -> None:
        """`parts` are one or more, of as many dimensions each."""
        self._parts = parts
        self._starts = np.cumsum([0, *map(len, parts)])
        self.dimensions = parts[0].dimensions

    @classmethod
    def from_groups(
        cls, build: Path, groups: Sequence[GroupEntry], name: str, *, without: Collection[str] = ()
    ) -> "GroupedVectors":
        """The files of this name of a build's groups, which were checked: only what is looked at takes memory.

        In the place of those of groups `without` them stand empty vectors.
        """
        whole = {
            group.name: VectorIndex.from_file(group_folder(build, group) / name)
            for group in groups
            if group.name not in without
        }
        dimensions = next((file.dimensions for file in whole.values()), 1)

        def empty(group: GroupEntry) -> VectorIndex:
            size = group.passages if name == PASSAGE_VECTORS else group.sentences
            return VectorIndex.build(np.zeros((size, dimensions), dtype=np.float32))

        return cls([whole.get(group.name) or empty(group) for group in groups])

    def __len__(self) -> int:
        return int(self._starts[-1])

    def to_bytes(self) -> bytes:
        return VectorIndex.joined(self._parts, self.dimensions).to_bytes()

    def rows(self, first: int, last: int) -> Vectors:
        self._check_range(first, last)
        pieces = [self._parts[part].rows(start, stop) for part, start, stop in self._pieces(first, last)]
        return np.concatenate([np.empty((0, self.dimensions), dtype=np.float32), *pieces])

    def codes(self, first: int, last: int) -> bytes:
        return b"".join(self._parts[part].codes(start, stop) for part, start, stop in self._pieces(first, last))

    def best(
        self, vector: npt.NDArray[np.floating[Any]], limit: int, rows: Rows | None = None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        selected = None if rows is None else self._selected(rows)
        if selected is None or np.count_nonzero(selected) > len(self) * _MANY:
            return self._best_of_parts(self._question(vector), limit, selected)
        chosen = np.flatnonzero(selected)
        places, scores = self.picked(chosen).best(vector, limit)
        return chosen[places], scores

    def _best_of_parts(
        self, question: Vectors, limit: int, selected: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        of_parts = [
            (start, *part.best_within(question, limit, None if selected is None else selected[start:end]))
            for part, (start, end) in zip(self._parts, pairwise(self._starts.tolist()), strict=True)
        ]
        every = np.concatenate([found + start for start, found, _ in of_parts])
        every_score = np.concatenate([scores for _, _, scores in of_parts])
        order = np.lexsort((every, -every_score))[:limit]
        return every[order], every_score[order]

    def codes_of(self, rows: Rows) -> Bytes:
        order = None if len(rows) < 2 or (rows[:-1] <= rows[1:]).all() else np.argsort(rows, kind="stable")
        ordered = rows if order is None else rows[order]
        bounds = np.searchsorted(ordered, self._starts)
        pieces = [
            self._parts[part].codes_of(ordered[bounds[part] : bounds[part + 1]] - self._starts[part])
            for part in np.flatnonzero(np.diff(bounds)).tolist()
        ]
        if order is None:
            return np.concatenate(pieces)
        codes = np.empty((len(rows), pieces[0].shape[1]), dtype=np.uint8)
        codes[order] = np.concatenate(pieces)
        return codes

    def _pieces(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """The parts that hold the rows first:last, each with which of its own rows these are."""
        begun = np.maximum(self._starts[:-1], first)
        ended = np.minimum(self._starts[1:], last)
        return [
            (part, int(begun[part] - self._starts[part]), int(ended[part] - self._starts[part]))
            for part in np.flatnonzero(begun < ended).tolist()
        ]
