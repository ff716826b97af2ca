import random
import zlib
from collections.abc import Sequence

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from indexer.errors import UnreadableDocumentError
from indexer.readers.garble import is_garbled
from indexer.readers.pdf import PdfLimits, read_pdf
from indexer.reading import FileKind

REPORT = [
    "Inspection of Ambleford\nSocial workers visit children.",
    "2. Plans are written late.",
    "3. Managers know this.",
]


def assembled(objects: Sequence[bytes]) -> bytes:
    """A PDF of these numbered objects, the first of which is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        body
        + head
        + table
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


def with_contents(*contents: bytes, resources: bytes = b"/Font<</F 3 0 R>>") -> bytes:
    """A PDF of one page for each content stream, set in Helvetica."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    image = stream(b"\0" * 4, b"/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8")
    pages, numbers = [], []
    for content in contents:
        number = 5 + len(pages)
        pages += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<<%s>>/Contents %d 0 R>>"
            % (resources, number + 1),
            stream(content),
        ]
        numbers.append(b"%d 0 R" % number)
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), b" ".join(numbers))
    return assembled([b"<</Type/Catalog/Pages 2 0 R>>", tree, font, image, *pages])


def shows(text: bytes) -> bytes:
    return b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % text


def test_pages_come_in_order_with_their_lines(make_pdf) -> None:
    reading = read_pdf(make_pdf(REPORT))
    assert (reading.kind, reading.problems) == (FileKind.PDF, ())
    assert ["\n".join(line.text for line in page.lines if line.text) for page in reading.pages] == REPORT
    assert [page.number for page in reading.pages] == [1, 2, 3]


def test_a_pdf_that_opens_without_a_password_is_read(make_pdf, texts_of) -> None:
    owner_only = StandardEncryption("", ownerPassword="owner", canCopy=0, strength=128)
    assert "Social workers visit children." in texts_of(read_pdf(make_pdf(REPORT, encrypt=owner_only)))


@pytest.mark.parametrize("strength", [40, 128])
def test_a_pdf_that_needs_a_password_says_so(make_pdf, strength: int) -> None:
    locked = StandardEncryption("secret", strength=strength)
    with pytest.raises(UnreadableDocumentError, match="password-protected"):
        read_pdf(make_pdf(REPORT, encrypt=locked))


def test_a_scan_has_no_text_layer() -> None:
    scan = with_contents(b"q 500 0 0 700 50 50 cm /I Do Q", resources=b"/XObject<</I 4 0 R>>")
    with pytest.raises(UnreadableDocumentError, match="no text layer: it is probably a scan"):
        read_pdf(scan)


def test_pages_without_text_among_others_are_named(make_pdf) -> None:
    reading = read_pdf(make_pdf(["One.", None, "Three.", None, None, None]))
    assert reading.problems == ("Pages 2 and 4 to 6: no text.",)
    assert [len(page.lines) > 1 or bool(page.lines[0].text) for page in reading.pages] == [
        True,
        False,
        True,
        *[False] * 3,
    ]


def test_a_scanned_page_among_others_is_named() -> None:
    resources = b"/Font<</F 3 0 R>>/XObject<</I 4 0 R>>"
    reading = read_pdf(with_contents(shows(b"Text"), b"q 500 0 0 700 50 50 cm /I Do Q", resources=resources))
    assert reading.problems == ("Page 2: no text layer, probably a scanned image.",)


def test_a_page_that_is_too_much_work_costs_itself_alone() -> None:
    slow = b"BT /F 12 Tf " + b"(a) Tj " * 600_000 + b"ET"
    limits = PdfLimits(page_seconds=10, file_seconds=30, second_reader_seconds=0.0)
    reading = read_pdf(with_contents(shows(b"First"), slow, shows(b"Last")), limits)
    assert reading.pages[0].lines[0].text == "First"
    assert reading.pages[2].lines[0].text == "Last"


def test_the_pages_read_before_time_is_up_are_kept() -> None:
    slow = b"BT /F 12 Tf " + b"(a) Tj " * 60_000 + b"ET"
    limits = PdfLimits(page_seconds=4, file_seconds=7, second_reader_seconds=0.0)
    reading = read_pdf(with_contents(shows(b"First"), *[slow] * 30), limits)
    assert reading.pages[0].lines[0].text == "First"
    assert len(reading.pages) == 31
    assert "took too long" in reading.problems[0]


def test_a_pdf_with_a_wrong_cross_reference_table_is_recovered(make_pdf, texts_of) -> None:
    data = make_pdf(REPORT)
    start = data.rindex(b"startxref")
    assert "Social workers visit children." in texts_of(read_pdf(data[:start] + b"startxref\n7\n%%EOF"))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_pdf_is_damaged(make_pdf, share: float) -> None:
    data = make_pdf(REPORT)
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        read_pdf(data[: int(len(data) * share)])


def test_a_file_that_only_begins_like_a_pdf_is_damaged() -> None:
    with pytest.raises(UnreadableDocumentError, match="damaged"):
        read_pdf(b"%PDF-1.7\nnothing else")


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(with_contents(b" " * 50_000_000), id="a stream that unpacks to 50 MB"),
        pytest.param(
            assembled(
                [
                    b"<</Type/Catalog/Pages 2 0 R>>",
                    b"<</Type/Pages/Count 2/Kids[2 0 R 3 0 R]>>",
                    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
                ]
            ),
            id="a page tree that holds itself",
        ),
        pytest.param(assembled([b"<</Type/Catalog/Pages 1 0 R>>"]), id="a catalogue that is its own page tree"),
        pytest.param(b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000, id="a hundred thousand open arrays"),
    ],
)
def test_hostile_files_end_with_a_reason(bomb: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"\.$"):
        read_pdf(bomb, PdfLimits(page_seconds=2, file_seconds=5, second_reader_seconds=2))


def test_mutated_files_are_read_or_have_a_reason(make_pdf) -> None:
    choose = random.Random(20)
    data = make_pdf(REPORT)
    outcomes = set()
    for _ in range(8):
        mutated = bytearray(data)
        for _ in range(choose.randint(1, 30)):
            mutated[choose.randrange(20, len(mutated))] = choose.randrange(256)
        try:
            read_pdf(bytes(mutated))
            outcomes.add("read")
        except UnreadableDocumentError as error:
            outcomes.add(error.reason)
    assert "read" in outcomes


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("/g38/g72/g81/g87/g85/g72", True),
        ("(cid:12)(cid:9)(cid:77)", True),
        ("\ue001\ue002\ue003 \ue004", True),
        ("\ufffd\ufffd\ufffd ok", True),
        ("\uf06e The help that children get is good.", False),
        ("Caf\u00e9, \u0141\u00f3d\u017a, \u0627\u0644\u0623\u0637\u0641\u0627\u0644", False),
        ("and/or s47/s17 a/b/c", False),
        ("", False),
    ],
)
def test_garble_is_told_from_text(text: str, garbled: bool) -> None:  # noqa: FBT001
    assert is_garbled(text) is garbled


def test_a_pdf_of_nameless_letters_is_not_indexed_as_symbols() -> None:
    with pytest.raises(UnreadableDocumentError, match="unreadable symbols"):
        read_pdf(with_contents(shows(b"/g38/g72/g81/g87/g85/g72 /g38/g72/g81")))
