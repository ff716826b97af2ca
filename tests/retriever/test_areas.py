"""An area that is named in place of its authorities."""

from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.settings import Settings
from indexer.structure.authorities import load_authorities
from retriever.answer import Filters
from retriever.authorities import areas
from retriever.searcher import Searcher

REPORT = "# Inspection of {} local authority children’s services\n\n## Practice\n\n1. Social work supervision is {}.\n"
SAID = {"Harrow": "monthly", "Sutton": "reflective", "Leeds": "weekly"}


@pytest.fixture
def searcher(tmp_path: Path, fake_encoder):
    (tmp_path / "corpus").mkdir()
    for name, word in SAID.items():
        (tmp_path / "corpus" / f"{name}.md").write_text(REPORT.format(name, word), encoding="utf-8")
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings(), encoder=fake_encoder)
    searcher = Searcher.open(tmp_path / "index", encoder=fake_encoder)
    yield searcher
    searcher.snapshot.close()


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


def test_of_an_area_without_a_report_there_is_none(tmp_path: Path, fake_encoder) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "Leeds.md").write_text(REPORT.format("Leeds", "weekly"), encoding="utf-8")
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings(), encoder=fake_encoder)
    searcher = Searcher.open(tmp_path / "index", encoder=fake_encoder)
    answer = searcher.ask("supervision in London")
    assert (answer.answerable, answer.understood.unknown_authorities) == (False, ("London",))
    searcher.snapshot.close()


def test_every_authority_of_an_area_is_known() -> None:
    known = {authority.name for authority in load_authorities()}
    assert all(known.issuperset(names) for names in areas().values())
