"""From lines to blocks: wrapped lines are put together, through page breaks, footnotes and running footers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.cleaning import BULLET
from indexer.reading import LineStyle
from indexer.structure.lines import (
    FULL_STOP,
    SENTENCE_END,
    Mark,
    Marks,
    Role,
    TextLine,
    first_word,
    starts_afresh,
    text_width,
)

SLACK = 0.97
SHORT = 0.72
_DASHES = ("– ", "− ", "- ", "— ", "* ", "+ ")


@dataclass(slots=True)
class Piece:
    """The lines of a block on one page."""

    page: int
    marker: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """Lines that belong together. `first` is the index of its first line; pieces are in page order."""

    role: Role
    first: int
    number: str | None = None
    level: int = 0
    pieces: list[Piece] = field(default_factory=list)


def mark_items(lines: Sequence[TextLine], claimed: Marks) -> Marks:
    """Bullets, dashes under bullets, and what the format itself calls items, rows and footnotes."""
    marks: Marks = {}
    in_list = False
    for index, line in enumerate(lines):
        if index in claimed:
            continue
        if line.text.startswith(f"{BULLET} "):
            marks[index] = Mark(Role.ITEM, marker=2, level=max(line.level, 1))
            in_list = True
        elif line.text.startswith(_DASHES) and (in_list or line.text.startswith(_DASHES[:3])) and len(line.text) > 4:
            marks[index] = Mark(Role.ITEM, marker=2, level=2)
        elif line.style is LineStyle.ITEM:
            marks[index] = Mark(Role.ITEM, level=max(line.level, 1))
        elif line.style is LineStyle.ROW:
            marks[index] = Mark(Role.TABLE)
        elif line.style is LineStyle.FOOTNOTE:
            marks[index] = Mark(Role.FOOTNOTE)
    return marks


def body_margin(lines: Sequence[TextLine], claimed: Marks) -> float:
    """How wide a full line of body text is set in this document."""
    widths = sorted(text_width(line.text) for i, line in enumerate(lines) if i not in claimed) or [80.0]
    return max(widths[int(len(widths) * 0.96)], 30.0)


def build_blocks(lines: Sequence[TextLine], marks: Marks, *, margin: float, wrapped: bool) -> list[Block]:
    """The blocks in the order in which they start. `wrapped` is False where each line is a whole paragraph."""
    return list(_Builder(lines, marks, margin, wrapped=wrapped).blocks())


class _Builder:
    def __init__(self, lines: Sequence[TextLine], marks: Marks, margin: float, *, wrapped: bool) -> None:
        self._lines = lines
        self._marks = marks
        self._margin = margin
        self._wrapped = wrapped
        self._body: Block | None = None
        self._body_last = -1
        self._widest = 0.0

    def blocks(self) -> Iterator[Block]:
        done: list[Block] = []
        for index in range(len(self._lines)):
            block = self._place(index, done[-1] if done else None)
            if block:
                done.append(block)
        yield from done

    def _place(self, index: int, latest: Block | None) -> Block | None:
        """Put a line where it belongs; the block it opens, if it opens one."""
        line, mark = self._lines[index], self._marks.get(index)
        if mark is None and self._body and self._continues(self._body, index):
            _add(self._body, line)
            self._note(index, fresh=False)
            return None
        if mark and not mark.starts and latest and latest.role is mark.role:
            _add(latest, line)
            return None
        mark = mark or Mark(Role.TEXT)
        block = Block(mark.role, index, mark.number, mark.level)
        block.pieces.append(Piece(line.page, line.text[: mark.marker], [line.text[mark.marker :]]))
        if mark.role in (Role.TEXT, Role.ITEM):
            self._body = block
            self._note(index, fresh=True)
        elif mark.role in (Role.HEADING, Role.TABLE):
            self._body = None
        return block

    def _note(self, index: int, *, fresh: bool) -> None:
        width = text_width(self._lines[index].text)
        self._widest = width if fresh else max(self._widest, width)
        self._body_last = index

    def _continues(self, body: Block, index: int) -> bool:
        if not self._wrapped:
            return False
        above, line = self._lines[self._body_last], self._lines[index]
        if self._body_last != index - 1 and above.page == line.page:
            return False
        return not self._breaks(body, above, line)

    def _breaks(self, body: Block, above: TextLine, line: TextLine) -> bool:
        """Whether a new paragraph starts at `line`: the text above has ended, and not for want of room."""
        ended, afresh = SENTENCE_END.search(above.text) is not None, starts_afresh(line.text)
        if above.text.endswith("-") or not afresh:
            return bool(line.gap and ended and FULL_STOP.search(above.text) and line.page == above.page and afresh)
        reach = self._reach(body)
        would_fit = text_width(f"{above.text} {first_word(line.text)}") < SLACK * reach
        is_short = text_width(above.text) < SHORT * reach
        if line.page != above.page:
            return ended and (would_fit or body.number is None)
        if line.gap:
            return ended or would_fit
        if not ended:
            very_short = body.role is Role.ITEM or text_width(above.text) < 0.6 * reach
            return is_short and very_short and body.number is None
        if not FULL_STOP.search(above.text):
            return is_short
        return would_fit

    def _reach(self, body: Block) -> float:
        """How far a full line of this block goes: items and numbered paragraphs are indented."""
        expected = self._margin * (0.93 if body.role is Role.ITEM or body.number else 1.0)
        return max(self._widest, expected) if self._widest < 1.15 * self._margin else self._widest


def _add(block: Block, line: TextLine) -> None:
    if block.pieces[-1].page != line.page:
        block.pieces.append(Piece(line.page, ""))
    block.pieces[-1].lines.append(line.text)
