"""Footnotes at page ends, and the marks that point to them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from indexer.structure.lines import Mark, Marks, Role, TextLine

_NOTE = re.compile(r"^(\d{1,2}) (?=[A-Z‘“'\"(]|https?:|www)")
_HEADING_MARK = re.compile(r"(?<=[a-z)’”?])\d{1,2}$")
LONGEST_REGION_LINES = 22
MOST_SKIPPED = 2


class Footnotes(NamedTuple):
    """Marks of the footnotes' lines, and for each page the numbers of the notes printed on it."""

    marks: Marks
    numbers: dict[int, tuple[str, ...]]


def mark_footnotes(lines: Sequence[TextLine]) -> Footnotes:
    """A footnote follows the one before it in number, stands at the page's end, and is pointed to on its page."""
    marks: Marks = {}
    numbers: dict[int, tuple[str, ...]] = {}
    expected = 1
    for first, end in _page_ranges(lines):
        start = _region_start(lines, first, end, expected)
        if start is None:
            continue
        here: list[str] = []
        for index in range(start, end):
            match = _NOTE.match(lines[index].text)
            if match and (index == start or int(match[1]) == expected):
                marks[index] = Mark(Role.FOOTNOTE, marker=match.end(), number=match[1])
                here.append(match[1])
                expected = int(match[1]) + 1
            else:
                marks[index] = Mark(Role.FOOTNOTE, starts=False)
        numbers[lines[first].page] = tuple(here)
    return Footnotes(marks, numbers)


def drop_note_marks(text: str, numbers: Sequence[str]) -> str:
    """The text without the marks of these notes, where one is glued to a word or its punctuation.

    >>> drop_note_marks("the Safeguarding Board1 met in 2014, as agreed.2", ["1", "2"])
    'the Safeguarding Board met in 2014, as agreed.'
    """
    for number in numbers:
        text = re.sub(rf"(?<=[a-z)’”?])([.,;:]?){number}(?![\d%A-Za-z]|[.,]\d)", r"\1", text)
    return text


def drop_heading_mark(heading: str) -> str:
    """A heading without the mark of a note glued to its end, also where the note itself lost its number.

    >>> drop_heading_mark("What needs to improve in this area of social work practice?1")
    'What needs to improve in this area of social work practice?'
    >>> drop_heading_mark("Information about this area, part 2")
    'Information about this area, part 2'
    """
    return _HEADING_MARK.sub("", heading)


def _page_ranges(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    starts = [i for i, line in enumerate(lines) if i == 0 or line.page != lines[i - 1].page]
    return list(pairwise([*starts, len(lines)]))


def _region_start(lines: Sequence[TextLine], first: int, end: int, expected: int) -> int | None:
    for index in range(max(first, end - LONGEST_REGION_LINES), end):
        line = lines[index]
        match = _NOTE.match(line.text)
        if match and expected <= int(match[1]) <= expected + MOST_SKIPPED and line.gap:
            pointed_at = re.compile(rf"[a-z)’”?][.,;:]?{match[1]}(?![\d%A-Za-z]|[.,]\d)")
            if any(pointed_at.search(lines[i].text) for i in range(first, index)):
                return index
    return None
