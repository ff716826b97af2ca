"""Cutting quotations out of page text, and proving that they stand there.

A passage's text is slices of page text put together; a quotation is a range of that text. Here ranges are
taken back to the slices they come from, so that what is shown can be compared with the page itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.document import Document, Span, join_slices
from indexer.passages import passage_text


class Piece(NamedTuple):
    """One slice of page text and where it begins in the text made of it."""

    span: Span
    offset: int


@dataclass(frozen=True, slots=True)
class Cutting:
    """A text cut from a document: `text` is what `pieces` make, in order."""

    document: Document
    pieces: tuple[Piece, ...]
    text: str

    @classmethod
    def of(cls, document: Document, spans: Sequence[Span]) -> "Cutting":
        """Cut these spans. Raises ValueError where the document has no such page."""
        text = passage_text(document, spans)
        pieces = []
        position = 0
        for span in spans:
            piece = document.text_of([span])
            offset = text.find(piece, position)
            if offset < 0 or offset - position > 1:
                raise ValueError(f"a slice of page {span.page} of {document.path} is not in its place")
            pieces.append(Piece(span, offset))
            position = offset + len(piece)
        return cls(document, tuple(pieces), text)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The slices of page text that `text[start:end]` comes from."""
        found = []
        for span, offset in self.pieces:
            low, high = max(start, offset), min(end, offset + span.end - span.start)
            if low < high:
                found.append(Span(span.page, span.start + low - offset, span.start + high - offset))
        return tuple(found)

    def range_of(self, spans: Sequence[Span]) -> tuple[int, int] | None:
        """Where in `text` these slices stand, None where they are not all of this cutting."""
        places = [place for span in spans if (place := self._place(span)) is not None]
        if not spans or len(places) != len(spans):
            return None
        return places[0][0], places[-1][1]

    def _place(self, span: Span) -> tuple[int, int] | None:
        for own, offset in self.pieces:
            if own.page == span.page and own.start <= span.start and span.end <= own.end:
                return offset + span.start - own.start, offset + span.end - own.start
        return None


def overlap(one: Span, other: Span) -> bool:
    """Whether two slices share any character."""
    return one.page == other.page and one.start < other.end and other.start < one.end


def is_verbatim(document: Document, spans: Sequence[Span], quotation: str) -> bool:
    """Whether a quotation is what stands at these slices of the pages, character by character.

    Between slices stands a line break or a space, or nothing at a divided word; white space at the
    joints is all that may differ from the page.
    """
    pages = {page.number: page.text for page in document.pages}
    slices = [pages.get(span.page, "")[span.start : span.end] for span in spans]
    if not all(slices):
        return False
    return quotation in (join_slices(slices), "\n".join(slices)) or _stands_in_order(quotation, slices)


def _stands_in_order(quotation: str, slices: Sequence[str]) -> bool:
    position = 0
    for piece in slices:
        if not quotation.startswith(piece, position):
            return False
        position += len(piece)
        if quotation[position : position + 1] in (" ", "\n"):
            position += 1
    return position >= len(quotation)
