"""Words that a page holds and nobody sees on it: told of, and never read as the report's."""

import random
from itertools import count

import pypdfium2
import pytest
from test_pdf import assembled, stream

from indexer.errors import UnreadableDocumentError
from indexer.pdfium import PdfiumTask, read_with_pdfium
from indexer.readers.pdf import _Attempt, _better, _problems, read_pdf
from indexer.unseen import unseen_text

SEEN = b"BT /F 12 Tf 72 700 Td (Social workers visit children each week.) Tj ET "
NOISE = random.Random(1).randbytes(64 * 64)
SCAN = b"q 500 0 0 300 50 350 cm /I Do Q "


def page_of(
    *contents: bytes, box: bytes = b"[0 0 600 800]", more: bytes = b"", form: bytes = b"", picture: bytes = NOISE
) -> bytes:
    """A PDF of pages that can draw the image I and the form X."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    image = stream(picture, b"/Type/XObject/Subtype/Image/Width 64/Height 64/ColorSpace/DeviceGray/BitsPerComponent 8")
    drawn = stream(form, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>")
    pages, numbers = [], []
    for content in contents:
        number = 6 + len(pages)
        resources = b"/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R/X 5 0 R>>>>"
        pages.append(b"<</Type/Page/Parent 2 0 R/MediaBox%s%s%s/Contents %d 0 R>>" % (box, more, resources, number + 1))
        pages.append(stream(content))
        numbers.append(b"%d 0 R" % number)
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), b" ".join(numbers))
    return assembled([b"<</Type/Catalog/Pages 2 0 R>>", tree, font, image, drawn, *pages])


def text_of(reading) -> str:
    return "\n".join(line.text for page in reading.pages for line in page.lines)


HIDDEN = {
    "white on white": b"1 g BT /F 12 Tf 72 600 Td (Secret orders stand here.) Tj ET",
    "white behind words on their line": b"1 g BT /F 12 Tf 300 700 Td (Secret orders stand here.) Tj ET",
    "nearly white": b".97 g BT /F 12 Tf 72 600 Td (Secret orders stand here.) Tj ET",
    "black on black": b"0 g 50 580 400 60 re f BT /F 12 Tf 72 600 Td (Secret orders stand here.) Tj ET",
    "blacked out": b"BT /F 12 Tf 72 600 Td (Secret orders stand here.) Tj ET 0 g 50 580 400 60 re f",
    "never painted": b"BT /F 12 Tf 3 Tr 72 600 Td (Secret orders stand here.) Tj ET",
    "never painted, over other words": b"BT /F 12 Tf 3 Tr 72 700 Td (Secret orders stand here.) Tj ET",
    "of no size": b"BT /F 0 Tf 72 600 Td (Secret orders stand here.) Tj ET",
    "half a point high": b"BT /F 0.5 Tf 72 600 Td (Secret orders stand here.) Tj ET",
    "a point and a half high": b"BT /F 1.5 Tf 72 600 Td (Secret orders stand here.) Tj ET",
    "scaled to nothing": b"q .1 0 0 .1 0 0 cm BT /F 12 Tf 720 6000 Td (Secret orders stand here.) Tj ET Q",
    "above the page": b"BT /F 12 Tf 72 900 Td (Secret orders stand here.) Tj ET",
    "left of the page": b"BT /F 12 Tf -400 600 Td (Secret orders stand here.) Tj ET",
    "clipped away": b"q 0 0 10 10 re W n BT /F 12 Tf 72 600 Td (Secret orders stand here.) Tj ET Q",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_words_that_nobody_sees_are_left_out_and_told_of(how: str) -> None:
    reading = read_pdf(page_of(SEEN, SEEN + HIDDEN[how]))
    assert "Secret" not in text_of(reading)
    assert text_of(reading).count("Social workers visit children each week.") == 2
    (problem,) = reading.problems
    assert problem.startswith("Holds words that cannot be seen on page 2 (")


def test_hidden_words_in_a_drawing_on_a_turned_and_cropped_page_are_found_as_well() -> None:
    white = b"1 g BT /F 12 Tf 72 600 Td (Secret orders stand here.) Tj ET"
    for data in (
        page_of(SEEN + b"/X Do", form=white),
        page_of(SEEN + white, more=b"/Rotate 90"),
        page_of(SEEN + b"BT /F 12 Tf 72 50 Td (Secret orders stand here.) Tj ET", more=b"/CropBox[0 100 600 800]"),
        page_of(
            b"1 0 0 1 1000 1000 cm " + SEEN + white,
            box=b"[1000 1000 1600 1800]",
        ),
    ):
        reading = read_pdf(data)
        assert "Secret" not in text_of(reading)
        assert "Social workers" in text_of(reading)
        assert "cannot be seen" in reading.problems[0]


VISIBLE = {
    "white on a dark band": b"0 0 .5 rg 50 580 400 60 re f 1 g BT /F 12 Tf 72 600 Td (Seen words stand here.) Tj ET",
    "light grey": b".85 g BT /F 8 Tf 72 600 Td (Seen words stand here.) Tj ET",
    "small print": b"BT /F 5 Tf 72 600 Td (Seen words stand here.) Tj ET",
    "drawn as outlines": b"BT /F 12 Tf 1 Tr 72 600 Td (Seen words stand here.) Tj ET",
    "scaled up again": b"q .1 0 0 .1 0 0 cm BT /F 120 Tf 720 6000 Td (Seen words stand here.) Tj ET Q",
    "turned": b"BT /F 12 Tf 0 1 -1 0 72 500 Tm (Seen words stand here.) Tj ET",
    "on a picture": SCAN + b"1 0 0 rg BT /F 18 Tf 72 500 Td (Seen words stand here.) Tj ET",
    "dots and dashes beside": b"BT /F 10 Tf 72 600 Td (Seen words stand here.) Tj 0 -20 Td (. . . - - \\267) Tj ET",
    "with empty white text": b"BT /F 12 Tf 72 600 Td (Seen words stand here.) Tj 1 g 0 -20 Td (   ) Tj ET",
    "with an empty line of no size": b"BT /F 12 Tf 72 600 Td (Seen words stand here.) Tj /F 0 Tf (  ) Tj ET",
    "painted twice": b"1 g BT /F 12 Tf 72 600 Td (Seen words stand here.) Tj 0 g 0 0 Td (Seen words stand here.) Tj ET",
}


@pytest.mark.parametrize("how", VISIBLE)
def test_words_that_can_be_seen_raise_no_alarm(how: str) -> None:
    reading = read_pdf(page_of(SEEN + VISIBLE[how]))
    assert reading.problems == ()
    assert "Seen words stand here." in text_of(reading)


@pytest.mark.parametrize("order", ["over", "under"])
def test_words_that_text_recognition_lays_over_a_picture_are_kept_and_told_of(order: str) -> None:
    words = b"BT /F 12 Tf %s 72 500 Td (Recognised words stand here.) Tj ET " % (b"3 Tr" if order == "over" else b"")
    reading = read_pdf(page_of(SCAN + words if order == "over" else words + SCAN))
    assert "Recognised words stand here." in text_of(reading)
    (problem,) = reading.problems
    assert problem.startswith("The words on page 1 stand unseen over a picture")


def test_a_blank_picture_is_no_cover_for_hidden_words() -> None:
    words = b"BT /F 12 Tf 3 Tr 72 500 Td (Secret orders stand here.) Tj ET"
    reading = read_pdf(page_of(SEEN + SCAN + words, picture=bytes([255]) * 64 * 64))
    assert "Secret" not in text_of(reading)
    assert "cannot be seen" in reading.problems[0]


def test_a_file_of_nothing_but_hidden_words_is_not_indexed() -> None:
    with pytest.raises(UnreadableDocumentError, match="no words that can be seen"):
        read_pdf(page_of(HIDDEN["white on white"]))


def test_words_on_a_large_sheet_are_seen_and_on_a_page_a_kilometre_wide_nobody_finds_them() -> None:
    assert read_pdf(page_of(SEEN, box=b"[0 0 2384 3370]")).problems == ()
    with pytest.raises(UnreadableDocumentError, match="no words that can be seen"):
        read_pdf(page_of(SEEN, box=b"[0 0 3000000 3000000]"))


def test_where_drawing_takes_too_long_the_text_is_read_all_the_same_and_that_is_told(monkeypatch) -> None:
    """By a clock that goes on by a second whenever it is looked at, twice a page."""
    monkeypatch.setattr("indexer.pdfium.time.process_time", count().__next__)
    reading = read_with_pdfium(PdfiumTask(page_of(SEEN, SEEN, SEEN, SEEN), None, seconds=10))
    assert sorted(reading.texts) == [1, 2, 3, 4]
    assert reading.unlooked == {3, 4}
    pages = {number: _better(None, reading, number) for number in (1, 2, 3, 4)}
    (problem,) = _problems(_Attempt(pages))
    assert problem.startswith("The second reader could not look at pages 3 and 4, so that words")


@pytest.mark.slow
@pytest.mark.real
def test_no_real_report_raises_a_false_alarm(shared, figure) -> None:
    """Some do hold words of their template, hidden: there the page, drawn large and in colour, is blank."""
    pages = alarms = 0
    for path in sorted((shared / "corpus").rglob("*.pdf"))[::12]:
        data = path.read_bytes()
        if not data.startswith(b"%PDF"):
            continue
        document = pypdfium2.PdfDocument(data)
        for number, page in enumerate(document, start=1):
            text_page = page.get_textpage()
            unseen = unseen_text(page, text_page)
            pages += 1
            alarms += bool(unseen.hidden)
            assert not unseen.laid_over, (path.name, number)
            if len(unseen.hidden) >= 5:
                picture = document[number - 1].render(scale=4).to_pil()
                assert all(is_blank(picture, text_page.get_charbox(index)) for index in unseen.hidden), path.name
    assert pages > 200
    assert alarms < pages / 100
    figure("pages of real reports looked at for hidden words", {"pages": pages, "with hidden words": alarms})


def is_blank(picture, box) -> bool:
    left, bottom, right, top = (round(4 * value) for value in box)
    if right <= left or top <= bottom:
        return True
    extremes = picture.crop((left, picture.height - top, right, picture.height - bottom)).getextrema()
    return all(low == high for low, high in extremes)
