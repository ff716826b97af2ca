"""Readers: the bytes of one file become pages of lines. One module a format; the content tells which."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from indexer.discovery import read_document_bytes
from indexer.errors import UnreadableDocumentError
from indexer.readers.docx import read_docx
from indexer.readers.html import read_html
from indexer.readers.kinds import tell_kind
from indexer.readers.markdown import read_markdown
from indexer.readers.pdf import read_pdf
from indexer.readers.text import read_text
from indexer.reading import FileKind, Reading

_READERS: dict[FileKind, Callable[[bytes], Reading]] = {
    FileKind.PDF: read_pdf,
    FileKind.DOCX: read_docx,
    FileKind.HTML: read_html,
    FileKind.MARKDOWN: read_markdown,
    FileKind.TEXT: read_text,
}
_MAX_BYTES = {FileKind.DOCX: 100_000_000, FileKind.HTML: 10_000_000}
_MAX_LINES = 100_000  # a report of 300 pages has 15,000
_MAX_TEXT_BYTES = 20_000_000  # ten times the longest book; more is a data dump


def read_pages(path: Path, inside: Path | None = None) -> Reading:
    """The pages of one file, in the folder `inside`. Raises UnreadableDocumentError with a reason for the user.

    Bounded in time only inside one page of a PDF: call it through `cage.run_caged` for files of unknown origin.
    """
    data = read_document_bytes(path, inside=inside)
    kind = tell_kind(data, path.name)
    limit = _MAX_BYTES.get(kind, len(data) if kind is FileKind.PDF else _MAX_TEXT_BYTES)
    if len(data) > limit:
        raise UnreadableDocumentError(
            f"This file is too large: {len(data) / 1e6:,.0f} MB, and of its kind at most {limit / 1e6:,.0f} are read."
        )
    reading = _READERS[kind](data)
    if not any(line.text for page in reading.pages for line in page.lines):
        raise UnreadableDocumentError("This file holds no text.")
    lines = sum(len(page.lines) for page in reading.pages)
    if lines > _MAX_LINES:
        raise UnreadableDocumentError(
            f"This file has {lines:,} lines, far more than any report. It was not read: divide it if it is one."
        )
    return reading if reading.kind is kind else replace(reading, kind=kind)
