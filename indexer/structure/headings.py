"""Headings: those whose wording inspection reports share, those the format declares, and those of a heading's shape.

Levels are relative: 1 is a part of the report (the authority, the safeguarding board), 2 a chapter, 3 a section of
one, 4 anything that only looks like a heading.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.reading import LineStyle
from indexer.structure.grades import GRADE
from indexer.structure.lines import FULL_STOP, Mark, Marks, Role, TextLine, first_word, starts_afresh, text_width

HEADING_LINES = 4
SHAPE_LEVEL = 4
LONGEST_SHAPE_LETTERS = 85
LONGEST_SHAPE_WORDS = 13

_GRADED = rf"(?:\s*[:–-]?\s*{GRADE})?"
_KNOWN = [
    (level, re.compile(rf"^(?:{pattern})\d?$", re.IGNORECASE))
    for level, pattern in (
        (1, r"(?:Section \d+: .{3,120})"),
        (1, r"(?:The )?local authority(?: [-–:] summary.{0,60})?"),
        (1, rf"(?:The )?Local Safeguarding Children.?s? Board(?: \(LSCB\))?{_GRADED}"),
        (1, r"The LSCB"),
        (1, r"Information about (?:this|the) (?:local authority )?(?:inspection|review)(?: and the review)?"),
        (2, r"Inspection findings ?[–:-] ?the (?:Local Safeguarding Children.?s? Board|LSCB).{0,10}"),
        (2, r"(?:Executive summary|Summary of (?:key )?findings|Recommendations?|Record of main findings)"),
        (2, r"Summary for children and young people"),
        (2, r"Information about (?:this|the) local (?:authority|area)(?: area)?(?: partnership)?"),
        (2, rf"(?:The )?experiences? and progress of [a-z,’' -]{{4,110}}?{_GRADED}"),
        (2, rf"(?:The )?impact of leaders(?: and managers)? on [a-z,’' -]{{4,80}}?{_GRADED}"),
        (2, rf"Leadership, management and governance{_GRADED}"),
        (2, rf"(?:Overall effectiveness|Capacity to improve|Outcomes for|Quality of provision)(?: of [a-z ]{{4,70}}| for [a-z ]{{4,70}})?(?: Grade \d \(\w+\))?"),
        (2, r"[A-Z][a-z ,]{5,80} Grade \d \(\w+\)"),
        (2, r"(?:Service information|About this inspection|The inspection judgements and what they mean)"),
        (2, r"What (?:does|do) [a-z’' -]{3,60} need to (?:improve|do better)\W?"),
        (2, r"What is the area partnership doing that is effective\W?"),
        (2, r"What is it like to be a child or young person .{5,120}"),
        (2, r"What needs to (?:improve|change|be better)[a-z’' -]{0,60}\W?"),
        (2, r"Inspection outcome"),
        (2, r"(?:Headline findings|Main findings|Findings|Overview|Next steps|Summary of the main findings|Progress since the last inspection)"),
        (2, r"(?:Local area partnership details|Inspection team)"),
        (2, r"Inspection judge?ments? about the (?:local authority|LSCB).{0,30}"),
        (2, r"What the inspection judge?ments mean(?:: the (?:local authority|LSCB))?"),
        (3, r"Areas? (?:for|of) (?:priority action|improvement|development)\W?"),
        (3, r"Priority and immediate action\W?"),
        (3, r"Inspection findings"),
        (3, r"The inspection team"),
        (3, r"(?:Previous|Other)(?: Ofsted)? inspections"),
        (3, r"Other information about this area"),
        (3, r"Local leadership"),
        (3, r"Child(?:ren)? (?:living|looked after|protection|in care) in this (?:local )?area"),
        (3, r"(?:The )?graded judge?ments? (?:about|for) [a-z ,’'-]{5,120}?\.?"),
        (3, r"This (?:local )?authority (?:is|requires) .{4,60} because\W?"),
        (3, r"The LSCB (?:is|requires) .{4,60} because\W?"),
        (3, r"The local authority.s strengths"),
        (3, r"Summary"),
    )
]
_KNOWN_START = re.compile(
    r"^(?:section \d|the |local |information|inspection|progress|executive|summary|recommend|record|experience|impact|leadership|overall|capacity"
    r"|outcomes|quality|service|helping|staying|being |safe|making |about|what |headline|main|findings|overview|next|area|priority|previous|other|child|graded|this )",
    re.IGNORECASE,
)
_BOARD_IN_NEED = re.compile(r"^What does the (?:local authority|LSCB) need to improve", re.IGNORECASE)
_IMPROVEMENTS_UNDER_IT = re.compile(r"^(?:Areas for|Priority and)", re.IGNORECASE)
_NO_HEADING = re.compile(r"[@•|]|www\.|https?:|\d{4}$|^(?:Tel|Email|Dear|Yours)\b|[.,;:!)]$|^\W|[.:] |^(?:However|This|These|They|In)\b", re.IGNORECASE)
_IMPROVEMENT = re.compile(
    r"^(?:What needs to (?:improve|change|be better)|What do(?:es)? (?:the (?:local authority|council|LSCB)|leaders) need to improve"
    r"|Areas? (?:for|of) (?:priority action|improvement|development)|Priority and immediate action|Recommendations?\b)",
    re.IGNORECASE,
)


class Shape(NamedTuple):
    """What judging a line by its shape needs: the widest a line of body text gets, and lines that others claimed."""

    margin: float
    claimed: frozenset[int]


def is_improvement_heading(heading: str) -> bool:
    """Whether what stands under this heading is what the inspectorate asks to be improved.

    >>> is_improvement_heading("What needs to improve in this area of social work practice?")
    True
    """
    return _IMPROVEMENT.match(heading) is not None


def known_level(text: str) -> int | None:
    """The level of a heading that reports share, None for any other text."""
    if not _KNOWN_START.match(text):
        return None
    return next((level for level, pattern in _KNOWN if pattern.match(text)), None)


def mark_headings(lines: Sequence[TextLine], shape: Shape, *, is_report: bool) -> Marks:
    marks: Marks = {}
    under_need = False
    index = 0
    while index < len(lines):
        end, level = (index + 1, 0) if index in shape.claimed else _heading_at(lines, index, shape, is_report=is_report)
        if not level:
            index += 1
            continue
        text = " ".join(line.text for line in lines[index:end])
        if level == 3 and _IMPROVEMENTS_UNDER_IT.match(text) and not under_need:
            level = 2
        elif level <= 2:
            under_need = _BOARD_IN_NEED.match(text) is not None
        marks[index] = Mark(Role.HEADING, level=level)
        marks |= {i: Mark(Role.HEADING, starts=False) for i in range(index + 1, end)}
        index = end
    return marks


def _heading_at(lines: Sequence[TextLine], index: int, shape: Shape, *, is_report: bool) -> tuple[int, int]:
    """Where the heading that starts here ends, and its level; level 0 where none starts."""
    line = lines[index]
    if line.style is LineStyle.HEADING:
        return index + 1, known_level(line.text) or max(line.level, 1)
    if line.style is not LineStyle.PLAIN:
        return index + 1, 0
    if _KNOWN_START.match(line.text) and _may_start(lines, index, shape):
        for end in range(min(index + HEADING_LINES, len(lines)), index, -1):
            if any(i in shape.claimed or lines[i].page != line.page for i in range(index, end)):
                continue
            level = known_level(" ".join(lines[i].text for i in range(index, end)))
            if level and _ends_here(lines, index, end, shape):
                return end, level
    if is_report and _has_shape(lines, index, shape):
        return index + 1, SHAPE_LEVEL
    return index + 1, 0


def _may_start(lines: Sequence[TextLine], index: int, shape: Shape) -> bool:
    """Whether the text above has ended: a heading does not stand in the middle of a sentence."""
    if index == 0 or lines[index].gap or index - 1 in shape.claimed:
        return True
    above = lines[index - 1]
    if FULL_STOP.search(above.text):
        return True
    return not _fills(above, lines[index], shape, share=0.75)


def _ends_here(lines: Sequence[TextLine], index: int, end: int, shape: Shape) -> bool:
    """Whether what comes next does not go on with the sentence."""
    if end >= len(lines) or end in shape.claimed:
        return True
    following = lines[end].text
    return starts_afresh(following) or not following[:1].isalpha()


def _has_shape(lines: Sequence[TextLine], index: int, shape: Shape) -> bool:
    text = lines[index].text
    if len(text) > LONGEST_SHAPE_LETTERS or len(text) < 4 or not text[0].isupper() or _NO_HEADING.search(text):
        return False
    if not 1 <= len(text.split()) <= LONGEST_SHAPE_WORDS or index + 1 >= len(lines):
        return False
    if index and not lines[index].gap and index - 1 not in shape.claimed and not FULL_STOP.search(lines[index - 1].text):
        return False
    following = lines[index + 1]
    if following.page != lines[index].page or _fills(lines[index], following, shape, share=0.9):
        return False
    if index + 1 in shape.claimed:
        return True
    return starts_afresh(following.text) and len(following.text) > 0.55 * shape.margin


def _fills(line: TextLine, following: TextLine, shape: Shape, *, share: float) -> bool:
    """Whether the next line's first word would not have fitted on this line."""
    return text_width(f"{line.text} {first_word(following.text)}") > share * shape.margin
