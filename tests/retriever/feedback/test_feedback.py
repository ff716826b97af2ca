"""Feedback from one person to gold by another, in a folder of its own."""

import json
import stat
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.answers import answer_from_json
from evaluation.gold import read_gold
from evaluation.scoring import score_system
from retriever.contract import answer_to_json
from retriever.errors import FeedbackError
from retriever.feedback.evidence import paragraphs_of, quotations_of, stands
from retriever.feedback.folder import FeedbackFolder
from retriever.feedback.record import (
    Approval,
    EvidenceQuote,
    Feedback,
    Opinion,
    from_json,
    same_person,
    to_gold,
    to_json,
)

DAY = date(2024, 3, 5)
EVIDENCE = EvidenceQuote("ilacs/a report.pdf", 3, "Partners do not always attend.")
FEEDBACK = Feedback(
    key="0123456789abcdef",
    question="Do partners attend?",
    opinion=Opinion.RIGHT,
    silent=False,
    evidence=(EVIDENCE,),
    words="Not always.",
    by="ab",
    on=DAY,
    build="b7",
)


@pytest.fixture
def folder(tmp_path) -> FeedbackFolder:
    return FeedbackFolder(tmp_path / "said" / "here")


def approve(folder, key=FEEDBACK.key, by="cd", kind="fact", words="Not always."):
    return folder.approve(key, by=by, kind=kind, words=words, on=DAY)


def test_what_is_kept_is_read_again_newest_first(folder):
    later = replace(FEEDBACK, key="f" * 16, on=date(2024, 3, 6), opinion=Opinion.WRONG, evidence=())
    folder.keep(FEEDBACK)
    folder.keep(later)
    assert folder.read().feedback == (later, FEEDBACK)


def test_nobody_else_on_the_machine_can_read_it(folder, tmp_path):
    folder.keep(FEEDBACK)
    (file,) = (tmp_path / "said" / "here").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_feedback_of_nobody_is_not_kept(folder):
    with pytest.raises(FeedbackError, match="initials are enough"):
        folder.keep(replace(FEEDBACK, by=" "))
    assert folder.read().feedback == ()


def test_a_second_person_makes_a_gold_question_of_it(folder):
    folder.keep(FEEDBACK)
    approved = approve(folder)
    assert approved.approval == Approval("cd", DAY, "fact")
    assert [json.loads(line) for line in folder.gold.read_text(encoding="utf-8").splitlines()] == [
        {
            "id": f"feedback-{FEEDBACK.key}",
            "question": "Do partners attend?",
            "kind": "fact",
            "evidence": [{"doc": "ilacs/a report.pdf", "page": 3, "quote": "Partners do not always attend."}],
            "answer": "Not always.",
        }
    ]


@pytest.mark.parametrize("second", ["ab", "AB", "A. B.", " a b "])
def test_the_first_person_cannot_approve_it(folder, second):
    folder.keep(FEEDBACK)
    with pytest.raises(FeedbackError, match="somebody else has to approve it"):
        approve(folder, by=second)
    assert not folder.gold.exists()


def test_nobody_cannot_approve_it(folder):
    folder.keep(FEEDBACK)
    with pytest.raises(FeedbackError, match="Say who approves it"):
        approve(folder, by="  ")


def test_a_wrong_answer_alone_is_no_gold(folder):
    folder.keep(replace(FEEDBACK, opinion=Opinion.WRONG, evidence=()))
    with pytest.raises(FeedbackError, match="does not say which paragraph"):
        approve(folder)


def test_that_the_reports_are_silent_is_gold_of_its_own_kind(folder):
    folder.keep(replace(FEEDBACK, opinion=Opinion.WRONG, silent=True, evidence=()))
    approve(folder, kind="theme")
    (question,) = read_gold(folder.gold).questions
    assert (question.kind, question.answerable) == ("unanswerable", False)


def test_what_is_erased_is_gone_from_the_gold_set_too(folder):
    other = replace(FEEDBACK, key="f" * 16, question="Who attends?")
    for one in (FEEDBACK, other):
        folder.keep(one)
        approve(folder, one.key)
    folder.erase(FEEDBACK.key)
    assert [question.question for question in read_gold(folder.gold).questions] == ["Who attends?"]
    folder.erase(other.key)
    assert not folder.gold.exists()


def test_erasing_everything_leaves_nothing_not_even_what_cannot_be_read(folder, tmp_path):
    folder.keep(FEEDBACK)
    approve(folder)
    (tmp_path / "said" / "here" / "broken.json").write_text("{")
    folder.erase_all()
    assert list((tmp_path / "said" / "here").iterdir()) == []


def test_a_file_that_cannot_be_read_is_named_and_the_others_stand(folder, tmp_path):
    folder.keep(FEEDBACK)
    (tmp_path / "said" / "here" / "broken.json").write_text('{"key": 1}')
    kept = folder.read()
    assert (kept.feedback, kept.unreadable) == ((FEEDBACK,), ("broken.json",))


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "0123", "0123456789abcdef/x"])
def test_a_key_names_no_other_file(folder, key):
    with pytest.raises(FeedbackError, match="no feedback's key"):
        folder.erase(key)


def test_nothing_is_gold_without_approval():
    with pytest.raises(FeedbackError, match="second person"):
        to_gold(FEEDBACK)


@given(st.text(max_size=20), st.text(max_size=20), st.booleans())
def test_a_record_is_read_as_it_was_written(words, quote, approved):
    one = replace(
        FEEDBACK,
        words=words,
        evidence=(replace(EVIDENCE, quote=quote),),
        approval=Approval("cd", DAY, "fact") if approved else None,
    )
    assert from_json(json.loads(json.dumps(to_json(one)))) == one


@given(st.text(max_size=10))
def test_everybody_is_the_same_as_themselves(name):
    assert same_person(name, f" {name.upper().lower()} ".casefold()) or name.casefold() != name.upper().lower()


def test_the_quotations_of_an_answer_are_evidence_that_it_finds_itself(searcher, folder):
    answer = searcher.ask("return home interviews in Ambleford")
    evidence = quotations_of(answer, searcher.snapshot)
    assert [item.quote for item in evidence] == list(dict.fromkeys(one.text for one in answer.quotations))
    assert all(stands(item, searcher.snapshot) for item in evidence)
    folder.keep(replace(FEEDBACK, question=answer.question, evidence=evidence))
    approve(folder, kind="theme")
    questions = read_gold(folder.gold).questions
    scored = score_system("this search", questions, [answer_from_json(answer_to_json(answer, questions[0].id))])
    figures = scored.questions[0].figures
    assert (figures["hit@1"], figures["answer_hit"], figures["page_correct"]) == (1, 1, 1)


def test_every_paragraph_that_can_be_picked_stands_in_its_report(searcher):
    snapshot = searcher.snapshot
    for index, card in enumerate(snapshot.documents):
        choices = paragraphs_of(snapshot.document(index))
        assert choices or not snapshot.document(index).paragraphs
        assert all(stands(EvidenceQuote(card.path, one.page, one.text), snapshot) for one in choices)


def test_a_quotation_of_a_report_that_has_left_stands_no_longer(searcher):
    assert not stands(EVIDENCE, searcher.snapshot)
    card = searcher.snapshot.documents[0]
    assert not stands(EvidenceQuote(card.path, 1, "This was never written anywhere."), searcher.snapshot)
