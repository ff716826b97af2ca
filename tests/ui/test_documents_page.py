"""The list of documents: what is indexed, and what is not and why."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import HOSTILE_NAME
from ui.safe import WORD_JOINER, safe


def page(index, corpus):
    from pathlib import Path

    from retriever.searcher import Searcher
    from ui.pages.documents import show
    from ui.places import Places

    show(Searcher.open(Path(index)), Places(Path(index), Path(corpus)))


@pytest.fixture
def test(app_index, app_corpus):
    opened = AppTest.from_function(page, args=(str(app_index), str(app_corpus)), default_timeout=120).run()
    assert not opened.exception
    return opened


def cells(table) -> str:
    return table.value.to_string().replace("\\", "").replace(WORD_JOINER, "")


def test_files_that_could_not_be_read_stand_first_with_the_reason(test):
    assert [heading.value for heading in test.header] == ["Not indexed", "Indexed", "One document"]
    failures = test.table[0].value
    assert list(failures.columns) == ["File", "Why, and what to do"]
    assert any("web page" in reason for reason in failures["Why, and what to do"])


def test_each_document_has_its_type_authority_and_both_dates(test):
    table = test.table[1].value
    assert {"Report", "Type", "Authority", "Inspected", "Published", "Pages", "Passages"} <= set(table.columns)
    assert "30 September to 11 October 2019" in set(table["Inspected"])
    assert "22 November 2019" in set(table["Published"])


def test_another_copy_of_a_report_is_named(test):
    assert "which is cited instead" in cells(test.table[1])


def test_names_are_shown_as_they_are(test):
    assert any(str(safe(HOSTILE_NAME)) in cell for cell in test.table[1].value["Report"])


def test_the_list_can_be_searched_filtered_and_sorted(test):
    test.text_input(key="documents-words").input("wexcombe 2023").run()
    assert len(test.table[1].value) == 1
    test.text_input(key="documents-words").input("").run()
    test.selectbox(key="documents-order").set_value("Oldest first").run()
    assert "2016" in test.table[1].value["Inspected"].iloc[0]
    test.selectbox(key="documents-type").set_value("SEND").run()
    assert set(test.table[1].value["Type"]) == {"SEND inspection"}


def test_a_filter_that_leaves_nothing_says_so(test):
    test.text_input(key="documents-words").input("no such title").run()
    assert any("No document fits" in text.value for text in test.markdown)


def test_one_document_shows_its_judgements(test):
    path = next(option for option in test.selectbox(key="documents-one").options if "22 november 2019" in option)
    index = test.selectbox(key="documents-one").options.index(path)
    test.selectbox(key="documents-one").select_index(index).run()
    assert list(test.table[2].value.columns) == ["Judgement", "Grade"]
    assert len(test.table[2].value) >= 3
