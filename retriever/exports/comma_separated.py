"""Exports as CSV for a spreadsheet: one row a quotation, everything else in rows of its own below.

Whatever a spreadsheet would run as a formula is made inert: an apostrophe stands before it, at the start
of a cell and after anything inside one that another program might take for the start of the next.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from retriever.exports.checking import Checked, writable
from retriever.exports.record import Block, Cell, Excerpt, LeftOut, Table
from retriever.exports.words import RECEIPT_HEADING, left_out_words, made_words
from retriever.references import listed, reference

_FORMULA: Final = re.compile(
    r"""(^|[\t\n\x85\u2028\u2029,;|])((?:[^\S\t\n\x85\u2028\u2029]|["'])*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])"""
)

_FIRST: Final = ("Part", "Number", "Authority", "Type of report", "Inspected from", "Inspected to", "Published")
_PLACE: Final = ("Heading", "Paragraph", "Page", "Printed page")
_LAST: Final = ("Quotation", "Note", "Reference", "File")

_Row = dict[str, str]


def to_csv(found: Checked) -> bytes:
    """The file; UTF-8 with a byte order mark, by which Excel knows it."""
    rows = [*_evidence(found), *_about(found)]
    known = (*_FIRST, *_PLACE, *_LAST)
    extra = dict.fromkeys(name for row in rows for name in row if name not in known)
    columns = (*_FIRST, *extra, *_PLACE, *_LAST)
    output = io.StringIO()
    writer = csv.writer(output, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([inert(column) for column in columns])
    writer.writerows([inert(row.get(column, "")) for column in columns] for row in rows)
    return output.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, whichever separator it splits at.

    >>> inert("=1+1"), inert("plans; -3 of them"), inert("a well-made plan")
    ("'=1+1", "plans;' -3 of them", 'a well-made plan')
    """
    return _FORMULA.sub(r"\1'\2", writable(text))


def _evidence(found: Checked) -> Iterator[_Row]:
    heading = ""
    for part in found.export.parts:
        heading = part.heading if part.level == 1 else heading
        for block in part.blocks:
            yield from ({"Part": heading} | row for row in _rows(block))


def _rows(block: Block) -> Iterator[_Row]:
    if not isinstance(block, Table):
        yield _facts(block)
        return
    for row in block.rows:
        named = list(zip(block.header, row, strict=True))
        words = {name: cell for name, cell in named if isinstance(cell, str)}
        quoting = [(name, cell) for name, cell in named if not isinstance(cell, str)]
        for name, cell in quoting:
            yield _facts(cell) | words | ({"Column": name} if len(quoting) > 1 else {})
        if not quoting:
            yield words


def _facts(item: Cell) -> _Row:
    if isinstance(item, str):
        return {"Note": item}
    source = item.source
    return {
        "Number": str(item.citation),
        "Authority": listed(source.authorities),
        "Type of report": source.type.value,
        "Inspected from": _iso(source.inspected_from),
        "Inspected to": _iso(source.inspected_to),
        "Published": _iso(source.published),
        "Heading": source.section,
        "Paragraph": source.paragraph or "",
        "Page": listed([str(page) for page in source.pages]),
        "Printed page": listed([label for label in source.page_labels if label]),
        "Quotation": item.text if isinstance(item, Excerpt) else "",
        "Note": left_out_words(item) if isinstance(item, LeftOut) else "",
        "Reference": reference(source),
        "File": source.document,
    }


def _about(found: Checked) -> Iterator[_Row]:
    export = found.export
    yield {"Part": "Question", "Note": export.question}
    yield {"Part": "In short", "Note": export.summary}
    yield from ({"Part": name, "Note": value} for name, value in export.about)
    yield from ({"Part": RECEIPT_HEADING, "Note": sentence} for sentence in made_words(found))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
