"""What of the passages beside an answer touches the question, and what only came nearest."""

import pytest

from retriever.searcher import Searcher
from retriever.touching import touching

REPORT = "# Inspection of {} local authority children’s services\n\n## Health\n\n1. {}\n"
SAID = {
    "Ayford": "Dental checks are seldom late.",
    "Corham": "Consent for checks is sought from parents.",
    "Danmere": "Children have a dental plan.",
    **dict.fromkeys(("Elmford", "Fenham", "Garby", "Holt", "Ilsham", "Jarby"), "Police checks of carers are made."),
}


@pytest.fixture
def three(searcher_of) -> Searcher:
    return searcher_of({f"{name}.md": REPORT.format(name, sentence) for name, sentence in SAID.items()})


def touched(searcher: Searcher, question: str) -> set[str]:
    snapshot, asked = searcher.snapshot, searcher.look(question).asked
    shown = [range(card.first_row, card.last_row) for card in snapshot.documents]
    does = touching(snapshot, asked, shown)
    return {card.path.removesuffix(".md") for card, touches in zip(snapshot.documents, does, strict=True) if touches}


def test_a_passage_touches_a_question_whose_rarest_word_it_holds_and_not_by_a_common_one(three):
    assert touched(three, "dental checks") == {"Ayford", "Danmere"}


def test_a_question_of_names_alone_is_touched_by_all_that_is_shown(three):
    assert touched(three, "Ayford") == set(SAID)


def test_the_verdict_counts_as_touching_only_what_does(three):
    answer = three.ask("What is said of dental checks in plans?", top_k=9)
    assert len({passage.document for passage in answer.passages}) > 2
    assert answer.verdict == "One document speaks to this; one more only touches it."


def test_where_not_all_reports_are_shown_the_number_is_said_to_be_the_least(three):
    assert (
        three.ask("What is said of dental checks in plans?", top_k=1).verdict == "At least one document speaks to this."
    )
    assert three.ask("What is said of dental checks in Ayford?", top_k=1).verdict.startswith("One document on Ayford")
