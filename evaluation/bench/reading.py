"""How fast pages are read by each of the two PDF libraries, on one processor."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.discovery import find_documents, read_document_bytes
from indexer.errors import UnreadableDocumentError
from indexer.pdfium import PdfiumTask, read_with_pdfium
from indexer.readers.pdf import read_pdf

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Read:
    library: str
    pages: int
    per_second: float


def read_side_by_side(corpus: Path, *, files: int) -> list[Read]:
    """The first PDFs of a corpus, evenly chosen, by both libraries in one run."""
    found = [path for path in find_documents(corpus) if path.suffix.lower() == ".pdf"]
    chosen = [read_document_bytes(path) for path in found[:: max(1, len(found) // files)][:files]]
    return [_read("pypdf", _pages_by_pypdf, chosen), _read("pdfium", _pages_by_pdfium, chosen)]


def _read(library: str, count: Callable[[bytes], int], files: Sequence[bytes]) -> Read:
    started = time.perf_counter()
    pages = sum(map(count, files))
    return Read(library, pages, pages / max(time.perf_counter() - started, 1e-9))


def _pages_by_pypdf(data: bytes) -> int:
    try:
        return len(read_pdf(data).pages)
    except UnreadableDocumentError:
        return 0


def _pages_by_pdfium(data: bytes) -> int:
    return len(read_with_pdfium(PdfiumTask(data, None, _SECONDS)).texts)
