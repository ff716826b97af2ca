"""Wrapped lines: nothing but a divided word's hyphen may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.structure.hyphens import Vocabulary, join_lines

WORDS = st.lists(st.text("abcdeé’", min_size=1, max_size=8), min_size=1, max_size=8).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_lines_without_hyphens_are_joined_by_single_spaces(lines):
    assert join_lines(lines, Vocabulary(lines)) == " ".join(lines)


@given(st.lists(st.text("ab- \u00ad", min_size=1, max_size=12).map(str.strip).filter(bool), min_size=1, max_size=6))
def test_no_letter_is_ever_lost(lines):
    def letters(text):
        return [character for character in text if character.isalpha()]

    assert letters(join_lines(lines, Vocabulary(lines))) == letters("".join(lines))


@pytest.mark.parametrize(
    ("lines", "known", "expected"),
    [
        (["a well-", "embedded team"], "", "a well-embedded team"),
        (["the inspec-", "tion began"], "inspection", "the inspection began"),
        (["the inspec-", "tion began"], "", "the inspection began"),
        (["a self-", "assessment"], "selfassessment", "a selfassessment"),
        (["16-", "and 17-year-olds"], "", "16- and 17-year-olds"),
        (["the COVID-", "19 lockdowns"], "", "the COVID-19 lockdowns"),
        (["Stoke-on-", "Trent"], "", "Stoke-on-Trent"),
        (["safe\u00ad", "guarding"], "", "safeguarding"),
        (["the plan –", "a good one"], "", "the plan – a good one"),
    ],
)
def test_a_hyphen_at_a_line_end_is_kept_or_dropped_by_the_words_around(lines, known, expected):
    assert join_lines(lines, Vocabulary([known])) == expected
