"""Errands: what a resident asks a council to help with, which no report tells."""

import re

_ERRAND = re.compile(
    r"\b(?:(?:how|where|when|can|could|may|should|do)\s+(?:(?:do|can|could|should|would|must)\s+)?(?:i|you|my\s+\w+)|"
    r"(?<!know )(?<!knows )(?<!knew )(?<!understand )(?<!told )how\s+to)\s+"
    r"(?:apply|pay|park|become|register|book|contact|complain|appeal|enrol|renew|volunteer|foster|adopt|"
    r"claim(?!\s+that)|report\s+(?:a|my)|get\s+(?:a|an|my|to)|ring|phone|email)\b|"
    r"\b(?:tele)?phone\s+numbers?\b|\bopening\s+(?:hours|times)\b|\bemail\s+address(?:es)?\b|\bpost\s?codes?\b|"
    r"\bwhen\s+(?:will|is|are)\b.{0,40}\b(?:next|inspect|visit|due)\b(?!.{0,20}\b(?:report|review)s?\b)|"
    r"\bwhere\s+is\s+(?:the|my)\s+nearest\b|\bwhat\s+time\s+do(?:es)?\b.{1,60}\b(?:open|close|start|finish)\b",
    re.IGNORECASE,
)


def asks_an_errand(question: str) -> bool:
    """Whether a question asks how to get something done, rather than what inspectors found.

    >>> asks_an_errand("How do I apply for a school place?"), asks_an_errand("Where can I park in Leeds?")
    (True, True)
    >>> asks_an_errand("How can I show that supervision improved?"), asks_an_errand("Can I claim that it is good?")
    (False, False)
    >>> asks_an_errand("Do they know how to complain?")
    False
    """
    return _ERRAND.search(question) is not None
