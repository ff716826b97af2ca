import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.answer import Strength
from retriever.sides import asks_who_does_not, side_asked, without_side, worth_on_side
from retriever.tone import Tone, read_tone


@pytest.mark.parametrize(
    ("question", "side", "rest"),
    [
        ("What went wrong for care leavers?", Tone.FAULT, "care leavers?"),
        ("Health plans: what's wrong with them?", Tone.FAULT, "Health plans: them?"),
        ("whats wrong with fostering", Tone.FAULT, "fostering"),
        ("weaknesses in supervision", Tone.FAULT, "supervision"),
        ("criticised for assessments", Tone.FAULT, "assessments"),
        ("doing badly on early help", Tone.FAULT, "early help"),
        ("a shortage of foster carers", Tone.FAULT, "a shortage of foster carers"),
        ("strengths of early help", Tone.PRAISE, "early help"),
        ("praised about fostering", Tone.PRAISE, "fostering"),
    ],
)
def test_a_question_for_what_went_wrong_or_is_praised_wants_one_side_of_its_theme(question, side, rest):
    assert side_asked(question) is side
    assert without_side(question) == rest


@pytest.mark.parametrize(
    "question",
    [
        "strengths and weaknesses of early help",
        "How well does it work with the police?",
        "concerns about children at the front door",
        "What does No Wrong Door do for teenagers?",
        "teenagers with mental health problems",
        "Is early help going well?",
        "Was it criticised for assessments?",
        "use of the strengths-based model",
        "strengths and difficulties questionnaires",
    ],
)
def test_other_questions_want_both_sides(question):
    assert side_asked(question) is None


@given(st.text())
def test_every_sentence_counts_for_something_and_the_opposite_least(sentence):
    worth = {side: worth_on_side(side, sentence) for side in (Tone.PRAISE, Tone.FAULT)}
    assert all(0 < one <= 1 for one in worth.values())
    if read_tone(sentence).tone is Tone.PRAISE:
        assert worth[Tone.PRAISE] == 1 > worth[Tone.FAULT]


REPORT = """# Inspection of Ambleford local authority children’s services

Inspection dates: 3 to 7 June 2019

## Care leavers

1. Plans for care leavers are thorough.

## Pathway plans

2. Plans for care leavers are weak.
"""


def test_what_went_wrong_is_answered_with_faults_and_what_is_praised_with_praise(searcher_of):
    ask = searcher_of({"ambleford.md": REPORT}).ask
    wrong = [one.text for one in ask("What is wrong with plans for care leavers in Ambleford?").quotations]
    praised = [one.text for one in ask("What is praised about plans for care leavers in Ambleford?").quotations]
    assert wrong == ["Plans for care leavers are weak."]
    assert praised == ["Plans for care leavers are thorough."]


def test_what_must_improve_is_no_praise_and_whether_it_must_may_be(searcher_of):
    ask = searcher_of({"ambleford.md": REPORT}).ask
    must = [one.text for one in ask("What must Ambleford improve about plans for care leavers?").quotations]
    assert must == ["Plans for care leavers are weak."]
    whether = [one.text for one in ask("Does Ambleford need to improve plans for care leavers?").quotations]
    assert set(whether) == {"Plans for care leavers are weak.", "Plans for care leavers are thorough."}


def test_a_grade_is_no_answer_to_what_must_improve(searcher_of, monkeypatch):
    monkeypatch.setattr("retriever.answering.threshold", lambda: 0.1)  # so short a report makes nothing sure
    graded = REPORT.replace("Pathway plans", "Support for care leavers: inadequate")
    asked = searcher_of({"ambleford.md": graded}).ask("What must Ambleford improve for care leavers?")
    assert [one.text for one in asked.quotations] == ["Plans for care leavers are weak."]


def test_what_nobody_found_wrong_is_not_said_to_be(searcher_of):
    ask = searcher_of({"ambleford.md": REPORT.replace("weak", "good")}).ask
    asked = "plans for care leavers in Ambleford?"
    assert ask(f"What is wrong with {asked}").confidence < ask(f"What is praised about {asked}").confidence


LEANING = """# Inspection of Ambleford local authority children’s services

Inspection dates: 3 to 7 June 2019

## Care leavers

1. Plans for care leavers are thorough. This includes their plans for work.
"""


def test_a_sentence_that_leans_on_praise_is_praise(searcher_of):
    ask = searcher_of({"ambleford.md": LEANING}).ask
    found = ask("What is wrong with plans for care leavers in Ambleford?")
    assert found.confidence < ask("What is praised about plans for care leavers in Ambleford?").confidence
    assert not found.answerable


HOTELS = """# Inspection of {} children’s services

Inspection dates: 4 to 8 June 2024

## Findings

1. {}
2. Early help reaches families in every village, and neighbours speak warmly of the people who bring it.
"""


def test_councils_that_do_not_are_those_of_whom_a_report_says_not_and_the_evidence_is_weak(searcher_of) -> None:
    found = searcher_of(
        {
            "ambleford.md": HOTELS.format("Ambleford", "Hotels are used for homeless young people in emergencies."),
            "bexmoor.md": HOTELS.format("Bexmoor", "Hotels are not used for homeless young people in emergencies."),
            "holmford.md": HOTELS.format("Holmford", "Hotels are used often for homeless young people in emergencies."),
        }
    )
    answer = found.ask("Which councils do not use hotels for homeless young people in emergencies?")
    assert [quotation.group for quotation in answer.quotations] == ["Bexmoor"]
    assert answer.strength is Strength.WEAK
    others = found.ask("Which councils use hotels for homeless young people in emergencies?")
    assert {"Ambleford", "Holmford"} <= {quotation.group for quotation in others.quotations}


@pytest.mark.parametrize(
    ("question", "denies"),
    [
        ("Which councils don’t use hotels?", True),
        ("Which councils have never used hotels?", True),
        ("Which councils are no longer short of carers?", True),
        ("Which councils use hotels?", False),
        ("Which councils know of no hotels?", False),
    ],
)
def test_who_does_not_is_told_by_the_verb(question: str, denies: bool) -> None:  # noqa: FBT001
    assert asks_who_does_not(question) == denies
