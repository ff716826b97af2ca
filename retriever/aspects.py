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
_MOVED_FROM = re.compile(
    r"\b(improv\w+|moved\s+up|c[ao]me\s+up|risen|rose|got\s+out|escaped|fell|fallen|dropped|slipped|declined)\s+(?:up\s+|down\s+)?"
    rf"(?:from|out\s+of)\s+(?:being\s+|an?\s+)?({GRADES.pattern})",
    re.IGNORECASE,
)
_BEFORE_AND_NOW = re.compile(
    rf"\b(?:were|was|been)\s+(?:(?:rated|judged|graded|once)\s+)?({GRADES.pattern})\s*,?\s*(?:but|and)\s+(?:(?:are|is|have|has|be|been)\s+)*"
    rf"(?:now\s+)?(?:(?:rated|judged|graded)\s+)?({GRADES.pattern})",
    re.IGNORECASE,
)
_DOWN = re.compile(r"fell|fallen|dropped|slipped|declined", re.IGNORECASE)
_FROM_WORST = ("inadequate", "requires improvement", "adequate", "good", "outstanding")
_NEGATED = re.compile(
    r"\b(?:not|never|(?:is|are|was|were|has|have|had|did|do|does)n['\u2019]?t|other\s+than|anything\s+but)\b",
    re.IGNORECASE,
)
_ASKING = frozenset(
    tokenize(
        "grade grades graded grading rating ratings rated judged judgement judgment outcome verdict result score "
        "received given awarded came out better best worse worst weakest strongest fare fared impact experiences "
        "progress inspection ofsted "
        "full ILACS single latest most recent both part which each other gone up down moved overall effectiveness v "
        "vs versus ever when stop stopped become became since then now current currently before "
        "two three councils boroughs previous previously long how went go turn turned downgraded upgraded was were be"
    )
)


_EXTREME = re.compile(r"\b(?:best|worst|highest|lowest|strongest|weakest)\b", re.IGNORECASE)
_WHICH = re.compile(r"\b(?:which|what)\s+(?:parts?|areas?|aspects?|judge?ments?|services?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GradesAsked:
    """The aspects a question wants the grades of, and the grades that it asks the aspects of.

    `both` is true where it asks for the councils that got one of the grades for one of the aspects. `moved` has the
    grade before and those after where it asks for councils that went from one to another.
    """

    aspects: frozenset[Aspect]
    grades: frozenset[str]
    both: bool = False
    moved: tuple[str, frozenset[str]] | None = None

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
    if not named and not across and _WHICH.search(question) and _EXTREME.search(question):
        named = frozenset(Aspect)
    grades = frozenset(map(plain_grade, GRADES.findall(question)))
    both = across and bool(grades)
    moved = _moved(question) if both else None
    if both and not moved and _NEGATED.search(question):
        grades = frozenset(_FROM_WORST) - grades
    return GradesAsked(
        aspects=named - {Aspect.OVERALL} or frozenset({Aspect.OVERALL}),
        grades=moved[1] if moved else grades if both or _WHICH.search(question) else frozenset(),
        both=both,
        moved=moved,
    )


def _moved(question: str) -> tuple[str, frozenset[str]] | None:
    """The grade that councils had and those that they have now, where these are asked for by both."""
    match = _MOVED.search(question) or _BEFORE_AND_NOW.search(question)
    if match:
        return plain_grade(match[1]), frozenset([plain_grade(match[2])])
    match = _MOVED_FROM.search(question)
    if match is None:
        return None
    before = plain_grade(match[2])
    place = _FROM_WORST.index(before)
    return before, frozenset(_FROM_WORST[:place] if _DOWN.search(match[1]) else _FROM_WORST[place + 1 :])


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
    for pattern in (_MOVED, _MOVED_FROM, *_ASPECTS.values(), GRADES):
        topic = pattern.sub(" ", topic)
    return all(term in THIN_WORDS or term in _ASKING for term in tokenize(topic))
