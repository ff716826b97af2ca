import pytest

from indexer.terms import term_table
from indexer.tokens import tokenize
from retriever.answer import Filters
from retriever.searcher import Searcher
from retriever.spelling import Speller, put_right

SAID = "asylum support assessments accommodation children missing neurodevelopmental sport moved plans"
PASSAGE = [tokenize(SAID)]


@pytest.fixture(scope="module")
def speller() -> Speller:
    rare = [tokenize("behaviour")]
    return Speller(term_table([PASSAGE, PASSAGE, PASSAGE, rare]), ["runaway"])


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("lone assylum seeking kids", "lone asylum seeking kids"),
        ("Assesments of childern", "Assessments of children"),
        ("accomodation abuot now", "accommodation about now"),
        ("neurodevelopmntal pathways", "neurodevelopmental pathways"),
    ],
)
def test_a_word_one_slip_away_from_a_word_of_the_reports_is_read_as_that(
    speller: Speller, question: str, read: str
) -> None:
    assert put_right(question, speller.misspelt(question, (), ())) == read


@pytest.mark.parametrize(
    "question",
    [
        "children who are missing",
        "moped crime and potholes",
        "runaway children",
        "bahaviour",
        "What is Suporta?",
        "the LADOO and s47s",
        '"assylum" seekers',
        "zzzzzzz",
        "",
    ],
    ids=[
        "words of the reports",
        "words of English",
        "a synonym",
        "a word that hardly stands",
        "a name",
        "capitals",
        "quoted",
        "no word at all",
        "nothing",
    ],
)
def test_nothing_else_is_read_as_another_word(speller: Speller, question: str) -> None:
    assert speller.misspelt(question, (), ()) == []


def test_a_word_within_a_name_and_one_to_disregard_stay(speller: Speller) -> None:
    assert speller.misspelt("assylum", [(0, 7)], ()) == []
    assert speller.misspelt("assylum", (), ["assylum"]) == []


def test_how_people_write_short_forms_is_no_slip(searcher: Searcher) -> None:
    for word in ("doesnt", "havent", "wouldnt", "whats", "theyre"):
        assert not searcher.ask(f"What {word} work in Ambleford?").understood.expansions


def test_a_misspelt_question_gets_the_answer_of_the_right_one_and_says_how_it_was_read(searcher: Searcher) -> None:
    right = searcher.ask("How are strategy meetings attended in Ambleford?")
    typed = searcher.ask("How are stratgey meetings atended in Ambleford?")
    assert typed.question == "How are stratgey meetings atended in Ambleford?"
    assert [one.text for one in typed.quotations] == [one.text for one in right.quotations]
    assert typed.quotations
    assert typed.understood.expansions == {"stratgey": "strategy", "atended": "attended"}
    kept = searcher.ask(typed.question, Filters(disregard=("stratgey", "atended")))
    assert not kept.understood.expansions
