"""Files made to hang, to eat memory or to reach out, each small: what a reader must survive by its limits."""

import io
import zipfile
import zlib

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="text/xml"/></Types>'
)
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
_WORD_END = "</w:body></w:document>"


def reaching_files(canary: str, address: str) -> dict[str, bytes]:
    """Name to content of files that would read the file `canary` and ask at `address`, which none may."""
    reaching = f'<!DOCTYPE x [<!ENTITY c SYSTEM "file://{canary}"><!ENTITY n SYSTEM "{address}">]>'
    return {
        "reaching out.docx": _docx(
            f"{reaching}{_WORD}<w:p><w:r><w:t>&c;&n;</w:t></w:r></w:p>{_WORD_END}",
            {"word/_rels/document.xml.rels": f'<Relationships><Relationship Target="{address}"/></Relationships>'},
        ),
        "reaching out.html": (
            f"<html><base href='{address}'><link rel=stylesheet href='{address}/s'><body><img src='{address}/i'>"
            f"<iframe src='file://{canary}'></iframe><script src='{address}'></script><p>Nothing to see here.</html>"
        ).encode(),
    }


def harmful_files() -> dict[str, bytes]:
    """Name to content."""
    million = "".join("<w:p/>" for _ in range(1_000_000))
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>{_WORD}<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>{_WORD_END}'
    return {
        "pages that share one endless drawing.pdf": _pages(200, b"BT /F 12 Tf " + b"(a) Tj " * 150_000 + b"ET"),
        "one page of a million steps.pdf": _pages(1, b"q 1 0 0 1 0 0 cm Q " * 1_000_000),
        "a drawing of drawings.pdf": _nested_forms(30),
        "a stream of a gigabyte.pdf": _pages(1, None),
        "ten thousand pages.pdf": _pages(10_000, b"BT /F 12 Tf 72 700 Td (A page among many.) Tj ET"),
        "a tree of pages that is its own branch.pdf": _pdf(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"]
        ),
        "open arrays.pdf": b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000,
        "open dictionaries.pdf": b"%PDF-1.7\n1 0 obj\n" + b"<</A" * 100_000,
        "a million objects.pdf": b"%PDF-1.7\n" + b"1 0 obj<</Type/Page>>endobj " * 300_000,
        "objects without end.pdf": b"%PDF-1.7\n" + b"1 0 obj " * 500_000,
        "only a head.pdf": b"%PDF-1.7\n",
        "three million paragraphs.docx": _docx(f"{_WORD}{million}{million}{million}{_WORD_END}"),
        "a text of forty megabytes.docx": _docx(
            f"{_WORD}<w:p><w:r><w:t>{'a ' * 19_000_000}</w:t></w:r></w:p>{_WORD_END}"
        ),
        "laughs.docx": _docx(laughs),
        "tables in tables.docx": _docx(
            f"{_WORD}{'<w:tbl><w:tr><w:tc>' * 3_000}{'</w:tc></w:tr></w:tbl>' * 3_000}{_WORD_END}"
        ),
        "a zip of a gigabyte.docx": _docx(_WORD, {"word/styles.xml": bytes(200_000_000)}),
        "flat.html": b"<html><body>" + b"<p>a" * 2_400_000,
        "deep.html": b"<html><body>" + b"<div>" * 200_000 + b"deep",
        "wide table.html": b"<html><body><table>" + b"<tr><td>a" * 500_000,
        "tables in tables.html": b"<html><body>" + b"<table><tr><td>" * 20_000 + b"deep",
        "one line.txt": b"a" * 19_000_000,
        "words.txt": b"word " * 3_900_000,
        "brackets.md": b"[" * 400_000 + b"](" * 400_000,
        "quotes.md": b"> " * 400_000,
        "numbers.txt": b"1.\n" * 2_000_000,
        "marks.txt": ("e" + "\u0301" * 10_000 + " ").encode() * 400,
        "zeros.txt": bytes(5_000_000),
    }


def endless_file(number: int) -> bytes:
    """A PDF of some ten kilobytes over which a reader sits for a minute and more; each number gives another."""
    return _pages(60, b"BT /F 12 Tf " + b"1 0 0 1 72 %d Tm (ab) Tj " % (100 + number) * 40_000 + b"ET")


def _pdf(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + head + rows + trailer


def _packed(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


def _pages(count: int, drawing: bytes | None) -> bytes:
    """Pages that share one drawing; None is spaces that unpack to a gigabyte, packed twice."""
    if drawing is None:
        packer = zlib.compressobj(9)
        once = b"".join(packer.compress(b" " * 1_000_000) for _ in range(1_000)) + packer.flush()
        twice = zlib.compress(once, 9)
        stream = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice)
    else:
        stream = _packed(drawing)
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>>"
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, _FONT, stream, *[page] * count])


def _nested_forms(levels: int) -> bytes:
    """A drawing that draws the next one twice, and so on: two to the power of the levels."""
    forms = [
        _packed(
            b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (5 + level)
        )
        for level in range(levels)
    ]
    last = _packed(b"BT (a) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Contents %d 0 R>>" % (
        5 + levels
    )
    tree = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, page, *forms, last, _packed(b"/X Do")])


def _docx(document: str, others: dict[str, str | bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("word/document.xml", document)
        for name, content in (others or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()
