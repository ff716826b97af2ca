"""The tone of a sentence of a report: the words in it that praise, that find fault, and that hold back.

Word lists, no model: every reading can be given with the words that it was read from. Nothing is worked out about
what a word refers to, so who reads a tone must know that the sentence is about the matter.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a sentence sounds as a whole."""

    PRAISE = "praise"
    FAULT = "fault"
    MIXED = "mixed"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Reading:
    """The tone of a sentence and the words it was read from, as they stand there."""

    tone: Tone
    praise: tuple[str, ...]
    fault: tuple[str, ...]
    holding_back: tuple[str, ...]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{' '.join(pattern.split()).replace(' | ', '|')})\b", re.IGNORECASE)


_PRAISE = _words(
    r"""
    good(?:-quality)? | better | strong(?:ly|er)? | strengths? | strengthened | effective(?:ly)? | excellent
    | exemplary | outstanding | impressive | thorough(?:ly)? | comprehensive(?:ly)? | robust(?:ly)? | timely
    | prompt(?:ly)? | swift(?:ly)? | well(?!-?being)(?:-\w+)? | improved | improvements? (?:has|have|is|are|in)
    | positive(?:ly)? | skilled | skilful(?:ly)? | sensitive(?:ly)? | clear(?:ly)? | consistent(?:ly)?
    | regular(?:ly)? | routinely | appropriate(?:ly)? | successful(?:ly)? | highly | carefully | rigorous(?:ly)?
    | purposeful(?:ly)? | detailed | proactive(?:ly)? | benefit(?:s|ed|ing)? from
    | significant(?:ly)? (?:improved|reduced|progress) | high(?:er)?[- ]quality | sufficient | manageable
    | embedded | stable | valued | helpful | creative(?:ly)? | accurate(?:ly)? | continued to improve
    | (?:leading|led|leads) to (?:greater|better|improved)
    """
)
_FAULT = _words(
    r"""
    not | n[o’']t | cannot | never | no | nor | none | without | lack(?:s|ed|ing)? | absence
    | fail(?:s|ed|ing|ure|ures)? | weak(?:er|ness|nesses|ly)? | poor(?:ly|er)? | inadequate(?:ly)?
    | insufficient(?:ly)? | ineffective(?:ly)? | inconsistent(?:ly)? | inconsistenc(?:y|ies) | variable
    | variabilit(?:y|ies) | variations? | varies | unclear | limited | gaps? | delay(?:s|ed|ing)? | drift
    | too (?!early|soon)\w+ | late | slow(?:ly|er)? | unnecessar(?:y|ily)
    | need(?:s|ed)? (?:to|for|better|more|further|improved)
    | should(?! (?:the|they|he|she|it|a|an|any)\b) | must
    | requires? (?:further |more )?(?:improvement|work|development|strengthening) | under-?developed | missed
    | missing opportunit(?:y|ies) | high caseloads? | unallocated | unacceptabl[ey]
    | remains? (?:a|an|too|high|variable|weak|inconsistent|poor|low|limited|under) | yet to | hamper(?:s|ed|ing)?
    | hinder(?:s|ed|ing)? | undermin(?:es?|ed|ing) | few(?:er)? than
    | less (?:well|effective|consistent|evident|clear|robust|focused|good) | overly | superficial | generic
    | optimistic | outstanding actions | unaware | shortfalls? | shortages? | decline[ds]?
    | deteriorat(?:es|ed|ing|ion) | stretched | overdue | unsuitable | infrequent(?:ly)?
    | challenge[sd]? (?:remain|persist) | not all | rarely | seldom | little | minimal
    | more (?:could|should|needs) | could be | would benefit | unsatisfactory
    """
)
_HOLDING_BACK = _words(
    r"""
    however | although | though | while | whilst | but | despite | some | sometimes
    | a (?:very )?small (?:number|minority) | a minority | (?:in|for) a number | further work
    | (?:is|are|was|were) planned | mixed | partially | partly | beginning to | begun to
    | starting to | started to | early stages? | too (?:early|soon) | plan(?:s|ned|ning)? to | intend(?:s|ed)?
    | aims? to | hopes? | recogni[sz]e[sd]? (?:that|the need) | aware (?:that|of the need)
    | working (?:to|towards) | still | continu(?:es?|ing) to (?:be|work|improve|develop) | is improving
    | are improving | in progress | in development | being (?:developed|reviewed|introduced|implemented) | will
    | would | if | recent(?:ly)? (?:introduced|implemented|launched|appointed)
    | new(?:ly)?(?! qualified) | mostly | largely
    | generally | usually | in (?:most|many|the majority of) cases | adequate(?:ly)? | satisfactory
    | previous(?:ly)? | at the (?:time of the )?(?:last|previous) inspection | more consistent(?:ly)? | variably
    | historical(?:ly)?
    """
)


