"""Cleaned lines: what every later step looks at. Blank lines are gone; a line knows whether one stood before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from indexer.cleaning import BULLET, clean_heading_marks, clean_line
from indexer.reading import FileKind, Line, LineStyle, RawPage, Reading

SENTENCE_END = re.compile(r"[.!?:;][’”\"')\]]*\d{0,2}$")
FULL_STOP = re.compile(r"[.!?][’”\"')\]]*\d{0,2}$")
LETTERS_A_WRAPPED_LINE_HOLDS = 140


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line with text. `gap`: a blank line, or the page's edge, stood before it."""

    page: int
    text: str
    style: LineStyle = LineStyle.PLAIN
    level: int = 0
    gap: bool = False


class Role(StrEnum):
    """What a line belongs to."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    TABLE = "table"
    FOOTNOTE = "footnote"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a recogniser found out about a line.

    `starts` is False where the line goes on with the block of the line above. `marker` counts the characters
    before the block's own text ("14. ", "• "); `level` is a heading's, or an item's depth.
    """

    role: Role
    starts: bool = True
    marker: int = 0
    number: str | None = None
    level: int = 0


Marks = dict[int, Mark]


def clean_pages(reading: Reading) -> list[list[TextLine]]:
    """The lines of each page, cleaned."""
    is_text = reading.kind is FileKind.TEXT
    return [_clean_page(page, is_text=is_text) for page in reading.pages]


def is_wrapped(reading: Reading) -> bool:
    """Whether a line of this file is a line of print; otherwise it is a whole paragraph."""
    if reading.kind not in (FileKind.PDF, FileKind.TEXT):
        return False
    lengths = sorted(len(line.text.strip()) for page in reading.pages for line in page.lines if line.text.strip())
    return not lengths or lengths[int(len(lengths) * 0.9)] < LETTERS_A_WRAPPED_LINE_HOLDS


def _clean_page(page: RawPage, *, is_text: bool) -> list[TextLine]:
    lines: list[TextLine] = []
    gap, lone_bullet = True, False
    for raw in page.lines:
        for part in _parts(raw):
            text, level = clean_line(part.text), part.level
            style = part.style
            if is_text and style is LineStyle.PLAIN:
                text, level = clean_heading_marks(text.replace("**", ""))
                style = LineStyle.HEADING if level else style
            if not text or text == BULLET:
                lone_bullet = lone_bullet or text == BULLET
                gap = True
                continue
            if lone_bullet and not text.startswith(BULLET):
                text = f"{BULLET} {text}"
            lines.append(TextLine(page.number, text, style, level, gap=gap))
            gap, lone_bullet = False, False
    return lines


def _parts(line: Line) -> Sequence[Line]:
    """A line with line breaks inside as its parts."""
    if "\n" not in line.text:
        return (line,)
    return [Line(part, line.style, line.level) for part in line.text.split("\n")]


class _Widths(dict[str, float]):
    """The width of each character, worked out when it is first met."""

    def __missing__(self, character: str) -> float:
        width = 1.0 + 0.2 * character.isupper()
        if character in "iljtfrI.,;:'’‘|!()[] -":
            width -= 0.45
        elif character in "mwMW@%—…":
            width += 0.5
        self[character] = width
        return width


_WIDTHS = _Widths()


def text_width(text: str) -> float:
    """About how wide a text is set, in widths of an average letter.

    Counting letters would find "illicit" as wide as "mammoth"; this is near enough to tell whether
    another word would have fitted on a line.
    """
    return sum(map(_WIDTHS.__getitem__, text))


def first_word(text: str) -> str:
    return text.split(maxsplit=1)[0] if text else ""


def starts_afresh(text: str) -> bool:
    """Whether a text begins as a sentence does: a capital, a digit or an opening quote."""
    head = text.lstrip("‘“\"'[")[:1]
    return head.isupper() or head.isdigit()
