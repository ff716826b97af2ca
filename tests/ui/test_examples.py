"""The first questions are ones that this corpus answers."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from retriever.answer import Strength
from retriever.searcher import Searcher
from ui import examples
from ui.examples import MOST, checked_questions, example_questions
from ui.shared_searcher import SharedSearcher, in_turn


def test_every_question_to_start_from_is_answered_strongly(app_index):
    searcher = Searcher.open(app_index)
    questions = checked_questions(searcher)
    assert 3 <= len(questions) <= MOST
    assert {searcher.ask(question).strength for question in questions} == {Strength.STRONG}
    assert checked_questions(searcher) is questions


def test_an_empty_corpus_offers_none():
    assert example_questions([]) == []


def test_they_are_looked_for_while_every_turn_is_taken_by_pages_that_wait_for_them(app_index, monkeypatch):
    monkeypatch.setattr(examples, "_checked", {})
    searcher = SharedSearcher.open(app_index)
    turns = os.cpu_count() or 1
    taken, found = threading.Barrier(turns + 1), threading.Event()

    def page():
        with in_turn():
            taken.wait(60)
            found.wait(60)

    with ThreadPoolExecutor(turns + 1) as people:
        for _ in range(turns):
            people.submit(page)
        taken.wait(60)
        try:
            assert people.submit(checked_questions, searcher).result(timeout=30)
        finally:
            found.set()
