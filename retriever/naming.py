"""Questions that only a name answers, and whether a sentence gives one.

"Who is the director?" is not answered by what directors do, however plainly a report says that.
"""

import re

from retriever.answer_types import AnswerType, holds

_ASKS_WHO = re.compile(
    r"^\s*who\b(?!\s+are\b)|\bwhat is the name\b|\bname of the\b|"
    r"^\s*(?:which|what)\s+(?:\w+\s+)?(?:charity|organisation|company|provider|university)\b",
    re.IGNORECASE,
)
_HOLDS_OFFICE = re.compile(
    r"\b(?:director|chair|leader|lead|led|head|executive|manager|member|officer|inspector|commissioner)(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
_NEAR = 60
"""Characters between the office and the name of who holds it, at most, in one sentence."""

_NO_NAME = re.compile(
    r"\b(?:Directors?|Chief|Executive|Officer|Lead|Member|Chair|Leader|Cabinet|Council\w*|Services?|Assistant|Interim|"
    r"Social|Work\w*|Local|Authority|Board|Head|Inspectors?|Ofsted|H(?:er|is) Majesty\S*|[A-Z]{2,}s?|"
    r"Safeguarding|Child(?:ren)?(?:['\u2019]s)?|Adults?|Young|People(?:['\u2019]s)?|Famil(?:y|ies)|Care|Partnership|Health|"
    r"Education|Corporate|Parent(?:s|ing)|Committee|Trust|County|Borough|City|Metropolitan|Government|National|Virtual|"
    r"Schools?|Improvement|Quality|Panel|Group|Public|Police|Crime|Team|The|This|These|Their|In|At|On|Since|During|Previous|"
    r"Senior|Strategic|Independent|Deputy|Operational|Political|Elected|Members|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_FULL_NAME = re.compile(r"\b(?:M(?:r|rs|s|iss)|Dr|Sir|Dame) [A-Z]|\b[A-Z][a-z’'-]+ (?:[A-Z]\.? )?[A-Z][a-z’'-]+\b")


_ASKS_FOR_HOLDER = re.compile(
    r"^\W*(?:who(?:['\u2019]s|\s+is|\s+was|\s+were)|what(?:['\u2019]s|\s+is|\s+was)\s+the\s+name\s+of)\s+"
    r"(?:the\s+|its\s+|their\s+)?(?:[\w\u2019'-]+\s+){0,4}?"
    r"(?:directors?|DCS|chief\s+exec(?:utive)?|leader|lead\s+member|chair(?:man|woman|person)?|head)\b",
    re.IGNORECASE,
)


def asks_for_holder(question: str) -> bool:
    """Whether a question asks for the person who holds an office: what is said of the office does not answer it.

    >>> asks_for_holder("Who is the director of children's services?"), asks_for_holder("Who chairs the board?")
    (True, False)
    """
    return _ASKS_FOR_HOLDER.search(question) is not None


def asks_who(question: str) -> bool:
    """Whether a question is answered by nothing but a name.

    >>> asks_who("Who is the director of children's services?"), asks_who("Is there a director?")
    (True, False)
    """
    return _ASKS_WHO.search(question) is not None


def gives_name(question: str, sentence: str, *, apart_from: tuple[str, ...] = ()) -> bool:
    """Whether a sentence holds such a name as the question asks for: of a person for who holds an office.

    Offices, months and the authorities asked about are no names.

    >>> gives_name("Who is the director?", "The Director of Children's Services told the Courier.")
    False
    >>> gives_name("Who provides advocacy?", "Advocacy is provided by Lanternlight.")
    True
    """
    for name in apart_from:
        sentence = sentence.replace(name, " ")
    bare = _NO_NAME.sub(lambda found: "," * len(found.group()), sentence)
    if not _HOLDS_OFFICE.search(question):
        return holds(AnswerType.NAME, bare)
    offices = [found.span() for found in _HOLDS_OFFICE.finditer(sentence)]
    return any(_is_near(sentence, found.span(), office) for found in _FULL_NAME.finditer(bare) for office in offices)


def _is_near(sentence: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    between = sentence[min(one[1], other[1]) : max(one[0], other[0])]
    return len(between) <= _NEAR and not re.search(r"[.;!?]\s", between)
