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
_SPACED_HYPHEN = re.compile(r"\b([^\W_]+)- (?=([^\W_]+))")


class Vocabulary:
    """The words of one document, as they stand inside its lines, to decide about hyphens by."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            body = re.sub(rf"\S*[-{SOFT_HYPHEN}]$", "", line)
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
        if after[:1].isupper() or stem.isdigit() or stem in _PREFIXES or "-" in left:
            return True
        return stem in self._words or right in self._words

    def knows_hyphenated(self, before: str, after: str) -> bool:
        return f"{before}-{after}".casefold() in self._words


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """Wrapped lines as one text, a space for each line break but at divided words.

    >>> join_lines(["the inspec-", "tion of multi-", "agency, short-", "and long-term"], Vocabulary(["inspection"]))
    'the inspection of multi-agency, short- and long-term'
    """
    joined = ""
    for line in lines:
        joined = _joined(joined, line, vocabulary) if joined else line
    return mend_spaced_hyphens(joined.replace(SOFT_HYPHEN, ""), vocabulary)


def mend_spaced_hyphens(text: str, vocabulary: Vocabulary) -> str:
    """A space after a hyphen inside a line, left over from an earlier line end, goes where the document writes it so.

    >>> mend_spaced_hyphens("multi- agency, short- and long-term", Vocabulary(["multi-agency"]))
    'multi-agency, short- and long-term'
    """

    def mend(match: re.Match[str]) -> str:
        known = vocabulary.knows_hyphenated(match[1], match[2])
        return f"{match[1]}-" if known else match[0]

    return _SPACED_HYPHEN.sub(mend, text)


def _joined(text: str, line: str, vocabulary: Vocabulary) -> str:
    after = _WORD.match(line)
    if text.endswith(SOFT_HYPHEN) and after:
        return text.rstrip(SOFT_HYPHEN) + line
    divided = re.search(r"([^\W_]+(?:[-’'][^\W_]+)*)-$", text) if after else None
    if not divided or not after:
        return f"{text} {line}"
    following = re.match(r"[^\W_]+", line)
    word = following[0] if following else ""
    if word.casefold() in _CONJUNCTIONS:
        return f"{text} {line}"
    return text + line if vocabulary.keeps_hyphen(divided[1], word) else text[:-1] + line
