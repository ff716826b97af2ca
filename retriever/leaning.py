"""Sentences that lean on what stands before: "This has led to delay.", or a line of a list."""

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

_LONGEST_LIST = 1_000
"""In characters: what is longer is not quoted whole for one of its lines."""


def leans(sentence: str) -> bool:
    """Whether a sentence cannot be understood without the one before it.

    >>> leans("This has led to delay."), leans("Visits are prompt.")
    (True, False)
    """
    return _LEANS.match(sentence) is not None


def led_in(text: str, start: int) -> int:
    r"""Where the list begins that the line at `start` is of, with the line that ends in a colon over it.

    `start` itself where nothing leads the line in. Lines that end as sentences do are no list: each says what it says.

    >>> text = "In 2014 the judgements were:\nAdoption: good\nLeadership: inadequate"
    >>> led_in(text, text.index("Leadership")), led_in(text, 0)
    (0, 0)
    """
    end = start - 1
    while end > 0 and text[end] == "\n" and start - end < _LONGEST_LIST:
        first = text.rfind("\n", 0, end) + 1
        line = text[first:end].rstrip()
        if line.endswith(":"):
            return first
        if line[:1].isupper() and line.endswith((".", "?", "!")):
            break
        end = first - 1
    return start
