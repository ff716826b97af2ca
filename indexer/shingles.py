"""Texts as hashed runs of words, the same on every machine: what twins and boilerplate are found by.

Figures, apostrophes and case do not count, since extractions of one report differ in them.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

RUN_WORDS = 4  # longer runs break at every slip of an extraction, shorter ones are ordinary English

_WORD = re.compile(r"[^\W\d_]+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_NO_WORD = ""

Integer = TypeVar("Integer", bound=np.integer[Any])
Hashes = npt.NDArray[np.uint64]
Lengths = npt.NDArray[np.int64]


def words_of(text: str) -> list[str]:
    """The words of a text that count, in order.

    >>> words_of("Redbridge\u2019s 14 multi-agency plans")
    ['redbridges', 'multi', 'agency', 'plans']
    """
    for mark in ("'", "\u2019", "\u2018", "\u00ad"):
        text = text.replace(mark, "")
    return _WORD.findall(text.casefold())


class _WordHashes(dict[str, int]):
    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode(errors="replace"), digest_size=8).digest()
        self[word] = int.from_bytes(digest, "little")
        return self[word]


class Shingler:
    """Hashes the runs of texts; remembers the words that it met, so that one serves a whole corpus."""

    def __init__(self) -> None:
        self._of_word = _WordHashes()

    def runs(self, texts: Sequence[Sequence[str]]) -> tuple[Hashes, Lengths]:
        """The runs of all texts one after the other, in order, and how many belong to each text.

        A text of fewer words than a run is one run, an empty one none.
        """
        padding = [_NO_WORD] * RUN_WORDS
        padded = [words if not words or len(words) >= RUN_WORDS else [*words, *padding][:RUN_WORDS] for words in texts]
        lengths = np.fromiter((len(words) for words in padded), dtype=np.int64, count=len(padded))
        numbers = np.fromiter(map(self._of_word.__getitem__, chain.from_iterable(padded)), np.uint64, lengths.sum())
        ends = np.cumsum(lengths)
        runs = np.zeros(max(0, len(numbers) - RUN_WORDS + 1), dtype=np.uint64)
        for offset in range(RUN_WORDS):
            runs = runs * _MULTIPLIER + numbers[offset : offset + len(runs)]
        inside = np.repeat(ends, lengths)[: len(runs)] - np.arange(len(runs)) >= RUN_WORDS
        return _mixed(runs[inside]), np.maximum(lengths - RUN_WORDS + 1, 0)

    def distinct_runs(self, words: Sequence[str]) -> Hashes:
        """The runs of one text without repeats, sorted."""
        return distinct(self.runs([words])[0])


def distinct(values: npt.NDArray[Integer]) -> npt.NDArray[Integer]:
    """The values sorted, without repeats; many times faster than numpy.unique, which hashes."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014, figure 18): every bit depends on all."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
