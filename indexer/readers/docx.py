"""Word documents (.docx): the text in the order of the body, by zipfile and lxml.

Handled: tables row by row, nested content controls, text boxes (after the paragraph that anchors them), headings by
style and outline level, items with the numbers Word shows, inserted but not deleted revisions, notes and the distinct
headers and footers once, after the body. What nobody sees on the page is left out and told of (`docx_hiding`), and so
are deletions, comments and the prompts of empty fields. Nothing outside the file is ever opened.
Not handled: charts, embedded files, text in pictures.
"""

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from lxml import etree

from indexer.errors import UnreadableDocumentError
from indexer.readers.docx_hiding import (
    Ground,
    Hidden,
    ground_of_box,
    ground_of_cell,
    ground_of_page,
    is_hidden_row,
    is_prompt,
)
from indexer.readers.docx_numbering import Numbering
from indexer.readers.docx_styles import Styles, local_name, value_of
from indexer.readers.hiding import WHITE, Hiding, told_of
from indexer.reading import CELL_SEPARATOR, FileKind, Line, LineStyle, RawPage, Reading

_UNPACKING_ERRORS = (zlib.error, lzma.LZMAError, struct.error, ValueError)  # what zipfile lets through
_MAX_ENTRIES = 5_000
_MAX_PART_BYTES = 40_000_000  # the body of a 500-page report has about 10 MB
_MAX_UNPACKED_BYTES = 100_000_000
_MAX_TAGS = 1_500_000  # as many again and the tree of a small file fills gigabytes
_BREAKS = frozenset(("tab", "br", "cr", "ptab"))
_SKIPPED = frozenset(("moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "comment", "annotation"))
_PARAGRAPH_NUMBER = re.compile(r"\d{1,3}\.?")  # of a report's paragraph, which is no item of a list
_DAMAGED = "This Word document is damaged and cannot be opened. Open it in Word, save it again, or ask for a new copy."


def read_docx(data: bytes) -> Reading:
    """The lines of a Word document, a paragraph a line; it has no fixed pages, so all is page 1."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            lines, problems = _Parts(archive).read()
    except (zipfile.BadZipFile, *_UNPACKING_ERRORS, etree.LxmlError, KeyError, NotImplementedError, EOFError, OSError):
        raise UnreadableDocumentError(_DAMAGED) from None
    except RuntimeError:  # what zipfile raises for an encrypted entry
        raise UnreadableDocumentError("This file is password-protected. Save a copy without a password.") from None
    if problems and not lines:
        raise UnreadableDocumentError("This Word document holds no words that can be seen, only hidden ones.")
    return Reading(kind=FileKind.DOCX, pages=(RawPage(1, lines),), problems=problems)


class _Parts:
    """The parts of the package that hold text, read within limits."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        entries = archive.infolist()
        self._names = {entry.filename for entry in entries}
        if len(entries) > _MAX_ENTRIES:
            raise UnreadableDocumentError("This Word document is made of too many parts to be genuine.")
        self._archive = archive
        self._unpacked = 0
        self._main = self._main_part()

    def read(self) -> tuple[tuple[Line, ...], tuple[str, ...]]:
        """The lines, and what is to be told of them."""
        folder = posixpath.dirname(self._main)
        styles = Styles(self._root(f"{folder}/styles.xml"))
        hidden = Hidden(styles)
        lines = tuple(self._lines(folder, styles, hidden))
        comments = self._root(f"{folder}/comments.xml")
        if comments is not None:
            hidden.note(Hiding.COMMENT, comments)
        return lines, told_of(hidden.found)

    def _lines(self, folder: str, styles: Styles, hidden: Hidden) -> Iterator[Line]:
        numbering = Numbering(self._root(f"{folder}/numbering.xml"))
        document = self._root(self._main)
        if document is None:
            raise UnreadableDocumentError(_DAMAGED)
        around = [self._root(name) for name in self._around(folder)]
        ground = ground_of_page(document, *around)
        yield from _Story(styles, numbering, hidden).lines_of(document, ground)
        for part in ("footnotes", "endnotes"):
            yield from _notes(self._root(f"{folder}/{part}.xml"), hidden)
        yield from _headers_and_footers(around, hidden, ground)

    def _around(self, folder: str) -> list[str]:
        """The parts with headers and footers, by name."""
        pattern = re.compile(rf"{re.escape(folder)}/(?:header|footer)\d*\.xml")
        return sorted(name for name in self._names if pattern.fullmatch(name))

    def _main_part(self) -> str:
        relations = self._root("_rels/.rels")
        for relation in () if relations is None else relations:
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        return "word/document.xml"

    def _root(self, name: str) -> etree._Element | None:
        if name not in self._names:
            return None
        with self._archive.open(name) as file:
            content = file.read(_MAX_PART_BYTES + 1)
        self._unpacked += len(content)
        if len(content) > _MAX_PART_BYTES or self._unpacked > _MAX_UNPACKED_BYTES:
            raise UnreadableDocumentError(
                f"This Word document unpacks to more than {_MAX_PART_BYTES // 1_000_000} MB of text, far more than any "
                "report holds. It was not read."
            )
        if content.count(b"<") > _MAX_TAGS:
            raise UnreadableDocumentError("This Word document is made of too many parts to be genuine.")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(content, parser=parser)


class _Story:
    """Walks one story (body, note, cell) paragraph by paragraph. `ground` is what stands behind its words."""

    def __init__(self, styles: Styles, numbering: Numbering, hidden: Hidden) -> None:
        self._styles = styles
        self._numbering = numbering
        self._hidden = hidden

    def lines_of(self, element: etree._Element, ground: Ground) -> Iterator[Line]:
        for child in element:
            name = local_name(child)
            if name == "p":
                yield from self._paragraph(child, ground)
            elif name == "tbl":
                yield from self._table(child, self._hidden.ground_of_table(child, ground))
            elif not self._is_left_out(child, name):
                yield from self.lines_of(child, ground)

    def _is_left_out(self, element: etree._Element, name: str) -> bool:
        """Whether an element's words are none of the report's; those that somebody may look for are noted."""
        if name == "del":
            self._hidden.note(Hiding.STRUCK_OUT, element)
            return True
        if name == "sdt" and is_prompt(element):
            self._hidden.note(Hiding.PROMPT, element)
            return True
        return name in _SKIPPED

    def _paragraph(self, paragraph: etree._Element, ground: Ground) -> Iterator[Line]:
        shape = self._styles.shape_of(paragraph)
        boxes: list[etree._Element] = []
        behind = self._hidden.ground_of_paragraph(paragraph, ground)
        text = " ".join("".join(self._runs(paragraph, self._hidden.style_of(paragraph), boxes, behind)).split())
        label = self._numbering.next_label(shape.numbering, shape.list_level) if text else None
        shown = f"{label} {text}" if label else text
        if text and shape.heading_level:
            yield Line(shown, LineStyle.HEADING, shape.heading_level)
        elif text and shape.is_item and not _PARAGRAPH_NUMBER.fullmatch(label or ""):
            yield Line(shown, LineStyle.ITEM, shape.list_level + 1)
        elif text:
            yield Line(shown)
        for box in boxes:
            yield from self.lines_of(box, ground_of_box(box, ground))

    def _table(self, table: etree._Element, ground: Ground) -> Iterator[Line]:
        """A line a row; a table of one column only places things, and its content stands as it is."""
        rows = [list(_through_controls(row, "tc")) for row in self._rows(table)]
        widest = max(map(len, rows), default=0)
        for cells in rows:
            if widest == 1:
                for cell in cells:
                    yield from self.lines_of(cell, ground_of_cell(cell, ground))
                continue
            texts = [
                " ".join(line.text for line in self.lines_of(cell, ground_of_cell(cell, ground))) for cell in cells
            ]
            if any(texts):
                yield Line(CELL_SEPARATOR.join(texts), LineStyle.ROW)

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        for row in _through_controls(table, "tr"):
            if _is_deleted_row(row):
                self._hidden.note(Hiding.STRUCK_OUT, row)
            elif is_hidden_row(row):
                self._hidden.note(Hiding.MARKED, row)
            else:
                yield row

    def _runs(self, element: etree._Element, style: str, boxes: list[etree._Element], ground: Ground) -> Iterator[str]:
        """The visible text inside a paragraph of this style; text boxes met on the way are handed to `boxes`."""
        for child in element:
            name = local_name(child)
            if name == "txbxContent":
                boxes.append(child)
            elif name == "t":
                yield child.text or ""
            elif name in _BREAKS:
                yield " "
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                yield _symbol(child)
            elif name == "r" and (how := self._hidden.how(child, style, ground)):
                self._hidden.note(how, child)
                if how is not Hiding.MARKED:  # a box in a run has looks of its own
                    list(self._runs(child, style, boxes, ground))
            elif not self._is_left_out(child, name):
                yield from self._runs(child, style, boxes, ground)


def _symbol(element: etree._Element) -> str:
    code = value_of(element, "char") or ""
    return (
        chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) and not 0xD800 <= int(code, 16) < 0xE000 else ""
    )


def _through_controls(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of one name, also inside content controls and tracked insertions, but not in nested tables."""
    for child in element:
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _through_controls(child, wanted)


def _is_deleted_row(row: etree._Element) -> bool:
    return any(local_name(mark) == "del" for part in row if local_name(part) == "trPr" for mark in part)


def _notes(root: etree._Element | None, hidden: Hidden) -> Iterator[Line]:
    """The notes in the order of the file; separators, which carry a type, are no notes."""
    for note in () if root is None else root:
        if value_of(note, "type") in (None, "normal"):
            text = _flat_text(note, hidden, WHITE)
            if text:
                yield Line(text, LineStyle.FOOTNOTE)


def _headers_and_footers(around: Iterable[etree._Element | None], hidden: Hidden, ground: Ground) -> Iterator[Line]:
    seen: set[str] = set()
    for root in around:
        text = "" if root is None else _flat_text(root, hidden, ground)
        if text not in seen and re.search(r"[^\W\d_]{2}", text.replace("Page", "").replace("of", "")):
            seen.add(text)
            yield Line(text, LineStyle.FOOTNOTE)


def _flat_text(root: etree._Element, hidden: Hidden, ground: Ground) -> str:
    story = _Story(Styles(None), Numbering(None), hidden)
    return " ".join(line.text for line in story.lines_of(root, ground))
