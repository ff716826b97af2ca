"""What a question on a theme wants of it: what inspectors found wrong there, what they praised, or what is not done."""

import re

from retriever.tone import Tone, read_tone

FAULT_WORDS = (
    r"\b(?:what(?:\s+is|\s+was|\s+went|\s+goes|\s+has\s+gone|['\u2019]?s(?:\s+gone)?)\s+)?"
    r"wrong\s+(?:with|for|in|at|about)\b|\b(?:went|going|gone|goes)\s+wrong\b|"
    r"\bweakness(?:es)?\b|\bweak\s+(?:points?|spots?)\b|\bcriticis(?:e[sd]?|ms?|ing)\b|\bfailings\b|"
    r"\bshortcomings?\b|\bf(?:all|alls|alling|ell)\s+short\b|\bbad\s+(?:at|about|points?)\b|"
    r"\bnot\s+(?:work|go|do)(?:ing)?\s+well\b|\bstruggl(?:e[sd]?|ing)\s+(?:with|on|over)\b|"
    r"\b(?:do|does|did|doing|done|perform(?:s|ed|ing)?)\s+(?:badly|poorly)\b|\b(?:poor|weak)\s+(?:at|on)\b"
)
PRAISE_WORDS = (
    r"\bstrengths?\b(?![-\s](?:based|and\s+difficulties))|\bstrong\s+(?:points?|at|on)\b|\bprais(?:e[sd]?|ing)\b|\bcommend(?:s|ed)?\b|"
    r"\bgood\s+(?:at|about|points?)\b|(?<!not )\b(?:work|go|do)(?:e?s|ing)\s+(?:really\s+|very\s+)?well\b|"
    r"\bimpress(?:e[sd])?\b"
)
"""Expressions that ask for what is wrong, and for what is right, whatever the matter."""

_YES_OR_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)(?:n['\u2019]?t)?\b", re.IGNORECASE
)
_TOO_LITTLE = r"\bshortages?\b|\bshort\s+of\b|\black(?:s|ing|ed)?\b|\bnot\s+enough\b|\btoo\s+few\b|\binsufficient\b"
"""Words that ask for what is wrong, and belong to the matter: they stay in it."""
_FAULT = re.compile(rf"{FAULT_WORDS}|{_TOO_LITTLE}", re.IGNORECASE)
_PRAISE = re.compile(PRAISE_WORDS, re.IGNORECASE)
_LINKED = re.compile(rf"(?:{FAULT_WORDS}|{PRAISE_WORDS})(?:\s+(?:for|about|in|with|of|on|at))?", re.IGNORECASE)

_ASKS_WHO_DOES_NOT = re.compile(
    r"\b(?:do|does|did|is|are|was|were|has|have|had)(?:\s+not\b|n['\u2019]?t\b)|\bnever\b|\bno\s+longer\b|\bwithout\b",
    re.IGNORECASE,
)
_SAYS_NOT = re.compile(
    r"\b(?:not|no|none|never|nor|neither|without|rare(?:ly)?|seldom|avoid(?:s|ed|ing)?|fail(?:s|ed|ing)?|lack(?:s|ed|ing)?|"
    r"absence|ceased?|stopped|delay(?:s|ed)?|late|insufficient(?:ly)?|few)\b|n['\u2019]t\b",
    re.IGNORECASE,
)

_BOTH_SIDES, _HELD_BACK, _NEITHER, _OTHER_SIDE = 1.0, 0.5, 0.85, 0.2
"""What the likelihood of a sentence counts that sounds both ways, like praise that holds back where faults are wanted,
neither way, or the other way, which is quoted only where nothing else is there."""


def side_asked(question: str, *, for_improvements: bool = False) -> Tone | None:
    """FAULT or PRAISE where a question wants only what sounds so; None where it wants both or tells nothing of it.

    What must improve is no praise. What is asked as a question of yes or no has an answer on either side.

    >>> side_asked("What went wrong for care leavers?"), side_asked("strengths and weaknesses of early help")
    (<Tone.FAULT: 'fault'>, None)
    """
    fault, praise = for_improvements or _FAULT.search(question), _PRAISE.search(question)
    if bool(fault) == bool(praise) or _YES_OR_NO.match(question):
        return None
    return Tone.FAULT if fault else Tone.PRAISE


def asks_who_does_not(question: str) -> bool:
    """Whether those are wanted of whom something is not said.

    >>> asks_who_does_not("Which councils do not use hotels?"), asks_who_does_not("Which councils use hotels?")
    (True, False)
    """
    return _ASKS_WHO_DOES_NOT.search(question) is not None


def worth_where_denied(sentence: str) -> float:
    """What the likelihood of a sentence counts where those that do not are asked for, between 0 and 1."""
    return 1.0 if _SAYS_NOT.search(sentence) else _OTHER_SIDE


def without_side(question: str) -> str:
    """What remains of a question without the words that tell its side.

    >>> without_side("criticised for assessments")
    'assessments'
    """
    return " ".join(_LINKED.sub(" ", question).split())


def worth_on_side(side: Tone, sentence: str) -> float:
    """What the likelihood of a sentence counts for a question that wants one side, between 0 and 1."""
    reading = read_tone(sentence)
    if reading.tone is side:
        return 1.0
    if reading.tone is Tone.MIXED:
        return _BOTH_SIDES if side is Tone.PRAISE or reading.fault else _HELD_BACK
    return _NEITHER if reading.tone is Tone.PLAIN else _OTHER_SIDE
