"""What a file is, told by its content.

A name that ends in .pdf or .docx is a promise that the content must keep: a web page saved under such a name
is nearly always a failed download, and is skipped rather than indexed. Any other name promises nothing.
"""

import io
import re
import zipfile
import zlib
from html import unescape
from pathlib import PurePath

from indexer.errors import UnreadableDocumentError
from indexer.readers.encodings import decode_text, looks_binary, looks_foreign
from indexer.reading import FileKind

_HEAD_BYTES = 4096
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?>(?:<!--.{0,2000}?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(r"<[a-z][a-z0-9]{0,15}(?:\s[^>]{0,300})?/?>", re.IGNORECASE)
_XML_START = re.compile(r"\s*<\?xml\b")
_ATX_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_ERROR_PAGE = re.compile(
    r"not found|no longer available|access (?:is )?denied|forbidden|unauthori[sz]ed|bad gateway|service unavailable|"
    r"server error|error \d{3}|\b40[0-9]\b|\b50[0-9]\b|page unavailable|sign in|log ?in",
    re.IGNORECASE,
)
_TITLES = re.compile(r"<(h1|title)\b[^>]*>(.{1,400}?)</\1", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")

_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"\x00\x00\x01\x00", b"8BPS")
_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_NAMES = {
    FileKind.PDF: "a PDF",
    FileKind.DOCX: "a Word document",
    FileKind.HTML: "a web page",
    FileKind.MARKDOWN: "plain text",
    FileKind.TEXT: "plain text",
}
_PROMISES = {".pdf": FileKind.PDF, ".docx": FileKind.DOCX, ".docm": FileKind.DOCX}


def tell_kind(data: bytes, name: str) -> FileKind:
    """The kind of a file that can be read. Raises UnreadableDocumentError for all others, with the reason."""
    if not data:
        raise UnreadableDocumentError("This file is empty. Download or save it again.")
    if name.startswith("~$"):
        raise UnreadableDocumentError("This is a temporary file that Word leaves beside an open document.")
    suffix = PurePath(name).suffix.lower()
    promised = _PROMISES.get(suffix)
    kind = _kind_of(data, suffix)
    if promised is not None and kind is not promised:
        raise UnreadableDocumentError(_broken_promise(data, kind, promised, suffix))
    return kind


def _kind_of(data: bytes, suffix: str) -> FileKind:
    head = data[:_HEAD_BYTES]
    if _is_pdf(data, suffix):
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04") or (suffix == ".docx" and head.startswith(b"PK")):
        return _kind_of_zip(data)
    foreign = _reason_foreign(data, head)
    if foreign:
        raise UnreadableDocumentError(foreign)
    return _kind_of_text(data, suffix)


def _is_pdf(data: bytes, suffix: str) -> bool:
    if data[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-"):
        return True
    if suffix != ".pdf":
        return False
    return b"%PDF-" in data[:1024] or (b" obj" in data and (b"startxref" in data or b"endobj" in data))


def _kind_of_zip(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind_entry = archive.read("mimetype")[:100] if "mimetype" in names and len(names) < 10_000 else b""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableDocumentError(
            "This file is damaged: it begins like a Word document or a zip file but breaks off. Download it again."
        ) from None
    if "[Content_Types].xml" in names and any(re.fullmatch(r"word/document\d*\.xml", entry) for entry in names):
        return FileKind.DOCX
    if any(entry.startswith("xl/") for entry in names) or b"opendocument.spreadsheet" in kind_entry:
        raise UnreadableDocumentError(
            "This file is a spreadsheet. Save the part to be searched as PDF or as a Word document."
        )
    if any(entry.startswith("ppt/") for entry in names):
        raise UnreadableDocumentError("This file is a slide presentation. Save it as PDF.")
    if b"opendocument" in kind_entry:
        raise UnreadableDocumentError(
            "This file is an OpenDocument file. Save it as PDF or as a Word document (.docx)."
        )
    if b"epub" in kind_entry:
        raise UnreadableDocumentError("This file is an electronic book. Save it as PDF.")
    raise UnreadableDocumentError(
        "This file is a zip file. Unpack it and put the documents inside into the corpus folder."
    )


def _reason_foreign(data: bytes, head: bytes) -> str | None:
    if head.startswith(_COMPOUND_FILE):
        return _reason_compound(data)
    if head.startswith(b"{\\rtf"):
        return "This file is in Rich Text Format. Save it as PDF or as a Word document (.docx)."
    if head.startswith(b"%!PS"):
        return "This file is PostScript for a printer. Save it as PDF."
    if head.startswith(_IMAGES) or head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif") or head[8:12] == b"WEBP":
        return "This file is an image without text. Run text recognition (OCR) on it and save the result as PDF."
    if head.startswith(_ARCHIVES):
        return "This file is a compressed archive. Unpack it and put the documents inside into the corpus folder."
    if head.startswith(_PROGRAMS):
        return "This file is a program, not a document."
    if head.startswith(b"SQLite format 3"):
        return "This file is a database, not a document."
    return None


def _reason_compound(data: bytes) -> str:
    """Old Office files share one container; the names of the streams inside tell them apart."""
    streams = {
        "EncryptedPackage": "This file is password-protected. Save a copy without a password.",
        "WordDocument": "This file is an old Word document (.doc). Save it as .docx or PDF.",
        "Workbook": "This file is a spreadsheet. Save the part to be searched as PDF or as a Word document.",
        "PowerPoint Document": "This file is a slide presentation. Save it as PDF.",
        "__substg1.0_": "This file is an e-mail. Save its text or its attachment as a document.",
    }
    for stream, reason in streams.items():
        if stream.encode("utf-16-le") in data:
            return reason
    return "This file is an old Office file. Save it as .docx or PDF."


def _kind_of_text(data: bytes, suffix: str) -> FileKind:
    if looks_binary(data):
        raise UnreadableDocumentError("This file is neither PDF, Word, web page nor text: its content is not readable.")
    if looks_foreign(data):
        raise UnreadableDocumentError(
            "This text is in an encoding that is not known here, and would be read as nonsense. Save it as UTF-8."
        )
    head = decode_text(data[:_HEAD_BYTES])
    if _HTML_START.match(head) or (suffix in (".html", ".htm", ".xhtml") and _HTML_TAG.search(head)):
        return FileKind.HTML
    if _XML_START.match(head):
        if re.search(r"<(?:\w+:)?html\b", head, re.IGNORECASE):
            return FileKind.HTML
        raise UnreadableDocumentError("This file is XML data, not a document. Save the document as PDF.")
    if suffix in (".md", ".markdown") or len(_ATX_HEADING.findall(decode_text(data[:200_000]))) >= 2:
        return FileKind.MARKDOWN
    return FileKind.TEXT


def _broken_promise(data: bytes, kind: FileKind, promised: FileKind, suffix: str) -> str:
    if kind is FileKind.HTML:
        message = _error_page_title(decode_text(data[:200_000]))
        says = f" that says \u201c{message}\u201d" if message else ""
        return f"This file is a web page{says}, not {_NAMES[promised]}. Download the report again."
    if kind in (FileKind.PDF, FileKind.DOCX):
        return f"This file is {_NAMES[kind]}, although its name ends in {suffix}. Rename it to end in .{kind.value}."
    return f"This file is plain text, not {_NAMES[promised]}. Download the report again, or rename it to end in .txt."


def _error_page_title(text: str) -> str | None:
    """The heading of an error page ("Report not found"), else None. A page's own heading goes before its title."""
    titles = {tag.lower(): " ".join(unescape(_MARKUP.sub(" ", title)).split()) for tag, title in _TITLES.findall(text)}
    for title in (titles.get("h1", ""), titles.get("title", "")):
        if _ERROR_PAGE.search(title):
            return title[:80]
    return None
