"""The line that a list of improvements goes on from: "Leaders should make sure that:"."""

import re
from collections.abc import Mapping, Sequence

from indexer.cleaning import BULLET
from indexer.document import Document, Paragraph

_ANNOUNCES = re.compile(r"\btake the following actions?\W*$", re.IGNORECASE)


def lead_in_of(document: Document, position: int) -> Paragraph | None:
    """The paragraph that a bullet goes on from: the last one over its list, no item itself, that ends in a colon."""
    section = document.paragraphs[position].section
    pages = {page.number: page.text for page in document.pages}
    while position:
        here, above = document.paragraphs[position], document.paragraphs[position - 1]
        if here.number or above.section != section or not _is_bullet(here, pages):
            return None
        position -= 1
        if announces(document, above):
            return above
        if position not in document.improvements:
            return above if document.text_of(above.spans[-1:]).endswith(":") else None
    return None


def with_lead_ins(document: Document, positions: Sequence[int]) -> list[Paragraph]:
    """These paragraphs, all that a report asks to be improved, each list with the line that leads it in before it."""
    found: list[Paragraph] = []
    for position in positions:
        is_first = position - 1 not in positions
        above = lead_in_of(document, position) if is_first else None
        if above is not None and not announces(document, above):
            found.append(above)
        found.append(document.paragraphs[position])
    return found


def announces(document: Document, paragraph: Paragraph) -> bool:
    """Whether it only announces the items: "... the local authority should take the following action."."""
    return _ANNOUNCES.search(document.text_of(paragraph.spans[-1:])) is not None


def _is_bullet(paragraph: Paragraph, pages: Mapping[int, str]) -> bool:
    """Whether it was printed as a bullet, or goes on in lower case where the format keeps no marks."""
    span = paragraph.spans[0]
    page = pages[span.page]
    return page[: span.start].endswith(f"{BULLET} ") or page[span.start].islower()
