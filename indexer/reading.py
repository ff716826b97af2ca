"""What a reader hands on: the pages of one file as lines of text, before any structure.

A reader (readers/) turns bytes into a `Reading`. Formats that know their own structure (docx, HTML,
Markdown) say so in the line's style; a PDF only has plain lines, and structure/ finds the rest.
"""

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


class LineStyle(StrEnum):
    """What the format itself says about a line; PLAIN where it says nothing."""

    PLAIN = "plain"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"  # one table row, its cells joined by CELL_SEPARATOR
    FOOTNOTE = "footnote"


CELL_SEPARATOR = " | "

HIDDEN_WORDS = "Holds words that cannot be seen"
"""How the problem begins that says so of a document."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. An empty text is a blank line: a likely paragraph break.

    `level` is the heading level (1 is the highest) or the depth of a list item, else 0.
    In formats without fixed lines (docx, HTML, Markdown) a line is a whole paragraph.
    """

    text: str
    style: LineStyle = LineStyle.PLAIN
    level: int = 0


@dataclass(frozen=True, slots=True)
class RawPage:
    """The lines of one page in reading order. `number` counts from 1; a format without pages has one."""

    number: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read.

    `title` and `published` (an ISO date) come from the format's own metadata only where that is
    explicit and trustworthy (an HTML article's meta tags), else None. `problems` are
    plain sentences about what could not be read in a file that was otherwise read
    ("page 7 has no text layer").
    """

    kind: FileKind
    pages: tuple[RawPage, ...]
    title: str | None = None
    published: str | None = None
    problems: tuple[str, ...] = ()
