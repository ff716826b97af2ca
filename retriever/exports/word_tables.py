"""Tables of a Word document, written element by element: python-docx takes minutes over two thousand rows."""

import re

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from retriever.exports.checking import writable
from retriever.exports.record import Cell, Excerpt, LeftOut, Table
from retriever.exports.word_footnotes import Footnotes
from retriever.exports.word_looks import TABLE_TEXT, draw_lines, style_id, text_width
from retriever.exports.words import left_out_words

_WIDEST = 60
"""Characters: up to here a column is as wide as its cells are long on average."""

_CHARACTER, _MARGINS = 108, 230
"""Twentieths of a point: a letter of the tables' text, bold, and what a cell leaves free on both sides."""


def add_table(document: WordDocument, table: Table, footnotes: Footnotes, *, captioned: bool) -> None:
    """The table under its title, with one header row that is repeated on every page and read out as one."""
    if captioned:
        document.add_paragraph(writable(table.title), style="Caption").paragraph_format.keep_with_next = True
    made = document.add_table(rows=0, cols=len(table.header), style="Table Grid")._tbl  # noqa: SLF001
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), writable(table.title))
    made.tblPr.append(described)
    draw_lines(made.tblPr)
    widths = _widths(table, text_width(document))
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
    if bold:
        measured.addnext(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="E9EDF0"/>'))
    element = _child(cell, "w:p")
    style = _child(_child(element, "w:pPr"), "w:pStyle")
    style.set(qn("w:val"), style_id(TABLE_TEXT))
    paragraph = Paragraph(element, anchor._parent)  # noqa: SLF001 (a paragraph needs to know its document)
    fill(paragraph, item, footnotes)
    if bold:
        for run in paragraph.runs:
            run.bold = True


def _widths(table: Table, available: int) -> list[int]:
    """The columns' widths in twentieths of a point, together as wide as the text: no word is cut if it can be."""
    columns = [[heading, *(row[place] for row in table.rows)] for place, heading in enumerate(table.header)]
    needed = [_MARGINS + _CHARACTER * max(_longest_word(cell) for cell in column) for column in columns]
    free = available - sum(needed)
    if free <= 0:
        return [round(available * one / sum(needed)) for one in needed]
    wanted = [min(sum(_length(cell) for cell in column) / len(column), _WIDEST) for column in columns]
    return [round(least + free * one / sum(wanted)) for least, one in zip(needed, wanted, strict=True)]


def _words(item: Cell) -> str:
    return item if isinstance(item, str) else item.text if isinstance(item, Excerpt) else left_out_words(item)


def _length(item: Cell) -> int:
    return len(_words(item))


def _longest_word(item: Cell) -> int:
    """Up to a length at which a word may be cut."""
    return min(max((len(word) for word in re.split(r"[\s-]", _words(item))), default=0), 16)


def _child(parent: BaseOxmlElement, name: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(name)
    parent.append(made)
    return made
