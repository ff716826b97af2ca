"""The pages Compare and Over time in each of their states, without a browser."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from indexer.build import rebuild
from indexer.document import DocumentType
from indexer.settings import Settings
from tests.ui.conftest import HOSTILE, address, opened_at, read, text_of
from ui.opened import ZOOMS, Opened
from ui.places import CORPUS_VARIABLE, INDEX_VARIABLE, NEIGHBOURS_VARIABLE
from ui.state import AskState
from ui.studies import StudyState, from_address, to_address

THEME = "return home interviews"
openings = st.builds(
    Opened,
    citation=st.none() | st.integers(1, 999),
    page=st.none() | st.integers(1, 999),
    as_text=st.booleans(),
    whole_page=st.booleans(),
    zoom=st.sampled_from(ZOOMS),
)
GROUP = "Ambleford and its neighbours"


@pytest.fixture
def page(project, monkeypatch, app_index, app_corpus):
    """Opens a page of the app at an address."""

    def opened(name, index=app_index, neighbours=project / "neighbours.csv", **parameters):
        monkeypatch.setenv(INDEX_VARIABLE, str(index))
        monkeypatch.setenv(CORPUS_VARIABLE, str(app_corpus))
        monkeypatch.setenv(NEIGHBOURS_VARIABLE, str(neighbours))
        return opened_at(AppTest.from_function(_show, default_timeout=120, kwargs={"name": name}), parameters)

    return opened


def _show(name):
    import importlib
    import os

    from ui.opening import shared_searcher
    from ui.places import Places

    places = Places.named_in(os.environ)
    importlib.import_module(f"ui.pages.{name}").show(shared_searcher(places), places)


def table_of(test, number=0) -> str:
    return read(test.table[number].value.to_string())


def test_an_empty_comparison_says_what_it_does(page):
    test = page("compare")
    assert [title.value for title in test.title] == ["Compare"]
    assert "Every report is looked at" in text_of(test)


def test_without_a_file_of_neighbours_it_says_how_to_make_one(page, tmp_path):
    assert "a first line with the words group,authority" in text_of(page("compare", neighbours=tmp_path / "none.csv"))


def test_a_theme_alone_is_held_against_every_report(page):
    test = page("compare", q=THEME)
    assert "reports say something on this (2 of 2 authorities)" in test.header[0].value.replace("\\", "")
    labels = [expander.label.replace("\\", "") for expander in test.expander]
    assert any(label.startswith("Says something on this (") for label in labels)
    assert any(label.startswith("Says nothing on this (") for label in labels)
    assert any(label.startswith("Could not be read (2") for label in labels)
    assert "Return home interviews are a strength." in text_of(test)


def test_a_group_is_laid_out_side_by_side_with_honest_blanks(page):
    test = page("compare", q=THEME, group=GROUP)
    table = table_of(test)
    assert "2 of 3 authorities have a report that says something" in text_of(test)
    assert table.index("Ambleford") < table.index("Wexcombe") < table.index("Thornmere")
    assert "No report in this collection" in table
    assert "#passage-1" in table
    assert "Passage 1" in text_of(test)


def test_what_is_chosen_stands_in_the_address(page):
    test = page("compare")
    test.text_input(key="compare-question").input(THEME).run()
    test.multiselect(key="compare-authorities").set_value(["Wexcombe"]).run()
    test.selectbox(key="compare-first-year").set_value(2019).run()
    assert not test.exception
    assert address(test) == {"q": [THEME], "authority": ["Wexcombe"], "from": ["2019"]}
    assert "1 of 1 authority has a report that says something" in text_of(test)


def test_a_question_without_a_theme_and_a_group_that_is_not_there_are_told(page):
    test = page("compare", q="What needs to improve?", group="Nobody")
    assert "names no theme" in text_of(test)
    assert "There is no group “Nobody”" in text_of(test)


def test_a_time_without_reports_is_told(page):
    test = page("compare", q=THEME, **{"from": "2029"})
    assert "This collection holds no report of what was asked for" in text_of(test)


def test_over_time_takes_the_one_authority_that_the_theme_names(page):
    test = page("over_time", q=f"{THEME} in Ambleford")
    assert test.selectbox(key="over-time-authority").value == "Ambleford"
    assert "on Ambleford say something on this" in text_of(test)
    several = page("over_time", q=f"{THEME} in Ambleford and Wexcombe")
    assert several.selectbox(key="over-time-authority").value is None


def test_an_authority_that_is_chosen_counts_before_one_that_the_theme_names(page):
    test = page("over_time", q=f"{THEME} in Ambleford", authority="Wexcombe")
    assert test.selectbox(key="over-time-authority").value == "Wexcombe"


def test_an_empty_page_over_time_asks_for_an_authority(page):
    test = page("over_time")
    assert "Choose an authority" in text_of(test)


def test_grades_and_reports_stand_in_order_with_marks_in_words(page):
    test = page("over_time", authority="Ambleford", q=THEME)
    table = table_of(test)
    assert "Care leavers" in table
    assert "Judged with children in care" in table
    assert "▲" in table
    assert "Care leavers are judged on their own from here on" in text_of(test)
    days = [sub.value for sub in test.subheader if "Inspection" in sub.value]
    assert [day.split(" · ")[0].split()[-1] for day in days][:3] == ["2016", "2019", "2024"]
    assert "reports on Ambleford say something on this" in text_of(test)


def test_without_a_theme_the_grades_are_shown(page):
    test = page("over_time", authority="Ambleford")
    assert test.header[0].value == "Grades"


def test_what_became_of_the_items_on_the_theme_is_shown_on_demand(page):
    test = page("over_time", authority="Ambleford", q=THEME)
    assert "in what came after" not in text_of(test)
    test.toggle(key="over-time-follow").set_value(True).run()
    assert not test.exception
    assert address(test)["follow"] == ["yes"]
    assert "in what came after" in text_of(test)


def test_an_authority_without_reports_is_told(page):
    assert "This collection holds no report on Norfolk" in text_of(page("over_time", authority="Norfolk", q=THEME))


def test_files_that_could_not_be_read_stand_beside_the_authority(page):
    test = page("over_time", authority="Wexcombe", q=THEME)
    assert "The report of 10 June 2018 could not be read" in text_of(test)
    assert "Download the report again" in text_of(test)


@pytest.mark.parametrize("name", ["compare", "over_time"])
def test_an_index_without_documents_says_where_to_put_reports(page, tmp_path, name):
    (tmp_path / "corpus").mkdir()
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings())
    assert [title.value for title in page(name, index=tmp_path / "index").title] == ["No reports yet"]


@pytest.mark.parametrize("name", ["compare", "over_time"])
def test_hostile_text_is_only_text(page, name):
    test = page(name, q=HOSTILE, authority=HOSTILE[:80], group=HOSTILE[:60])
    for element in [*test.markdown, *test.header, *test.title]:
        assert "](http" not in element.value
        assert "<script>" not in element.value


@given(
    st.builds(
        StudyState,
        question=st.sampled_from(["", "caseloads", "a & b?"]),
        authorities=st.lists(st.sampled_from(["Ayford", "Corham"]), unique=True).map(tuple),
        group=st.sampled_from(["", "Neighbours of Ayford"]),
        types=st.lists(st.sampled_from(list(DocumentType)), unique=True).map(tuple),
        first_year=st.one_of(st.none(), st.integers(1900, 2999)),
        last_year=st.one_of(st.none(), st.integers(1900, 2999)),
        page=st.integers(1, 500),
        follow=st.booleans(),
        opened=openings,
    )
)
def test_an_address_gives_back_the_state_it_was_made_from(state):
    address = to_address(state)
    assert from_address(address) == state
    assert len(urlencode(address, doseq=True)) < 2000


@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "follow", "group", "from", "type", "cite", "sheet", "zoom"]),
        st.lists(st.text(max_size=30)),
    )
)
def test_no_address_is_misunderstood(parameters):
    assert from_address(parameters).page >= 1


def test_a_question_comes_over_from_the_ask_page_narrowed_alike():
    asked = AskState("plans", authorities=("Ayford",), first_year=2019, opened=Opened(3, as_text=True))
    assert to_address(StudyState.of(asked)) == {"q": ["plans"], "authority": ["Ayford"], "from": ["2019"]}
