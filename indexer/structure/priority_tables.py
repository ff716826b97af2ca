"""The two-column tables of priority actions in area SEND reports: "Responsible body | Areas for priority action".

Extraction gives the cells of a row one after the other, both wrapped; a row starts where narrow lines follow text that
had ended.
"""

import re
from collections.abc import Collection, Sequence

from indexer.reading import LineStyle
from indexer.structure.heading_words import known_level
from indexer.structure.lines import FULL_STOP, Mark, Marks, Role, TextLine, starts_afresh

NARROW_LETTERS = 34
_HEADER = re.compile(r"^Responsible bod(?:y|ies)\b.{0,60}$", re.IGNORECASE)


def mark_priority_tables(lines: Sequence[TextLine], claimed: Collection[int]) -> Marks:
    marks: Marks = {}
    for start, line in enumerate(lines):
        if start in claimed or line.style is not LineStyle.PLAIN or not _HEADER.match(line.text):
            continue
        marks[start] = Mark(Role.STANDING)
        first = start + 1
        if first < len(lines) and line.text.casefold().split()[-1].startswith("bod") and known_level(lines[first].text):
            marks[first] = Mark(Role.STANDING, starts=False)
            first += 1
        for index in range(first, _end(lines, first, claimed)):
            marks[index] = Mark(Role.TABLE, starts=index == first or _opens_row(lines, index))
    return marks


def _end(lines: Sequence[TextLine], start: int, claimed: Collection[int]) -> int:
    end = start
    while end < len(lines) and end not in claimed and known_level(lines[end].text) is None:
        end += 1
    return end


def _opens_row(lines: Sequence[TextLine], index: int) -> bool:
    above, line = lines[index - 1], lines[index]
    return (
        FULL_STOP.search(above.text) is not None
        and len(line.text) <= NARROW_LETTERS
        and starts_afresh(line.text)
        and not FULL_STOP.search(line.text)
    )
