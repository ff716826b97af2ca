"""How widely a question asks: for councils by what they do, or for a council as a whole, without a theme."""

import re
from enum import StrEnum

from indexer.tokens import tokenize
from retriever.aspects import Aspect, aspects_of
from retriever.sides import FAULT_WORDS, PRAISE_WORDS


class Whole(StrEnum):
    """What is wanted of the reports on a council as a whole."""

    OVERVIEW = "overview"
    STRENGTHS = "strengths"
    WEAKNESSES = "weaknesses"
    BOTH = "strengths and weaknesses"


_BODIES = r"(?:councils?|(?:local\s+)?authorit(?:y|ies)|boroughs?|count(?:y|ies)|LAs?|local\s+areas?)"
_WHICH_BODIES = re.compile(
    rf"^\W*(?:(?:in|at|for|of|from)\s+)?(?:which|what|"
    r"(?:can\s+you\s+)?(?:name|list)(?:\s+(?:all|the))*)\s+"
    rf"(?:(?:other|english|london|county|unitary|metropolitan|city)\s+)*{_BODIES}\b"
    r"(?!\s+(?:house|home|tax|flat|propert|member|officer|leader|plan))"
    r"(?:\s+(?:that|which|who))?"
    r"(?:\s+(?:have|has|had|were|was|are|is|did|do|does))?(?:\s+been)?"
    r"(?:\s+(?:told|criticised|praised|commended|pulled\s+up|picked\s+up|asked|warned|said|found)"
    r"(?:\s+(?:that|to|for|over|on|about))?)?",
    re.IGNORECASE,
)
_HOW_MANY_GOT = re.compile(
    rf"^\W*how\s+many\s+(?:of\s+the\s+)?(?={_BODIES}\s+(?:are|is|were|was|got|have\s+been|had\s+been|require)\s)",
    re.IGNORECASE,
)
_OF_A_KIND = re.compile(
    rf"^\W*(?:(?:are|is|were|was)\s+there\s+(?:any\s+)?(outstanding|inadequate|good)|(?:which|what)\s+(?:is|are|was|were)\s+"
    rf"the\s+((?:best|worst|weakest|strongest)(?:[-\s]+(?:rated|performing|graded))?))\s+(?:\w+\s+)?{_BODIES}\b",
    re.IGNORECASE,
)
"""Councils with a grade, where "which councils" is not said: it is put there to be understood."""
_WHICH_SAY = re.compile(
    rf"^\W*(?:which|what|how\s+many)\s+(?:of\s+the\s+)?(?:reports?|inspections?|letters?|documents?|{_BODIES})\s+"
    r"(?:(?:on|about|in|from|for|since)\s+(?:\w+\s+){0,4}?)?(?:have\s+|do\s+)?"
    r"(?:mention(?:ed|s)?|refer(?:red|s)?\s+to|discuss(?:ed)?|(?:talk(?:ed|s)?|speaks?)\s+(?:about|of)|"
    r"sa(?:y|id|ys)\s+(?:(?:something|anything)\s+)?(?:about|on)|raised?|cover(?:ed)?|touch(?:ed)?\s+on|"
    r"comment(?:ed)?\s+on)\s+",
    re.IGNORECASE,
)
_DIRECTION = re.compile(
    r"\b(?:improv(?:ed|ing|e)|better|worse|downhill|uphill|backwards|forwards|come\s+(?:far|on|a\s+long\s+way)|"
    r"how\s+far\b.{1,60}\bcome|recover(?:ed|ing)?|turned\s+(?:it\s+|things\s+)?(?:a?round)|declin(?:ed|ing)|"
    r"deteriorat(?:ed|ing)|slipped|fallen|on\s+the\s+(?:up|way\s+(?:up|down))|"
    r"(?:right|wrong)\s+direction|then\s+(?:and|versus|vs?)\s+now)\b",
    re.IGNORECASE,
)
_GENERAL = frozenset(
    tokenize(
        "the a council borough county city local authority children services social care service department its their "
        "it they improved improving improve improvement better worse gotten got getting get gone go going downhill "
        "uphill backwards forwards come far how much turned turn around round recovered recover declined decline "
        "deteriorated deteriorating slipped fallen progress progressed made moving moved right wrong direction since "
        "then now over time years recent last still failing failed fail changed change changes any has have is are "
        "was were been did does do what inspectors inspector ofsted inspection inspections report reports say said "
        "find found about think overall general performance doing to in at of on by from be being up down and or"
    )
)
_WHY = re.compile(r"^\W*(?:why|how\s+come|for\s+what\s+reasons?)\b", re.IGNORECASE)
_GRADED = re.compile(
    r"\b(?:(?:rated|judged|graded|found|called|deemed)\s+(?:as\s+|to\s+be\s+)?)?"
    r"(?:outstanding|good|inadequate|requir(?:es?|ing)\s+improvement)\b",
    re.IGNORECASE,
)
_EXTREMES = re.compile(
    r"\b(?:worst|best|lowest|highest|weakest|strongest)(?:[-\s]+(?:rated|performing|graded))?\b", re.IGNORECASE
)
_MARKS = (
    (
        re.compile(
            r"\b(?:(?:gets?|got|scored?|earned|given|awarded|received?)\s+)?(?:the\s+)?(?:top|full|highest|best)\s+"
            r"(?:marks?|grades?|ratings?)\b",
            re.IGNORECASE,
        ),
        "rated outstanding",
    ),
    (
        re.compile(
            r"\b(?:(?:fell|falls?|fallen|was|were|is|are)\s+)?(?:short\s+of|below|less\s+than|worse\s+than)\s+"
            r"(?:a\s+)?good\b",
            re.IGNORECASE,
        ),
        "rated requires improvement or inadequate",
    ),
)
_WEAKNESSES = re.compile(
    rf"{FAULT_WORDS}|\bweak(?:est)?(?:\s+(?:points?|areas?|spots?))?\b|\b(?:concern(?:s|ed|ing)?|"
    r"worr(?:y|ies|ied|ying)|problems?|issues?|worst|struggl(?:e[sd]?|ing)|failures|negatives?|challenges|faults?|"
    r"(?:areas?|points?)\s+(?:for|of)\s+development|next\s+steps|needs?\s+to\s+do|"
    r"(?:should|must)\b.{1,30}\b(?:do\s+(?:next|now|differently)|take|change|focus\s+on|prioriti[sz]e)|"
    r"(?:isn['\u2019]?t|aren['\u2019]?t|not)\s+working|"
    r"improv(?:e|ing))\b",
    re.IGNORECASE,
)
_STRENGTHS = re.compile(
    rf"{PRAISE_WORDS}|\b(?:strong(?:est)?(?:\s+(?:points?|areas?))?|"
    r"(?:work|go|do)(?:s|es|ing)?\s+(?:really\s+|very\s+)?(?:well|best)|best\s+(?:at|about)|positives?|(?:good|best)\s+practice)\b",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(
    r"\b(?:overview|summar(?:y|ies|i[sz]e)|(?:key|main|headline|overall|principal)\s+(?:findings?|messages?|points|"
    r"conclusions?)|headlines?|(?:overall|big|general)\s+picture|in\s+a\s+nutshell|in\s+(?:short|brief)|conclusions?|"
    r"tell\s+me\s+about)\b",
    re.IGNORECASE,
)
_WITHOUT_THEME = _GENERAL | frozenset(
    tokenize(
        "main key biggest greatest major most top area areas service services there any some please give tell me us "
        "can you list describe which where how good s made particular particularly see really know own performing"
    )
)
_TOLD = frozenset(
    tokenize(
        "identify identified raise raised make set highlight highlighted listed outline outlined flag flagged point "
        "pointed pick picked note noted give gave state stated come came told want wanted ask asked aspects actions "
        "ways things need needs needed require required requires must should will order become rated out one two three "
        "four five single only first thing"
    )
)
"""How what is praised, criticised or to be improved is asked for and told; of children it would be a theme."""


def asks_of_the_whole(topic: str) -> Whole | None:
    """What a topic wants of a council as a whole; None where it names a theme, or asks for nothing of the kind.

    >>> asks_of_the_whole("What are the main weaknesses?"), asks_of_the_whole("weaknesses in supervision")
    (<Whole.WEAKNESSES: 'weaknesses'>, None)
    """
    if _is_on_care(topic):
        return None
    rest, weak = _WEAKNESSES.subn(" ", topic)
    rest, strong = _STRENGTHS.subn(" ", rest)
    rest = _OVERVIEW.sub(" ", rest)
    is_whole = is_of_the_whole(rest) if weak or strong else _holds_only(_WITHOUT_THEME, rest)
    if not is_whole:
        return None
    if weak and strong:
        return Whole.BOTH
    return Whole.WEAKNESSES if weak else Whole.STRENGTHS if strong else Whole.OVERVIEW


def is_of_the_whole(topic: str) -> bool:
    """Whether what is praised, criticised or to be improved is asked of a council as a whole: the rest of its topic.

    >>> is_of_the_whole("identified by inspectors"), is_of_the_whole("identified in supervision")
    (True, False)
    """
    return _holds_only(_WITHOUT_THEME | _TOLD, topic)


def asks_why_of_the_whole(topic: str) -> bool:
    """Whether a topic asks why a council has its grade.

    >>> asks_why_of_the_whole("Why was it rated inadequate?"), asks_why_of_the_whole("Why is supervision inadequate?")
    (True, False)
    """
    rest, graded = _GRADED.subn(" ", topic)
    return bool(graded) and _WHY.match(topic) is not None and is_general(_WHY.sub(" ", rest))


def with_grades_for_marks(said: str) -> str:
    """A question with the grades that everyday words stand for.

    >>> with_grades_for_marks("Which area got top marks?"), with_grades_for_marks("Which part fell short of good?")
    ('Which area rated outstanding?', 'Which part rated requires improvement or inadequate?')
    """
    for pattern, grades in _MARKS:
        said = pattern.sub(grades, said)
    return said


def with_grades_for_extremes(said: str) -> str:
    """What is said of councils, "worst" and "best" as grades where it is said of their services as a whole.

    >>> with_grades_for_extremes("the worst children's services?"), with_grades_for_extremes("the worst caseloads?")
    ('inadequate overall', 'the worst caseloads?')
    """
    rest, found = _EXTREMES.subn(" ", said)
    if not found or not is_general(rest):
        return said
    is_good = re.search("best|highest|strongest", said, re.IGNORECASE)
    return "outstanding overall" if is_good else "inadequate overall"


def asks_which_authorities(question: str) -> bool:
    """Whether the answer is the councils of which something is said.

    >>> asks_which_authorities("Which London boroughs were told to visit more often?")
    True
    >>> asks_which_authorities("Which council houses are used?")
    False
    """
    return any(pattern.search(question) for pattern in (_WHICH_BODIES, _WHICH_SAY, _HOW_MANY_GOT, _OF_A_KIND))


def without_which_authorities(question: str) -> str:
    """A question without the asking for councils: what is said of them.

    >>> without_which_authorities("Which councils were told to visit children more often?")
    'visit children more often?'
    """
    question = _OF_A_KIND.sub(r"which councils are \1\2", question)
    question = _HOW_MANY_GOT.sub("which ", _WHICH_SAY.sub("", question))
    return _WHICH_BODIES.sub("", question).strip() or question


def asks_how_it_went(question: str) -> bool:
    """Whether a question asks if something got better or worse.

    >>> asks_how_it_went("has it gone downhill"), asks_how_it_went("what changed")
    (True, False)
    """
    return _DIRECTION.search(question) is not None


def is_general(topic: str) -> bool:
    """Whether a topic holds nothing but a council's services as a whole and how they have come on.

    >>> is_general("has it got any better"), is_general("has supervision got any better")
    (True, False)
    """
    return _holds_only(_GENERAL, topic)


def _holds_only(words: frozenset[str], topic: str) -> bool:
    return words.issuperset(tokenize(topic)) and not _is_on_care(topic)


def _is_on_care(topic: str) -> bool:
    """Whether children in care are the theme, though each of the words may be said of all of a council's services."""
    return Aspect.CARE in aspects_of(topic)
