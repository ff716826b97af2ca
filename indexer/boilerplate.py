"""Boilerplate: passages that recur, word for word or nearly, in the reports of other authorities."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from indexer.consecutive import consecutive
from indexer.shingles import Hashes, Lengths, Shingler, distinct, words_of

NEARLY_ALL = 70  # per cent of a passage's runs; two changed words in a passage of forty leave 78
_COUNCIL_WORDS = frozenset("borough city council county district london metropolitan royal unitary".split())
_MAX_CELLS = 20_000_000  # of one table of passages by groups, or of the pairs that fill it

_Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wordings:
    """What passages are compared by: of each a hash of its words that count and how many `runs` of them are its."""

    hashes: Hashes
    sizes: Lengths
    runs: Hashes


def wordings_of(texts: Sequence[str], group: str, shingler: Shingler) -> Wordings:
    """The wordings of passages of one group."""
    wordings = [_wording(text, group) for text in texts]
    digests = [blake2b(wording.encode(errors="replace"), digest_size=8).digest() for wording in wordings]
    runs, sizes = shingler.runs([wording.split() for wording in wordings])
    return Wordings(np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64), sizes, runs)


def joined_wordings(parts: Sequence[Wordings]) -> Wordings:
    """All of them, one after the other."""
    return Wordings(
        np.concatenate([np.empty(0, np.uint64), *(part.hashes for part in parts)]),
        np.concatenate([np.empty(0, np.int64), *(part.sizes for part in parts)]),
        np.concatenate([np.empty(0, np.uint64), *(part.runs for part in parts)]),
    )


def recurrences(wordings: Wordings, groups: Sequence[str]) -> npt.NDArray[np.int32]:
    """For each passage, the number of other groups in which it stands nearly word for word.

    `groups[i]` names the authority of passage i (any name will do for a group of its own). A passage stands in
    a group where at least 70 per cent of its runs of four words stand; figures, the group's own name and what kind
    of council it is do not count. A passage of fewer words must stand there whole, as a passage.
    """
    counts = np.zeros(len(groups), dtype=np.int32)
    if not len(groups):
        return counts
    numbers = {name: number for number, name in enumerate(sorted(set(groups)))}
    group_of = np.fromiter((numbers[group] for group in groups), np.int64, len(groups))
    _, first, wording_of = np.unique(wordings.hashes, return_index=True, return_inverse=True)
    sizes = wordings.sizes[first]
    starts = np.concatenate([[0], np.cumsum(wordings.sizes)])[first]
    runs = wordings.runs[consecutive(starts, sizes)]
    for part, stands in _standings(runs, sizes, wording_of, group_of, len(numbers)):
        inside = np.flatnonzero((wording_of >= part.start) & (wording_of < part.stop))
        rows = wording_of[inside] - part.start
        counts[inside] = stands.sum(axis=1)[rows] - stands[rows, group_of[inside]]
    return counts


def _wording(text: str, group: str) -> str:
    """The words of a passage that count, without those that tell one authority from another."""
    own_name = _own_name(group)
    return " ".join(
        word for word in words_of(own_name.sub(" ", text) if own_name else text) if word not in _COUNCIL_WORDS
    )


@lru_cache(maxsize=10_000)
def _own_name(group: str) -> re.Pattern[str] | None:
    """The group's name, and each name of a group of two, however it is spaced and with "and" or "&"."""
    parts = {group, *group.split(" and ")}
    patterns = [
        r"\s+".join("(?:and|&)" if word in ("and", "&") else re.escape(word) for word in part.split())
        for part in sorted(parts, key=lambda part: (-len(part), part))
        if len(part) > 2
    ]
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE) if patterns else None


def _standings(
    hashes: Hashes, sizes: Lengths, wording_of: _Integers, group_of: _Integers, group_count: int
) -> Iterator[tuple[range, npt.NDArray[np.bool_]]]:
    """Table after table: for a range of distinct wordings, which groups each of them stands in."""
    starts = np.concatenate([[0], np.cumsum(sizes)])
    _, runs = np.unique(hashes, return_inverse=True)
    offsets, holders = _holders_of_runs(runs, starts, wording_of, group_of, group_count)
    holder_counts = np.diff(offsets)[runs]
    costs = np.concatenate([[0], np.cumsum(holder_counts)])[starts]
    first = 0
    while first < len(sizes):
        by_pairs = int(np.searchsorted(costs, costs[first] + _MAX_CELLS, side="right")) - 1
        last = min(len(sizes), max(first + 1, by_pairs), first + max(1, _MAX_CELLS // group_count))
        part = slice(starts[first], starts[last])
        lengths = holder_counts[part]
        rows = np.repeat(np.repeat(np.arange(last - first), sizes[first:last]), lengths)
        columns = holders[consecutive(offsets[runs[part]], lengths)]
        table = np.bincount(rows * group_count + columns, minlength=(last - first) * group_count)
        shared = table.reshape(last - first, group_count)
        yield range(first, last), shared * 100 >= np.maximum(sizes[first:last], 1)[:, None] * NEARLY_ALL
        first = last


def _holders_of_runs(
    runs: _Integers, starts: _Integers, wording_of: _Integers, group_of: _Integers, group_count: int
) -> tuple[_Integers, _Integers]:
    """The groups that hold each run: those of run r are `holders[offsets[r]:offsets[r + 1]]`."""
    uses = distinct(wording_of * group_count + group_of)
    wordings, groups = uses // group_count, uses % group_count
    lengths = (starts[1:] - starts[:-1])[wordings]
    used = runs[consecutive(starts[wordings], lengths)]
    pairs = distinct(used * group_count + np.repeat(groups, lengths))
    run_count = int(runs.max(initial=-1)) + 1
    return np.searchsorted(pairs // group_count, np.arange(run_count + 1)), pairs % group_count
