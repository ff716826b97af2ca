"""Exports as a Word document: real headings, tables with header rows, and footnotes that Word counts as we do."""

import io

from docx import Document
from docx.document import Document as WordDocument

from retriever.exports.checking import Checked, writable
from retriever.exports.record import Excerpt, Part, Table, as_title
from retriever.exports.word_footnotes import Footnotes
from retriever.exports.word_looks import MOST_UPRIGHT, QUOTATION, SMALL, SUMMARY, dress, page_numbers
from retriever.exports.word_tables import add_table, fill
from retriever.exports.words import RECEIPT_HEADING, made_words


def to_word(found: Checked) -> bytes:
    """The file."""
    export = found.export
    document = Document()
    wide = any(
        isinstance(block, Table) and len(block.header) > MOST_UPRIGHT for part in export.parts for block in part.blocks
    )
    dress(document, wide=wide)
    _properties(document, found)
    document.add_paragraph(writable(export.title), style="Title")
    document.add_paragraph(writable(export.summary), style=SUMMARY)
    if as_title(export.question) != export.title:
        _named(document, "Question", export.question)
    for name, value in export.about:
        _named(document, name, value)
    footnotes = Footnotes(document, export.parts)
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
            add_table(document, block, footnotes, captioned=block.title != part.heading)
        else:
            style = QUOTATION if isinstance(block, Excerpt) else "Normal"
            fill(document.add_paragraph(style=style), block, footnotes)
