"""Headings: those that the format declares, those of known wording, and those of a heading's shape.

Levels are relative: 1 is a part of the report (the authority, the safeguarding board), 2 a chapter, 3 a section of
one, 4 anything that only looks like a heading.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.cleaning import BULLET
from indexer.reading import LineStyle
from indexer.structure.grades import split_grade
from indexer.structure.heading_words import (
    LONGEST_HEADING,
    is_improvement_heading,
    known_level,
    level_within,
    opens_needs,
)
from indexer.structure.lines import FULL_STOP, Mark, Marks, Role, TextLine, first_word, starts_afresh, text_width

HEADING_LINES = 4
SHAPE_LEVEL = 4
LONGEST_SHAPE_LETTERS = 85
LONGEST_SHAPE_WORDS = 13

_NO_HEADING = re.compile(
    r"[@•|]|www\.|https?:|\d{4}$|^(?:Tel|Email|Dear|Yours|However|This|These|They|In)\b|[.,;:!)]$|^\W|[.:] ",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\d{1,3}\. [A-Z]")


class Shape(NamedTuple):
    """What judging a line by its shape needs: the widest a line of body text gets, and lines that others claimed."""

    margin: float
    claimed: frozenset[int]


class _Heading(NamedTuple):
    end: int
    level: int


def lift_heading(page: Sequence[TextLine]) -> Sequence[TextLine]:
    """The lines of a page, its heading first where the file holds it last: no heading stands under all of a page.

    Only "Recommendations" and its like over numbered items are moved: what they head is then beyond doubt.
    """
    if len(page) < 2 or not is_improvement_heading(page[-1].text) or known_level(page[-1].text) is None:
        return page
    return [page[-1], *page[:-1]] if _NUMBERED.match(page[0].text) else page


def mark_headings(lines: Sequence[TextLine], shape: Shape, *, by_shape: bool) -> Marks:
    """Marks of headings among the lines that nobody claimed; `by_shape` allows headings of unknown wording."""
    marks: Marks = {}
    under_needs = False
    index = 0
    while index < len(lines):
        found = None if index in shape.claimed else _heading_at(lines, index, shape, by_shape=by_shape)
        if found is None:
            index += 1
            continue
        text = " ".join(line.text for line in lines[index : found.end])
        level = level_within(text, found.level, under_needs=under_needs)
        if level <= 2 and not (under_needs and level != found.level):
            under_needs = opens_needs(text)
        marks[index] = Mark(Role.HEADING, level=level)
        marks |= {i: Mark(Role.HEADING, starts=False) for i in range(index + 1, found.end)}
        index = found.end
    return marks


def _heading_at(lines: Sequence[TextLine], index: int, shape: Shape, *, by_shape: bool) -> _Heading | None:
    line = lines[index]
    if line.style is LineStyle.HEADING and len(line.text) <= LONGEST_HEADING:
        return _Heading(index + 1, known_level(line.text) or max(line.level, 1))
    if line.style is not LineStyle.PLAIN:
        return None
    known = _known_at(lines, index, shape)
    if known:
        return known
    return _Heading(index + 1, SHAPE_LEVEL) if by_shape and _has_shape(lines, index, shape) else None


def _known_at(lines: Sequence[TextLine], index: int, shape: Shape) -> _Heading | None:
    """The longest heading of known wording that starts here, wrapped over some lines perhaps."""
    if not _may_start(lines, index, shape):
        return None
    last = index + 1
    while last < min(index + HEADING_LINES, len(lines)) and _goes_on(lines, last, shape):
        last += 1
    for end in range(last, index, -1):
        level = known_level(" ".join(lines[i].text for i in range(index, end)))
        if level and _ends_here(lines, end, shape):
            return _Heading(end, level)
    return None


def _goes_on(lines: Sequence[TextLine], index: int, shape: Shape) -> bool:
    """Whether a line could be the rest of a wrapped heading: on its page, nobody's, and no heading by itself."""
    is_free = index not in shape.claimed and lines[index].page == lines[index - 1].page
    return is_free and known_level(lines[index].text) is None


def _may_start(lines: Sequence[TextLine], index: int, shape: Shape) -> bool:
    """Whether the text above has ended: a heading does not stand in the middle of a sentence."""
    if index == 0 or lines[index].gap or index - 1 in shape.claimed:
        return True
    above = lines[index - 1]
    return FULL_STOP.search(above.text) is not None or not _fills(above, lines[index], shape, share=0.75)


def _ends_here(lines: Sequence[TextLine], end: int, shape: Shape) -> bool:
    """Whether what comes next does not go on with the sentence."""
    if end >= len(lines) or end in shape.claimed:
        return True
    following = lines[end].text
    return starts_afresh(following) or not following[:1].isalpha()


def _has_shape(lines: Sequence[TextLine], index: int, shape: Shape) -> bool:
    """Short, begun with a capital, not ended, after text that had ended and before text that begins afresh."""
    text = lines[index].text
    if not 4 <= len(text) <= LONGEST_SHAPE_LETTERS or len(text.split()) > LONGEST_SHAPE_WORDS:
        return False
    if not text[0].isupper() or _NO_HEADING.search(text) or split_grade(text) == ("", text.casefold()):
        return False
    above = lines[index - 1] if index and _could_go_on(lines, index - 1, shape) else None
    if above and not lines[index].gap and not FULL_STOP.search(above.text):
        return False
    if index + 1 >= len(lines) or lines[index + 1].page != lines[index].page:
        return False
    following = lines[index + 1]
    if _fills(lines[index], following, shape, share=0.9):
        return False
    is_body = starts_afresh(following.text) and len(following.text) > 0.55 * shape.margin
    return index + 1 in shape.claimed or is_body


def _could_go_on(lines: Sequence[TextLine], index: int, shape: Shape) -> bool:
    """Whether a line is text that its next line may go on with: nobody's, or an item."""
    return index not in shape.claimed or lines[index].text.startswith(BULLET)


def _fills(line: TextLine, following: TextLine, shape: Shape, *, share: float) -> bool:
    """Whether the next line's first word would not have fitted on this line."""
    return text_width(f"{line.text} {first_word(following.text)}") > share * shape.margin
