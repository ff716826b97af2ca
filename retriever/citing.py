"""A cited passage made of any slices of one document: what registers, comparisons and timelines show as evidence."""

from collections.abc import Sequence

from indexer.document import Document, Span
from indexer.snapshot import DocumentCard
from retriever.answer import CitedPassage, Place
from retriever.cutting import Cutting, is_verbatim, overlap


def cite(
    document: Document,
    card: DocumentCard,
    spans: Sequence[Span],
    *,
    section: int,
    paragraph: str | None,
    row: int,
    citation: int = 1,
    highlights: Sequence[tuple[int, int]] = (),
) -> CitedPassage | None:
    """What stands at these slices with its full reference, None where it is not verbatim what the page says.

    `row` is the passage of the build that it stands in; `highlights` are ranges of the text.
    """
    cutting = Cutting.of(document, spans)
    if not is_verbatim(document, spans, cutting.text):
        return None
    return cited_passage(
        cutting, card, section=section, paragraph=paragraph, row=row, citation=citation, highlights=highlights
    )


def cited_passage(
    cutting: Cutting,
    card: DocumentCard,
    *,
    section: int,
    paragraph: str | None,
    row: int,
    citation: int,
    highlights: Sequence[tuple[int, int]],
) -> CitedPassage:
    """What was cut, as a passage with its full reference; not ranked among others."""
    document = cutting.document
    spans = tuple(piece.span for piece in cutting.pieces)
    pages, labels = _pages(document, spans)
    return CitedPassage(
        rank=citation,
        citation=citation,
        row=row,
        document=card.path,
        title=card.title,
        authorities=card.authorities,
        type=card.type,
        published=card.published,
        inspected_from=card.inspected_from,
        inspected_to=card.inspected_to,
        section=" > ".join(document.heading_path(section)),
        paragraph=paragraph,
        pages=pages,
        page_labels=labels,
        spans=spans,
        text=cutting.text,
        highlights=tuple(sorted(highlights)),
        score=1.0,
        dense_rank=None,
        lexical_rank=None,
        quoted=place_of_ranges(cutting, highlights),
    )


def place_of_ranges(cutting: Cutting, ranges: Sequence[tuple[int, int]]) -> Place | None:
    """Where ranges of a text cut from a document stand in it, None for none."""
    spans = [span for start, end in sorted(ranges) for span in cutting.spans(start, end)]
    return place_of(cutting.document, spans) if spans else None


def place_of(document: Document, spans: Sequence[Span]) -> Place:
    """Where these slices stand: the paragraph that they are of, or the first and the last of several."""
    first, last = min(span.page for span in spans), max(span.page for span in spans)
    numbers = [
        paragraph.number
        for paragraph in document.paragraphs
        if paragraph.number
        and paragraph.spans[0].page <= last
        and first <= paragraph.spans[-1].page
        and any(overlap(one, other) for one in paragraph.spans for other in spans)
    ]
    number = "-".join(dict.fromkeys([*numbers[:1], *numbers[-1:]])) or None
    return Place(number, *_pages(document, spans))


def _pages(document: Document, spans: Sequence[Span]) -> tuple[tuple[int, ...], tuple[str | None, ...]]:
    """The pages of these slices in order, and the numbers printed on them."""
    labels = {page.number: page.label for page in document.pages}
    pages = tuple(dict.fromkeys(span.page for span in spans))
    return pages, tuple(labels[page] for page in pages)
