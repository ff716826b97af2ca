"""Sentences that lean on the one before: "This has led to delay." says nothing by itself."""

import re

_LEANS = re.compile(
    r"^(?:However|But|Nevertheless|Despite this|In addition|Additionally|Furthermore|Moreover|As a result|"
    r"Consequently|Therefore|Similarly|"
    r"For example|For instance|Instead|Conversely)\b[,:]?\s+(?:this|these|those|that|they|it|their|its|he|she|"
    r"such)\b|"
    r"^(?:This|These|Those|They|It|Their|Its|Such|He|She|As a result|Consequently|For example|For instance|Both|"
    r"Others?)\b|"
    r"^(?:Inspection dates?|Report published|Published)\b",  # whose, says the title over it
)


def leans(sentence: str) -> bool:
    """Whether a sentence cannot be understood without the one before it.

    >>> leans("This has led to delay."), leans("Visits are prompt.")
    (True, False)
    """
    return _LEANS.match(sentence) is not None
