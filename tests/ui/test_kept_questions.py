"""Questions kept on this machine: private, bounded, exportable, erasable."""

import csv
import io
import json
import stat

import pytest

from indexer.document import DocumentType
from ui.kept_questions import MOST_EARLIER, KeptQuestion, KeptQuestions, as_csv, as_json
from ui.opened import Opened
from ui.places import QUESTIONS_VARIABLE, Places
from ui.state import AskState

STATE = AskState("Who attends?", authorities=("Ayford",), types=(DocumentType.SEND,), first_year=2019)
DAY = "2024-06-03T10:15+01:00"


@pytest.fixture
def kept(tmp_path) -> KeptQuestions:
    return KeptQuestions(tmp_path / "questions")


def test_a_question_is_read_as_it_was_asked(kept):
    kept.note(STATE, asked=DAY)
    assert kept.read() == (KeptQuestion(STATE, DAY),)


def test_what_is_noted_while_the_page_goes_on_is_there_for_whoever_reads_next(kept):
    for number in range(20):
        kept.note_later(AskState(f"Question {number}"), asked=DAY)
    assert [one.state.question for one in kept.read()] == [f"Question {number}" for number in reversed(range(20))]


def test_what_another_program_wrote_is_read(kept, tmp_path):
    kept.note(STATE, asked=DAY)
    [file] = (tmp_path / "questions").iterdir()
    beside = tmp_path / "another"
    beside.write_text(file.read_text().replace("Who attends?", "Who is told, and when?"))
    beside.replace(file)
    assert kept.read()[0].state.question == "Who is told, and when?"


def test_a_disk_that_takes_nothing_costs_the_note_and_not_the_page(kept, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.kept_questions.replace_file", full)
    kept.note_later(STATE, asked=DAY)
    assert kept.read() == ()


def test_only_the_owner_can_read_the_file(kept, tmp_path):
    kept.note(STATE, asked=DAY)
    [file] = (tmp_path / "questions").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_question_asked_again_moves_to_the_front_and_stays_saved(kept):
    kept.save(STATE, asked=DAY, saved=True)
    kept.note(AskState("Other?"), asked=DAY)
    kept.note(STATE, asked=DAY)
    assert [one.state.question for one in kept.read()] == ["Who attends?", "Other?"]
    assert kept.is_saved(STATE)
    kept.save(STATE, asked=DAY, saved=False)
    assert not kept.is_saved(STATE)


def test_what_is_open_beside_the_answer_is_no_part_of_the_question(kept):
    kept.note(AskState("Who attends?", opened=Opened(citation=3, page=2, zoom=150), one_list=True), asked=DAY)
    assert kept.read()[0].state == AskState("Who attends?")


def test_the_oldest_go_first_and_saved_ones_stay(kept):
    kept.save(STATE, asked=DAY, saved=True)
    for number in range(MOST_EARLIER + 5):
        kept.note(AskState(f"Question {number}"), asked=DAY)
    questions = kept.read()
    assert len(questions) == MOST_EARLIER + 1
    assert questions[0].state.question == f"Question {MOST_EARLIER + 4}"
    assert questions[-1].state == STATE


def test_erased_questions_are_gone(kept, tmp_path):
    kept.note(STATE, asked=DAY)
    kept.erase()
    kept.erase()
    assert kept.read() == ()
    assert list((tmp_path / "questions").iterdir()) == []


def test_erased_questions_come_back_behind_those_asked_since(kept):
    kept.save(STATE, asked=DAY, saved=True)
    kept.note(AskState("Other?"), asked=DAY)
    erased = kept.read()
    kept.erase()
    kept.note(AskState("New?"), asked=DAY)
    kept.note(AskState("Other?"), asked=DAY)
    kept.restore(erased)
    assert [one.state.question for one in kept.read()] == ["Other?", "New?", "Who attends?"]
    assert kept.is_saved(STATE)


def test_two_accounts_do_not_see_each_other(tmp_path):
    KeptQuestions(tmp_path, "a@council.example").note(STATE, asked=DAY)
    assert KeptQuestions(tmp_path, "b@council.example").read() == ()
    assert KeptQuestions(tmp_path).read() == ()
    assert not any("council" in file.name for file in tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"asked": "x", "saved": true, "address": {}}]', '{"a": 1}'])
def test_a_file_that_cannot_be_read_is_passed_over(kept, tmp_path, content):
    kept.note(STATE, asked=DAY)
    [file] = (tmp_path / "questions").iterdir()
    file.write_text(content)
    assert kept.read() == ()
    kept.note(STATE, asked=DAY)
    assert len(kept.read()) == 1


def test_exports_hold_every_question_and_nothing_that_a_spreadsheet_runs():
    questions = (KeptQuestion(STATE, DAY, saved=True), KeptQuestion(AskState("=cmd|x"), DAY))
    rows = list(csv.DictReader(io.StringIO(as_csv(questions).removeprefix("\ufeff"))))
    assert rows[0] == {
        "question": "Who attends?", "authority": "Ayford", "type": "SEND", "from": "2019", "to": "", "without": "",
        "asked": DAY, "saved": "yes",
    }  # fmt: skip
    assert rows[1]["question"] == "'=cmd|x"
    assert [line["address"]["q"] for line in json.loads(as_json(questions))] == [["Who attends?"], ["=cmd|x"]]


def test_questions_are_kept_beside_the_index_elsewhere_or_not_at_all(tmp_path):
    index = {"INSPECTION_INDEX": str(tmp_path / "index")}
    assert Places.named_in(index).questions == tmp_path / "index-questions"
    assert Places.named_in(index | {QUESTIONS_VARIABLE: str(tmp_path / "mine")}).questions == tmp_path / "mine"
    assert Places.named_in(index | {QUESTIONS_VARIABLE: "off"}).questions is None
