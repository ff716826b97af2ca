"""The words that inspectorates grade with, and how a grade stands in a line."""

import re

GRADE = (
    r"(?:outstanding|good|requires? improvement to be good|requires? improvement|inadequate|adequate|satisfactory"
    r"|not judged)"
)
_AT_END = re.compile(rf"(?:^|[\s:–-])({GRADE})\s*[.:]?$", re.IGNORECASE)
_WITHIN = re.compile(
    rf"^((?:\d[.\d]* )?(?:the )?(?:experiences? and progress|impact of leaders|children (?:who|looked)).{{1,70}}?)"
    rf" ({GRADE}) ([a-z][a-z ]{{3,60}})$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(rf"\bgrade \d \(({GRADE})\)$", re.IGNORECASE)
_BEFORE_GRADE = re.compile(
    r"(?:\s*[:–-]|\s+(?:is|are|that it is|that it|is that it|is that it is))*\s*$", re.IGNORECASE
)


def normalise_grade(printed: str) -> str:
    """The grade as data: lower case, single spaces, the third person.

    >>> normalise_grade("Require  Improvement")
    'requires improvement'
    """
    return re.sub(r"^require\b", "requires", " ".join(printed.casefold().split()))


def split_grade(text: str) -> tuple[str, str | None]:
    """A heading or table row as its name and its grade; the whole text and None where it has no grade.

    The grade ends the text, or stands within it where it was printed beside a label of two lines.

    >>> split_grade("The experiences and progress of children in care: outstanding")
    ('The experiences and progress of children in care', 'outstanding')
    >>> split_grade("Leadership, management and governance Requires improvement")
    ('Leadership, management and governance', 'requires improvement')
    >>> split_grade("Capacity to improve Grade 3 (Adequate)")
    ('Capacity to improve', 'adequate')
    >>> split_grade("The experiences and progress of care Inadequate leavers")
    ('The experiences and progress of care leavers', 'inadequate')
    >>> split_grade("What is good")
    ('What', 'good')
    """
    match = _IN_BRACKETS.search(text) or _AT_END.search(text)
    if not match:
        within = _WITHIN.match(text)
        return (f"{within[1]} {within[3]}", normalise_grade(within[2])) if within else (text, None)
    name = text[: match.start()]
    return _BEFORE_GRADE.sub("", name).strip(), normalise_grade(match[1])
