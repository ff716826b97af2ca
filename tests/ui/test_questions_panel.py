"""The list of saved and earlier questions, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import opened_at, press, read, text_of
from ui.kept_questions import KeptQuestions
from ui.places import INDEX_VARIABLE, QUESTIONS_VARIABLE
from ui.state import AskState


@pytest.fixture
def kept(tmp_path, monkeypatch) -> KeptQuestions:
    monkeypatch.setenv(INDEX_VARIABLE, str(tmp_path / "index"))
    monkeypatch.setenv(QUESTIONS_VARIABLE, str(tmp_path / "questions"))
    kept = KeptQuestions(tmp_path / "questions")
    for question in ("Who attends?", "Who is told?"):
        kept.note(AskState(question), asked="2024-06-03T10:15+01:00")
    return kept


def _show():
    import os

    from ui.places import Places
    from ui.questions_panel import show_questions

    show_questions(Places.named_in(os.environ))


def button(test, label):
    return next(one for one in test.button if read(one.label) == label)


def test_questions_are_erased_only_by_who_says_so_twice_and_can_be_brought_back(kept):
    test = opened_at(AppTest.from_function(_show), {})
    assert button(test, "Erase them all").disabled
    test.checkbox(key="questions-sure").check().run()
    press(test, "Erase them all")
    assert kept.read() == ()
    assert "2 questions erased." in text_of(test)
    press(test, "Bring them back")
    assert [one.state.question for one in kept.read()] == ["Who is told?", "Who attends?"]
    assert "erased" not in text_of(test)
    assert button(test, "Erase them all").disabled
