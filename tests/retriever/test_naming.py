import pytest

from retriever.answer import Strength
from retriever.naming import asks_who, gives_name
from retriever.searcher import Searcher

REPORT = """# Inspection of Ambleford local authority children’s services

Inspection dates: 3 to 7 June 2019

## The experiences and progress of children in need of help

1. {}
2. Early help reaches families in every village, and neighbours speak warmly of the people who bring it.
"""
WHO = "Who is the director of children’s services in Ayford?"


@pytest.mark.parametrize(
    "sentence",
    [
        "The director of children’s services, Jane Doe, is visible.",
        "Jane Doe has led the service since 2019.",
        "Since May 2019 Ms Doe has been its director.",
    ],
)
def test_a_person_is_a_name(sentence: str) -> None:
    assert gives_name(WHO, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The director of children’s services has a clear vision.",
        "A new Director of Children’s Services (DCS) and the Lead Member took up post in July 2023.",
        "In Ayford the Chief Executive of the Council told the Courier that the service is good.",
        "Her Majesty’s Inspectors and Ofsted met the head of service.",
        "A council of children, the Harbour Voice, is well liked. They met the director.",
    ],
)
def test_an_office_a_month_or_a_newspaper_is_no_name_of_a_person(sentence: str) -> None:
    assert not gives_name(WHO, sentence, apart_from=("Ayford",))


def test_a_body_is_a_name_where_no_office_is_asked_about() -> None:
    assert gives_name("Who runs the advocacy service?", "Advocacy is provided by Lanternlight.")


@pytest.mark.parametrize(("who", "answers"), [("Children value", False), ("The charity Lanternlight runs", True)])
def test_a_name_that_the_question_gives_does_not_answer_it(searcher_of, who, answers):
    searcher = searcher_of({"ambleford.md": REPORT.format(f"{who} the Safe Space service for exploited children.")})
    asked = searcher.ask("Which charity runs the Safe Space exploitation service in Ambleford?")
    assert asked.answerable == answers


def test_a_question_after_people_in_general_is_not_answered_by_a_name_alone() -> None:
    assert not asks_who("Who are the care leavers?")
    assert asks_who("who is the director?")


@pytest.mark.parametrize(
    ("sentence", "answers"),
    [
        ("The director of children’s services, Jane Doe, knows the service well.", True),
        ("The director of children’s services has been in post since July 2018 and knows the service well.", False),
        ("The director of children’s services met the Safeguarding Children Board and knows the service well.", False),
    ],
)
def test_who_holds_an_office_is_answered_by_a_name_alone(searcher_of, sentence, answers):
    searcher = searcher_of({"ambleford.md": REPORT.format(sentence)})
    asked = searcher.ask("Who is the director of children's services in Ambleford?")
    assert asked.answerable == answers
    assert asked.passages


def test_who_else_does_something_has_no_strong_evidence_without_a_name(searcher: Searcher) -> None:
    answer = searcher.ask("Who leads children's services in Ambleford?")
    assert answer.quotations
    assert answer.strength is Strength.WEAK
    assert "may speak" in answer.verdict
