"""Documents cut the plain way: every 1,000 characters, with an overlap of 200, wherever that falls."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from indexer.document import Page

SIZE = 1_000
OVERLAP = 200


@dataclass(frozen=True, slots=True)
class Chunk:
    """A window of a document's text. `pages` are those it touches."""

    document: str
    pages: tuple[int, ...]
    text: str


class Paged(Protocol):
    """What is cut: the pages of a file, by its path in the corpus."""

    @property
    def path(self) -> str: ...
    @property
    def pages(self) -> tuple[Page, ...]: ...


def chunk_documents(documents: Iterable[Paged]) -> list[Chunk]:
    """The windows of all documents, in order."""
    return [chunk for document in documents for chunk in chunk_document(document)]


def chunk_document(document: Paged) -> list[Chunk]:
    """The windows of one document, its pages joined by line breaks; white space alone makes no chunk.

    The last window ends where the text ends, and none lies wholly inside the one before it.
    """
    text = "\n".join(page.text for page in document.pages)
    page_starts: list[int] = []
    position = 0
    for page in document.pages:
        page_starts.append(position)
        position += len(page.text) + 1
    step = SIZE - OVERLAP
    windows = [(start, min(start + SIZE, len(text))) for start in range(0, max(len(text) - OVERLAP, 1), step)]
    return [
        Chunk(document.path, _pages_between(document, page_starts, start, end), text[start:end])
        for start, end in windows
        if text[start:end].strip()
    ]


def _pages_between(document: Paged, page_starts: list[int], start: int, end: int) -> tuple[int, ...]:
    first = bisect_right(page_starts, start) - 1
    last = bisect_right(page_starts, end - 1) - 1
    return tuple(page.number for page in document.pages[first : last + 1])
