"""What a letter on a visit says that inspectors looked at: the scope of the visit, nothing that they found.

"How well savings are looked after." on the first page of a letter is one of the matters that were looked at.
"""

import re
from collections.abc import Sequence

from indexer.document import Document, DocumentType, ParagraphKind, Span
from retriever.cutting import overlap

OPENING_PAGES = 2
"""A letter says within so many pages what was looked at."""

_VISITS = (DocumentType.FOCUSED_VISIT, DocumentType.MONITORING_VISIT)
_LOOKED_AT = re.compile(
    r"\W*(?:(?:During|On)\s+(?:this|the)\s+(?:\w+\s+)?visit,?\s+)?(?:inspectors|we|they)\s+(?:also\s+)?"
    r"(?:looked\s+at|considered|evaluated|reviewed|examined|focuss?ed\s+on)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(r"\b(?:found|saw|seen|identified)\b", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:look(?:ed|ing)?|focus(?:s?ed|s?ing)?|cover(?:ed|ing)?|scope|visit\s+about)\b", re.IGNORECASE)


def asks_what_was_looked_at(question: str) -> bool:
    """Whether the scope of a visit may be what is asked for.

    >>> asks_what_was_looked_at("What did the visit look at?"), asks_what_was_looked_at("savings of care leavers")
    (True, False)
    """
    return _ASKED.search(question) is not None


def was_looked_at(document: Document, spans: Sequence[Span]) -> bool:
    """Whether what stands at these slices is in a paragraph on what was looked at, or an item of a list under one."""
    if document.type not in _VISITS or not spans or spans[0].page > OPENING_PAGES:
        return False
    places = range(len(document.paragraphs))
    at = next((n for n in places if any(overlap(spans[0], one) for one in document.paragraphs[n].spans)), None)
    while at and document.paragraphs[at].kind is ParagraphKind.ITEM:
        at -= 1
    if at is None:
        return False
    text = document.text_of(document.paragraphs[at].spans)
    return _LOOKED_AT.match(text) is not None and _FOUND.search(text) is None
