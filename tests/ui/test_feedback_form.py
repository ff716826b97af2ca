"""The form under an answer, and the export buttons beside it."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from indexer.encoder import EncoderSettings, open_encoder
from retriever.feedback.evidence import quotations_of, stands
from retriever.feedback.folder import FeedbackFolder
from retriever.feedback.record import Opinion
from retriever.searcher import Searcher
from tests.ui.conftest import text_of
from ui.exporting import file_stem

QUESTION = "What did inspectors say about strategy meeting attendance in Ambleford?"


@cache
def searcher_of(index) -> Searcher:
    return Searcher.open(index, encoder=open_encoder(EncoderSettings()))


@cache
def answer_of(index, *, silent):
    answer = searcher_of(index).ask(QUESTION)
    return replace(answer, answerable=False, quotations=()) if silent else answer


def page(index, feedback, silent):
    from pathlib import Path

    from tests.ui.test_feedback_form import answer_of, searcher_of
    from ui.feedback import show_feedback
    from ui.places import Places

    places = Places(index, Path("corpus"), feedback=feedback)
    show_feedback(answer_of(index, silent=silent), searcher_of(index).snapshot, places)


@pytest.fixture
def folder(tmp_path) -> FeedbackFolder:
    return FeedbackFolder(tmp_path / "said")


@pytest.fixture
def form(app_index, tmp_path):
    def opened(*, silent=False) -> AppTest:
        arguments = (app_index, tmp_path / "said", silent)
        test = AppTest.from_function(page, args=arguments, default_timeout=120).run()
        assert not test.exception
        return test

    return opened


def keep(test: AppTest, initials: str = "ab") -> None:
    test.text_input(key="feedback-initials").set_value(initials)
    test.button(key="feedback-keep").click().run()
    assert not test.exception


def test_a_right_answer_is_kept_with_what_it_quotes(form, folder, app_index):
    test = form()
    test.radio(key="feedback-opinion").set_value(Opinion.RIGHT).run()
    keep(test)
    (kept,) = folder.read().feedback
    assert (kept.question, kept.opinion, kept.by, kept.silent) == (QUESTION, Opinion.RIGHT, "ab", False)
    assert kept.evidence == quotations_of(answer_of(app_index, silent=False), searcher_of(app_index).snapshot)
    assert "It is kept on this machine" in text_of(test)


def test_right_to_say_nothing_is_kept_as_silence(form, folder):
    test = form(silent=True)
    test.radio(key="feedback-opinion").set_value(Opinion.RIGHT).run()
    keep(test)
    (kept,) = folder.read().feedback
    assert (kept.silent, kept.evidence) == (True, ())


def test_a_wrong_answer_may_be_wrong_because_the_reports_are_silent(form, folder):
    test = form()
    test.radio(key="feedback-opinion").set_value(Opinion.WRONG).run()
    test.checkbox(key="feedback-silent").check().run()
    keep(test)
    (kept,) = folder.read().feedback
    assert (kept.opinion, kept.silent, kept.can_be_gold) == (Opinion.WRONG, True, True)


def test_a_missed_paragraph_is_picked_from_its_report(form, folder, app_index):
    test = form()
    test.radio(key="feedback-opinion").set_value(Opinion.MISSED).run()
    assert test.button(key="feedback-keep").disabled
    assert any("Choose the report and the paragraph first" in text.value for text in test.markdown)
    path = next(card.path for card in searcher_of(app_index).snapshot.documents if "12 april 2024" in card.path)
    test.selectbox(key="feedback-report").set_value(path).run()
    test.selectbox(key=f"feedback-paragraph-{path}").set_value(3).run()
    test.checkbox(key="feedback-also").uncheck().run()
    keep(test)
    (kept,) = folder.read().feedback
    (evidence,) = kept.evidence
    assert evidence.document == path
    assert stands(evidence, searcher_of(app_index).snapshot)


def test_nothing_is_kept_without_initials(form, folder):
    test = form()
    test.radio(key="feedback-opinion").set_value(Opinion.RIGHT).run()
    keep(test, initials="")
    assert folder.read().feedback == ()
    assert "initials are enough" in text_of(test)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("What did inspectors say about caseloads in Ayford?", "Caseloads in Ayford 2024-06-03"),
        ("=cmd|' /C calc'!A0", "Cmd ' C calc' A0 2024-06-03"),
        ("../../etc/passwd", "Etc passwd 2024-06-03"),
        ("a\u202egnp.exe", "A gnp exe 2024-06-03"),
        ("???", "2024-06-03"),
        ("word " * 60, f"W{'word ' * 16} 2024-06-03".replace("Wword", "Word").replace("  ", " ")),
    ],
)
def test_a_file_is_named_after_what_is_in_it_and_fits_every_system(title, stem):
    assert file_stem(title, date(2024, 6, 3)) == stem
