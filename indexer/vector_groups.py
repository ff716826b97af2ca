"""The vectors of a large build, group after group, each in a file that is mapped: searched as if they were one index.

One kernel computes every score, so a row scores and ranks the same to the last bit as in one index of everything.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.groups import PASSAGE_VECTORS, group_folder
from indexer.storage import GroupEntry
from indexer.vectors import Bytes, VectorIndex, Vectors

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
        chosen = None
        if rows is not None:
            self._check_rows(rows)
            chosen = np.unique(rows)
        bounds = None if chosen is None else np.searchsorted(chosen, self._starts)
        found, scores = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.float32)]
        for number, part in enumerate(self._parts):
            start = int(self._starts[number])
            inside = None
            if chosen is not None and bounds is not None:
                inside = chosen[bounds[number] : bounds[number + 1]] - start
            if inside is not None and not len(inside):
                continue
            of_part, scored = part.best(vector, limit, inside)
            found.append(of_part + start)
            scores.append(scored)
        every, every_score = np.concatenate(found), np.concatenate(scores)
        order = np.lexsort((every, -every_score))[:limit]
        return every[order], every_score[order]

    def codes_of(self, rows: Rows) -> Bytes:
        order = np.argsort(rows, kind="stable")
        ordered = rows[order]
        bounds = np.searchsorted(ordered, self._starts)
        pieces = [
            self._parts[part].codes_of(ordered[bounds[part] : bounds[part + 1]] - self._starts[part])
            for part in np.flatnonzero(np.diff(bounds)).tolist()
        ]
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
