"""The form of a question: what kind of answer it wants, and what remains of it as the topic."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from indexer.document import DocumentType
from indexer.tokens import tokenize
from retriever.answer_types import AnswerType, answer_type, counted
from retriever.area_totals import Total, asks_for_all, total_asked
from retriever.aspects import GRADES, is_for_grades_alone
from retriever.breadth import (
    Whole,
    asks_how_it_went,
    asks_of_the_whole,
    asks_which_authorities,
    asks_why_of_the_whole,
    is_general,
    is_of_the_whole,
    with_grades_for_extremes,
    with_grades_for_marks,
    without_which_authorities,
)
from retriever.sides import asks_who_does_not, side_asked, without_side
from retriever.tone import Tone


class Wanted(StrEnum):
    """The kind of answer a question wants; it decides how an answer is put together."""

    FACT = "fact"
    JUDGEMENT = "judgement"
    IMPROVEMENTS = "improvements"
    INSPECTION = "inspection"  # who inspected, and when
    WHOLE = "whole"  # a council as a whole: an overview, strengths, weaknesses
    EVIDENCE = "evidence"  # everything the reports say about a theme


@dataclass(frozen=True, slots=True)
class Numbered:
    """Paragraphs asked for by their printed numbers; `listed` where only a list of improvements is meant."""

    numbers: frozenset[str]
    listed: bool


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What a question's wording shows.

    `answer_type` is the kind of thing it asks for where that is one thing, `counted` what it wants counted,
    `altogether` whether how many of it named councils have in all, `numbered` what it names by a printed number;
    `across` is true where it asks for the councils of which something is said, `general` where it names no theme,
    `whole` what it asks of a council as a whole, `priority` where it wants priority actions and no other areas for
    improvement, `side` where it wants of a theme only what is praised or only what is found wrong, `denied` where it
    asks for the councils that do not; `total` the total of an area that it asks of named councils; `topic` is the
    question without names, times and set phrases; `phrases` stand in quotation marks and are wanted as they are.
    """

    wanted: Wanted
    answer_type: AnswerType | None
    counted: str | None
    altogether: bool
    numbered: Numbered | None
    change: bool
    across: bool
    general: bool
    whole: Whole | None
    priority: bool
    side: Tone | None
    denied: bool
    total: Total | None
    types: tuple[DocumentType, ...]
    topic: str
    phrases: tuple[str, ...]

    @property
    def is_given_alone(self) -> bool:
        """Whether only what a report's structure gives is an answer: nearby sentences of other reports mislead."""
        return (
            self.whole is not None
            or self.is_for_all_priority_actions
            or (self.across and self.wanted is Wanted.JUDGEMENT)
        )

    @property
    def is_for_publication(self) -> bool:
        """Whether the day on which a report came out is wanted; the days of an inspection are another thing."""
        return self.wanted is Wanted.INSPECTION and self.topic == _PUBLISHED_TOPIC

    @property
    def is_for_all_priority_actions(self) -> bool:
        """Whether priority actions are wanted whatever they are on."""
        return self.priority and self.topic == _PRIORITY_TOPIC


