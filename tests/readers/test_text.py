import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.encodings import decode_text
from indexer.readers.text import read_text

WORDS = "Children\u2019s caf\u00e9 \u2013 \u201cgood\u201d"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_common_encodings_are_read(encoding: str, texts_of) -> None:
    text = WORDS + "\nSecond line of the report\n"
    assert texts_of(read_text(text.encode(encoding))) == [WORDS, "Second line of the report"]


def test_lines_of_two_encodings_in_one_file_are_both_read(texts_of) -> None:
    assert texts_of(read_text(WORDS.encode() + b"\n" + WORDS.encode("cp1252"))) == [WORDS, WORDS]


def test_bytes_that_no_encoding_knows_do_not_stop_the_reading() -> None:
    assert decode_text(b"good \x81 work") == "good \ufffd work"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_ends_a_line(line_break: str, texts_of) -> None:
    assert texts_of(read_text(f"one{line_break}two{line_break}".encode())) == ["one", "two"]


def test_blank_lines_are_kept_as_paragraph_breaks() -> None:
    [page] = read_text(b"one\n \ntwo").pages
    assert [line.text for line in page.lines] == ["one", "", "two"]


def test_form_feeds_divide_pages() -> None:
    reading = read_text(b"first\n\fsecond\n\f\n")
    assert [(page.number, page.lines[0].text) for page in reading.pages] == [(1, "first"), (2, "second")]


def test_nuls_inside_a_text_vanish(texts_of) -> None:
    assert texts_of(read_text(b"go\0od")) == ["good"]


def test_an_endless_line_is_divided_without_losing_words(texts_of) -> None:
    text = "seven letters a word " * 50_000
    lines = texts_of(read_text(text.encode()))
    assert max(map(len, lines)) <= 20_000
    assert " ".join(lines).split() == text.split()


@given(st.text())
def test_no_word_of_a_unicode_text_is_lost(text: str) -> None:
    cleaned = text.replace("\0", "").replace("\x1a", "").removeprefix("\ufeff")
    reading = read_text(cleaned.encode("utf-8-sig", errors="replace"))
    expected = cleaned.encode(errors="replace").decode().split()
    assert " ".join(line.text for page in reading.pages for line in page.lines).split() == expected


@given(st.binary())
def test_any_bytes_can_be_read_as_text(data: bytes) -> None:
    read_text(data)
