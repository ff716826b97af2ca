import io
import zipfile
from collections.abc import Callable

import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from indexer.errors import UnreadableDocumentError
from indexer.readers.docx import read_docx
from indexer.reading import Line, LineStyle

HEADING, ITEM, ROW, FOOTNOTE = LineStyle.HEADING, LineStyle.ITEM, LineStyle.ROW, LineStyle.FOOTNOTE
Save = Callable[[WordDocument], bytes]
W = nsdecls("w")


def add(word: WordDocument, xml: str) -> None:
    """Put raw WordprocessingML before the section properties that end the body."""
    word.element.body.insert(len(word.element.body) - 1, parse_xml(xml))


def with_part(data: bytes, name: str, content: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            if entry != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p {W}><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_the_body_is_read_in_its_order(word: WordDocument, saved: Save, lines_of) -> None:
    word.add_heading("Inspection of Ambleford", level=0)
    word.add_heading("Main findings", level=2)
    word.add_paragraph("Visits are made.")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Judgement", "Grade", "Help and\nprotection", "good"], strict=True):
        cell.text = text
    word.add_paragraph("After the table.")
    word.add_paragraph("Write plans sooner.", style="List Bullet")
    assert lines_of(read_docx(saved(word))) == [
        Line("Inspection of Ambleford", HEADING, 1),
        Line("Main findings", HEADING, 2),
        Line("Visits are made."),
        Line("Judgement | Grade", ROW),
        Line("Help and protection | good", ROW),
        Line("After the table."),
        Line("Write plans sooner.", ITEM, 1),
    ]


def test_paragraph_numbers_that_word_makes_are_read(word: WordDocument, saved: Save, texts_of) -> None:
    for text in ("Visits are made.", "Plans are late."):
        word.add_paragraph(text, style="List Number")
    assert texts_of(read_docx(saved(word))) == ["1. Visits are made.", "2. Plans are late."]


def test_a_list_that_goes_on_at_fourteen_says_fourteen(word: WordDocument, saved: Save, texts_of) -> None:
    add(word, paragraph("Visits.", "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='70'/></w:numPr>"))
    add(word, paragraph("Deep.", "<w:numPr><w:ilvl w:val='1'/><w:numId w:val='70'/></w:numPr>"))
    add(word, paragraph("Plans.", "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='70'/></w:numPr>"))
    numbering = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="7">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
        <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2)"/></w:lvl>
        </w:abstractNum><w:num w:numId="70"><w:abstractNumId w:val="7"/>
        <w:lvlOverride w:ilvl="0"><w:startOverride w:val="14"/></w:lvlOverride></w:num></w:numbering>"""
    data = with_part(saved(word), "word/numbering.xml", numbering)
    assert texts_of(read_docx(data)) == ["14. Visits.", "14.i) Deep.", "15. Plans."]


def test_text_boxes_are_read_once_after_their_paragraph(word: WordDocument, saved: Save, texts_of) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    add(
        word,
        f"""<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
        <w:r><w:t>Beside the </w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps">
        <w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>
        </mc:AlternateContent></w:r><w:r><w:t>box</w:t></w:r></w:p>""",
    )
    assert texts_of(read_docx(saved(word))) == ["Beside the box", "In the box"]


def test_content_controls_are_read_through(word: WordDocument, saved: Save, texts_of) -> None:
    add(
        word,
        f"""<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Outer </w:t></w:r><w:sdt><w:sdtContent><w:r>
        <w:t>and inner</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>""",
    )
    assert texts_of(read_docx(saved(word))) == ["Outer and inner"]


def test_insertions_are_kept_and_deletions_are_not(word: WordDocument, saved: Save, texts_of) -> None:
    add(
        word,
        f"""<w:p {W}><w:r><w:t>Practice is </w:t></w:r><w:del><w:r><w:delText>weak</w:delText></w:r></w:del>
        <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>strong</w:t></w:r></w:ins></w:p>""",
    )
    assert texts_of(read_docx(saved(word))) == ["Practice is strong"]


def test_hidden_text_and_field_codes_are_not_read(word: WordDocument, saved: Save, texts_of) -> None:
    add(
        word,
        f"""<w:p {W}><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r>
        <w:instrText>PAGEREF x</w:instrText></w:r>
        <w:r><w:t>co</w:t></w:r><w:r><w:noBreakHyphen/></w:r>
        <w:r><w:t>operate</w:t><w:tab/><w:t>now</w:t></w:r></w:p>""",
    )
    assert texts_of(read_docx(saved(word))) == ["co-operate now"]


def test_notes_and_headers_come_once_after_the_body(word: WordDocument, saved: Save, lines_of) -> None:
    word.sections[0].header.paragraphs[0].text = "Draft for comment"
    word.sections[0].footer.paragraphs[0].text = "Page 1 of 9"
    word.add_paragraph("Body.")
    notes = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="0"><w:p><w:r>
        <w:t>---</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="1"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
    data = with_part(saved(word), "word/footnotes.xml", notes)
    assert lines_of(read_docx(data)) == [Line("Body."), Line("A note.", FOOTNOTE), Line("Draft for comment", FOOTNOTE)]


def test_a_table_that_only_places_its_content_is_no_table(word: WordDocument, saved: Save, lines_of) -> None:
    cell = word.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "First paragraph."
    cell.add_paragraph("Second paragraph.")
    assert lines_of(read_docx(saved(word))) == [Line("First paragraph."), Line("Second paragraph.")]


def test_entities_are_neither_expanded_nor_fetched(word: WordDocument, saved: Save, tmp_path) -> None:
    (tmp_path / "canary").write_text("a secret")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    source = f"""<!DOCTYPE x [<!ENTITY a0 "ha"><!ENTITY c SYSTEM "file://{tmp_path}/canary">{laughs}]>
        <w:document {W}><w:body><w:p><w:r><w:t>Text &a9; &c;</w:t></w:r></w:p></w:body></w:document>"""
    data = with_part(saved(word), "word/document.xml", source)
    try:
        text = " ".join(line.text for line in read_docx(data).pages[0].lines)
    except UnreadableDocumentError:
        text = ""
    assert len(text) < 100
    assert "secret" not in text


def test_a_document_that_unpacks_without_end_is_refused(word: WordDocument, saved: Save) -> None:
    bomb = f"<w:document {W}><w:body>{'<w:p/>' * 8_000_000}</w:body></w:document>"
    with pytest.raises(UnreadableDocumentError, match="unpacks to more than 40 MB"):
        read_docx(with_part(saved(word), "word/document.xml", bomb))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_a_broken_part_makes_a_damaged_document_or_does_not_matter(word: WordDocument, saved: Save, part: str) -> None:
    word.add_paragraph("Body.")
    data = with_part(saved(word), part, "<w:broken")
    if part == "[Content_Types].xml":
        assert read_docx(data).pages[0].lines == (Line("Body."),)
    else:
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            read_docx(data)


def test_a_truncated_document_is_damaged(word: WordDocument, saved: Save) -> None:
    data = saved(word)
    for size in range(0, len(data), 997):
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            read_docx(data[:size])


def test_a_part_that_does_not_unpack_makes_a_damaged_document(word: WordDocument, saved: Save) -> None:
    word.add_paragraph("Plans are written late. " * 50)
    data = saved(word)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("word/document.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        read_docx(data[:start] + b"\xff" * 20 + data[start + 20 :])
