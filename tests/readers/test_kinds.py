import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import UnreadableDocumentError
from indexer.readers.kinds import tell_kind
from indexer.reading import FileKind

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1><p>Text.</p></body></html>"


def package(*names: str, mimetype: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


WORD = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("report.pdf", b"%PDF-1.7\n...", FileKind.PDF),
        ("report.txt", b"%PDF-1.7\n...", FileKind.PDF),
        ("report", b"\n\n%PDF-1.4 ...", FileKind.PDF),
        ("report.pdf", b"some junk of a mail gateway\n%PDF-1.4 ...", FileKind.PDF),
        ("report.docx", WORD, FileKind.DOCX),
        ("report.txt", WORD, FileKind.DOCX),
        ("page.html", PAGE % (b"News", b"News"), FileKind.HTML),
        ("page.txt", PAGE % (b"News", b"News"), FileKind.HTML),
        ("page.htm", b"<p>Only a fragment</p>", FileKind.HTML),
        ("page.xhtml", b"<?xml version='1.0'?><!-- a --><!-- b --><html xmlns='x'>", FileKind.HTML),
        ("notes.md", b"No heading at all", FileKind.MARKDOWN),
        ("notes.txt", b"# Report\n\nText\n\n## Findings\n\nText", FileKind.MARKDOWN),
        ("notes.txt", b"Report\n\n# 1 in 4 children\nText", FileKind.TEXT),
        ("notes.txt", "Caf\u00e9 meeting".encode("utf-16"), FileKind.TEXT),
        ("notes", b"Plain words", FileKind.TEXT),
        ("notes.txt", b"The header of a PDF is %PDF-1.7, they said", FileKind.TEXT),
    ],
)
def test_the_content_tells_the_kind(name: str, data: bytes, kind: FileKind) -> None:
    assert tell_kind(data, name) is kind


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("report.pdf", b"", "is empty"),
        (
            "report.pdf",
            PAGE % (b"Report not found - Example", b"Report not found"),
            "says \u201cReport not found\u201d, not a PDF",
        ),
        (
            "report.pdf",
            PAGE % (b"Good council", b"Good council"),
            "is a web page, not a PDF. Download the report again",
        ),
        ("report.docx", PAGE % (b"404", b"Oops"), "says \u201c404\u201d, not a Word document"),
        ("report.pdf", b"Just words", "is plain text, not a PDF"),
        ("report.pdf", WORD, "is a Word document, although its name ends in .pdf"),
        ("report.docx", b"%PDF-1.7\n", "is a PDF, although its name ends in .docx"),
        ("report.doc", COMPOUND + "WordDocument".encode("utf-16-le"), "old Word document"),
        ("report.docx", COMPOUND + "WordDocument".encode("utf-16-le"), "old Word document"),
        ("report.docx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        ("table.xls", COMPOUND + "Workbook".encode("utf-16-le"), "spreadsheet"),
        ("table.xlsx", package("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet"),
        ("slides.pptx", package("[Content_Types].xml", "ppt/presentation.xml"), "slide presentation"),
        ("text.odt", package("content.xml", mimetype=b"application/vnd.oasis.opendocument.text"), "OpenDocument"),
        ("all.zip", package("a.pdf"), "zip file"),
        ("report.docx", WORD[: len(WORD) // 2], "breaks off"),
        ("scan.pdf", b"\x89PNG\r\n\x1a\n", "image without text"),
        ("scan.jpg", b"\xff\xd8\xff\xe0", "image without text"),
        ("letter.rtf", b"{\\rtf1 Text}", "Rich Text"),
        ("data.xml", b"<?xml version='1.0'?><data/>", "XML data"),
        ("zeros.txt", b"\0" * 1_000_000, "not readable"),
        ("noise.pdf", bytes(range(256)) * 40, "not readable"),
        ("~$report.docx", b"\x05Name", "temporary file"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        tell_kind(data, name)
    assert reason in caught.value.reason


@given(st.binary(max_size=2000), st.sampled_from(["a.pdf", "a.docx", "a.html", "a.md", "a.txt", "a"]))
def test_any_bytes_have_a_kind_or_a_reason(data: bytes, name: str) -> None:
    try:
        outcome = tell_kind(data, name).value
    except UnreadableDocumentError as error:
        outcome = error.reason
    assert outcome in set(FileKind) or outcome.endswith(".")


@pytest.mark.parametrize("encoding", ["cp500", "koi8-r", "cp866"])
def test_text_in_a_code_that_is_not_known_is_not_read_as_nonsense(encoding: str) -> None:
    words = (
        "Children are seen often. "
        if encoding == "cp500"
        else "\u0434\u0435\u0442\u0438 \u0438 \u0441\u0435\u043c\u044c\u0438 "
    )
    with pytest.raises(UnreadableDocumentError, match="encoding that is not known"):
        tell_kind((words * 20).encode(encoding), "report.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp1250", "latin-1"])
def test_text_with_many_accents_is_text(encoding: str) -> None:
    words = (
        "\u017c\u00f3\u0142w \u0107ma \u015bpi "
        if encoding == "cp1250"
        else "les \u00e9l\u00e8ves re\u00e7us \u00e0 c\u00f4t\u00e9 "
    )
    assert tell_kind((words * 50).encode(encoding), "report.txt") is FileKind.TEXT


@pytest.mark.parametrize("start", ["<style>p{}</style>", "<script>a()</script>", "<iframe src='x'></iframe>"])
def test_a_page_that_begins_with_its_styles_is_a_page(start: str) -> None:
    assert tell_kind(f"{start}<p>Children are seen often.</p>".encode(), "page.html") is FileKind.HTML
