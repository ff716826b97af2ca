"""Whether a sentence holds the kind of thing a question asks for: a share, an age, a date, a grade.

"How many children were on a plan?" is not answered by a sentence that gives no number, however much it
says about plans. Only the kind is told here, not whether it is the right number.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from itertools import islice

from indexer.tokens import stem, tokenize
from retriever.set_phrases import together

COUNTED_WITHIN = 60
"""Characters after a number in which the thing counted is looked for."""

_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen single no"
).split()
_NUMBER_WORD = rf"(?:{'|'.join(_NUMBER_WORDS)}|only one|just one)"
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"


MAYBE_COUNTED = 0.85
"""What a number is worth in a sentence that names the thing to be counted, but not after the number."""

OTHER_COUNTED = 0.6
"""What a number is worth in a sentence that does not name the thing to be counted."""


NO_TOTAL = 0.15
"""What a number is worth that is not said of all, in answer to how many there are altogether. By hand."""

_BETWEEN = 1
"""So many words may stand between a number and what it counts altogether: "14 experienced advisers"."""

_OF_SOME = re.compile(r"\s*(?:%|per\s?cent\b)", re.IGNORECASE)
_OF_THESE = re.compile(
    r"\b(?:of (?:these|those|them|whom),?|a further|another|additional|extra|other|only|just|other than|"
    r"recruit\w*(?: of)?|from|placed|last|these|those|least)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
"""Before a number these words say that it is one of some."""
_ALL_OF_THEM = re.compile(
    r"\W*$|\s*[.,;:()]|\s+(?:and|across|including|altogether|operate|currently|employed)\b|"
    r"\s+in\s+(?:total|all|post|the\s+(?:area|borough|county|city|authority|council)|(?-i:[A-Z]))",
    re.IGNORECASE,
)
"""What follows what is counted where nothing says that only some of them are meant."""


class AnswerType(StrEnum):
    """The kinds of thing a question may ask for."""

    SHARE = "share"
    AGE = "age"
    MONEY = "money"
    DURATION = "duration"
    FREQUENCY = "frequency"
    RANK = "rank"
    COUNT = "count"
    DATE = "date"
    NAME = "name"
    GRADE = "grade"
    IMPROVEMENT = "improvement"


_GRADE_WORD = r"(?:outstanding|good|adequate|inadequate|requires improvement(?: to be good)?)"
_NOT_OF_A_NAME = r"(?:did|do|does|has|have|had|is|are|was|were|must|should|can|could|will|would|the|its|their)\b"
_BETTER = r"(?:\s+(?:is|was|does|did))?\s+(?:better|best|worse|worst|ahead|behind|doing|stronger|weaker)\b"
"""Of "who is better, Leeds or Kent?", which wants what is said of both."""
_QUESTION_TYPES = (
    (
        AnswerType.SHARE,
        re.compile(
            r"\b(?:percentage|proportion|share of|per ?cent|take-?up|what fraction|rate of)\b|%|"
            r"\b(?:vacancy|turnover|sickness|retention|re-?referral|completion|success) rates?\b|"
            r"\bwhat (?:is|was|are|were) (?:[\w'\u2019-]+ ){1,5}rates?\b",
            re.IGNORECASE,
        ),
    ),
    (AnswerType.AGE, re.compile(r"\b(?:what age|how old|which age)\b", re.IGNORECASE)),
    (AnswerType.RANK, re.compile(r"\brank(?:ed|ing)?\b", re.IGNORECASE)),
    (AnswerType.FREQUENCY, re.compile(r"\bhow (?:often|frequently|regularly)\b", re.IGNORECASE)),
    (
        AnswerType.DURATION,
        re.compile(
            r"\bhow long\b|\bhow many (?:weeks|days|months|hours|years)\b|\baverage "
            r"(?:time|wait|number of days)\b",
            re.IGNORECASE,
        ),
    ),
    (
        AnswerType.MONEY,
        re.compile(
            r"\bhow much (?:(?:extra|more|additional|new) )?"
            r"(?:money|cash|funding|investment|.{0,60}\b(?:paid|pay|spent|spend|cost|invest))|"
            r"\bhow big .{0,20}\b(?:cut|budget)|\bwhat (?:did|does|do)\b.{1,60}\bcost\b",
            re.IGNORECASE,
        ),
    ),
    (
        AnswerType.COUNT,
        re.compile(
            r"\bhow (?:many|much|few|big|large|high)\b|\b(?:what|average) (?:number|caseload)\b|\bby how\b|"
            r"\b(?:exact|total) number\b|"
            r"(?:^|\bwhat(?:['\u2019]s| is| was| are| were)\b)\W*(?:the )?(?:current )?numbers? of\b",
            re.IGNORECASE,
        ),
    ),
    (
        AnswerType.DATE,
        re.compile(
            r"\bwhen (?:did|was|were|is)\b|\b(?:which|what) (?:dates?|days?|year|month)\b|\bsince "
            r"when\b",
            re.IGNORECASE,
        ),
    ),
    (
        AnswerType.NAME,
        re.compile(
            rf"^\s*who\b(?!\s+are\b)(?!{_BETTER})|\bwhat is the name\b|"
            r"\bwhat(?:['\u2019]s| is| are| was| were) (?:.{3,80} )?called\b|"
            rf"\bname of the\b|\bwho (?:is|was|acts|leads|led|chairs)\b(?!{_BETTER})|"
            rf"\b(?:which|what) (?:(?!{_NOT_OF_A_NAME})\w+ ){{0,2}}(?:charity|organisation|company|provider|agency|"
            r"boroughs?|councils?|award|trust|university)\b",
            re.IGNORECASE,
        ),
    ),
    (
        AnswerType.GRADE,
        re.compile(
            r"\b(?:grade[ds]?|grading|ratings?|rated|judged|judge?ments?|overall effectiveness)\b|"
            r"\b(?:outcome|result) of the\b.{0,40}\binspection\b",
            re.IGNORECASE,
        ),
    ),
    (
        AnswerType.IMPROVEMENT,
        re.compile(
            r"\b(?:needs?|needed|have|has|had) to (?:do to )?(?:improve|(?:do|get|be) better)\b|"
            r"\bneeds? (?:improvement|improving)\b|\bimprovements? (?:is |are |was |were )?(?:needed|required)\b|"
            r"\bareas? (?:for (?:improvement|priority action|development)|of (?:improvement|development))\b|"
            r"\brecommend(?:ed|ations?)\b|\btold to do\b|"
            r"\b(?:tell|told|asked|wanted)\b.{0,40}\bto (?:improve|put right|fix|sort out)\b|"
            r"\b(?:inspectors?|ofsted)\s+(?:recommend\b|(?:tell|told|asked?|want(?:ed)?)\b.{0,40}\bto do\b)|"
            r"\bpriority actions?\b|"
            r"\b(?:should|must)\b.{0,40}\b(?:improved?|put right|fix(?:ed)?|sort(?:ed)? out)\b|"
            r"\b(?:should|must)\b.{0,40}\b(?:do better|do(?:ne)? about)\b|"
            r"\bas a (?:matter of )?priority\b",
            re.IGNORECASE,
        ),
    ),
)
_LENGTHS_OF_TIME = "day week month hour year weekly fortnightly monthly annually daily quarterly"
_DURATION = (
    rf"\b(?:\d+(?:\.\d+)?|{_NUMBER_WORD}|a|each|every)[\s-]+(?:working )?(?:days?|weeks?|months?|hours?|"
    rf"years?)\b|\b(?:weekly|fortnightly|monthly|annually|daily|quarterly)\b"
)
_SHARE = (
    rf"\d\s?%|\bper ?cent\b|\b(?:half|third|quarter|fifth)s?\b|\b(?:\d+|{_NUMBER_WORD}) (?:out )?(?:of|in) "
    rf"(?:every )?(?:\d+|{_NUMBER_WORD}|the)\b"
)
_HOLDS = {
    AnswerType.SHARE: re.compile(_SHARE, re.IGNORECASE),
    AnswerType.AGE: re.compile(
        r"\b(?:aged?|age of|until|up to|to|over|under)\s+\d{1,2}\b|\b\d{1,2}[- ](?:year|and)|\b\d{1,2}th birthday",
        re.IGNORECASE,
    ),
    AnswerType.MONEY: re.compile(r"[£$]\s?\d|\b\d[\d,.]*\s?(?:million|pounds|%|per cent)|\bmillion\b", re.IGNORECASE),
    AnswerType.DURATION: re.compile(_DURATION, re.IGNORECASE),
    AnswerType.FREQUENCY: re.compile(
        rf"{_DURATION}|{_SHARE}|\b(?:(?:in|un)?frequen(?:t|tly|cy)|(?:ir)?regular(?:ly|ity)?|often|seldom|rarely|always|never|"
        r"sometimes|usually|routinely)\b",
        re.IGNORECASE,
    ),
    AnswerType.RANK: re.compile(
        r"\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|highest|lowest|top|bottom|best|worst|rank\w*)\b",
        re.IGNORECASE,
    ),
    AnswerType.COUNT: re.compile(
        rf"(?<![\d-])(?!{_YEAR}\b)\d[\d,]*(?:\.\d+)?"
        rf"(?![\d-]|\s*(?:{_MONTH}|(?:to|and|-|\u2013)\s*\d+ {_MONTH}))|\b{_NUMBER_WORD}\b",
        re.IGNORECASE,
    ),
    AnswerType.DATE: re.compile(rf"\b{_MONTH}\b|\b{_YEAR}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b"),
    AnswerType.GRADE: re.compile(
        rf"\b{_GRADE_WORD}\W*$|\b(?:judged|graded|rated|judgement of|grade of|rating of|remains?|as)\s+(?:to "
        rf"be\s+)?\W?{_GRADE_WORD}\b|"
        rf"\b(?:services|effectiveness|progress|practice|leaders\S*)\b.{{0,80}}\b(?:are|is|was|"
        rf"were)\s+\W?{_GRADE_WORD}\b|"
        r"\b(?:typically positive|inconsistent) experiences|\bpositive experiences and outcomes\b|\bsystemic "
        r"failings\b",
        re.IGNORECASE,
    ),
    AnswerType.IMPROVEMENT: re.compile(
        r"\b(?:needs?|have|has) to (?:improve|do better)\b|\brecommendations?\b|\bareas? for (?:priority action|"
        r"improvement)\b",
        re.IGNORECASE,
    ),
    AnswerType.NAME: re.compile(
        r"(?<=[a-z,:(‘'\u201c] )[A-Z][\w’'-]+(?:\s+(?:of|and|the|for|[A-Z&])[\w’'-]*)*|[‘“][A-Z]"
    ),
}
_FIGURE = re.compile(r"\d")
_WORD = re.compile(r"[\w'\u2019-]+")
_NO_NUMBER = frozenset(["no", "single", "only one", "just one"])
_PLAIN_WORD = re.compile(r"[a-z]+")
_IN_FIGURES_OR = {
    AnswerType.COUNT: frozenset([*_NUMBER_WORDS, "one"]),
    AnswerType.SHARE: frozenset(
        [*_NUMBER_WORDS, "one", *"percent cent half halfs third thirds quarter quarters fifth fifths".split()]
    ),
}
"""Kinds that a sentence without any figure holds only with one of these words: most are known by that at once."""
_TOLD_BY = _IN_FIGURES_OR | {
    AnswerType.MONEY: frozenset(["million"]),
    AnswerType.AGE: frozenset(),
    AnswerType.RANK: frozenset(
        "first second third fourth fifth highest lowest top bottom best worst rank ranked ranking".split()
    ),
    AnswerType.DURATION: frozenset(_LENGTHS_OF_TIME.split()),
    AnswerType.FREQUENCY: _IN_FIGURES_OR[AnswerType.SHARE].union(
        _LENGTHS_OF_TIME.split(),
        "frequent frequently frequency infrequent infrequently regular regularly regularity irregular irregularly "
        "often seldom rarely always never sometimes usually routinely".split(),
    ),
    AnswerType.GRADE: frozenset("outstanding good adequate inadequate improvement experiences failings".split()),
}
"""Words one of which stands in every sentence of a kind, where nothing with a figure or a hyphen does.

