import pytest

from retriever.answer import Strength
from retriever.naming import asks_who, gives_name
from retriever.searcher import Searcher

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


def test_a_question_after_people_in_general_is_not_answered_by_a_name_alone() -> None:
    assert not asks_who("Who are the care leavers?")
    assert asks_who("who is the director?")


def test_who_holds_an_office_has_no_strong_evidence_in_what_they_do(searcher: Searcher) -> None:
    answer = searcher.ask("Who is the director of children's services in Ambleford?")
    assert answer.quotations
    assert answer.strength is Strength.WEAK
    assert "may speak" in answer.verdict
