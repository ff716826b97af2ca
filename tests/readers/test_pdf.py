import random
import re
import zlib
from collections.abc import Sequence
from functools import partial

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from indexer.cage import CageLimits, run_caged
from indexer.errors import UnreadableDocumentError
from indexer.readers.garble import is_garbled
from indexer.readers.pdf import (
    _DOUBTED,
    PdfLimits,
    _Attempt,
    _has_lost_words,
    _PageText,
    _problems,
    _second_attempt,
    read_pdf,
)
from indexer.reading import FileKind, Reading

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


def read_apart(data: bytes, limits: PdfLimits) -> Reading:
    """As files are read, in a child process: an alarm may ring anywhere, in the test library's own callbacks too."""
    room = CageLimits(seconds=120, memory_bytes=2_000_000_000)
    [(_, reading)] = run_caged(partial(read_pdf, limits=limits), [data], workers=1, limits=room)
    assert isinstance(reading, Reading), reading
    return reading


def test_a_page_that_is_too_much_work_costs_itself_alone() -> None:
    slow = b"BT /F 12 Tf " + b"(a) Tj " * 600_000 + b"ET"
    limits = PdfLimits(page_seconds=10, file_seconds=30, second_reader_seconds=0.0)
    reading = read_apart(with_contents(shows(b"First"), slow, shows(b"Last")), limits)
    assert reading.pages[0].lines[0].text == "First"
    assert reading.pages[2].lines[0].text == "Last"


def test_the_pages_read_before_time_is_up_are_kept() -> None:
    slow = b"BT /F 12 Tf " + b"(a) Tj " * 60_000 + b"ET"
    limits = PdfLimits(page_seconds=4, file_seconds=7, second_reader_seconds=0.0)
    reading = read_apart(with_contents(shows(b"First"), *[slow] * 30), limits)
    assert reading.pages[0].lines[0].text == "First"
    assert len(reading.pages) == 31
    partly, why, *others = reading.problems
    assert re.fullmatch(r"Partly read: pages? 1.* of 31\.", partly)
    assert "took too long" in why
    assert "The second reader could not look at" in " ".join(others)


def test_a_pdf_with_a_wrong_cross_reference_table_is_recovered(make_pdf, texts_of) -> None:
    data = make_pdf(REPORT)
    start = data.rindex(b"startxref")
    assert "Social workers visit children." in texts_of(read_pdf(data[:start] + b"startxref\n7\n%%EOF"))


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9, 0.97])
def test_a_truncated_pdf_gives_the_pages_it_still_holds_word_for_word(make_pdf, share: float) -> None:
    report = [f"Page {number}\n{number}. Plans are written late, and managers know this." for number in range(1, 13)]
    data = make_pdf(report)
    if share < 0.5:
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            read_pdf(data[: int(len(data) * share)])
        return
    reading = read_pdf(data[: int(len(data) * share)])
    read = {page.number: "\n".join(line.text for line in page.lines if line.text) for page in reading.pages}
    assert all(text in ("", report[number - 1]) for number, text in read.items())
    assert sum(map(bool, read.values())) >= 12 * (share - 0.5)
    assert reading.problems[0].startswith("This PDF is damaged; what could be recovered was read.")


def test_a_truncated_pdf_whose_pages_stand_first_keeps_their_numbers() -> None:
    whole = with_contents(*(shows(b"Page %d of four" % number) for number in (1, 2, 3, 4)))
    reading = read_pdf(whole[: whole.index(b"10 0 obj")])
    assert [[line.text for line in page.lines if line.text] for page in reading.pages] == [
        ["Page 1 of four"],
        ["Page 2 of four"],
        [],
        [],
    ]
    assert reading.problems[1] == "Partly read: pages 1 and 2 of 4."


def test_a_page_whose_font_is_lost_is_left_out_rather_than_read_wrong() -> None:
    objects = with_contents(shows(b"Whole"), shows(b"Its letters are lost"), resources=b"/Font<</F 3 0 R>>")
    other = objects.replace(b"/Font<</F 3 0 R>>>>/Contents 8", b"/Font<</F 9 0 R>>>>/Contents 8")
    reading = read_pdf(other[: other.index(b"xref")])
    assert [bool(page.lines[0].text) for page in reading.pages] == [True, False]


def test_a_truncated_pdf_that_needs_a_password_is_not_guessed_at(make_pdf) -> None:
    data = make_pdf(REPORT, encrypt=StandardEncryption("secret", strength=128))
    with pytest.raises(UnreadableDocumentError):
        read_pdf(data[: data.index(b"startxref")])


def test_objects_packed_together_are_unpacked_for_what_is_left() -> None:
    page = b"<</Type/Page/Parent 9 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 2 0 R>>>>/Contents 3 0 R>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    head = b"1 0 2 %d " % len(page)
    packed = stream(head + page + font, b"/Type/ObjStm/N 2/First %d" % len(head))
    data = b"%%PDF-1.7\n3 0 obj\n%s\nendobj\n4 0 obj\n%s\nendobj\n5 0 obj" % (stream(shows(b"Unpacked")), packed)
    assert [line.text for line in read_pdf(data).pages[0].lines if line.text] == ["Unpacked"]


LETTERS = "Social workers visit children each week and their managers read what they write about every visit made"


@pytest.mark.parametrize(
    ("first", "second", "lost"),
    [
        (LETTERS, LETTERS, False),
        ("", LETTERS, True),
        (LETTERS[:50], LETTERS, True),
        (LETTERS.replace(" ", ""), LETTERS, True),
        (LETTERS, LETTERS.replace(" ", ""), False),
        (LETTERS, LETTERS[:50], False),
        (LETTERS + " and a footer", LETTERS, False),
        ("Page", "Page one", False),
    ],
)
def test_a_page_counts_as_lost_only_where_the_second_reader_has_more_words(first, second, lost) -> None:
    assert _has_lost_words(first, second) is lost


def test_words_that_the_first_reader_loses_in_silence_come_from_the_second() -> None:
    words = " ".join(f"word{letter}" for letter in "abcdefghijklz").encode()
    ours = with_contents(shows(b"Shown"), b"/P BMC " + shows(words) + b" EMC")
    reading = read_pdf(ours)
    assert "wordz" in reading.pages[1].lines[0].text
    first = _Attempt({1: _PageText("Shown"), 2: _PageText("worda")})
    after = _second_attempt(ours, first, PdfLimits())
    assert "wordz" in after.pages[2].text
    assert list(_problems(after)) == [_DOUBTED.format(pages="Page 2")]


def test_pages_that_the_first_reader_does_not_count_come_from_the_second(make_pdf) -> None:
    after = _second_attempt(make_pdf(REPORT), _Attempt({1: _PageText("Plans are written late.")}), PdfLimits())
    assert [after.pages[number].text.strip() != "" for number in (1, 2, 3)] == [True] * 3
    assert next(_problems(after)).startswith("This PDF is damaged")


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
