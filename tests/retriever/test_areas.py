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
    look = searcher.look("supervision in Sutton, London")
    assert (look.asked.understood.authorities, look.asked.understood.area) == (("Sutton",), "")
    assert [concept.terms for concept in look.asked.concepts] == [("supervis",)]


def test_an_area_that_another_authority_does_not_lie_in_is_part_of_the_question(searcher: Searcher) -> None:
    look = searcher.look("placements in London of Leeds children")
    assert look.asked.understood.authorities == ("Leeds",)
    assert ("london",) in [concept.terms for concept in look.asked.concepts]


@pytest.mark.parametrize(
    ("question", "area", "authorities"),
    [
        ("Which Yorkshire councils supervise weekly?", "Yorkshire", ("Leeds", "North Yorkshire")),
        ("supervision in the north-east", "the North East", ("Durham",)),
        ("supervision across Greater Manchester", "Greater Manchester", ("Manchester",)),
        ("supervision in Manchester", "", ("Manchester",)),
        ("supervision in North Yorkshire", "", ("North Yorkshire",)),
        ("supervision in south east London", "London", ("Sutton",)),
        ("supervision in London and the North West", "London and the North West", ("Manchester", "Sutton")),
    ],
)
def test_regions_and_counties_of_old_are_areas_unless_an_authority_is_meant(
    searcher_of, question: str, area: str, authorities: tuple[str, ...]
) -> None:
    names = ("Durham", "Leeds", "Manchester", "North Yorkshire", "Sutton")
    understood = searcher_of({f"{name}.md": REPORT.format(name, "weekly") for name in names}).ask(question).understood
    assert (understood.area, tuple(sorted(understood.authorities))) == (area, authorities)


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


def test_every_authority_lies_in_one_region() -> None:
    regions = [
        *("London", "the North East", "the North West", "Yorkshire and the Humber", "the East Midlands"),
        *("the West Midlands", "the East of England", "the South East", "the South West"),
    ]
    lying = [name for region in regions for name in areas()[region]]
    assert sorted(lying) == sorted(authority.name for authority in load_authorities())
