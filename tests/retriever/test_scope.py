from dataclasses import dataclass
from datetime import date

import pytest

from indexer.document import DocumentType, Judgement
from retriever.aspects import Aspect, GradesAsked
from retriever.periods import find_period
from retriever.scope import Sources, find_scope

VISIT, INSPECTION, SEND = DocumentType.FOCUSED_VISIT, DocumentType.INSPECTION, DocumentType.SEND


@dataclass(frozen=True)
class Card:
    type: DocumentType
    authorities: tuple[str, ...]
    published: date | None
    inspected_from: date | None = None
    inspected_to: date | None = None
    twin_of: str | None = None
    judgements: tuple[Judgement, ...] = ()


CARDS = (
    Card(INSPECTION, ("Ambleford",), date(2016, 3, 14), date(2015, 11, 9), date(2015, 12, 3)),
    Card(VISIT, ("Ambleford",), date(2018, 7, 2), date(2018, 6, 5), date(2018, 6, 6)),
    Card(INSPECTION, ("Ambleford",), date(2024, 1, 12), date(2023, 11, 13), date(2023, 11, 17)),
    Card(INSPECTION, ("Wexcombe",), date(2023, 5, 2), date(2023, 3, 6), date(2023, 3, 10)),
    Card(DocumentType.OTHER, ("Ambleford",), date(2018, 7, 2), twin_of="letter.pdf"),
    Card(DocumentType.NEWS, ("Wexcombe",), date(2024, 4, 18)),
)


def scope(question: str, authorities: tuple[str, ...] = ("Ambleford",), types: tuple[DocumentType, ...] = ()):
    return find_scope(Sources.of(CARDS), authorities=authorities, types=types, period=find_period(question))


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("everything", (0, 1, 2)),
        ("the 2023 inspection", (2,)),
        ("the report published in January 2024", (2,)),
        ("the 2016 report", (0,)),
        ("the 2015 report", (0,)),
        ("since 2018", (1, 2)),
        ("what happened after the report of March 2016", (0, 1, 2)),
        ("between 2015 and 2018", (0, 1)),
        ("the latest report", (2,)),
        ("at the end of August 2018", (1,)),
    ],
)
def test_the_time_asked_for_chooses_the_documents(question: str, documents: tuple[int, ...]) -> None:
    assert scope(question).documents == documents


def test_a_report_that_does_not_exist_is_named_as_missing() -> None:
    found = scope("the 2021 focused visit", types=(VISIT,))
    assert found.missing == "This collection holds no focused visit letter on Ambleford from 2021."
    assert (
        scope("the area SEND report", types=(SEND,)).missing
        == "This collection holds no area SEND report on Ambleford."
    )


def test_a_bare_year_without_documents_searches_those_made_since() -> None:
    found = scope("How many homes were there in 2020?")
    assert (found.documents, found.missing) == ((2,), None)


def test_a_year_after_all_documents_is_missing_as_none_of_them_can_speak_of_it() -> None:
    found = scope("How many homes were there in 2026?")
    assert found.documents == (0, 1, 2)
    assert found.missing == "This collection holds no report or letter on Ambleford from 2026."


def test_latest_is_each_authoritys_own_and_no_news_article_unless_one_is_asked_for() -> None:
    assert scope("their latest reports", ("Ambleford", "Wexcombe")).documents == (2, 3)
    assert scope("the latest news article", ("Wexcombe",), (DocumentType.NEWS,)).documents == (5,)


def test_a_worse_copy_is_never_searched_beside_the_better_one() -> None:
    assert 4 not in scope("everything", ()).documents


def test_later_documents_may_speak_of_a_single_time() -> None:
    assert scope("How was it graded in 2018?").mentions == (2,)


def test_the_latest_grade_is_that_of_the_latest_report_that_gives_one() -> None:
    grade = Judgement("Overall effectiveness", "Good", ())
    graded = Card(INSPECTION, ("Ambleford",), date(2023, 5, 9), judgements=(grade,))
    older = Card(INSPECTION, ("Ambleford",), date(2019, 7, 15), judgements=(grade,))
    visit = Card(VISIT, ("Ambleford",), date(2025, 1, 28))

    def latest(*cards: Card, grades: GradesAsked | None) -> tuple[int, ...]:
        sources, period = Sources.of(cards), find_period("the latest grade")
        return find_scope(sources, authorities=("Ambleford",), types=(), period=period, grades=grades).documents

    asked = GradesAsked(frozenset({Aspect.OVERALL}), frozenset())
    assert latest(older, graded, visit, grades=asked) == (1,)
    assert latest(older, graded, visit, grades=None) == (2,)
    assert latest(visit, grades=asked) == (0,)