_GRADE_WORDS = re.compile(
    r"\b(?:grade[ds]?|grading|ratings?|rated|judged|judge?ments?|receive[ds]?|get|got)\b", re.IGNORECASE
)
_MAYBE_GRADES = re.compile(
    r"\bhow\s+(?:did|do|does)\s+(?:ofsted|(?:the\s+)?inspectors?)\s+(?:rate|grade|judge)\b|"
    r"\b(?:outcomes?|results?|verdicts?|came? out|come out|fared?|scored?)\b|\bhow\b.{0,60}\bdo (?:on|in|for)\b|"
    r"^\s*(?:is|are|was|were|has|have)\b.*\b(?:outstanding|inadequate|good|requires? improvement)\b",
    re.IGNORECASE,
)
"""Words that ask for a grade where nothing else is asked about: "Is Kent still outstanding?"."""
_TIMES_GRADED = re.compile(
    r"\bhow\s+(?:many\s+times|often)\s+(?:has|have|had|was|were|did|is|are)\b(?=.{0,60}\b(?:rated?|graded?|judged?|found|been|be|get|got)\b)",
    re.IGNORECASE,
)
"""Asks for every time that a grade was given: "How many times has Kent been judged inadequate?"."""
_GRADES_IN_TIME = re.compile(
    r"\bwhen\s+(?:did|was|were|has|had)\b|\bsince\s+when\b|\bhow\s+long\b|\b(?:did|has|have)\b.{0,60}\bfrom\b|\bprevious(?:ly)?\b",
    re.IGNORECASE,
)
"""Asks when a council got a grade or what it had before: its grades in order tell."""
_WHICH_IS_BETTER = re.compile(
    r"\b(?:which|who)\b.{0,60}\b(?:better|best|worse|worst|stronger|strongest|weaker|weakest)\b", re.IGNORECASE
)
_WHAT_GOT = re.compile(r"\bwhat\s+(?:did|has|have)\b.{0,60}\b(?:get|got|gotten|score|receive|given)\b", re.IGNORECASE)
_IMPROVEMENT_WORDS = re.compile(
    r"\b(?:what|which|things?|does|do|did|needs?|needed|have|has|had|was|were|is|improved?|do better|areas? for|"
    r"improvements?|priority actions?|"
    r"development|recommend(?:ed|ations?)?|told|should|must|put right|fix|sort out|say|said|do|matter|priority|"
    r"after|following|visits?|review|"
    r"given|issued|handed|got|get|c[ao]me\s+back|again|repeated|recurring|recurred|"
    r"tell|asked|wanted|ask|want|better|needing|improving|required?|requires|key|main|list|actions?|aspects|"
    r"identif(?:y|ied|ies)|made|make|raised?|highlight(?:ed)?|set|listed|outlined?|flag(?:ged)?|"
    r"concern|concerning|relat(?:e|ing)\s+to|deal\s+with|put|be|been|done|are)\b",
    re.IGNORECASE,
)
_PRIORITY_TOPIC = "priority action"
_PUBLISHED_TOPIC = "report published"
_WHICH = re.compile(r"^\W*(?:which|what|how\s+many)\b", re.IGNORECASE)
_COUNTING = (AnswerType.COUNT, AnswerType.SHARE)
_IN_NUMBERS = re.compile(
    r"\b(?:more|most|fewer|fewest|population|numbers?|size|total|count|figures?|statistics|stats)\b", re.IGNORECASE
)
_PRIORITY_ACTIONS = re.compile(r"\bpriority\s+actions?\b", re.IGNORECASE)
WHEN_INSPECTED = re.compile(
    r"\bwhen\s+(?:was|were|did|has|have|is)\s+(?:[\w'\u2019]+\s+){0,5}?(?:inspect(?:ed|ions?|ors?)|visit(?:ed|s)?|ofsted)\b"
    r"(?!\s+(?:sa(?:y|id)|find|found|note[ds]?|report(?:ed)?|think|see|saw|tell|told))|"
    r"\b(?:which|what)\s+(?:dates?|days?|month)\b.{0,60}\b(?:inspect(?:ed|ions?|ors?)|visit(?:ed|s)?|ofsted|they\s+c[ao]me)\b|"
    r"\b(?:which|what)\s+(?:dates?|days?)\s+(?:was|were)\s+(?:it|they|this|that)\b|"
    r"\b(?:inspection|visit)\s+dates?\b|\bdates?\s+of\s+(?:the\s+)?(?:[\w'\u2019]+\s+){0,4}(?:inspections?|visits?)\b",
    re.IGNORECASE,
)
WHEN_PUBLISHED = re.compile(
    r"\bwhen\s+(?:was|were|is|did)\b.{0,80}(?<!\bthat was )(?<!\bwhich was )\b(?:published?|come\s+out)\b|"
    r"\b(?:publication\s+date|date\s+of\s+publication)\b|"
    r"\b(?:which|what)\s+(?:dates?|days?|month)\b.{0,80}(?<!\bthat was )(?<!\bwhich was )\bpublished\b",
    re.IGNORECASE,
)
WHO_INSPECTED = re.compile(
    r"^\W*who\s+c[ao]me\b|\bwho\s+c[ao]me\s*(?:[?.!]|$)|\bwho\s+(?:(?:was|were|is|are)\s+the\s+(?:lead\s+)?inspectors?|inspected|c[ao]me\s+to\s+(?:inspect|visit)\b|"
    r"(?:carried\s+out|did|led|conducted|undertook)\s+(?:the|this|that|its|their|our)\s+(?:[\w'\u2019]+\s+){0,3}"
    r"(?:inspections?|visits?)\b|led\s+(?:the\s+)?(?:\w+\s+){0,3}(?:inspection\s+)?teams?\s+(?:for|of|on|at|in)\b.{0,60}?"
    r"\b(?:inspections?|visits?)\b)|"
    r"\b(?:which|names?\s+of(?:\s+the)?)\s+(?:lead\s+)?inspectors?\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:next|upcoming|due|will|going\s+to)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:c[ao]me\s+back|repeated|recurring|recurred|"
    r"chang(?:ed?|es|ing)|improv(?:ed|ing)|got(?:ten)?\s+(?:any\s+)?(?:better|worse)|(?:better|worse|"
    r"quicker|slower|stronger|"
    r"weaker)\b.{0,60}\b(?:since|than|now)|gone\s+(?:up|down)|up\s+or\s+down|used\s+to|any\s*more|still|"
    r"no\s+longer|moved|become|"
    r"over\s+time|progress(?:ed)?\s+since|did\b.{3,60}(?<!\bto\s)\bimprove|been\s+(?:solved|fixed|addressed|resolved)|"
    r"(?:getting|has|have)\b.{0,60}\b(?:better|worse)|sorted(?:\s+out)?|put\s+right)\b|"
    r"^\s*(?:has|have|is|are|did|does|do)\b.{3,120}\bsince\b",
    re.IGNORECASE,
)
_TYPES = (
    (DocumentType.FOCUSED_VISIT, re.compile(r"\bfocused\s+visits?\b|\bvisit\s+letters?\b", re.IGNORECASE)),
    (DocumentType.MONITORING_VISIT, re.compile(r"\bmonitoring\s+visits?\b", re.IGNORECASE)),
    (
        DocumentType.SEND,
        re.compile(
            r"\b(?:area\s+)?SEND\s+(?:\w+\s+)?(?:inspections?|inspectors?|reports?|reviews?)\b|\blocal\s+area\s+partnership\b"
        ),
    ),
    (
        DocumentType.NEWS,
        re.compile(r"\bnews(?:paper)?\s+(?:articles?|stor(?:y|ies)|reports?)\b|\bin\s+the\s+press\b", re.IGNORECASE),
    ),
    (
        DocumentType.INSPECTION,
        re.compile(
            r"\bfull\s+(?:ofsted\s+)?(?:inspections?|reports?)\b|\bILACS\s+inspections?\b|"
            r"\bsingle\s+inspections?\b|\bin\s+(?:its|their)\s+"
            r"(?:(?:19|20)\d\d\s+)?inspections?\b|\b(?:latest|last|most\s+recent)\s+(?:ofsted\s+)?inspections?\b",
            re.IGNORECASE,
        ),
    ),
)
_SEND_SERVICES = re.compile(
    r"\b(?:local\s+area\s+|area\s+)?SEND(?:\s+(?:services?|provision|arrangements|partnership|support))?\b"
)
"""What a local area does for children with special needs, as a whole; "send" in small letters is a word like others."""
_BY_NUMBER = re.compile(
    r"\b(recommendation|paragraph|para\.?|priority action|area for improvement)\s+(?:number\s+|no\.?\s*)?(\d{1,3})\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d]{2,100})[\"\u201d]")
