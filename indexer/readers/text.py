"""Plain text in any common encoding. Form feeds, as PDF converters write them, divide pages."""

import re

from indexer.readers.encodings import decode_text
from indexer.reading import FileKind, Line, RawPage, Reading

_LINE_BREAK = re.compile("\r\n|[\n\r\v\x85\u2028\u2029]")
_MAX_LINE = 20_000  # characters; a longer line is no paragraph, and would slow whatever comes after


def read_text(data: bytes) -> Reading:
    """The lines of a text file; white space at their ends is dropped, blank lines are kept."""
    pages = decode_text(data).replace("\x1a", "").split("\f")
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return Reading(
        kind=FileKind.TEXT,
        pages=tuple(RawPage(number, tuple(_lines(page))) for number, page in enumerate(pages, start=1)),
    )


def text_lines(text: str) -> list[str]:
    """The lines of a text, whatever its line breaks; overlong ones are divided at a space."""
    lines: list[str] = []
    for line in _LINE_BREAK.split(text):
        start = 0
        while len(line) - start > _MAX_LINE:
            cut = line.rfind(" ", start + _MAX_LINE // 2, start + _MAX_LINE)
            cut = cut if cut > 0 else start + _MAX_LINE
            lines.append(line[start:cut])
            start = cut
        lines.append(line[start:])
    return lines


def _lines(text: str) -> list[Line]:
    return [Line(line.strip()) for line in text_lines(text)]
