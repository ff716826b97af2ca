"""Turns the blocks of a source into reportlab's flowables."""

from collections.abc import Callable, Iterator, Mapping

from reportlab.lib.colors import Color, black, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Paragraph, Spacer, Table, TableStyle

from corpus_maker import bullets
from corpus_maker.flowables import ContentsRow, JudgementRow, Landmark
from corpus_maker.inline import inline
from corpus_maker.looks import Look
from corpus_maker.sources import Block, Source

_BAND = Color(0.87, 0.9, 0.93)


class Story:
    """The flowables of one source. `pages` is where the headings stood in the pass before."""

    def __init__(self, look: Look, pages: Mapping[str, int]) -> None:
        self.look, self.pages, self.next_number = look, pages, 1
        size = look.size
        body = ParagraphStyle(
            "body", fontName="Helvetica", fontSize=size, leading=size * 1.3, spaceAfter=size * 0.85,
            embeddedHyphenation=1, allowWidows=1, allowOrphans=1,
        )  # fmt: skip
        self.body = body
        self.number = ParagraphStyle("number", body, leftIndent=30, bulletIndent=0, bulletFontSize=size)
        self.small = ParagraphStyle("small", body, fontSize=8.5, leading=11, textColor=Color(0.3, 0.3, 0.3))
        self.cell = ParagraphStyle("cell", body, fontSize=size - 0.5, leading=size * 1.2, spaceAfter=0)
        self.headings = {
            1: ParagraphStyle("h1", body, fontSize=look.title_size, leading=look.title_size * 1.2),
            2: ParagraphStyle("h2", body, fontName="Helvetica-Bold", fontSize=size + 1, spaceBefore=6, keepWithNext=1),
            3: ParagraphStyle("h3", body, fontName="Helvetica-Bold", fontSize=size, spaceBefore=4, keepWithNext=1),
        }
        self.makers: dict[str, Callable[[Block], Iterator[Flowable]]] = {
            "heading": self._heading,
            "paragraph": lambda block: iter([Paragraph(inline(block.text), self.body)]),
            "numbered": self._numbered,
            "bullet": self._bullet,
            "mark": lambda block: iter([Paragraph(block.text, self.small)]),
            "small": lambda block: iter([Paragraph(_lines(block.text), self.small)]),
            "lines": lambda block: iter([Paragraph(_lines(block.text), self.body)]),
            "page": lambda _: iter([PageBreak()]),
            "space": lambda block: iter([Spacer(1, float(block.detail))]),
            "number": self._renumber,
            "contents": self._contents,
            "judgements": self._judgements,
            "columns": self._columns,
            "table": self._columns,
            "footnote": lambda _: iter(()),
            "aside": lambda _: iter(()),
        }

    def flowables(self, source: Source) -> list[Flowable]:
        self.contents = [block.text for block in source.blocks if block.kind == "heading" and block.level == 2]
        return [flowable for block in source.blocks for flowable in self.makers[block.kind](block)]

    def _heading(self, block: Block) -> Iterator[Flowable]:
        if block.level == 2:
            yield CondPageBreak(90)
            yield Landmark(block.text)
        if block.detail:
            yield JudgementRow(block.text, block.detail, order="last", bold=True, size=13)
            yield Spacer(1, 10)
        else:
            yield Paragraph(inline(block.text), self.headings[block.level])

    def _numbered(self, block: Block) -> Iterator[Flowable]:
        yield Paragraph(inline(block.text), self.number, bulletText=f"{self.next_number}.")
        self.next_number += 1

    def _bullet(self, block: Block) -> Iterator[Flowable]:
        indent = 20 * block.level
        style = ParagraphStyle(
            "bullet", self.body, leftIndent=20 + indent, bulletIndent=indent, bulletFontName=bullets.register(),
            bulletFontSize=self.look.size, spaceAfter=self.look.size * 0.4,
        )  # fmt: skip
        yield Paragraph(inline(block.text), style, bulletText=self.look.bullet)

    def _renumber(self, block: Block) -> Iterator[Flowable]:
        self.next_number = int(block.detail)
        yield from ()

    def _contents(self, _block: Block) -> Iterator[Flowable]:
        for heading in self.contents:
            if heading != "Contents":
                yield ContentsRow(heading, self.pages.get(heading, 0))

    def _judgements(self, block: Block) -> Iterator[Flowable]:
        for index, (name, grade) in enumerate(block.rows):
            bold = index == 0 or (block.detail == "old" and not name.startswith("2."))
            indent = 24 if block.detail == "old" and name.startswith(("2.1", "2.2")) else 0
            order = "last" if block.detail in ("old", "last") else block.detail
            yield JudgementRow(name, grade, order=order, bold=bold, indent=indent)
        yield Spacer(1, 14)

    def _columns(self, block: Block) -> Iterator[Flowable]:
        cells = [[Paragraph(inline(cell), self.cell) for cell in row] for row in block.rows]
        table = Table(cells, colWidths=[150, None] if len(cells[0]) == 2 else None, repeatRows=1)
        grid = [("GRID", (0, 0), (-1, -1), 0.6, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        band = [("BACKGROUND", (0, 0), (-1, 0), _BAND if block.kind == "columns" else white)]
        table.setStyle(TableStyle([*grid, *band]))
        yield table
        yield Spacer(1, 12)


def _lines(text: str) -> str:
    return inline(text).replace("\n", "<br/>")
