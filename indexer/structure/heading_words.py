"""The headings that inspection reports share, by their wording, and what they say about what stands under them."""

import re

from indexer.structure.grades import GRADE

LONGEST_HEADING = 200

_GRADED = rf"(?:\s*[:–-]?\s*{GRADE}\.?)?"
_BOARD = r"Local Safeguarding Children.?s? Board"

_PARTS = (
    r"Section \d+: .{3,120}",
    r"(?:The )?local authority(?: [-–:] summary.{0,60})?",
    rf"(?:The )?{_BOARD}(?: \(LSCB\))?{_GRADED}",
    r"The LSCB",
    r"Information about (?:this|the) (?:local authority )?(?:inspection|review)(?: and the review)?",
)
_CHAPTERS = (
    rf"Inspection findings ?[–:-]? ?the (?:{_BOARD}|LSCB)\D{{0,10}}",
    r"Executive summary|Summary of (?:key |the main )?findings|Recommendations?|Record of main findings",
    r"Summary for children and young people",
    r"Information about (?:this|the) local (?:authority|area)(?: area)?(?: partnership)?",
    rf"(?:The )?experiences? and progress of [a-z,’' -]{{4,110}}?{_GRADED}",
    rf"(?:The )?experiences? and progress of {GRADE} [a-z ]{{4,60}}",
    rf"(?:The )?impact of leaders(?: and managers)? on [a-z,’' -]{{4,80}}?{_GRADED}",
    rf"Leadership, management and governance{_GRADED}",
    r"(?:Overall effectiveness|Capacity to improve|Outcomes for|Quality of provision)(?: (?:of|for) [a-z ]{4,70})?",
    r"[A-Z][a-z ,]{5,80} Grade \d \(\w+\)",
    r"Service information|About this inspection|The inspection judgements and what they mean",
    r"What (?:does|do) [a-z’' -]{3,60} need to (?:improve|do better)\W?",
    r"What is the area partnership doing that is effective\W?",
    r"What is it like to be a child or young person .{5,120}",
    r"What needs to (?:improve|change|be better)[a-z’' -]{0,60}\W?",
    r"Inspection outcome|Local area partnership details|Inspection team",
    r"Headline findings|Main findings|Findings|Overview|Next steps|Progress since the last inspection",
    r"Inspection judge?ments? about the (?:local authority|LSCB).{0,30}",
    r"What the inspection judge?ments mean(?:: the (?:local authority|LSCB))?",
    r"The (?:local authority|LSCB) has the following strengths\W?",
    r"The local authority.s strengths|Key strengths and weaknesses of .{3,40}|The LSCB.s strengths",
)
_SECTIONS = (
    r"Areas? (?:for|of) (?:priority action|improvement|development)\W?",
    r"Priority and immediate action\W?",
    r"Inspection findings|The inspection team|Local leadership|Summary",
    r"(?:Previous|Other)(?: Ofsted)? inspections|Other information about this area",
    r"Child(?:ren)? (?:living|looked after|protection|in care) in this (?:local )?area",
    r"(?:The )?graded judge?ments? (?:about|for) [a-z ,’'-]{5,120}?\.?",
    r"(?:This (?:local )?authority|The LSCB) (?:is|requires) .{4,60} because\W?",
)
_LEVELS = tuple(
    (level, re.compile(rf"^(?:{'|'.join(wordings)})\d?$", re.IGNORECASE))
    for level, wordings in ((1, _PARTS), (2, _CHAPTERS), (3, _SECTIONS))
)
_IMPROVEMENTS = re.compile(
    r"^(?:What needs to (?:improve|change|be better)"
    r"|What do(?:es)? (?:the (?:local authority|council|LSCB)|leaders) need to improve"
    r"|Areas? (?:for|of) (?:priority action|improvement|development)|Priority and immediate action|Recommendations?\b)",
    re.IGNORECASE,
)
_FINDINGS = re.compile(r"\b(?:strengths|findings|summary|progress since|judge?ments?|information)\b", re.IGNORECASE)
_NEEDS = re.compile(r"^What does the (?:local authority|LSCB) need to improve", re.IGNORECASE)
_UNDER_NEEDS = re.compile(r"^(?:Areas for|Priority and)", re.IGNORECASE)
_THEMES = re.compile(r"^(?:Leadership, management and governance|The experiences and progress of [a-z ,]+)$")


def known_level(text: str) -> int | None:
    """The level of a heading that reports share (1 a part, 2 a chapter, 3 a section), None for any other text.

    >>> known_level("The experiences and progress of care leavers: requires improvement to be good")
    2
    >>> known_level("The experiences of Ambleford's families") is None
    True
    """
    if len(text) > LONGEST_HEADING:
        return None
    return next((level for level, pattern in _LEVELS if pattern.match(text)), None)


def level_within(text: str, level: int, *, under_needs: bool) -> int:
    """A known heading's level where it stands: some wordings are chapters alone, but parts of a list of needs.

    >>> level_within("Areas for improvement", 3, under_needs=False)
    2
    >>> level_within("Areas for improvement", 3, under_needs=True)
    3
    """
    if not under_needs and level == 3 and _UNDER_NEEDS.match(text):
        return 2
    if under_needs and level == 2 and _THEMES.match(text):
        return 4
    return level


def opens_needs(heading: str) -> bool:
    """Whether this is the older reports' heading over priority actions and areas for improvement."""
    return _NEEDS.match(heading) is not None


def is_improvement_heading(heading: str) -> bool:
    """Whether what stands under this heading is what the inspectorate asks to be improved.

    >>> is_improvement_heading("What needs to improve in this area of social work practice?")
    True
    """
    return _IMPROVEMENTS.match(heading) is not None


def ends_improvements(heading: str) -> bool:
    """Whether a heading under such a heading leads back to findings."""
    return _FINDINGS.search(heading) is not None
