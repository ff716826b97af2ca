"""The Word file from inside: what python-docx does not make is there, and in the form that Word expects."""

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import docx
import pytest

from retriever.exports import Form, Part, Table
from retriever.exports.record import quoted
from retriever.references import reference

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SETTINGS_ORDER = ["characterSpacingControl", "footnotePr", "compat", "rsids"]


@pytest.fixture
def package(export, written) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(written(export, Form.WORD)))


def part(package: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(package.read(name))


def test_every_part_is_well_formed_and_is_named_once(package):
    names = package.namelist()
    assert len(names) == len(set(names))
    for name in names:
        if name.endswith((".xml", ".rels")):
            ET.fromstring(package.read(name))


def test_the_footnotes_are_a_part_that_the_document_knows(package):
    types = package.read("[Content_Types].xml").decode()
    relations = package.read("word/_rels/document.xml.rels").decode()
    assert 'PartName="/word/footnotes.xml"' in types
    assert "wordprocessingml.footnotes+xml" in types
    assert 'Target="footnotes.xml"' in relations


def test_footnotes_count_up_in_the_order_of_the_citations(export, package):
    marks = [mark.get(f"{W}id") for mark in part(package, "word/document.xml").iter(f"{W}footnoteReference")]
    notes = part(package, "word/footnotes.xml").findall(f"{W}footnote")
    separators = [note.get(f"{W}type") for note in notes[:2]]
    assert separators == ["separator", "continuationSeparator"]
    citations = list(dict.fromkeys(item.citation for item in quoted(export.parts)))
    assert marks == [str(citation) for citation in citations]
    assert [note.get(f"{W}id") for note in notes[2:]] == marks


def test_each_footnote_holds_the_full_reference(export, package):
    notes = part(package, "word/footnotes.xml").findall(f"{W}footnote")[2:]
    texts = ["".join(text.text or "" for text in note.iter(f"{W}t")).strip() for note in notes]
    first = {}
    for item in quoted(export.parts):
        first.setdefault(item.citation, reference(item.source))
    for text, expected in zip(texts, first.values(), strict=True):
        assert text.startswith(expected)


def test_what_is_cited_again_refers_to_the_first_footnote(export, package):
    document = part(package, "word/document.xml")
    fields = [(field.text or "").split() for field in document.iter(f"{W}instrText")]
    again = [field[1] for field in fields if field[:1] == ["NOTEREF"]]
    bookmarks = {mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")}
    items = list(quoted(export.parts))
    assert len(again) == len(items) - len({item.citation for item in items}) > 0
    assert set(again) <= bookmarks


def test_word_knows_the_separators_and_reads_the_settings_in_their_order(package):
    settings = part(package, "word/settings.xml")
    names = [child.tag.removeprefix(W) for child in settings]
    assert [name for name in names if name in SETTINGS_ORDER] == SETTINGS_ORDER
    named = settings.find(f"{W}footnotePr").findall(f"{W}footnote")
    assert [one.get(f"{W}id") for one in named] == ["-1", "0"]


def test_every_style_that_is_used_is_there(package):
    styles = {style.get(f"{W}styleId") for style in part(package, "word/styles.xml").iter(f"{W}style")}
    for name in ("word/document.xml", "word/footnotes.xml"):
        root = part(package, name)
        used = {use.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for use in root.iter(f"{W}{tag}")}
        assert used <= styles
        assert used


def test_the_document_speaks_british_english_and_says_what_it_is(export, written, package):
    languages = {one.get(f"{W}val") for one in part(package, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"en-GB"}
    properties = docx.Document(io.BytesIO(written(export, Form.WORD))).core_properties
    assert (properties.title, properties.language) == (export.title, "en-GB")
    assert export.build in properties.comments
    assert "python-docx" not in f"{properties.author}{properties.comments}"


def test_headings_are_real_and_no_level_is_left_out(export, written):
    document = docx.Document(io.BytesIO(written(export, Form.WORD)))
    assert document.paragraphs[0].style.name == "Title"
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert len(levels) == len(export.parts) + 1
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_pages_are_numbered(package):
    fields = {
        field.get(f"{W}instr")
        for name in package.namelist()
        if "footer" in name and name.endswith(".xml")
        for field in part(package, name).iter(f"{W}fldSimple")
    }
    assert fields == {"PAGE", "NUMPAGES"}


def test_a_table_has_a_header_row_that_is_repeated_and_a_name(export, written):
    item = replace(next(quoted(export.parts)), citation=1)
    table = Table("Side by side", ("Authority", "Says"), (("Ayford", item), ("Bex", "")))
    content = written(replace(export, parts=(Part("Compared", (table,)),)), Form.WORD)
    root = part(zipfile.ZipFile(io.BytesIO(content)), "word/document.xml")
    (made,) = root.iter(f"{W}tbl")
    rows = made.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert made.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == "Side by side"
    (read,) = docx.Document(io.BytesIO(content)).tables
    assert [cell.text for cell in read.rows[2].cells] == ["Bex", ""]
    assert item.text in read.rows[1].cells[1].text


def test_a_wide_table_lies_on_a_wide_page(export, written):
    header = tuple("abcdef")
    wide = replace(export, parts=(Part("Wide", (Table("Wide", header, (header,)),)),))
    section = docx.Document(io.BytesIO(written(wide, Form.WORD))).sections[0]
    assert section.page_width > section.page_height


def test_text_from_outside_is_written_as_text(hostile, written):
    content = written(hostile, Form.WORD)
    document = docx.Document(io.BytesIO(content))
    assert document.paragraphs[0].text == hostile.title
    relations = zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()
    assert "External" not in relations
