"""The first questions are ones that this corpus answers."""

from retriever.answer import Strength
from retriever.searcher import Searcher
from ui.examples import MOST, checked_questions, example_questions


def test_every_question_to_start_from_is_answered_strongly(app_index):
    searcher = Searcher.open(app_index)
    questions = checked_questions(searcher)
    assert 3 <= len(questions) <= MOST
    assert {searcher.ask(question).strength for question in questions} == {Strength.STRONG}
    assert checked_questions(searcher) is questions


def test_an_empty_corpus_offers_none():
    assert example_questions([]) == []
