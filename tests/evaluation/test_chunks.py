import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.chunks import OVERLAP, SIZE, chunk_document
from indexer.document import Document, DocumentType, Page

LENGTHS = st.lists(st.integers(0, 2_500), min_size=1, max_size=4)


def document(*pages: str) -> Document:
    return Document(
        path="a.pdf",
        sha256="0" * 64,
        title="A report",
        type=DocumentType.OTHER,
        authorities=(),
        published=None,
        inspected_from=None,
        inspected_to=None,
        inspectors=(),
        judgements=(),
        pages=tuple(Page(number, None, text) for number, text in enumerate(pages, start=1)),
        sections=(),
        paragraphs=(),
        improvements=(),
    )


def test_a_short_document_is_one_chunk():
    [chunk] = chunk_document(document("A few words."))

    assert (chunk.document, chunk.pages, chunk.text) == ("a.pdf", (1,), "A few words.")


def test_windows_follow_one_another_every_800_characters_and_end_with_the_text():
    text = "".join(f"{number:05}" for number in range(440))  # 2,200 characters

    chunks = chunk_document(document(text))

    assert [chunk.text for chunk in chunks] == [text[0:1000], text[800:1800], text[1600:2200]]


def test_a_window_cites_every_page_it_touches_and_no_other():
    chunks = chunk_document(document("a" * 900, "b" * 50, "c" * 900))

    assert [chunk.pages for chunk in chunks] == [(1, 2, 3), (1, 2, 3), (3,)]


def test_a_document_without_text_has_no_chunks():
    assert chunk_document(document("", " \n ")) == []
    assert chunk_document(document()) == []


@given(LENGTHS)
def test_chunks_cover_the_text_without_gaps_and_their_pages_hold_their_words(lengths):
    pages = [chr(ord("a") + number) * length for number, length in enumerate(lengths)]
    text = "\n".join(pages)

    chunks = chunk_document(document(*pages))

    if text.strip():
        joined = chunks[0].text
        for chunk in chunks[1:]:
            assert joined.endswith(chunk.text[:OVERLAP])
            joined += chunk.text[OVERLAP:]
        assert joined == text
    for chunk in chunks:
        assert len(chunk.text) <= SIZE
        letters = {ord(letter) - ord("a") + 1 for letter in chunk.text if letter != "\n"}
        assert letters <= set(chunk.pages)


@pytest.mark.parametrize("length", [1, 200, 201, 999, 1000, 1001, 1800, 1801])
def test_no_chunk_lies_wholly_within_the_one_before_it(length):
    chunks = chunk_document(document("x" * length))

    assert sum(len(chunk.text) for chunk in chunks) - OVERLAP * (len(chunks) - 1) == length
    assert all(len(chunk.text) > OVERLAP for chunk in chunks[1:])
