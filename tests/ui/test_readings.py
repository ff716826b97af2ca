from datetime import date

from indexer.document import DocumentType
from retriever.answer import Understood
from ui.readings import readings
from ui.state import AskState


def words(understood: Understood, state: AskState) -> list[str]:
    return [reading.words for reading in readings(understood, state)]


def test_what_the_question_says_is_shown_in_plain_words():
    understood = Understood(
        authorities=("Ayford",),
        types=(DocumentType.SEND,),
        since=date(2019, 1, 1),
        latest=True,
        expansions={"MARF": "multi-agency referral form"},
    )
    assert words(understood, AskState("q")) == [
        "Ayford",
        "SEND inspection",
        "latest report only",
        "from 1 January 2019",
        "MARF = multi-agency referral form",
    ]


def test_a_reading_of_the_question_is_taken_back_by_leaving_it_out():
    (reading,) = readings(Understood(authorities=("Ayford",)), AskState("q"))
    assert reading.undone == AskState("q", disregard=("Ayford",))


def test_a_filter_is_taken_back_by_clearing_it_alone():
    state = AskState("q", authorities=("Ayford", "Beechwick"), first_year=2019)
    understood = Understood(authorities=state.authorities, since=date(2019, 1, 1))
    undone = {reading.words: reading.undone for reading in readings(understood, state)}
    assert undone == {
        "Ayford": AskState("q", authorities=("Beechwick",), first_year=2019),
        "Beechwick": AskState("q", authorities=("Ayford",), first_year=2019),
        "from 2019": AskState("q", authorities=("Ayford", "Beechwick")),
    }


def test_a_search_that_nothing_narrows_shows_nothing():
    assert readings(Understood(), AskState("q")) == []


def test_a_name_without_reports_can_be_taken_back_where_it_is_none():
    (reading,) = readings(Understood(unknown_authorities=("Reading",)), AskState("reading at bedtime"))
    assert reading.words == "Reading (no report)"
    assert reading.undone.disregard == ("Reading",)


def test_a_whole_year_is_one_reading_and_taken_back_as_one() -> None:
    understood = Understood(since=date(2024, 1, 1), until=date(2024, 12, 31))
    (reading,) = readings(understood, AskState(question="in 2024"))
    assert reading.words == "in 2024"
    assert reading.undone.disregard == ("since", "until")


def test_the_authorities_of_an_area_are_taken_back_together() -> None:
    (reading,) = readings(Understood(authorities=("Harrow", "Sutton"), area="London"), AskState("in London"))
    assert (reading.words, reading.undone.disregard) == ("London (2 authorities)", ("London",))