_FRAMING = re.compile(
    r"^\W*is\s+it\s+(?:true|right|correct|the\s+case)\s+that\b|"
    r"\b(?:what|how)\s+(?:did|do|does|have|has|had)\s+(?:the\s+)?(?:\w+\s+)?(?:inspectors?|ofsted|reports?|"
    r"letters?|documents?)"
    r"(?:\s+\w+){0,3}?\s+(?:sa(?:y|id)|found|find|conclude[sd]?|think|note[ds]?|report(?:ed)?|seen?|"
    r"saw)\b(?:\s+about|\s+on|\s+of)?|"
    r"\bhow\s+(?:did|do|does|have|has)\s+(?:the\s+)?(?:inspectors?|ofsted)\s+"
    r"(?:rated?|view(?:ed)?|assess(?:ed)?|seen?|regard(?:ed)?|described?|judged?)\b"
    r"(?:\s+(?:the\s+|its\s+|their\s+)?(?:work|response)\s+(?:on|to|with|around))?|"
    r"\bhow(?:['\u2019]?s|\s+(?:is|are|was|were))(?:\s+(?:it|they|the\s+council))?\s+(?:doing|getting\s+on)\s+"
    r"(?:on|with|for|at|about|over)\b|"
    r"\bwhat\s+do\s+(?:the\s+)?reports\b|\b(?:the\s+)?reports?\s+(?:from|of)\b|\bwhat\s+(?:is|are|was|"
    r"were)\s+(?:the\s+)?|"
    r"\bback\s+in(?=\s*(?:[?.,;]|$))|"
    r"\bstands?\s+for\b|\bwhat\s+happens\b|\bhow\s+(?:well|good|effective|highly)\s+(?:does|do|did|is|are|was|were)\b|"
    r"\bhow\s+(?:well\s+)?(?:(?:does|do|did)\s+)?(?:(?:the\s+council|they|it)\s+)?looks?\s+after\s+"
    r"(?!(?:children|kids|young|the|its|their)\b|\?)|"
    r"\b(?:inspectors?|ofsted(?:'s|\u2019s)?|inspections?|findings?|reports?|letters?|published|according\s+to|latest|"
    r"most\s+recent|focused\s+visits?|"
    r"visits?\s+find|full|onwards|year\s+before|at\s+the\s+time\s+of|what\s+difference|compare[ds]?|comparison|"
    r"versus|in\s+the|says?|said|"
    r"how\s+many|how\s+much|problems\s+have|found|mention(?:s|ed)?|tell\s+me(?:\s+about)?|show\s+me|any|been|got|get|gets)\b",
    re.IGNORECASE,
)

