import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.safe import WORD_JOINER, compose, joined, safe

UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[!-/:-@\[-`{-~]")


def read_back(markdown: str) -> str:
    """What a Markdown reader shows of text in which every mark is escaped."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace(WORD_JOINER, "")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_text_reads_back_as_it_was(text):
    assert read_back(safe(text)) == re.sub(" +", " ", text)


@given(st.text())
def test_no_mark_of_markdown_is_left_standing_by_itself(text):
    without_escapes = re.sub(r"\\[!-/:-@\[-`{-~]", "", safe(text))
    assert not re.search(r"[!-/:-@\[-`{-~]", without_escapes)


@given(st.text())
def test_text_stays_on_one_line(text):
    assert len(safe(text).splitlines()) <= 1


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\x00", "\x1b", "\ufeff"])
def test_characters_that_turn_or_hide_text_are_left_out(hidden):
    assert safe(f"good{hidden}bad") == "goodbad"


@pytest.mark.parametrize(
    "text",
    [
        ":smile:",
        ":+1:",
        ":streamlit:",
        ":material_home:",
        "a -> b",
        "a <-> b",
        "<- b",
        "a -- b",
        "a >= b",
        "a <= b",
        "a ~= b",
    ],
)
def test_what_streamlit_rewrites_after_parsing_is_kept_apart(text):
    rewritten = re.compile(r":[\w+-]+:|(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)")
    assert rewritten.search(text)
    assert not rewritten.search(safe(text).replace("\\", ""))


@pytest.mark.parametrize("text", ["see www.gov.uk", "at https://gov.uk/x", "write to help@gov.uk"])
def test_a_bare_address_does_not_become_a_link(text):
    shown = safe(text).replace("\\", "")
    assert not re.search(r"https?://|www\.|\w@\w", shown)
    assert shown.replace(WORD_JOINER, "") == text


def test_parts_are_put_into_our_own_words_as_they_are():
    assert compose("**{}** of {}", safe("{0} *"), 3) == r"**\{0\} \*** of 3"
    assert joined(" · ", [safe("a"), safe("b")]) == "a · b"
