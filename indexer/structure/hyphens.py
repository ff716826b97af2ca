"""Joining wrapped lines, and what to do with a hyphen at a line's end.

"multi-" + "agency" keeps its hyphen, "inspec-" + "tion" loses it, "short-" + "and long-term" gets a space.
The document's own words decide; no list of English is needed, and no letter but the hyphen is ever dropped.
"""

import re
from collections.abc import Iterable, Sequence

from indexer.cleaning import SOFT_HYPHEN

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_PREFIXES = frozenset(
    "anti auto co cross ex extra full half high home inter intra joint long low macro medium micro mid mini multi non "
    "one over part peer post pre pro re self semi short single sub super system trauma two under up well whole".split()
)
_CONJUNCTIONS = frozenset("and or to nor".split())
_LETTERS = re.compile(r"[^\W_]+")
_DIVIDED = re.compile(r"([^\W_]+(?:[-’'][^\W_]+)*)-$")
LONGEST_WORD = 60
_SPACED_HYPHEN = re.compile(r"\b([^\W_]+)- (?=([^\W_]+))")


class Vocabulary:
    """The words of one document, as they stand inside its lines, to decide about hyphens by."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            body = line.rpartition(" ")[0] if line.endswith(("-", SOFT_HYPHEN)) else line
            for word in _WORD.findall(body):
                folded = word.casefold()
                self._words.add(folded)
                self._words.update(folded.split("-"))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether "before-" at a line's end and "after" on the next are one hyphenated word."""
        left, right = before.casefold(), after.casefold()
        stem = left.rsplit("-", 1)[-1]
        if f"{left}-{right}" in self._words or f"{stem}-{right}" in self._words:
            return True
        if left + right in self._words:
            return False
        if not after[:1].islower() or stem.isdigit() or stem in _PREFIXES or "-" in left:
            return True
        return stem in self._words or right in self._words

    def knows_hyphenated(self, before: str, after: str) -> bool:
        return f"{before}-{after}".casefold() in self._words


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """Wrapped lines as one text, a space for each line break but at divided words.

    >>> join_lines(["the inspec-", "tion of multi-", "agency, short-", "and long-term"], Vocabulary(["inspection"]))
    'the inspection of multi-agency, short- and long-term'
    """
    joined: list[str] = []
    for line in lines:
        if joined:
            joined[-1] = _before(joined[-1], line, vocabulary)
        joined.append(line)
    return mend_spaced_hyphens("".join(joined).replace(SOFT_HYPHEN, ""), vocabulary)


def mend_spaced_hyphens(text: str, vocabulary: Vocabulary) -> str:
    """A space after a hyphen inside a line, left over from an earlier line end, goes where the document writes it so.

    >>> mend_spaced_hyphens("multi- agency, short- and long-term", Vocabulary(["multi-agency"]))
    'multi-agency, short- and long-term'
    """

    def mend(match: re.Match[str]) -> str:
        known = vocabulary.knows_hyphenated(match[1], match[2])
        return f"{match[1]}-" if known else match[0]

    return _SPACED_HYPHEN.sub(mend, text)


def _before(above: str, line: str, vocabulary: Vocabulary) -> str:
    """The line above as it stands before this one: with a space, or as the first part of a divided word."""
    following = _LETTERS.match(line)
    if following and above.endswith(SOFT_HYPHEN):
        return above.rstrip(SOFT_HYPHEN)
    divided = _DIVIDED.search(above[-LONGEST_WORD:]) if following and above.endswith("-") else None
    if not divided or not following or following[0].casefold() in _CONJUNCTIONS:
        return f"{above} "
    return above if vocabulary.keeps_hyphen(divided[1], following[0]) else above[:-1]
