"""Sentences: what an answer quotes. Ranges of a text, never copies of it."""

import re

_END = re.compile(r"[.!?]+[\"'\u2019\u201d)\]]*(?=\s|$)|\n+|;(?=\s*\n)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|no|nos|mr|mrs|ms|dr|st|prof|cllr|rev|para|paras|fig|approx|dept|govt|p|pp)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"\b[A-Z]\.$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Half-open character ranges of the sentences of a text, in order, white space trimmed.

    A line break ends a sentence: page text has one block a line. Abbreviations, initials, decimals
    and a full stop before a lower-case word do not.

    >>> [("Of 5.5 cases, e.g. Mr. Poe's, two closed. The rest did not!")[a:b]
    ...  for a, b in sentences("Of 5.5 cases, e.g. Mr. Poe's, two closed. The rest did not!")]
    ["Of 5.5 cases, e.g. Mr. Poe's, two closed.", 'The rest did not!']
    """
    ranges: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if not match.group().startswith(("\n", ";")) and not _ends_sentence(text, start, match):
            continue
        _append_trimmed(ranges, text, start, match.end())
        start = match.end()
    _append_trimmed(ranges, text, start, len(text))
    return ranges


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + 2].lstrip()
    if following and following[0].islower():
        return False
    if match.group() != ".":
        return True
    before = text[max(start, match.start() - 12) : match.end()]
    if _INITIAL.search(before):
        return False
    return not (following and _ABBREVIATION.search(before) and not before.lower().endswith("etc."))


def _append_trimmed(ranges: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        ranges.append((start, end))
