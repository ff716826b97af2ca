"""Totals of an area: asked for in everyday words, answered by that count or not at all."""

import pytest

from retriever.answer_types import NO_TOTAL, counts_all
from retriever.area_totals import asks_for_all, total_asked
from retriever.searcher import Searcher

BEFORE = """# Inspection of Bexmoor children’s services

Inspection dates: 2 to 6 March 2015

## Information about this local authority area

1. Some 41,000 youngsters under 18 live in Bexmoor.
2. In January 2015, 402 children were looked after by the council, twelve more than before.
3. The local authority operates three children’s homes.

Who has free school meals:

- in primary schools 21% of them
- in secondary schools 18% of them

## Findings

4. Twelve children in care wait for a place to live, and 30 children came into care in one week.
"""
AFTER = """# Inspection of Bexmoor children’s services

Inspection dates: 4 to 8 June 2018

## Information about this local authority area

1. In April 2018, 455 children were looked after by the council, many more than before.

## Findings

2. Social workers see 14 children in care each, and 25 social workers have left since May.
3. The council has 14 experienced advisers.
"""
OTHER = """# Inspection of Holmford children’s services

Inspection dates: 2 to 6 March 2020

## Findings

1. Nine children in care live in hotels.
"""


def quoted(searcher: Searcher, question: str) -> list[str]:
    return [quotation.text for quotation in searcher.ask(question).quotations]


@pytest.fixture
def bexmoor(searcher_of) -> Searcher:
    return searcher_of({"before.md": BEFORE, "after.md": AFTER, "other.md": OTHER})


@pytest.mark.parametrize(
    "question",
    [
        "How many children are in care in Bexmoor?",
        "how many kids does Bexmoor look after",
        "number of children in care Bexmoor",
        "What is the number of looked-after children in Bexmoor?",
        "What's the total number of children in care in Bexmoor?",
        "how many LAC in Bexmoor",
    ],
)
def test_children_in_care_are_counted_by_the_total_of_each_report_newest_first(
    bexmoor: Searcher, question: str
) -> None:
    newest, oldest = quoted(bexmoor, question)
    assert "455 children were looked after" in newest
    assert "402 children were looked after" in oldest


def test_other_totals_are_found_by_everyday_words(bexmoor: Searcher) -> None:
    assert "41,000" in quoted(bexmoor, "How many children live in Bexmoor?")[0]
    assert quoted(bexmoor, "how many children's homes does Bexmoor run")[0].endswith("three children’s homes.")


def test_a_total_told_as_a_list_is_quoted_with_its_items(bexmoor: Searcher) -> None:
    answer = "\n".join(quoted(bexmoor, "What proportion of Bexmoor pupils get free school meals?"))
    assert "free school meals:\nin primary schools 21%" in answer
    assert "in secondary schools 18%" in answer


def test_a_total_is_told_by_the_report_of_the_time_asked_about(bexmoor: Searcher) -> None:
    (answer,) = quoted(bexmoor, "How many children were in care in Bexmoor in 2015?")
    assert "402" in answer


@pytest.mark.parametrize(
    "question",
    [
        "How many children are in care in Holmford?",
        "How many social workers does Bexmoor employ?",
    ],
)
def test_how_many_there_are_is_not_answered_with_how_many_of_them(bexmoor: Searcher, question: str) -> None:
    answer = bexmoor.ask(question)
    assert not answer.answerable
    assert answer.passages


def test_how_many_there_are_is_answered_where_a_report_says_it(bexmoor: Searcher) -> None:
    assert "14 experienced advisers" in quoted(bexmoor, "How many advisers does Bexmoor have?")[0]


def test_what_is_asked_of_some_of_them_is_no_total() -> None:
    for topic in ("children in care have moved three times", "children in care are placed with relatives", "adopters"):
        assert total_asked(topic) is None
    assert not asks_for_all("social workers left", "social workers")


@pytest.mark.parametrize(
    ("sentence", "is_total"),
    [
        ("There are 766 care leavers.", True),
        ("The council has 14 young care leavers, all of them in work.", True),
        ("Of these, 66% care leavers are in work.", False),
        ("Support for 16 to 25-year-old care leavers is good.", False),
        ("There are 228 care leavers who arrived alone.", False),
        ("Since May, 12 homes have taken care leavers in.", False),
        ("There are no care leavers in custody.", False),
    ],
)
def test_a_number_of_all_stands_before_what_it_counts_and_is_no_share(sentence: str, is_total: bool) -> None:  # noqa: FBT001
    assert counts_all(sentence, [("care", "leaver")]) == (1.0 if is_total else NO_TOTAL)
