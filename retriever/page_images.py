"""Pages of the corpus as pictures, each with the passage outlined where it stands.

A picture is made only of the very bytes that were indexed, in a child process under limits, and never with an
outline that is not certain: then the picture comes without one and says so.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from indexer.cage import CageLimits, Failure, run_caged
from indexer.discovery import read_document_bytes
from indexer.document import Document, Span
from indexer.errors import UnreadableDocumentError

if TYPE_CHECKING:
    from retriever.page_drawing import Drawing, Part

LIMITS: Final = CageLimits(seconds=20.0, memory_bytes=1 << 30)
"""A page of a report takes a third of a second; what takes twenty is no page of a report."""

KEPT: Final = 48
"""So many pictures are kept, of a quarter of a megabyte each."""

POINTS: Final = 96 / 72
"""Pixels for a point of the page at 100 %."""


_DRAWING: Final = BoundedSemaphore(2)
"""Pages drawn at one time, however many people ask."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page's picture as PNG, or a part of it where it is not `whole`.

    `placed` is false where the passage could not be outlined for certain.
    """

    png: bytes
    width: int
    height: int
    placed: bool
    whole: bool


@dataclass(frozen=True, slots=True)
class NoImage:
    """Why there is no picture of a page, in words for the user."""

    reason: str


def has_pictures(document: Document) -> bool:
    """Whether a document has pages that can be drawn: PDFs alone do."""
    return document.path.lower().endswith(".pdf")


def page_image(
    corpus: Path,
    document: Document,
    page: int,
    *,
    outlined: Sequence[Span] = (),
    marked: Sequence[Span] = (),
    zoom: float = 1.0,
    near: bool = False,
) -> PageImage | NoImage:
    """One page's picture: the spans on it that are `outlined` framed, those `marked` tinted as quoted.

    `near` asks for the part of the page around them alone.
    """
    text = next((one.text for one in document.pages if one.number == page), None)
    if text is None:
        return NoImage(f"This document has no page {page}.")
    from retriever.page_drawing import Part  # what draws is loaded with the first picture

    parts = [Part(span.start, span.end) for span in outlined if span.page == page]
    parts += [Part(span.start, span.end, marked=True) for span in marked if span.page == page]
    try:
        _indexed_bytes(corpus, document.path, document.sha256)
        return _drawn(corpus, document.path, document.sha256, page, text, tuple(parts), zoom, near=near)
    except UnreadableDocumentError as error:
        return NoImage(error.reason)


@lru_cache(maxsize=KEPT)
def _drawn(
    corpus: Path, path: str, sha256: str, page: int, text: str, parts: "tuple[Part, ...]", zoom: float, *, near: bool
) -> PageImage:
    from retriever.page_drawing import DrawingTask, draw_page

    task = DrawingTask(_indexed_bytes(corpus, path, sha256), page, text, parts, scale=POINTS * zoom, near=near)
    with _DRAWING:
        [(_, result)] = run_caged(draw_page, [task], workers=1, limits=LIMITS)
    if isinstance(result, Failure):
        raise UnreadableDocumentError("This page could not be drawn. Its words are under Text.")
    drawing: Drawing = result
    return PageImage(drawing.png, drawing.width, drawing.height, drawing.placed, drawing.whole)


def _indexed_bytes(corpus: Path, path: str, sha256: str) -> bytes:
    """The file's content where it is still what was indexed. Raises UnreadableDocumentError."""
    try:
        data = read_document_bytes(corpus / path)
    except UnreadableDocumentError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UnreadableDocumentError(
            "The file is no longer there as it was indexed, so its pages are not shown. Its words are under Text."
        )
    return data
