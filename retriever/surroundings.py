"""A passage where it stands: the paragraphs before and behind it in its report, cut from the pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.document import Document, Paragraph, ParagraphKind, Span
from indexer.passages import passage_text

AROUND = 2
"""So many paragraphs are shown on either side."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A paragraph near a passage: the headings over it, its own number, its pages, its text, verbatim."""

    section: str
    number: str | None
    pages: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands before and behind a passage, each in the order of the report."""

    before: tuple[Neighbour, ...]
    behind: tuple[Neighbour, ...]


def surroundings(document: Document, spans: Sequence[Span], *, around: int = AROUND) -> Surroundings:
    """The paragraphs next to these spans; what stands apart from the text (addresses, footnotes) is left out."""
    if not spans:
        return Surroundings((), ())
    first, last = min(spans), max(spans)
    running = [one for one in document.paragraphs if one.kind not in (ParagraphKind.STANDING, ParagraphKind.FOOTNOTE)]
    before = [one for one in running if one.spans and _ends_before(one.spans[-1], first)]
    behind = [one for one in running if one.spans and _ends_before(last, one.spans[0])]
    before.sort(key=lambda one: one.spans[-1])
    behind.sort(key=lambda one: one.spans[0])
    return Surroundings(
        tuple(_neighbour(document, one) for one in before[-around:]),
        tuple(_neighbour(document, one) for one in behind[:around]),
    )


def _ends_before(one: Span, other: Span) -> bool:
    return (one.page, one.end) <= (other.page, other.start)


def _neighbour(document: Document, paragraph: Paragraph) -> Neighbour:
    return Neighbour(
        section=" > ".join(document.heading_path(paragraph.section)),
        number=paragraph.number,
        pages=tuple(dict.fromkeys(span.page for span in paragraph.spans)),
        text=passage_text(document, paragraph.spans),
    )
