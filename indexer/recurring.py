"""Boilerplate counted on: what `recurrences` would give of a collection, from what it gave before some reports changed.

A report that comes or goes changes in which authorities' reports its own runs of words stand. So the runs of all other
passages are only looked through for these, and only the passages that hold one of them are counted anew.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from indexer.boilerplate import NEARLY_ALL, Wordings
from indexer.consecutive import consecutive
from indexer.shingles import Hashes, Lengths, distinct

_Integers = npt.NDArray[np.int64]

_SIEVE_BITS = 20  # a table of a megabyte stays in the processor's own memory
_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Counted:
    """The passages of a build whose recurrences are known, row by row.

    `parts` are their runs in parts that follow one another: where those of each passage begin, and the runs. `groups`
    are numbers of authorities, `counts` the recurrences.
    """

    parts: Sequence[tuple[Lengths, Hashes]]
    groups: _Integers
    counts: npt.NDArray[np.int32]

    def runs_of(self, rows: _Integers) -> tuple[Hashes, Lengths]:
        """The runs of these rows, which ascend, one after the other, and how many are of each."""
        first = 0
        runs, sizes = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
        for starts, of_part in self.parts:
            last = first + len(starts) - 1
            inside = rows[np.searchsorted(rows, first) : np.searchsorted(rows, last)] - first
            if len(inside):
                lengths = starts[inside + 1] - starts[inside]
                runs.append(of_part[consecutive(starts[inside], lengths)])
                sizes.append(lengths)
            first = last
        return np.concatenate(runs), np.concatenate(sizes)

    def holding(self, sought: Hashes) -> tuple[_Integers, _Integers]:
        """Row and number of each run of any passage that is one of those sought, which are sorted."""
        sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
        sieve[_places(sought)] = True
        firsts = np.cumsum([0, *(len(starts) - 1 for starts, _ in self.parts)])
        with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
            found = list(threads.map(partial(_found_in, sieve, sought), self.parts, firsts[:-1].tolist()))
        none = np.empty(0, dtype=np.int64)
        rows = np.concatenate([none, *(of_part for of_part, _ in found)])
        return rows, np.concatenate([none, *(numbers for _, numbers in found)])


def counted_on(
    before: Counted, kept: npt.NDArray[np.bool_], added: Wordings, added_groups: _Integers
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The recurrences of the passages of before that are `kept` (of others, anything), and of those added."""
    counts = before.counts.astype(np.int32)
    gone_runs, _ = before.runs_of(np.flatnonzero(~kept))
    sought = distinct(np.concatenate([gone_runs, added.runs]))
    group_count = int(max(before.groups.max(initial=-1), added_groups.max(initial=-1))) + 1
    rows, numbers = before.holding(sought)
    stays = kept[rows]
    owners = np.repeat(np.arange(len(added.sizes)), added.sizes)
    added_numbers = np.searchsorted(sought, added.runs)
    held_before = distinct(numbers * group_count + before.groups[rows])
    held_after = distinct(
        np.concatenate(
            [
                numbers[stays] * group_count + before.groups[rows[stays]],
                added_numbers * group_count + added_groups[owners],
            ]
        )
    )
    changed = np.setxor1d(held_before, held_after, assume_unique=True)
    runs, groups = _joined(numbers[stays], changed, group_count)
    affected = distinct(groups * len(kept) + rows[stays][runs]) if len(kept) else np.empty(0, dtype=np.int64)
    for group in np.unique(affected // max(len(kept), 1)).tolist():
        of_group = affected[affected // len(kept) == group] % len(kept)
        others = of_group[before.groups[of_group] != group]
        own, new = before.groups == group, np.repeat(added_groups == group, added.sizes)
        held = [before.runs_of(np.flatnonzero(own))[0], before.runs_of(np.flatnonzero(own & kept))[0]]
        held[1] = np.concatenate([held[1], added.runs[new]])
        stood, stands = (_stand(before, others, distinct(of_either)) for of_either in held)
        counts[others] += stands.astype(np.int32) - stood
    return counts, _count_added(added, added_groups, _joined(added_numbers, held_after, group_count), owners)


def _count_added(
    added: Wordings, added_groups: _Integers, held: tuple[_Integers, _Integers], owners: _Integers
) -> npt.NDArray[np.int32]:
    runs, groups = held
    group_count = int(groups.max(initial=-1)) + 1
    pairs, shared = np.unique(owners[runs] * max(group_count, 1) + groups, return_counts=True)
    passages, others = pairs // max(group_count, 1), pairs % max(group_count, 1)
    stands = (shared * 100 >= added.sizes[passages] * NEARLY_ALL) & (others != added_groups[passages])
    return np.bincount(passages[stands], minlength=len(added.sizes)).astype(np.int32)


def _stand(before: Counted, rows: _Integers, held: Hashes) -> npt.NDArray[np.bool_]:
    """Which of the rows stand nearly word for word in a group that holds these runs, which are sorted."""
    runs, sizes = before.runs_of(rows)
    inside = _are_among(runs, held)
    shared = np.bincount(np.repeat(np.arange(len(rows)), sizes)[inside], minlength=len(rows))
    return np.asarray(shared * 100 >= np.maximum(sizes, 1) * NEARLY_ALL)


def _joined(numbers: _Integers, pairs: _Integers, group_count: int) -> tuple[_Integers, _Integers]:
    """For every number that stands in pairs (number * group_count + group, sorted): its place, and the group."""
    firsts = np.searchsorted(pairs, numbers * group_count)
    lengths = np.searchsorted(pairs, (numbers + 1) * group_count) - firsts
    groups = pairs[consecutive(firsts, lengths)] % max(group_count, 1)
    return np.repeat(np.arange(len(numbers)), lengths), groups


def _found_in(
    sieve: npt.NDArray[np.bool_], sought: Hashes, part: tuple[Lengths, Hashes], first_row: int
) -> tuple[_Integers, _Integers]:
    starts, runs = part
    likely = (
        np.flatnonzero(sieve[_places(runs[start : start + _AT_ONCE])]) + start
        for start in range(0, len(runs), _AT_ONCE)
    )
    places = np.concatenate([np.empty(0, dtype=np.int64), *likely])
    values = runs[places]
    right = _are_among(values, sought)
    rows = np.searchsorted(starts, places[right], side="right") - 1 + first_row
    return rows, np.searchsorted(sought, values[right])


def _places(runs: Hashes) -> _Integers:
    return (runs >> np.uint64(64 - _SIEVE_BITS)).view(np.int64)


def _are_among(values: Hashes, held: Hashes) -> npt.NDArray[np.bool_]:
    """Which of the values are among those held, which are sorted."""
    if not len(held):
        return np.zeros(len(values), dtype=np.bool_)
    return np.asarray(held[np.minimum(np.searchsorted(held, values), len(held) - 1)] == values)
