"""Exports as a Word document: real headings, tables with header rows, and footnotes that Word counts as we do."""

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from retriever.exports.checking import Checked, writable
from retriever.exports.record import Cell, Excerpt, LeftOut, Part, Table
from retriever.exports.word_footnotes import Footnotes
from retriever.exports.word_looks import QUOTATION, SMALL, SUMMARY, TABLE_TEXT, dress, page_numbers
from retriever.exports.words import RECEIPT_HEADING, left_out_words, made_words


def to_word(found: Checked) -> bytes:
    """The file."""
    export = found.export
    document = Document()
    dress(document)
    _properties(document, found)
    document.add_paragraph(writable(export.title), style="Title")
    document.add_paragraph(writable(export.summary), style=SUMMARY)
    if export.question != export.title:
        _named(document, "Question", export.question)
    for name, value in export.about:
        _named(document, name, value)
    footnotes = Footnotes(document)
    for part in export.parts:
        _part(document, part, footnotes)
    document.add_heading(RECEIPT_HEADING, level=1)
    for sentence in made_words(found):
        document.add_paragraph(writable(sentence), style="List Bullet")
    page_numbers(document)
    footnotes.finish()
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _properties(document: WordDocument, found: Checked) -> None:
    export = found.export
    properties = document.core_properties
    properties.title = writable(export.title)[:255]
    properties.subject = "Quotations from inspection reports"
    properties.author = "Inspection search"
    properties.last_modified_by = "Inspection search"
    properties.comments = f"Index build {export.build}"
    properties.language = "en-GB"


def _named(document: WordDocument, name: str, value: str) -> None:
    paragraph = document.add_paragraph(style=SMALL)
    paragraph.add_run(f"{writable(name)}: ").bold = True
    paragraph.add_run(writable(value))


def _part(document: WordDocument, part: Part, footnotes: Footnotes) -> None:
    document.add_heading(writable(part.heading), level=part.level)
    for block in part.blocks:
        if isinstance(block, Table):
            _table(document, block, footnotes)
        else:
            style = QUOTATION if isinstance(block, Excerpt) else "Normal"
            _fill(document.add_paragraph(style=style), block, footnotes)


def _fill(paragraph: Paragraph, item: Cell, footnotes: Footnotes) -> None:
    if isinstance(item, str):
        paragraph.add_run(writable(item))
    elif isinstance(item, LeftOut):
        paragraph.add_run(writable(left_out_words(item))).italic = True
        footnotes.refer(paragraph, item)
    else:
        paragraph.add_run(f"“{item.text}”")
        footnotes.refer(paragraph, item)


def _table(document: WordDocument, table: Table, footnotes: Footnotes) -> None:
    caption = document.add_paragraph(writable(table.title), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=0, cols=len(table.header), style="Table Grid")
    _describe(made, table.title)
    for number, cells in enumerate((table.header, *table.rows)):
        row = made.add_row()
        _mark_row(row._tr.get_or_add_trPr(), is_header=number == 0)  # noqa: SLF001 (python-docx has no word for it)
        for cell, item in zip(row.cells, cells, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[TABLE_TEXT]
            _fill(paragraph, item, footnotes)
            for run in paragraph.runs if number == 0 else []:
                run.bold = True
    document.add_paragraph()


def _describe(table: WordTable, title: str) -> None:
    """What a screen reader says of the table before its cells."""
    properties = table._tbl.tblPr  # noqa: SLF001
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), writable(title))
    properties.append(caption)


def _mark_row(properties: BaseOxmlElement, *, is_header: bool) -> None:
    """No row is cut by a page break; the header row is repeated on every page, and read out as one."""
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