_REQUEST = re.compile(
    r"^\s*(?:please\s+)?(?:(?:can|could|would)\s+you\s+(?:please\s+)?|(?:(?:how|where)\s+)?(?:can|could|do|may)\s+(?:i|we)\s+)?"
    r"(?:(?:i|we)(?:\s+need|\s+want|\s+would\s+like|['\u2019]d\s+like)\s+(?:to\s+(?:see|find|have|know|read)\s+)?)?"
    r"(?:(?:find|show|list|give|tell|get|collect|gather|look\s+up|search\s+for|see|read|quote|cite|summari[sz]e|sum\s+up|"
    r"outline|describe|explain)\s+(?:me\s+|us\s+)?)?"
    r"(?:(?:all|every|each|any|an?)\s+(?:of\s+)?(?:the\s+)?)?"
    r"(?:(?:summary|outline|overview|mentions?|references?|quotations?|quotes?|comments?|passages?|paragraphs?)\s+(?:of|to|on|about|regarding)"
    r"|(?:everything|anything|all|information|details|what|findings)\s+(?:(?:that|there)\s+)?"
    r"(?:(?:the\s+)?(?:reports?|inspectors?|ofsted|documents?|letters?)\s+(?:say|said|find|found|write|wrote)\s+)?"
    r"(?:(?:is|was|are|were|has\s+been|have\s+been)\s+)?(?:(?:said|written|reported|noted|mentioned|found)\s+)?"
    r"(?:on|about|regarding|concerning|relating\s+to|in\s+relation\s+to)|about)\s+",
    re.IGNORECASE,
)
"""How a request begins that is no question: "find everything about", "all mentions of", "what has been written on"."""


