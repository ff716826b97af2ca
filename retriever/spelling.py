"""Words of a question that are misspelt: "assylum" is read as "asylum", and the answer says so.

Nothing is guessed where doubt is possible: a word is read as another only where it is written small, stands in no
report, in no list of synonyms and in no dictionary of English, and one slip away from a word of the reports.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from spellchecker import SpellChecker

from indexer.terms import TermTable
from indexer.tokens import FUNCTION_WORDS, tokenize

SHORTEST = 5
"""Letters. Shorter words have too many neighbours."""

SHORTEST_UNLISTED = 8
"""Letters of a word that stands in the reports but in no dictionary, such as "neurodevelopmental"."""

KNOWN_FROM = 3
"""In so many passages a word must stand to be what was meant."""

_WORD = re.compile(
    rf"(?<![\w'\u2019&-])[a-z]{{{SHORTEST},}}(?![\w'\u2019&-])|^[A-Z][a-z]{{{SHORTEST - 1},}}(?![\w'\u2019&-])"
)
_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]")


class Misspelt(NamedTuple):
    """A word of a question, the character range that it takes, and the word that it is read as."""

    start: int
    end: int
    said: str
    meant: str


def put_right(question: str, misspelt: Iterable[Misspelt]) -> str:
    """A question with its misspelt words replaced by what was meant."""
    for one in sorted(misspelt, reverse=True):
        meant = one.meant.capitalize() if one.said[0].isupper() else one.meant
        question = f"{question[: one.start]}{meant}{question[one.end :]}"
    return question


class Speller:
    """Finds misspelt words in questions to one build. Made once for a build."""

    def __init__(self, terms: TermTable, also_known: Iterable[str]) -> None:
        """`also_known` are terms that questions may hold and reports need not."""
        self._terms = terms
        self._also_known = frozenset(also_known)

    def misspelt(self, question: str, named: Iterable[tuple[int, int]], disregard: Collection[str]) -> list[Misspelt]:
        """The misspelt words, in their order.

        Not those within the character ranges `named`, nor quoted ones, nor those to `disregard`.
        """
        taken = [range(*span) for span in (*named, *(match.span() for match in _QUOTED.finditer(question)))]
        return [
            Misspelt(match.start(), match.end(), match[0], meant)
            for match in _WORD.finditer(question)
            if match[0] not in disregard and not any(match.start() in span for span in taken)
            if (meant := self._meant(match[0].lower()))
        ]

    def _meant(self, word: str) -> str | None:
        if self._passages(word) or self._also_known.issuperset(tokenize(word)) or word in _dictionary():
            return None
        near = [other for other in _dictionary().edit_distance_1(word) if other[:1] == word[0]]
        if any(other.replace("'", "") == word and other in _dictionary() for other in near):
            return None  # "wouldnt" lacks an apostrophe and nothing else
        likely = [other for other in near if other in _dictionary() or len(other) >= SHORTEST_UNLISTED]
        found = [
            other
            for other in likely
            if other.isalpha() and (other in FUNCTION_WORDS or self._passages(other) >= KNOWN_FROM)
        ]
        return max(found, key=lambda other: (other in _dictionary(), self._passages(other), other), default=None)

    def _passages(self, word: str) -> int:
        """In how many passages a word stands; a word that carries no topic stands in all."""
        if word in FUNCTION_WORDS:
            return len(self._terms.ids)
        numbers = [self._terms.number(term) for term in tokenize(word)]
        return min((int(self._terms.frequencies[n]) if n is not None else 0 for n in numbers), default=0)


@cache
def _dictionary() -> SpellChecker:
    """English words; reading them takes some tenths of a second, at the first word that no report holds."""
    return SpellChecker(language="en", distance=1)