def read_tone(sentence: str) -> Reading:
    """The tone of a sentence. Praise and fault together are mixed, and so is praise that holds back.

    >>> read_tone("Supervision is regular and effective.").tone
    <Tone.PRAISE: 'praise'>
    >>> read_tone("Supervision is not yet regular.").tone
    <Tone.FAULT: 'fault'>
    >>> read_tone("Supervision is more regular, although some records are thin.").tone
    <Tone.MIXED: 'mixed'>
    """
    sentence = _NO_FAULT.sub("", _OVERCOME.sub(" ", sentence))
    fault = _found(_FAULT, sentence)
    holding_back = _found(_HOLDING_BACK, sentence)
    praise = _found(_PRAISE, _FAULT.sub(lambda match: " " * len(match.group()), sentence))
    if praise and (fault or holding_back):
        negated = bool(fault) and not holding_back and _negates(sentence)
        return Reading(Tone.FAULT if negated else Tone.MIXED, praise, fault, holding_back)
    if fault and all(word.lower() in _BARE_DENIALS for word in fault):
        return Reading(Tone.MIXED, praise, fault, holding_back)
    tone = Tone.PRAISE if praise else Tone.FAULT if fault else Tone.PLAIN
    return Reading(tone, praise, fault, holding_back)


_NO_FAULT = _words(
    r"""
    (?:without|no|avoid(?:s|ing)?|reduc(?:es?|ed|ing)|minimis(?:es?|ed|ing)|prevent(?:s|ing)?
    |(?:challeng|address|tackl|escalat)(?:es?|s|ed|ing)?)
    (?:any )?(?:un(?:due|necessary) |potential )?(?:delays?|drift)
    | what (?:still |else |further )?needs? to (?:be )?(?:improved?|changed?|done|happen)
    | (?:when|where|whether|if) there is a need to | in recognition of the need to
    | no longer | not (?:only|just|merely|simply|solely) | (?:do|does|did) not (?:have to )?wait | no gaps
    """
)
_OVERCOME = re.compile(r",\s+which (?:was|were|had been) [^,.;]{1,60}, (?=(?:is|are|has|have) now\b)", re.IGNORECASE)
"""What was so before, put in between: "plans, which were weak in 2022, are now good"."""

_BARE_DENIALS = frozenset({"no", "none", "nor", "without"})
"""Words that deny something bad as often as something good: "no child waits"."""

_NEGATED = re.compile(
    r"\b(?:not|never|no|nor|rarely|insufficiently|lack\w*|without|needs? to|should|must|less|too)"
    rf"(?: [\w’'-]+){{0,3}}? {_PRAISE.pattern}",
    re.IGNORECASE,
)


def _negates(sentence: str) -> bool:
    """Whether every word of praise stands right behind a denial: "not always timely", "needs to be more robust"."""
    return _PRAISE.search(_NEGATED.sub("", sentence)) is None


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in pattern.finditer(text)))