def without_ranges(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """A text without these ranges of characters, which may overlap.

    >>> without_ranges("What has changed since the Kent inspection in 2019?", [(17, 50), (27, 31)])
    'What has changed ?'
    """
    kept, end = [], 0
    for start, until in sorted(ranges):
        kept.append(text[end:start] if start > end else "")
        end = max(end, until)
    return " ".join(" ".join([*kept, text[end:]]).split())


def question_form(
    question: str, named: Iterable[tuple[int, int]] = (), *, of_authorities: bool = False
) -> QuestionForm:
    """What the wording of a question shows.

    `named` are the character ranges already understood as authorities or times; they are no topic. Who asks
    `of_authorities` by name does not ask for others, and may ask how they have come on as a whole.
    """
    bare = with_grades_for_marks(_without(question, named))
    asks_which = asks_which_authorities(bare)
    across = asks_which and not of_authorities
    said = with_grades_for_extremes(without_which_authorities(bare)) if asks_which else bare
    kind = answer_type(bare)
    if asks_which and kind in (AnswerType.NAME, AnswerType.COUNT):
        kind = answer_type(said) or answer_type(_WHICH.sub(" ", bare))
    asks_for_grades = _MAYBE_GRADES if kind is None else _GRADE_WORDS if kind is AnswerType.DATE else None
    if across and kind is None:
        asks_for_grades = GRADES
    change = _CHANGE.search(bare) is not None
    framed = _FRAMING.sub(" ", said)
    general, but_grades = is_general(framed), is_general(_GRADE_WORDS.sub(" ", framed))
    what_it_got = of_authorities and kind is None and _asks_what_it_got(bare, framed)
    if _asks_for_every_grade(bare, said, of_authorities=of_authorities):
        kind, change = AnswerType.GRADE, True
    elif of_authorities and but_grades and kind in (None, AnswerType.GRADE) and asks_how_it_went(bare):
        kind, change, said = AnswerType.GRADE, True, "overall effectiveness"
    elif what_it_got or (asks_for_grades and asks_for_grades.search(said) and is_for_grades_alone(framed)):
        kind = AnswerType.GRADE
    asks_why = of_authorities and asks_why_of_the_whole(framed)
    if asks_why:
        kind = None
    wanted = _wanted(kind, said)
    priority = kind is AnswerType.IMPROVEMENT and _PRIORITY_ACTIONS.search(said) is not None
    numbered = _numbered(said)
    whole = Whole.OVERVIEW if asks_why else None
    if of_authorities and not (asks_why or change or priority):
        whole = None if numbered else _whole(said, wanted)
    if whole is not None:
        kind, wanted = None, Wanted.WHOLE
    side = None
    if wanted in (Wanted.EVIDENCE, Wanted.IMPROVEMENTS) and not numbered:
        side = side_asked(bare, for_improvements=wanted is Wanted.IMPROVEMENTS)
    topic = _topic((side and without_side(said)) or said, wanted) or (_PRIORITY_TOPIC if priority else "")
    things = counted(said) if kind is AnswerType.COUNT else None
    asks_for_total = of_authorities and (kind in _COUNTING or _IN_NUMBERS.search(topic) is not None)
    total = total_asked(topic) if asks_for_total else None
    if total is not None:
        kind = AnswerType.COUNT if kind is AnswerType.NAME else kind
    types = tuple(kind for kind, pattern in _TYPES if pattern.search(bare))
    if whole is not None and not types and _SEND_SERVICES.search(said):
        types = (DocumentType.SEND,)
    return QuestionForm(
        wanted=wanted,
        answer_type=kind,
        counted=things,
        altogether=of_authorities and things is not None and (total is not None or asks_for_all(topic, things)),
        numbered=numbered,
        change=change,
        across=across,
        general=general,
        whole=whole,
        priority=priority,
        side=side,
        denied=across and side is None and wanted is Wanted.EVIDENCE and asks_who_does_not(bare),
        total=total,
        types=types,
        topic=topic,
        phrases=tuple(_QUOTED.findall(question)),
    )


def _asks_what_it_got(bare: str, framed: str) -> bool:
    """Whether it asks what was got for a thing that is graded, or who did better there."""
    return bool(_WHICH_IS_BETTER.search(bare) or _WHAT_GOT.search(bare)) and is_for_grades_alone(framed)


def _asks_for_every_grade(bare: str, said: str, *, of_authorities: bool) -> bool:
    """Whether the grades that a council got over time tell what is asked: how often it got one, when, what before."""
    but_times = _TIMES_GRADED.sub(" ", said)
    if but_times != said and is_for_grades_alone(_FRAMING.sub(" ", but_times)):
        return True
    if not (of_authorities and _GRADES_IN_TIME.search(bare) and (GRADES.search(bare) or _GRADE_WORDS.search(bare))):
        return False
    return is_for_grades_alone(_FRAMING.sub(" ", said))


def _numbered(question: str) -> Numbered | None:
    asked = _BY_NUMBER.findall(question)
    if not asked:
        return None
    return Numbered(frozenset(number for _, number in asked), not any(w.lower().startswith("para") for w, _ in asked))


def _wanted(kind: AnswerType | None, bare: str) -> Wanted:
    if kind in (AnswerType.DATE, AnswerType.NAME, None) and _asks_of_the_inspection(bare):
        return Wanted.INSPECTION
    special = {None: Wanted.EVIDENCE, AnswerType.GRADE: Wanted.JUDGEMENT, AnswerType.IMPROVEMENT: Wanted.IMPROVEMENTS}
    return special.get(kind, Wanted.FACT)


def _whole(said: str, wanted: Wanted) -> Whole | None:
    """What is asked of a council as a whole; None where a theme is named, or one fact or grade is wanted."""
    if wanted is Wanted.IMPROVEMENTS:
        rest = _topic(_SEND_SERVICES.sub(" ", said), wanted)
        return Whole.WEAKNESSES if is_of_the_whole(rest) else None
    return asks_of_the_whole(_SEND_SERVICES.sub(" ", _FRAMING.sub(" ", said))) if wanted is Wanted.EVIDENCE else None


def _asks_of_the_inspection(bare: str) -> bool:
    """Whether a question asks who inspected or when, of an inspection that has been."""
    return not _TO_COME.search(bare) and bool(
        WHEN_INSPECTED.search(bare) or WHO_INSPECTED.search(bare) or WHEN_PUBLISHED.search(bare)
    )


def _topic(bare: str, wanted: Wanted) -> str:
    """What remains when set phrases are taken away, and the asking for a grade, a date or improvements with them.

    Nothing may remain of a question for all improvements.
    """
    if wanted is Wanted.INSPECTION:
        if WHEN_PUBLISHED.search(bare):
            return _PUBLISHED_TOPIC
        return "inspection dates" if WHEN_INSPECTED.search(bare) else "inspectors"
    topic = _FRAMING.sub(" ", _REQUEST.sub("", bare))
    if wanted is Wanted.JUDGEMENT:
        topic = _GRADE_WORDS.sub(" ", topic)
    if wanted is Wanted.IMPROVEMENTS:
        topic = _IMPROVEMENT_WORDS.sub(" ", topic)
    topic = " ".join(topic.split())
    if wanted is Wanted.IMPROVEMENTS:
        return topic if tokenize(topic) else ""
    return topic or bare


def _without(question: str, ranges: Iterable[tuple[int, int]]) -> str:
    return re.sub(r"\s+['\u2019]s\b", " ", without_ranges(question, ranges))
