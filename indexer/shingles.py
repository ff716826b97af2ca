"""Texts as sets of hashed word runs, the same on every machine: what twins and boilerplate are found by.

Figures, apostrophes and case do not count, since extractions of one report differ in them.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

SHINGLE_WORDS = 4  # longer runs break at every slip of an extraction, shorter ones are ordinary English

_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018\u02bc\u00ad")
_WORD = re.compile(r"[^\W\d_]+")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Hashes = npt.NDArray[np.uint64]


def words_of(text: str) -> list[str]:
    """The words of a text that count, in order.

    >>> words_of("Redbridge\u2019s 14 multi-agency plans")
    ['redbridges', 'multi', 'agency', 'plans']
    """
    return _WORD.findall(text.translate(_APOSTROPHES).casefold())


class Shingler:
    """Hashes runs of words; remembers the words that it met, so one serves a whole corpus."""

    def __init__(self) -> None:
        self._of_word: dict[str, int] = {}

    def hashes(self, words: Sequence[str]) -> Hashes:
        """The distinct hashes of the runs, sorted. Fewer words than a run needs are one run, none are none."""
        for word in set(words).difference(self._of_word):
            self._of_word[word] = int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest(), "little")
        numbers = np.fromiter(map(self._of_word.__getitem__, words), dtype=np.uint64, count=len(words))
        size = min(SHINGLE_WORDS, len(words))
        if size == 0:
            return numbers
        runs = np.zeros(len(numbers) - size + 1, dtype=np.uint64)
        for offset in range(size):
            runs = runs * _MULTIPLIER + numbers[offset : len(numbers) - size + 1 + offset]
        return np.unique(_mixed(runs))


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014, figure 18): every bit depends on all."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