Not of dates: "in May" is told from "may" by its capital alone.
"""
_NOT_A_COUNT = re.compile(
    r"^\W*\d{1,2}\.\d{1,2}\s+(?=(?-i:[A-Z]))|"
    r"\b\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m\b|"
    r"\b(?:aged?|ages|age of)\s+\d{1,2}\s*(?:to|and|or|-|\u2013)\s*\d{1,2}\b|\bage[ds]?\s+(?:of\s+)?\d{1,2}\b|"
    r"\bsection \d+\w?|\b\d{1,2}(?:-| and | to |–)?\s?(?:and \d{1,2}-)?year-?s?[ -]olds?|\b\d{1,2}- and "
    r"\d{1,2}-year-olds?|\bYear \d+\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:\b(?:how many|(?:what|which|average|exact|total) number of)|"
    r"(?:^|\bwhat(?:['\u2019]s| is| was| are| were)\b)\W*(?:the )?(?:current )?numbers? of)\s+(?:of\s+)?"
    r"(?:(?:the|its|their)\s+)?"
    r"(?:[A-Z][\w-]*['\u2019]s\s+)?"
    r"((?:[\w'\u2019&-]+\s*){1,4})",
    re.IGNORECASE,
)
_AFTER_COUNTED = frozenset(
    "did do does was were is are be has have had can could will would in of for at on with by from to who that which "
    "it they the a an ended ran run got get left lost used made said put operate work live lived working living "
    "waiting waited across apart and or per each under over since after before".split()
)
_NO_NAME = re.compile(
    r"\b(?:Ofsted|Her Majesty\S*|His Majesty\S*|England|English|Children|Council|I|COVID\S*|Covid\S*|DfE|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def answer_type(question: str) -> AnswerType | None:
    """The kind of thing a question asks for, None for a theme or a yes-or-no question.

    >>> answer_type("What share of children had a plan?")
    <AnswerType.SHARE: 'share'>
    """
    return next((kind for kind, pattern in _QUESTION_TYPES if pattern.search(question)), None)


@cache
def telling_terms(kind: AnswerType) -> frozenset[str] | None:
    """Terms of which a sentence has one, or a figure, if it holds this kind; None where its words must be looked at."""
    words = _TOLD_BY.get(kind)
    return None if words is None else frozenset(map(stem, words))


def counted(question: str) -> str | None:
    """What a question wants counted, None where it says nothing of the kind.

    >>> counted("How many of Kent's care leavers had a job?")
    'care leavers'
    """
    match = _COUNTED.search(question)
    if match is None:
        return None
    words = match.group(1).split()
    end = next((place for place, word in enumerate(words) if place and word.lower() in _AFTER_COUNTED), len(words))
    return " ".join(words[:end])


def counts(sentence: str, forms: Sequence[Sequence[str]]) -> float:
    """How likely a number of this sentence counts what these expressions, given as terms, stand for.

    1 where one of them follows a number closely, MAYBE_COUNTED where one stands elsewhere, else OTHER_COUNTED. The
    words of one stand together.

    >>> counts("The team has 14 experienced advisers.", [("advis",)])
    1.0
    >>> counts("12 young people stay with their carers.", [("young", "carer")]) == OTHER_COUNTED
    True
    """
    sentence = _NOT_A_COUNT.sub(" ", sentence)
    after = (tokenize(sentence[m.end() :][:COUNTED_WITHIN]) for m in _HOLDS[AnswerType.COUNT].finditer(sentence))
    if any(together(terms, form) for terms in after for form in forms):
        return 1.0
    held = tokenize(sentence)
    return MAYBE_COUNTED if any(together(held, form) for form in forms) else OTHER_COUNTED


def counts_all(sentence: str, forms: Sequence[Sequence[str]]) -> float:
    """How likely a number of this sentence says how many there are altogether of these expressions, given as terms.

    1 where one of them directly follows a number that is no share, and nothing says that only some are meant, else
    NO_TOTAL.

    >>> counts_all("The team has 14 experienced advisers.", [("advis",)])
    1.0
    >>> counts_all("Since May, 14 advisers who left were replaced.", [("advis",)]) == NO_TOTAL
    True
    """
    text = _NOT_A_COUNT.sub(" ", sentence)
    for match in _HOLDS[AnswerType.COUNT].finditer(text):
        if match.group().lower() in _NO_NUMBER or _OF_SOME.match(text, match.end()):
            continue
        if _OF_THESE.search(text, 0, match.start()):
            continue
        words = list(islice(_WORD.finditer(text, match.end()), max(map(len, forms)) + _BETWEEN))
        for length in range(1, len(words) + 1):
            said = [term for word in words[:length] for term in tokenize(word.group())]
            last = words[length - 1]
            if _ALL_OF_THEM.match(text, last.end()) and any(said[-len(form) :] == [*form] for form in forms):
                return 1.0
    return NO_TOTAL


def holds(kind: AnswerType, sentence: str, *, heading: str = "", apart_from: tuple[str, ...] = ()) -> bool:
    """Whether a sentence holds a thing of this kind; names of authorities asked about are no answer.

    An improvement is told by the heading that a sentence stands under.

    >>> holds(AnswerType.COUNT, "In 2016, 16- and 17-year-olds were seen under section 47.")
    False
    >>> holds(AnswerType.COUNT, "There were 342 children on a plan.")
    True
    """
    words = _IN_FIGURES_OR.get(kind)
    if words and not _FIGURE.search(sentence) and words.isdisjoint(_PLAIN_WORD.findall(sentence.lower())):
        return False
    if kind is AnswerType.COUNT:
        sentence = _NOT_A_COUNT.sub(" ", sentence)
    if kind is AnswerType.NAME:
        for name in apart_from:
            sentence = sentence.replace(name, " ")
        sentence = _NO_NAME.sub(" ", sentence)
    if kind is AnswerType.IMPROVEMENT:
        sentence = heading
    return _HOLDS[kind].search(sentence) is not None
