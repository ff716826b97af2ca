"""Where a passage stands among the letters of its page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from retriever.page_drawing import between_words, blocks, letters_of, lines, place

TEXT = "Leaders know the children well. Partners do not always attend. Leaders know the children well."


def found(text: str, start: int, end: int, letters: str) -> str | None:
    at = place(text, start, end, letters)
    return None if at is None else letters[at[0] : at[1]]


@pytest.mark.parametrize(
    "page", ["Part-\nners do not al\u00adways  attend", "Partners do not\u2014always \ufb01attend"]
)
def test_spaces_hyphens_and_line_ends_do_not_matter_but_letters_do(page):
    expected = "Partnersdonotalwaysattend" if "\ufb01" not in page else None
    assert found(TEXT, 32, 61, letters_of(page)) == expected


def test_of_the_same_words_twice_the_right_ones_are_meant():
    assert place(TEXT, 0, 31, letters_of(TEXT)) == (0, 26)
    assert place(TEXT, 63, len(TEXT), letters_of(TEXT)) == (51, 77)


def test_where_the_page_repeats_what_the_text_has_once_its_neighbours_decide():
    page = letters_of("Partners do not always attend. A heading. " + TEXT)
    assert place(TEXT, 32, 62, page) == (page.rindex("Partners"), page.rindex("Partners") + 25)


def test_what_cannot_be_told_apart_is_not_placed():
    assert place("Good.", 0, 5, "GoodandGood") is None
    assert place("Good.", 4, 5, "Good") is None


@given(st.text(max_size=40), st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_a_place_holds_the_very_letters_wanted(before, wanted, behind):
    text = before + wanted + behind
    letters = letters_of(text)
    at = place(text, len(before), len(before + wanted), letters)
    assert at is None or letters[at[0] : at[1]] == letters_of(wanted)


def test_characters_beside_one_another_are_a_line_and_lines_under_one_another_a_block():
    first = [(10.0, 10.0, 20.0, 20.0), (20.0, 11.0, 30.0, 20.0), (10.0, 25.0, 30.0, 35.0)]
    assert lines(first) == [(10.0, 10.0, 30.0, 20.0), (10.0, 25.0, 30.0, 35.0)]
    assert blocks(lines(first)) == [(10.0, 10.0, 30.0, 35.0)]


def test_the_next_column_is_a_block_of_its_own():
    assert blocks([(10.0, 90.0, 30.0, 99.0), (50.0, 10.0, 70.0, 20.0)]) == [
        (10.0, 90.0, 30.0, 99.0),
        (50.0, 10.0, 70.0, 20.0),
    ]


@pytest.mark.parametrize(
    ("word", "edges"),
    [((20, 34), (18, 150)), ((40, 60), (30, 150)), ((140, 162), (30, 164)), ((0, 199), (30, 150))],
    ids=["a number at the left edge", "a word inside", "a word at the right edge", "tinted paper"],
)
def test_a_part_of_a_page_is_cut_between_words(word, edges):
    page = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(page).rectangle((word[0], 40, word[1], 50), fill="black")
    left, top, right, bottom = between_words(page, (30, 10, 150, 90), point=1.0)
    assert (top, bottom) == (10, 90)
    assert abs(left - edges[0]) <= 2
    assert abs(right - edges[1]) <= 2
