from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import DocumentType
from ui.opened import ZOOMS, Opened
from ui.state import MAX_QUESTION_LENGTH, AskState, from_address, to_address

names = st.lists(st.text(min_size=1), max_size=3, unique=True).map(tuple)
years = st.none() | st.integers(1990, 2040)
states = st.builds(
    AskState,
    question=st.text(st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc", "Cs"]), max_size=MAX_QUESTION_LENGTH),
    authorities=names,
    types=st.lists(st.sampled_from(DocumentType), unique=True).map(tuple),
    first_year=years,
    last_year=years,
    disregard=names,
    one_list=st.booleans(),
    opened=st.builds(
        Opened,
        citation=st.none() | st.integers(1, 999),
        page=st.none() | st.integers(1, 999),
        as_text=st.booleans(),
        whole_page=st.booleans(),
        zoom=st.sampled_from(ZOOMS),
    ),
)


@given(states)
def test_an_address_opens_the_state_it_was_made_from(state):
    assert from_address(to_address(state)) == state


def test_an_empty_page_has_an_empty_address():
    assert to_address(AskState()) == {}


@pytest.mark.parametrize("text", ["", "20", "0019", "abcd", "٢٠١٩", "-2019", "99999"])
def test_a_year_that_is_none_is_left_out(text):
    assert from_address({"from": [text]}) == AskState()


def test_a_type_that_is_none_is_left_out():
    assert from_address({"type": ["inspection", "<script>"]}).types == (DocumentType.INSPECTION,)


def test_a_question_is_cut_where_no_question_is_as_long():
    assert len(from_address({"q": ["word " * 1000]}).question) <= MAX_QUESTION_LENGTH


def test_a_question_is_one_line():
    assert from_address({"q": ["  who\n attends? "]}).question == "who attends?"


def test_years_become_whole_years_of_the_search():
    filters = AskState(first_year=2019, last_year=2022).filters()
    assert (filters.since, filters.until) == (date(2019, 1, 1), date(2022, 12, 31))


def test_filters_are_cleared_and_the_question_stays():
    state = AskState("who?", ("Ayford",), (DocumentType.SEND,), 2019, 2022, ("latest",), one_list=True)
    assert state.narrowed
    assert state.without_filters() == AskState("who?", disregard=("latest",), one_list=True)
    assert not state.without_filters().narrowed
