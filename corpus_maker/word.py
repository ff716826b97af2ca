"""Writes a source as a Word document, part by part: a title, a table, a text box and a footnote.

Written by hand because a Word library stamps the time of day into the file; the entries are stored without
compression, so that the bytes do not depend on a version of zlib.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from corpus_maker.inline import curl
from corpus_maker.sources import Block, Source

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_STYLES = {"Title": ("Title", 36), "Heading1": ("heading 1", 28), "ListParagraph": ("List Paragraph", 0)}


def make_docx(source: Source) -> bytes:
    notes = [block for block in source.blocks if block.kind == "footnote"]
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("officeDocument", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(source),
        "word/document.xml": _document(source),
        "word/styles.xml": _styles(),
        "word/footnotes.xml": _footnotes(notes),
        "word/_rels/document.xml.rels": _relationships(
            ("styles", f"{_OFFICE}/styles", "styles.xml"), ("footnotes", f"{_OFFICE}/footnotes", "footnotes.xml")
        ),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            package.writestr(entry, _HEAD + text)
    return file.getvalue()


def _document(source: Source) -> str:
    body = "".join(_block(block) for block in source.blocks if block.kind != "footnote")
    margins = '<w:pgMar w:top="1440" w:right="1304" w:bottom="1440" w:left="1304"/>'
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>{margins}</w:sectPr>'
    namespaces = (
        f'{_W} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w10="urn:schemas-microsoft-com:office:word"'
    )
    return f"<w:document {namespaces}><w:body>{body}{page}</w:body></w:document>"


def _block(block: Block) -> str:
    if block.kind == "heading":
        return _paragraph(block.text, style="Title" if block.level == 1 else "Heading1")
    if block.kind == "bullet":
        return _paragraph("• " + block.text, style="ListParagraph")
    if block.kind == "table":
        return _table(block.rows)
    if block.kind == "box":
        return _text_box(block.text.splitlines())
    return _paragraph(block.text, italic=block.kind == "mark")


def _paragraph(text: str, *, style: str = "", italic: bool = False, bold: bool = False) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{_runs(text, italic=italic, bold=bold)}</w:p>"


def _runs(text: str, *, italic: bool = False, bold: bool = False) -> str:
    properties = f"<w:rPr>{'<w:b/>' * bold}{'<w:i/>' * italic}</w:rPr>" if italic or bold else ""
    runs = ""
    for piece in re.split(r"(\[\^\w+\])", curl(text)):
        if note := re.fullmatch(r"\[\^(\w+)\]", piece):
            raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            runs += f'<w:r>{raised}<w:footnoteReference w:id="{note[1]}"/></w:r>'
        elif piece:
            runs += f'<w:r>{properties}<w:t xml:space="preserve">{escape(piece)}</w:t></w:r>'
    return runs


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:color="808080"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{_paragraph(cell, bold=index == 0)}</w:tc>" for cell in row) + "</w:tr>"
        for index, row in enumerate(rows)
    )
    return f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr>{body}</w:tbl><w:p/>"


def _text_box(lines: list[str]) -> str:
    inside = "".join(_paragraph(line, bold=index == 0) for index, line in enumerate(lines))
    shape = '<v:shape id="box1" style="width:440pt;height:110pt" o:insetmode="auto" stroked="t">'
    content = f"<v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox>"
    return f"<w:p><w:r><w:pict>{shape}{content}</v:shape></w:pict></w:r></w:p>"


def _footnotes(notes: Iterable[Block]) -> str:
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    texts = "".join(f'<w:footnote w:id="{note.detail}">{_paragraph(note.text)}</w:footnote>' for note in notes)
    return f"<w:footnotes {_W}>{separators}{texts}</w:footnotes>"


def _styles() -> str:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/>'
        + (f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr>' if size else '<w:pPr><w:ind w:left="360"/></w:pPr>')
        + "</w:style>"
        for name, (label, size) in _STYLES.items()
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    spacing = '<w:pPr><w:spacing w:after="140"/></w:pPr><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/></w:rPr>'
    return f"<w:styles {_W}>{normal}{spacing}</w:style>{styles}</w:styles>"


def _core(source: Source) -> str:
    made = f"{source.fields['created']}T09:00:00Z"
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(curl(source.fields['title']))}</dc:title><dc:creator>Invented sample</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created></cp:coreProperties>'
    )


def _relationships(*links: tuple[str, str, str]) -> str:
    entries = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in links)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_PARTS}.document.main+xml",
        "/word/styles.xml": f"{_PARTS}.styles+xml",
        "/word/footnotes.xml": f"{_PARTS}.footnotes+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    entries = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{entries}</Types>'
