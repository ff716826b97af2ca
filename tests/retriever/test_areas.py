"""An area that is named in place of its authorities."""

import pytest

from indexer.structure.authorities import load_authorities
from retriever.answer import Filters
from retriever.authorities import areas
from retriever.searcher import Searcher

REPORT = "# Inspection of {} local authority children’s services\n\n## Practice\n\n1. Social work supervision is {}.\n"
SAID = {"Harrow": "monthly", "Sutton": "reflective", "Leeds": "weekly"}


@pytest.fixture
def searcher(searcher_of) -> Searcher:
    return searcher_of({f"{name}.md": REPORT.format(name, word) for name, word in SAID.items()})


@pytest.mark.parametrize(
    "question", ["supervision in London", "Which London boroughs supervise social workers?", "london supervision"]
)
def test_who_asks_about_an_area_is_answered_by_its_authorities_alone(searcher: Searcher, question: str) -> None:
    answer = searcher.ask(question)
    assert (answer.understood.authorities, answer.understood.area) == (("Harrow", "Sutton"), "London")
    assert {passage.document for passage in answer.passages} <= {"Harrow.md", "Sutton.md"}
    assert "authorities in London" in answer.verdict


def test_an_authority_of_the_area_that_is_named_is_asked_about_alone(searcher: Searcher) -> None:
    understood = searcher.ask("supervision in Sutton, London").understood
    assert (understood.authorities, understood.area) == (("Sutton",), "")


def test_an_area_can_be_taken_back_and_gives_way_to_authorities_that_are_chosen(searcher: Searcher) -> None:
    taken_back = searcher.ask("supervision in London", Filters(disregard=("London",))).understood
    assert (taken_back.authorities, taken_back.area) == ((), "")
    chosen = searcher.ask("supervision in London", Filters(authorities=("Leeds",))).understood
    assert (chosen.authorities, chosen.area) == (("Leeds",), "")


def test_of_an_area_without_a_report_there_is_none(searcher_of) -> None:
    answer = searcher_of({"Leeds.md": REPORT.format("Leeds", "weekly")}).ask("supervision in London")
    assert (answer.answerable, answer.understood.unknown_authorities) == (False, ("London",))


def test_every_authority_of_an_area_is_known() -> None:
    known = {authority.name for authority in load_authorities()}
    assert all(known.issuperset(names) for names in areas().values())
