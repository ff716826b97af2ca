"""The whole app in each of its states, without a browser."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

import ui.shared_searcher
from indexer.build import rebuild
from indexer.settings import Settings
from tests.ui.conftest import address, make_corpus, opened_at, press, read, text_of
from ui.places import CORPUS_VARIABLE, INDEX_VARIABLE, QUESTIONS_VARIABLE
from ui.waiting import WaitingRoom
from ui.wording import program

QUESTION = "What did inspectors say about strategy meeting attendance in Ambleford?"


@pytest.fixture
def app(project, monkeypatch):
    """Opens the app on an index and a folder of reports, at an address."""

    def opened(index, corpus, **parameters):
        monkeypatch.setenv(INDEX_VARIABLE, str(index))
        monkeypatch.setenv(CORPUS_VARIABLE, str(corpus))
        monkeypatch.setenv(QUESTIONS_VARIABLE, "off")
        return opened_at(AppTest.from_file(str(project / "app.py"), default_timeout=120), parameters)

    return opened


def test_the_first_screen_says_what_is_there_and_asks_the_first_question(app, app_index, app_corpus):
    test = app(app_index, app_corpus)
    assert [title.value for title in test.title] == ["Ask the inspection reports"]
    assert "documents about 2 authorities" in text_of(test)
    assert "2 files could not be read" in text_of(test)
    examples = [button for button in test.button if read(button.label).endswith("?")]
    assert 3 <= len(examples) <= 5
    examples[0].click().run()
    assert address(test)["q"] == [read(examples[0].label)]
    assert "What was searched" in text_of(test)


def test_a_typed_question_is_answered_and_stands_in_the_address(app, app_index, app_corpus):
    test = app(app_index, app_corpus)
    test.text_input(key="question").input(QUESTION).run()
    assert address(test)["q"] == [QUESTION]
    assert "strategy meeting" in text_of(test).lower()
    assert any("**1**" in button.label and "Ambleford" in button.label for button in test.button)
    assert test.text_input(key="question").value == QUESTION


def test_a_link_opens_the_same_answer(app, app_index, app_corpus):
    typed = app(app_index, app_corpus)
    typed.text_input(key="question").input(QUESTION).run()
    linked = app(app_index, app_corpus, q=QUESTION)
    assert text_of(linked) == text_of(typed)


@pytest.mark.parametrize("parameters", [{}, {"q": QUESTION}])
def test_a_page_that_finds_no_place_in_the_queue_says_so_at_once(app, app_index, app_corpus, monkeypatch, parameters):
    """Every page is made in turn, not only what is searched for it."""
    monkeypatch.setattr(ui.shared_searcher, "_ROOM", WaitingRoom(at_once=0, seats=0))
    test = app(app_index, app_corpus, **parameters)
    assert [title.value for title in test.title] == ["Too many at once"]
    assert "yours was not taken" in text_of(test)
    assert [button.label for button in test.button] == ["Ask again"]
    monkeypatch.setattr(ui.shared_searcher, "_ROOM", WaitingRoom(at_once=1, seats=1))
    press(test, "Ask again")
    assert [title.value for title in test.title] == ["Ask the inspection reports"]


def test_filters_narrow_the_search_and_can_be_taken_back(app, app_index, app_corpus):
    test = app(app_index, app_corpus, q="strategy meetings")
    test.multiselect(key="authorities").set_value(["Wexcombe"]).run()
    test.selectbox(key="first_year").set_value(2023).run()
    assert address(test)["authority"] == ["Wexcombe"]
    assert address(test)["from"] == ["2023"]
    press(test, "Wexcombe")
    assert "authority" not in address(test)
    press(test, "Clear all filters")
    assert address(test) == {"q": ["strategy meetings"]}


def test_a_name_read_in_the_question_can_be_taken_back_and_used_again(app, app_index, app_corpus):
    test = app(app_index, app_corpus, q=QUESTION)
    press(test, "Ambleford")
    assert address(test)["without"] == ["Ambleford"]
    press(test, "Put back: Ambleford")
    assert "without" not in address(test)


def test_a_new_question_starts_without_what_was_taken_back(app, app_index, app_corpus):
    test = app(app_index, app_corpus, q=QUESTION, without="Ambleford")
    test.text_input(key="question").input("How are care leavers supported in Ambleford?").run()
    assert "without" not in address(test)


def test_a_filter_that_fits_no_document_is_kept_and_shown(app, app_index, app_corpus):
    test = app(app_index, app_corpus, q="strategy meetings", authority="Nowhere")
    assert test.multiselect(key="authorities").value == ["Nowhere"]
    assert "What was searched" in text_of(test)


def test_a_question_about_an_authority_without_reports_is_not_answered(app, app_index, app_corpus):
    test = app(app_index, app_corpus, q="What did inspectors say about social workers in Redbridge?")
    assert "This collection holds no report on Redbridge" in test.header[0].value
    assert "About other authorities" in text_of(test)
    assert not test.error
    assert not test.warning


def test_what_the_reports_do_not_say_is_not_answered(app, app_index, app_corpus):
    test = app(app_index, app_corpus, q="How many telescopes does the observatory in Ambleford own?")
    assert "Closest passages" in text_of(test)


def test_the_view_changes_by_one_switch_and_stands_in_the_address(app, app_index, app_corpus):
    test = app(app_index, app_corpus, q=QUESTION)
    test.toggle(key="one_list").set_value(True).run()
    assert address(test)["view"] == ["list"]
    assert test.toggle(key="one_list").value


def test_without_an_index_the_way_to_one_is_shown(app, app_corpus, tmp_path):
    test = app(tmp_path / "none", app_corpus)
    assert [title.value for title in test.title] == ["The reports are not indexed yet"]
    assert test.code[0].value == f'{program("rebuild-index")} --corpus "{app_corpus}" --index "{tmp_path / "none"}"'


def test_without_reports_it_says_where_to_put_them(app, tmp_path):
    (tmp_path / "corpus").mkdir()
    test = app(tmp_path / "none", tmp_path / "corpus")
    assert [title.value for title in test.title] == ["No reports yet"]
    assert str(tmp_path / "corpus") in text_of(test)
    assert "There is nothing to index yet." in text_of(test)
    assert "Index the reports now" not in [button.label for button in test.button]


def test_an_index_of_an_empty_folder_says_where_to_put_reports(app, tmp_path):
    (tmp_path / "corpus").mkdir()
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings())
    test = app(tmp_path / "index", tmp_path / "corpus")
    assert [title.value for title in test.title] == ["No reports yet"]


def test_a_damaged_index_is_said_to_be_damaged_and_the_reports_safe(app, app_index, app_corpus, tmp_path):
    index = tmp_path / "index"
    shutil.copytree(app_index, index)
    for file in index.rglob("*.faiss"):
        file.write_bytes(b"x" + file.read_bytes()[1:])
    test = app(index, app_corpus)
    assert [title.value for title in test.title] == ["The index is damaged"]
    assert "Your reports are safe" in text_of(test)
    assert "--full" in test.code[0].value


def test_a_folder_that_changed_since_is_said_to_have_changed(app, app_index, project, tmp_path):
    corpus = make_corpus(project, tmp_path / "corpus")
    (corpus / "new.txt").write_text("A new report.")
    test = app(app_index, corpus)
    assert "1 file added" in text_of(test)


def test_an_answer_from_before_the_folder_changed_says_so_over_its_quotations(app, app_index, app_corpus, tmp_path):
    shutil.copytree(app_corpus, tmp_path / "corpus")
    (tmp_path / "corpus" / "new.md").write_text("# A new report\n", encoding="utf-8")
    test = app(app_index, tmp_path / "corpus", q=QUESTION)
    said = [read(element.value) for element in test.main if element.type in {"markdown", "header"}]
    notice = next(n for n, text in enumerate(said) if "changed since they were indexed" in text)
    assert notice < next(n for n, text in enumerate(said) if "speak to this" in text)


def test_an_unchanged_folder_is_not_mentioned(app, app_index, app_corpus):
    assert "have changed" not in text_of(app(app_index, app_corpus))


def test_a_newer_build_is_picked_up_without_a_restart(app, project, tmp_path):
    corpus = make_corpus(project, tmp_path / "corpus")
    rebuild(corpus, tmp_path / "index", Settings())
    test = app(tmp_path / "index", corpus)
    before = test.markdown[0].value
    (corpus / "new.md").write_text("# A new report\n\nInspectors visited Ambleford in March 2025 and saw much.\n")
    rebuild(corpus, tmp_path / "index", Settings())
    test.run()
    assert test.markdown[0].value != before
