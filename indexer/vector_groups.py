"""The vectors of a large build, group after group, each in a file that is mapped: searched as if they were one index.

One kernel computes every score, so a row scores and ranks the same to the last bit as in one index of everything.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.binary_vectors import BinaryVectors
from indexer.errors import IndexDamagedError
from indexer.groups import PASSAGE_VECTORS, Need, binary_name, group_folder, path_of_group, proved_before, vectors_in
from indexer.storage import GroupEntry
from indexer.vectors import Bytes, VectorIndex, Vectors

_MANY = 0.05
"""Where more than this share of all rows is chosen, they are searched in their places; else they are put together."""

_KEPT = 1_000_000
"""So many vectors of sentences may stay in memory once looked at: more are never searched as a whole."""

_LET_GO_AFTER = 20_000
"""Rows picked here and there after which what lies around them is let go of: with each come some sixty kilobytes."""

Rows = npt.NDArray[np.integer[Any]]


Parts = Callable[[Sequence[int]], list[VectorIndex]]


class GroupedVectors(VectorIndex):
    """Indexes one after the other; the rows of each follow those of the one before."""

    def __init__(self, sizes: Sequence[int], parts: Parts, let_go: Callable[[], None] | None = None) -> None:
        """Of one or more `parts`, of as many dimensions each, given by their places when they are looked at.

        `let_go` lets go of the memory that looking at rows here and there has taken; None where that may stay.
        """
        self._let_go = let_go
        self._picked = 0
        self._of = parts
        self._every = list(range(len(sizes)))
        self._starts = np.cumsum([0, *sizes])
        self.dimensions = parts([0])[0].dimensions

    @classmethod
    def of(cls, parts: Sequence[VectorIndex]) -> "GroupedVectors":
        return cls([len(part) for part in parts], lambda places: [parts[place] for place in places])

    @classmethod
    def from_groups(
        cls,
        build: Path,
        groups: Sequence[GroupEntry],
        name: str,
        *,
        need: Need = proved_before,
        without: Collection[str] = (),
    ) -> "GroupedVectors":
        """The files of this name of a build's groups: only what is looked at is opened and takes memory.

        In the place of those of groups `without` them stand empty vectors.
        """
        sizes = [vectors_in(group, name) for group in groups]
        opened: dict[int, VectorIndex] = {}

        def parts(places: Sequence[int]) -> list[VectorIndex]:
            missing = [place for place in places if place not in opened]
            if missing:
                need(path_of_group(groups[place], name) for place in missing)
            for place in missing:
                opened[place] = _opened(group_folder(build, groups[place]) / name, sizes[place])
            return [opened[place] for place in places]

        if without:
            whole = [place for place, group in enumerate(groups) if group.name not in without]
            dimensions = parts(whole[:1])[0].dimensions if whole else 1
            empty = (place for place in range(len(groups)) if place not in whole)
            zeros = {place: np.zeros((sizes[place], dimensions), dtype=np.float32) for place in empty}
            opened |= {place: VectorIndex.build(rows) for place, rows in zeros.items()}

        def let_go() -> None:
            for part in list(opened.values()):
                part.let_go()

        is_picked_from = name != PASSAGE_VECTORS and sum(sizes) > _KEPT
        return cls(sizes, parts, let_go if is_picked_from else None)

    def proposed_from(self, build: Path, groups: Sequence[GroupEntry], name: str, need: Need) -> Self:
        """This index with the short forms of its vectors, read from the build when they are first needed."""

        @cache
        def binary() -> BinaryVectors:
            with_codes = [group for group in groups if vectors_in(group, name)]
            need(path_of_group(group, binary_name(name)) for group in with_codes)
            files = (group_folder(build, group) / binary_name(name) for group in with_codes)
            codes = np.concatenate([np.empty(0, np.uint8), *(np.fromfile(file, dtype=np.uint8) for file in files)])
            return BinaryVectors(codes, self.dimensions)

        return self.with_proposals(binary)

    def __len__(self) -> int:
        return int(self._starts[-1])

    def to_bytes(self) -> bytes:
        return VectorIndex.joined(self._of(self._every), self.dimensions).to_bytes()

    def rows(self, first: int, last: int) -> Vectors:
        self._check_range(first, last)
        pieces = [part.rows(start, stop) for part, start, stop in self._pieces(first, last)]
        return np.concatenate([np.empty((0, self.dimensions), dtype=np.float32), *pieces])

    def codes(self, first: int, last: int) -> bytes:
        return b"".join(part.codes(start, stop) for part, start, stop in self._pieces(first, last))

    def best_within(
        self, question: Vectors, limit: int, selected: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        if selected is None or np.count_nonzero(selected) > len(self) * _MANY:
            return self._best_of_parts(question, limit, selected)
        chosen = np.flatnonzero(selected)
        places, scores = self.picked(chosen).best(question[0], limit)
        return chosen[places], scores

    def _best_of_parts(
        self, question: Vectors, limit: int, selected: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        bounds = list(pairwise(self._starts.tolist()))
        places = [place for place, (start, end) in enumerate(bounds) if selected is None or selected[start:end].any()]
        of_parts = [
            (start, *part.best_within(question, limit, None if selected is None else selected[start:end]))
            for part, (start, end) in zip(self._of(places), (bounds[place] for place in places), strict=True)
        ]
        every = np.concatenate([np.empty(0, np.int64), *(found + start for start, found, _ in of_parts)])
        every_score = np.concatenate([np.empty(0, np.float32), *(scores for _, _, scores in of_parts)])
        if 0 < limit < len(every):
            best = every_score >= np.partition(every_score, -limit)[-limit]  # few are left to be sorted
            every, every_score = every[best], every_score[best]
        order = np.lexsort((every, -every_score))[:limit]
        return every[order], every_score[order]

    def copy_codes(self, rows: Rows, into: Bytes) -> None:
        if len(rows) > 1 and not (rows[:-1] <= rows[1:]).all():
            order = np.argsort(rows, kind="stable")
            ordered = np.empty_like(into)
            self.copy_codes(rows[order], ordered)
            into[order] = ordered
            return
        bounds = np.searchsorted(rows, self._starts)
        held = np.flatnonzero(np.diff(bounds)).tolist()
        within = rows - np.repeat(self._starts[:-1], np.diff(bounds))
        edges = bounds.tolist()
        for place, part in zip(held, self._of(held), strict=True):
            start, end = edges[place], edges[place + 1]
            part.copy_codes(within[start:end], into[start:end])
        self._note_picked(len(rows))

    def _note_picked(self, rows: int) -> None:
        self._picked += rows
        if self._let_go and self._picked > _LET_GO_AFTER:
            self._picked = 0
            self._let_go()

    def _pieces(self, first: int, last: int) -> list[tuple[VectorIndex, int, int]]:
        """The parts that hold the rows first:last, each with which of its own rows these are."""
        begun = np.maximum(self._starts[:-1], first)
        ended = np.minimum(self._starts[1:], last)
        held = np.flatnonzero(begun < ended).tolist()
        return [
            (part, int(begun[place] - self._starts[place]), int(ended[place] - self._starts[place]))
            for place, part in zip(held, self._of(held), strict=True)
        ]


def _opened(path: Path, size: int) -> VectorIndex:
    opened = VectorIndex.from_file(path)
    if len(opened) != size:
        raise IndexDamagedError(f"{path} holds {len(opened)} vectors and should hold {size}. Run rebuild-index --full")
    return opened
