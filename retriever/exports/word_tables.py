"""Tables of a Word document, written element by element: python-docx takes minutes over two thousand rows."""


from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from retriever.exports.checking import writable
from retriever.exports.record import Cell, Excerpt, LeftOut, Table
from retriever.exports.word_footnotes import Footnotes
from retriever.exports.word_looks import TABLE_TEXT, TEXT_WIDTH, style_id
from retriever.exports.words import left_out_words

_NARROWEST, _WIDEST = 9, 60
"""Characters: between these a column is as wide as its cells are long on average."""


def add_table(document: WordDocument, table: Table, footnotes: Footnotes) -> None:
    """The table under its title, with one header row that is repeated on every page and read out as one."""
    caption = document.add_paragraph(writable(table.title), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=0, cols=len(table.header), style="Table Grid")._tbl  # noqa: SLF001
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), writable(table.title))
    made.tblPr.append(described)
    widths = _widths(table)
    for column, width in zip(made.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    anchor = document.add_paragraph()
    for number, cells in enumerate((table.header, *table.rows)):
        row = _child(made, "w:tr")
        properties = _child(row, "w:trPr")
        _child(properties, "w:cantSplit")
        if number == 0:
            _child(properties, "w:tblHeader")
        for item, width in zip(cells, widths, strict=True):
            _cell(row, item, width, anchor, footnotes, bold=number == 0)


def fill(paragraph: Paragraph, item: Cell, footnotes: Footnotes) -> None:
    """Words of ours as they are, a quotation in its marks with its footnote."""
    if isinstance(item, str):
        paragraph.add_run(writable(item))
    elif isinstance(item, LeftOut):
        paragraph.add_run(writable(left_out_words(item))).italic = True
        footnotes.refer(paragraph, item)
    else:
        paragraph.add_run(f"“{item.text}”")
        footnotes.refer(paragraph, item)


def _cell(row: BaseOxmlElement, item: Cell, width: int, anchor: Paragraph, footnotes: Footnotes, *, bold: bool) -> None:
    cell = _child(row, "w:tc")
    measured = _child(_child(cell, "w:tcPr"), "w:tcW")
    measured.set(qn("w:w"), str(width))
    measured.set(qn("w:type"), "dxa")
    element = _child(cell, "w:p")
    style = _child(_child(element, "w:pPr"), "w:pStyle")
    style.set(qn("w:val"), style_id(TABLE_TEXT))
    paragraph = Paragraph(element, anchor._parent)  # noqa: SLF001 (a paragraph needs to know its document)
    fill(paragraph, item, footnotes)
    if bold:
        for run in paragraph.runs:
            run.bold = True


def _widths(table: Table) -> list[int]:
    """The columns' widths in twentieths of a point: together as wide as the text."""
    lengths = [
        sum(_length(row[column]) for row in table.rows) / max(1, len(table.rows)) for column in range(len(table.header))
    ]
    wanted = [
        min(max(length, len(heading), _NARROWEST), _WIDEST)
        for length, heading in zip(lengths, table.header, strict=True)
    ]
    return [round(TEXT_WIDTH * one / sum(wanted)) for one in wanted]


def _length(item: Cell) -> int:
    if isinstance(item, str):
        return len(item)
    return len(item.text) if isinstance(item, Excerpt) else _WIDEST


def _child(parent: BaseOxmlElement, name: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(name)
    parent.append(made)
    return made
