"""Readings that the tests of the structure make from lines, and the real reports once for all tests."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from indexer.document import Document
from indexer.errors import UnreadableDocumentError
from indexer.readers import read_pages
from indexer.reading import FileKind, Line, LineStyle, RawPage, Reading
from indexer.structure import structure

Make = Callable[..., Document]
_STYLED = re.compile(r"^<(\w+)(?: (\d))?> ?")


def to_line(text: str) -> Line:
    """A line as the cases write it: "<heading 2> Words" gives the format's style and level."""
    match = _STYLED.match(text)
    if not match:
        return Line(text)
    return Line(text[match.end() :], LineStyle(match[1]), int(match[2] or 0))


def to_reading(pages: Sequence[Sequence[str]], kind: str = "pdf", **facts: str) -> Reading:
    raw = tuple(RawPage(number, tuple(map(to_line, lines))) for number, lines in enumerate(pages, start=1))
    return Reading(FileKind(kind), raw, **facts)


@pytest.fixture(scope="session")
def make() -> Make:
    """Makes a document of pages, each a list of lines."""

    def made(*pages: Sequence[str], path: str = "report.pdf", kind: str = "pdf", **facts: str) -> Document:
        return structure(to_reading(pages, kind, **facts), path=path, sha256="0" * 64)

    return made


@pytest.fixture(scope="session")
def readings(shared: Path) -> dict[str, Reading]:
    """The readings of all real reports that can be read, by path."""
    found = {}
    corpus = shared / "corpus"
    for path in sorted(corpus.rglob("*.*")):
        try:
            found[path.relative_to(corpus).as_posix()] = read_pages(path)
        except UnreadableDocumentError:
            continue
    return found


@pytest.fixture(scope="session")
def reports(readings: dict[str, Reading]) -> dict[str, Document]:
    """All real reports that can be read, by path."""
    return {path: structure(reading, path=path, sha256="0" * 64) for path, reading in readings.items()}
