"""What inspectors give grades for, told by the same expressions in a question and in a judgement's name.

"Care leavers" finds "The experiences and progress of children in care and care leavers", whatever the framework.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from indexer.tokens import tokenize
from retriever.coverage import THIN_WORDS


class Aspect(StrEnum):
    """What inspectors give a grade for, in every framework."""

    OVERALL = "overall"
    LEADERS = "leaders"
    PROTECTION = "help and protection"
    CARE = "children in care"
    CARE_LEAVERS = "care leavers"
    ADOPTION = "adoption"
    BOARD = "safeguarding board"
    SEND = "SEND arrangements"


_ASPECTS: Mapping[Aspect, re.Pattern[str]] = {
    aspect: re.compile(pattern, re.IGNORECASE)
    for aspect, pattern in (
        (Aspect.OVERALL, r"\boverall(?:\s+effectiveness)?\b"),
        (
            Aspect.LEADERS,
            r"\bleaders?(?!\s+of)\b['\u2019]?(?:\s+impact)?|\bleadership(?:,? management and governance)?\b",
        ),
        (Aspect.PROTECTION, r"\b(?:need(?:ing)?\s+)?help\s+and\s+protection\b|\bprotection\b"),
        (Aspect.CARE_LEAVERS, r"\bcare[- ]leavers?\b|\bleaving[- ]care\b"),
        (Aspect.CARE, r"\b(?:children|young people)?\s*in\s+care\b|\blooked[- ]after(?:\s+children)?\b"),
        (Aspect.ADOPTION, r"\badoption(?:\s+performance)?\b"),
        (Aspect.BOARD, r"\b(?:local\s+)?safeguarding\s+(?:children\s+)?board\b|\bLSCB\b"),
        (Aspect.SEND, r"\b(?:area\s+)?SEND\b|^inspection outcome$"),
    )
}
GRADES = re.compile(
    r"\b(?:outstanding|good|inadequate|requires?\s+improvement(?:\s+to\s+be\s+good)?|adequate)\b", re.IGNORECASE
)
_MOVED = re.compile(
    r"\b(?:improv(?:ed|ing)\s+|went\s+|(?:has\s+|have\s+)?gone\s+|moved\s+|(?:came|got|rose|risen)\s+(?:up\s+)?|"
    r"(?:fell|fallen|dropped|slipped|declined)\s+(?:down\s+)?)?"
    rf"from\s+(?:being\s+|an?\s+)?({GRADES.pattern})\s+(?:straight\s+|up\s+|down\s+)?to\s+(?:being\s+|an?\s+)?({GRADES.pattern})",
    re.IGNORECASE,
)
_ASKING = frozenset(
    tokenize(
        "grade grades graded grading rating ratings rated judged judgement judgment outcome verdict result score "
        "received given awarded came out better best worse fare fared impact experiences progress inspection ofsted "
        "full ILACS single latest most recent both part which each other gone up down moved overall effectiveness v "
        "vs versus ever when stop stopped become became since then now current currently before "
        "two three councils boroughs"
    )
)


_WHICH = re.compile(r"\b(?:which|what)\s+(?:parts?|areas?|aspects?|judge?ments?|services?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GradesAsked:
    """The aspects a question wants the grades of, and the grades that it asks the aspects of.

    `both` is true where it asks for the councils that got one of the grades for one of the aspects. `moved` has the
    grade before and the grade after where it asks for those that went from one to the other.
    """

    aspects: frozenset[Aspect]
    grades: frozenset[str]
    both: bool = False
    moved: tuple[str, str] | None = None

    def concerns(self, name: str) -> bool:
        """Whether the judgement of this name is on an aspect that is asked about."""
        return not aspects_of(name).isdisjoint(self.aspects)

    def includes(self, name: str, grade: str) -> bool:
        """Whether a judgement is one of those asked for."""
        is_aspect, is_grade = self.concerns(name), plain_grade(grade) in self.grades
        return is_aspect and is_grade if self.both else is_aspect or is_grade


def grades_asked(question: str, topic: str, *, send: bool, across: bool) -> GradesAsked | None:
    """What a question for a grade wants of the judgements; None where it is one that no table gives.

    `send` where it is about SEND reports alone, `across` where it asks for the councils that got it.
    """
    if not is_for_grades_alone(topic):
        return None
    named = aspects_of(topic)
    if send:
        named |= {Aspect.SEND}
    grades = frozenset(map(plain_grade, GRADES.findall(question)))
    both = across and bool(grades)
    match = _MOVED.search(question) if both else None
    moved = (plain_grade(match[1]), plain_grade(match[2])) if match else None
    return GradesAsked(
        aspects=named - {Aspect.OVERALL} or frozenset({Aspect.OVERALL}),
        grades=frozenset(moved[1:]) if moved else grades if both or _WHICH.search(question) else frozenset(),
        both=both,
        moved=moved,
    )


def plain_grade(grade: str) -> str:
    """A grade as it is compared: "requires improvement to be good" is one with "require improvement"."""
    words = grade.lower().split()
    return " ".join(words).replace("require improvement", "requires improvement").removesuffix(" to be good")


@lru_cache(maxsize=4096)
def aspects_of(text: str) -> frozenset[Aspect]:
    """The aspects that a question or the name of a judgement speaks of.

    >>> sorted(aspects_of("The experiences and progress of children in care and care leavers"))
    [<Aspect.CARE_LEAVERS: 'care leavers'>, <Aspect.CARE: 'children in care'>]
    """
    return frozenset(aspect for aspect, pattern in _ASPECTS.items() if pattern.search(text))


def is_for_grades_alone(topic: str) -> bool:
    """Whether a topic holds nothing but aspects, grades and the asking for them.

    >>> is_for_grades_alone("how was each graded for leadership")
    True
    >>> is_for_grades_alone("how was supervision judged")
    False
    """
    for pattern in (_MOVED, *_ASPECTS.values(), GRADES):
        topic = pattern.sub(" ", topic)
    return all(term in THIN_WORDS or term in _ASKING for term in tokenize(topic))
