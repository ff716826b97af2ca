"""A cited passage made of any slices of one document: what registers, comparisons and timelines show as evidence."""

from collections.abc import Sequence

from indexer.document import Document, Span
from indexer.snapshot import DocumentCard
from retriever.answer import CitedPassage
from retriever.cutting import Cutting, is_verbatim


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
    text = document.text_of(spans) if len(spans) == 1 else Cutting.of(document, spans).text
    if not is_verbatim(document, spans, text):
        return None
    labels = {page.number: page.label for page in document.pages}
    pages = tuple(dict.fromkeys(span.page for span in spans))
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
        page_labels=tuple(labels[page] for page in pages),
        spans=tuple(spans),
        text=text,
        highlights=tuple(sorted(highlights)),
        score=1.0,
        dense_rank=None,
        lexical_rank=None,
    )
