import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import BULLET, clean_heading_marks, clean_line, drop_invisible_characters, unify_bullets

AWKWARD = st.text(
    st.sampled_from("ab Z9.-’•◼\uf0b7\uf06e\u00ad\u200b\u202e\ufb01\u2011\u00a0\ufffe\t\u0301")
    | st.characters(codec="utf-8"),
    max_size=60,
)


@given(AWKWARD)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text("abcdefghij ABC 0123.,-", max_size=80))
def test_plain_words_are_kept_as_they_are(text):
    assert clean_line(text).split() == text.split()


@given(AWKWARD)
def test_a_cleaned_line_has_no_invisible_characters_and_no_outer_spaces(text):
    cleaned = clean_line(text)
    assert drop_invisible_characters(cleaned) == cleaned
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize("glyph", "\uf06e\uf02d\uf0a7\uf0b7\uf0be◼▪•●")
def test_every_bullet_glyph_becomes_the_same_sign(glyph):
    assert unify_bullets(f"{glyph} plans") == f"{BULLET} plans"
    assert unify_bullets(f" {glyph}plans") == f"{BULLET} plans"


def test_a_dot_inside_a_line_is_no_bullet():
    assert clean_line("Care leavers · plans") == "Care leavers · plans"


def test_a_hash_without_a_space_is_no_heading_mark():
    assert clean_heading_marks("#1 in the county") == ("#1 in the county", 0)
