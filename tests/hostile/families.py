# ruff: noqa: E501 -- a table of files, one a line
"""Files of many families that a folder of reports may hold by malice or mischance, each small: what no reader expects."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from tests.hostile.hand_made import _FONT, _TYPES, _WORD, _WORD_END, _docx, _packed, _pdf

Make = Callable[[], bytes]

_TREE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
_ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
_SAID = b"BT /F 12 Tf 72 700 Td (Children are seen often and their views are heard.) Tj ET"


def families() -> Iterator[tuple[str, Make]]:
    """Name and content, made when it is wanted."""
    yield from {**_pdfs(), **_word_files(), **_web_pages(), **_texts(), **_others()}.items()


def _page(
    content: bytes = _SAID,
    *,
    entries: bytes = b"",
    resources: bytes = b"",
    font: bytes = _FONT,
    box: bytes = b"[0 0 600 800]",
    more: tuple[bytes, ...] = (),
    tree: bytes = _TREE,
    root: bytes = _ROOT,
) -> bytes:
    """A PDF of one page: 1 the root, 2 the tree, 3 the page, 4 its drawing, 5 its font, then what else is given."""
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>%s>>"
        % (box, resources, entries)
    )  # fmt: skip
    return _pdf([root, tree, page, _packed(content), font, *more])


def _pdfs() -> dict[str, Make]:
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <ffffffff> "
        b"endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange endcmap end"
    )
    named = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[7 0 R]>>"
    descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<<>>/W[0 4294967295 500]/DW 1000>>"
    type3 = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 0/LastChar 255"
        b"/Widths[%s]/Encoding<</Differences[0/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>"
    ) % (b"1 " * 256)
    tiling = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .001/YStep .001/Resources<<>>"
    shading = b"<</PatternType 2/Shading<</ShadingType 1/ColorSpace/DeviceGray/Domain[0 1e9 0 1e9]/Function 7 0 R>>>>"
    image = b"/Type/XObject/Subtype/Image/Width 65000/Height 65000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    painted = b"/Pattern cs /P scn 0 0 600 800 re f " + _SAID
    return {
        "a font that names four thousand million letters.pdf": lambda: _page(
            font=named, more=(_packed(to_unicode), descendant)
        ),
        "a letter that draws itself.pdf": lambda: _page(
            b"BT /F 12 Tf (\\000) Tj ET", font=type3, more=(_packed(b"1 0 d0 BT /F 1 Tf (\\000) Tj ET"),)
        ),
        "a font of a million differences.pdf": lambda: _page(
            font=b"<</Type/Font/Subtype/Type1/BaseFont/A/Encoding<</Differences[%s]>>>>" % (b"65/a " * 500_000)
        ),
        "tiles of a thousandth.pdf": lambda: _page(
            painted, resources=b"/Pattern<</P 6 0 R>>", more=(_packed(b"0 0 1 1 re f", tiling),)
        ),
        "a shade of a thousand million.pdf": lambda: _page(
            painted,
            resources=b"/Pattern<</P 6 0 R>>",
            more=(shading, b"<</FunctionType 2/N 1/Domain[0 1]/C0[0]/C1[1]>>"),
        ),
        "a picture of four thousand million points.pdf": lambda: _page(
            b"q 600 0 0 800 0 0 cm /I Do Q " + _SAID,
            resources=b"/XObject<</I 6 0 R>>",
            more=(_packed(b"\0" * 100_000, image),),
        ),
        "a clear group in a group.pdf": lambda: _page(
            b"/X Do " + _SAID,
            resources=b"/XObject<</X 6 0 R>>",
            more=(
                _packed(
                    b"/X Do",
                    b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency>>"
                    b"/Resources<</XObject<</X 6 0 R>>>>",
                ),
            ),
        ),
        "states in states.pdf": lambda: _page(b"q " * 500_000 + _SAID),
        "arrays in arrays of a drawing.pdf": lambda: _page(b"[" * 100_000 + _SAID),
        "a picture in the line without end.pdf": lambda: _page(_SAID + b" BI /W 9 /H 9 ID " + b"E " * 400_000),
        "a drawing in a million parts.pdf": lambda: _page().replace(
            b"/Contents 4 0 R", b"/Contents[%s]" % (b"4 0 R " * 300_000)
        ),
        "filters on filters.pdf": lambda: _page().replace(
            b"/Filter/FlateDecode", b"/Filter[%s/FlateDecode]" % (b"/ASCIIHexDecode" * 20_000)
        ),
        "a run of bytes.pdf": lambda: _page().replace(
            _packed(_SAID),
            b"<</Length 2000000/Filter[/RunLengthDecode/RunLengthDecode]>>stream\n"
            + b"\x81\x81" * 1_000_000
            + b"\nendstream",
        ),
        "a page without bounds.pdf": lambda: _page(box=b"[-1e38 -1e38 1e38 1e38]"),
        "a page of no size.pdf": lambda: _page(box=b"[0 0 0 0]"),
        "a page whose box is words.pdf": lambda: _page(box=b"[/a (b) null true]"),
        "minus one page.pdf": lambda: _page(tree=b"<</Type/Pages/Count -1/Kids[3 0 R]>>"),
        "two thousand million pages.pdf": lambda: _page(tree=b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>"),
        "one page a hundred thousand times.pdf": lambda: _page(
            tree=b"<</Type/Pages/Count 100000/Kids[%s]>>" % (b"3 0 R " * 100_000)
        ),
        "branches a hundred thousand deep.pdf": lambda: _pdf(
            [_ROOT, *(b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % number for number in range(3, 50_003)), _FONT]
        ),
        "a page that is its own parent.pdf": lambda: _page().replace(b"/Parent 2 0 R", b"/Parent 3 0 R"),
        "resources in resources.pdf": lambda: _page(entries=b"/Resources" + b"<</Font<</F" * 50_000),
        "tables that follow each other round.pdf": lambda: _page().replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 9"),
        "ten thousand changes.pdf": lambda: _page() + b"\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n%%EOF" * 10_000,
        "rubbish before the head.pdf": lambda: b"\0rubbish\n" * 500 + _page(),
        "no end.pdf": lambda: _page().partition(b"xref")[0],
        "places that are all wrong.pdf": lambda: _page().replace(b"00000 n", b"00001 n"),
        "labels without end.pdf": lambda: _page(
            root=b"<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/r/St 1999999999>>]>>>>"
        ),
        "an outline that goes round.pdf": lambda: _page(
            root=b"<</Type/Catalog/Pages 2 0 R/Outlines<</First 6 0 R/Last 6 0 R/Count 9>>>>",
            more=(b"<</Title(a)/Next 6 0 R/First 6 0 R/Dest[3 0 R/Fit]>>",),
        ),
        "a form that is filled in by a script.pdf": lambda: _page(
            root=b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AcroForm<</XFA(x)>>>>"
        ),
        "a password to open.pdf": lambda: _locked("secret", 128),
        "a password of the owner.pdf": lambda: _locked("", 40),
        "words in all widths.pdf": lambda: _page(b"BT /F 1e30 Tf 1e30 Tz 1e30 Tc (Words without measure.) Tj ET"),
        "a hundred thousand little words.pdf": lambda: _page(
            b"BT /F 1 Tf " + b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (n % 599, n // 599) for n in range(100_000)) + b"ET"
        ),
    }


def _locked(password: str, strength: int) -> bytes:
    buffer = io.BytesIO()
    drawing = canvas.Canvas(buffer, encrypt=StandardEncryption(password, ownerPassword="o", strength=strength))
    drawing.drawString(72, 700, "Children are seen often and their views are heard.")
    drawing.save()
    return buffer.getvalue()


def _word(body: str, others: dict[str, str | bytes] | None = None) -> bytes:
    return _docx(f"{_WORD}{body}{_WORD_END}", others)


def _said(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _numbered(form: str, start: str) -> bytes:
    words = '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    levels = f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = f'{words}<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    item = _said("Plans are late.", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    return _word(item * 500, {"word/numbering.xml": numbering})


def _word_files() -> dict[str, Make]:
    said = _said("Children are seen often and their views are heard.")
    plain = _word(said)
    styles = '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:styles>'
    style = '<w:style w:type="paragraph" w:styleId="s{0}"><w:name w:val="s{0}"/><w:basedOn w:val="s{1}"/></w:style>'
    bomb = _zipped({"word/document.xml": zlib.compress(bytes(50_000_000), 9)})
    return {
        **{f"numbers in {form} from {start}.docx": lambda form=form, start=start: _numbered(form, start)
           for form in ("decimal", "lowerRoman", "upperLetter") for start in ("2147483647", "-5", "x")},
        "styles that stand on each other.docx": lambda: _word(
            _said("Plans are late.", '<w:pStyle w:val="s0"/>'),
            {"word/styles.xml": styles.format(style.format(0, 1) + style.format(1, 0))},
        ),
        "a hundred thousand styles.docx": lambda: _word(
            _said("Plans are late.", '<w:pStyle w:val="s9"/>') * 2_000,
            {"word/styles.xml": styles.format("".join(style.format(n, n + 1) for n in range(100_000)))},
        ),
        "controls in controls.docx": lambda: _word("<w:sdt><w:sdtContent>" * 200 + said + "</w:sdtContent></w:sdt>" * 200),
        "runs in runs.docx": lambda: _word("<w:p>" + "<w:ins>" * 5_000 + "</w:ins>" * 5_000 + "</w:p>"),
        "boxes in boxes.docx": lambda: _word(
            "<w:p><w:r><w:txbxContent>" * 60 + said + "</w:txbxContent></w:r></w:p>" * 60
        ),
        "an attribute of ten megabytes.docx": lambda: _word(f'<w:p w:x="{"a" * 9_900_000}"/>{said}'),
        "a row of a hundred thousand cells.docx": lambda: _word(
            "<w:tbl><w:tr>" + f"<w:tc>{_said('a')}</w:tc>" * 100_000 + "</w:tr></w:tbl>"
        ),
        "two documents in one.docx": lambda: _twice(plain),
        "names that lead out.docx": lambda: _docx(f"{_WORD}{said}{_WORD_END}", {"../../../tmp/out": b"x", "/etc/x": b"y"}),
        "a main part that is not there.docx": lambda: _zipped({"[Content_Types].xml": _TYPES.encode(), "_rels/.rels": (
            b'<Relationships><Relationship Type="x/officeDocument" Target="../../etc/passwd"/></Relationships>')}),
        "a main part that is itself.docx": lambda: _docx(said, {"_rels/.rels": (
            b'<Relationships><Relationship Type="x/officeDocument" Target="_rels/.rels"/></Relationships>')}),
        "six thousand parts.docx": lambda: _docx(f"{_WORD}{said}{_WORD_END}", {f"word/{n}.xml": b"x" for n in range(6_000)}),
        "an archive in an archive.docx": lambda: _zipped({"word/document.xml": _zipped({"word/document.xml": plain})}),
        "a bomb in an archive.docx": lambda: bomb,
        "packed another way.docx": lambda: _zipped({"word/document.xml": f"{_WORD}{said}{_WORD_END}".encode()}, zipfile.ZIP_LZMA),
        "a wrong sum.docx": lambda: plain.replace(struct.pack("<I", zlib.crc32(f"{_WORD}{said}{_WORD_END}".encode())), b"abcd"),
        "the place of its list beyond the end.docx": lambda: plain[:-6] + struct.pack("<I", 2**31) + b"\0\0",
        "in sixteen bits.docx": lambda: _docx(f'<?xml version="1.0" encoding="UTF-16"?>{_WORD}{said}{_WORD_END}'.encode("utf-16")),  # type: ignore[arg-type]
        "in a code that nobody knows.docx": lambda: _docx(f'<?xml version="1.0" encoding="x-own"?>{_WORD}{said}{_WORD_END}'),
        "said to be in seven bits.docx": lambda: _docx(f'<?xml version="1.0" encoding="UTF-7"?>{_WORD}+ADw-w:p+AD4-{_WORD_END}'),
        "entities in attributes.docx": lambda: _docx(
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
            f'<!ATTLIST w:p x CDATA "&c;&c;&c;&c;&c;&c;&c;&c;">]>{_WORD}{"<w:p/>" * 50_000}{said}{_WORD_END}'
        ),
        "a table of numbers.xlsx": lambda: _zipped({"[Content_Types].xml": _TYPES.encode(), "xl/workbook.xml": b"<workbook/>"}),
        "a table of numbers.docx": lambda: _zipped({"[Content_Types].xml": _TYPES.encode(), "xl/workbook.xml": b"<workbook/>"}),
        "slides.pptx": lambda: _zipped({"[Content_Types].xml": _TYPES.encode(), "ppt/presentation.xml": b"<p/>"}),
        "open text.odt": lambda: _zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        "an old one.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
        "an old one.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
        "a locked one.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 50,
    }  # fmt: skip


def _twice(archive: bytes) -> bytes:
    """Two parts of one name, of which readers take the one or the other."""
    buffer = io.BytesIO(archive)
    with zipfile.ZipFile(buffer, "a") as again, warnings.catch_warnings(action="ignore"):
        again.writestr("word/document.xml", f"{_WORD}{_said('Another text in the same place.')}{_WORD_END}")
    return buffer.getvalue()


def _web_pages() -> dict[str, Make]:
    said = b"<p>Children are seen often and their views are heard.</p>"
    return {
        "a hundred megabytes.html": lambda: b"<html><body>" + said * 1_900_000,
        "an attribute of nine megabytes.html": lambda: b"<html><body><p title='" + b"a" * 9_000_000 + b"'>" + said,
        "a million entities.html": lambda: b"<html><body><p>" + b"&eacute;" * 1_000_000 + said,
        "half entities.html": lambda: b"<html><body><p>" + b"&#x" * 1_000_000 + b"&#99999999999;" * 100_000 + said,
        "a comment without end.html": lambda: b"<html><body>" + said + b"<!--" * 1_000_000,
        "a mark without end.html": lambda: b"<html><body>" + said + b"<a " * 1_000_000,
        "the rest is plain.html": lambda: b"<html><body>" + said + b"<plaintext>" + b"<p>" * 100_000,
        "zeros between.html": lambda: b"<html><body>" + said.replace(b"e", b"e\0"),
        "in sixteen bits without a mark.html": lambda: (b"<html><body>" + said).decode().encode("utf-16-le"),
        "in sixteen bits, said to be eight.html": lambda: b"\xff\xfe" + (b"<meta charset=utf-8>" + said).decode().encode("utf-16-le"),
        "in a code that nobody knows.html": lambda: b"<html><meta charset=x-own><body>" + said,
        "said to be in seven bits.html": lambda: b"<html><meta charset=utf-7><body>+ADw-p+AD4-" + said,
        "codes of programs.html": lambda: b"<html><meta charset=rot13><body>" + said + b"<meta charset=zlib>",
        "a list from a thousand million.html": lambda: b"<ol start=999999>" + b"<li>a" * 100_000,
        "a cell over a million columns.html": lambda: b"<table><tr><td colspan=1000000 rowspan=1000000>" + said,
        "styles that ask for much.html": lambda: (
            b"<style>" + b"a b c d e f g h{display:none}" * 20_000 + b"</style><body>" + b"<h>" * 30_000 + said
        ),
        "styles of one long name.html": lambda: b"<style>." + b"\\2e" * 300_000 + b"{}</style>" + said,
        "a script of many marks.html": lambda: b"<script>" + b"</scrip" * 500_000 + b"</script>" + said,
        "frames in frames.html": lambda: b"<iframe srcdoc='" * 5_000 + said,
        "bold in italic.html": lambda: b"<html><body>" + b"<b><i>" * 50_000 + b"a" + b"</b></i>" * 50_000 + said,
        "an archive of a page.html": lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>" + said,
        "linked data in linked data.html": lambda: (
            b"<script type='application/ld+json'>" + b"[" * 200_000 + b"</script><body>" + said
        ),
        "a page in XML.html": lambda: (
            b"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a 'b'>]><html xmlns='http://www.w3.org/1999/xhtml'><body>" + said
        ),
    }  # fmt: skip


def _texts() -> dict[str, Make]:
    said = "Children are seen often and their views are heard. Ŵyl, żółć, naïve.\n"
    return {
        "sixteen bits without a mark.txt": lambda: (said * 50).encode("utf-16-le"),
        "sixteen bits turned round without a mark.txt": lambda: (said * 50).encode("utf-16-be"),
        "thirty-two bits.txt": lambda: (said * 50).encode("utf-32"),
        "sixteen bits and one.txt": lambda: b"\xff\xfe" + (said * 50).encode("utf-16-le") + b"x",
        "a mark and nothing.txt": lambda: b"\xef\xbb\xbf",
        "of a large machine.txt": lambda: "Children are seen often. ".encode("cp500") * 50,
        "half of a pair.txt": lambda: (said * 5).encode() + b"\xed\xa0\x80" * 1_000,
        "all bytes.txt": lambda: bytes(range(256)) * 4_000,
        "returns alone.txt": lambda: (said * 50).replace("\n", "\r").encode(),
        "form feeds.txt": lambda: b"\f" * 1_000_000 + said.encode(),
        "colours of a terminal.txt": lambda: b"\x1b[31mChildren are seen often.\x1b[0m \x1b]0;title\x07" * 500,
        "one word.txt": lambda: b"children" * 2_000_000,
        "lines of nothing.txt": lambda: b"\n" * 15_000_000,
        "spaces.txt": lambda: b" " * 15_000_000 + said.encode(),
        "tabs.md": lambda: b"\t" * 2_000_000 + said.encode(),
        "turned round.txt": lambda: ("\u202e" + said + "\u2066" * 5_000).encode() * 20,
        "no width.txt": lambda: "\u200b".join(said * 2_000).encode(),
        "of everybody's own.txt": lambda: "".join(map(chr, range(0xE000, 0xF8FF))).encode() * 5,
        "stars.md": lambda: b"*a **b " * 200_000,
        "underscores.md": lambda: b"_" * 1_000_000 + said.encode(),
        "ticks.md": lambda: b"".join(b"`" * (n % 400) + b"a" for n in range(8_000)),
        "a table of columns.md": lambda: b"|" + b"a|" * 200_000 + b"\n|" + b"-|" * 200_000 + b"\n" + said.encode(),
        "lists in lists.md": lambda: "".join(f"{' ' * n}- a\n" for n in range(2_000)).encode(),
        "links in links.md": lambda: b"[a](" * 200_000 + b"![b][" * 200_000,
        "references.md": lambda: b"[a]: <b\n" * 200_000,
        "marks of HTML.md": lambda: b"<a href='" * 300_000 + said.encode(),
        "numbers of paragraphs.txt": lambda: "".join(f"{n}.{n}.{n} a\n" for n in range(60_000)).encode(),
        "headings.md": lambda: b"# a\n" * 80_000,
        "sentences.txt": lambda: b"A. " * 1_000_000,
        "quotations.txt": lambda: "“”‘’".encode() * 500_000,
        "ninety thousand lines.txt": lambda: b"Children are seen often and heard.\n\n" * 45_000,
    }


def _others() -> dict[str, Make]:
    png = b"\x89PNG\r\n\x1a\n" + bytes(500)
    script = b"#!/bin/sh\ntouch /tmp/hostile-file-was-run\n"
    both = _zipped({"word/document.xml": f"{_WORD}{_said('Two things at once.')}{_WORD_END}".encode()})
    return {
        "nothing.pdf": lambda: b"",
        "nothing.docx": lambda: b"",
        "nothing.html": lambda: b"",
        "nothing.txt": lambda: b"",
        "a picture.pdf": lambda: png,
        "a picture.docx": lambda: png,
        "a picture.txt": lambda: png,
        "a program.pdf": lambda: b"\x7fELF" + bytes(5_000),
        "a script.txt": lambda: script,
        "a page that is no PDF.pdf": lambda: b"<html><body><h1>404</h1><p>The report was moved to another place.</p>",
        "a PDF that is said to be text.txt": _page,
        "a PDF that is said to be a page.html": _page,
        "Word that is said to be a PDF.pdf": lambda: _word(_said("Children are seen often.")),
        "both a PDF and Word.pdf": lambda: _page() + both,
        "both Word and a PDF.docx": lambda: both + _page(),
        "both a page and a PDF.html": lambda: b"<html><!--" + _page() + b"--><p>Children are seen often.</p>",
        "an archive.zip": lambda: _zipped({"report.pdf": _page()}),
        "an archive.pdf": lambda: _zipped({"report.pdf": _page()}),
        "packed.pdf": lambda: zlib.compress(_page()),
        "packed by gzip.txt": lambda: b"\x1f\x8b\x08" + bytes(7) + zlib.compress(b"a" * 100_000)[2:-4],
        "a letter.rtf": lambda: b"{\\rtf1 " + b"{" * 100_000 + b"Children are seen often.}",
        "a letter.eml": lambda: b"From: a@example.invalid\nSubject: Report\n\nChildren are seen often.\n",
        "settings.json": lambda: b'{"a": ' * 50_000,
        "a picture.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><text>Children are seen often.</text></svg>",
        "no ending": lambda: b"Children are seen often and their views are heard.\n",
    }
