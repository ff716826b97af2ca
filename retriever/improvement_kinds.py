"""How strongly a report asks for something, told by its headings."""

import re
from enum import StrEnum

from indexer.document import Document

_PRIORITY = re.compile(r"\bpriority\b", re.IGNORECASE)
_RECOMMENDATION = re.compile(r"^recommendation", re.IGNORECASE)


class Kind(StrEnum):
    """How strongly a report asks, by the heading an item stands under."""

    PRIORITY = "priority action"
    IMPROVEMENT = "area for improvement"
    RECOMMENDATION = "recommendation"


def kind_of(document: Document, section: int) -> Kind:
    """By the nearest heading that says it."""
    for heading in reversed(document.heading_path(section)):
        if is_for_priority(heading):
            return Kind.PRIORITY
        if _RECOMMENDATION.search(heading):
            return Kind.RECOMMENDATION
    return Kind.IMPROVEMENT


def is_for_priority(heading: str) -> bool:
    """Whether what stands under a heading has priority.

    >>> is_for_priority("Areas for priority action"), is_for_priority("Areas for improvement")
    (True, False)
    """
    return _PRIORITY.search(heading) is not None
