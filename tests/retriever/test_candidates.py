"""Ranking against brute force over the sample."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import retriever.candidates
from indexer.tokens import tokenize
from retriever.answer import Filters
from retriever.candidates import (
    Candidates,
    Nearness,
    Vector,
    candidate_vectors,
    find_candidates,
    lexical_terms,
    nearness,
)
from retriever.searcher import Searcher

QUESTION = "return home interviews"


def _near(searcher: Searcher, found: Candidates, vector: Vector) -> Nearness:
    return nearness(found, candidate_vectors(searcher.snapshot, found), vector)


@pytest.fixture(scope="module")
def asked(searcher: Searcher):
    return searcher.look(QUESTION, Filters()).asked


def test_where_all_are_candidates_the_cosines_are_those_of_the_stored_vectors(searcher, asked, fake_encoder) -> None:
    (vector,) = fake_encoder.encode_questions([QUESTION])
    found = find_candidates(searcher.snapshot, asked, lambda: vector, asked.scope.documents)
    near = _near(searcher, found, vector)
    stored = searcher.snapshot.vectors.rows(0, searcher.snapshot.passage_count)
    expected = stored[found.rows] @ vector
    assert np.allclose(near.dense, expected, atol=2e-3)
    ranks = [near.dense_ranks[int(row)] for row in found.rows]
    by_brute_force = 1 + np.array([(near.dense > score).sum() for score in near.dense])
    assert (np.array(ranks) >= by_brute_force).all()
    assert sorted(ranks) == list(range(1, len(ranks) + 1))


def test_the_cut_off_keeps_the_best_of_each_ranking(searcher, asked, fake_encoder, monkeypatch) -> None:
    (vector,) = fake_encoder.encode_questions([QUESTION])
    everything = find_candidates(searcher.snapshot, asked, lambda: vector, asked.scope.documents)
    monkeypatch.setattr(retriever.candidates, "EXHAUSTIVE", 0)
    monkeypatch.setattr(retriever.candidates, "DEPTH", 20)
    cut = find_candidates(searcher.snapshot, asked, lambda: vector, asked.scope.documents)
    assert 20 <= len(cut.rows) < len(everything.rows)
    best = everything.rows[np.lexsort((everything.rows, -_near(searcher, everything, vector).dense))[:20]]
    assert set(best.tolist()) <= set(cut.rows.tolist())


@pytest.mark.parametrize("busy", [False, True])
def test_words_looked_up_meanwhile_are_those_looked_up_first(searcher, asked, fake_encoder, monkeypatch, busy) -> None:
    (vector,) = fake_encoder.encode_questions([QUESTION])
    monkeypatch.setattr(retriever.candidates, "EXHAUSTIVE", 0)
    first = find_candidates(searcher.snapshot, asked, lambda: vector, asked.scope.documents)
    monkeypatch.setattr(retriever.candidates, "WORTH_A_THREAD", 0)
    free = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        monkeypatch.setattr(retriever.candidates, "_threads", lambda: threads)
        if busy:
            threads.submit(free.wait)
        meanwhile = find_candidates(searcher.snapshot, asked, lambda: vector, asked.scope.documents)
        free.set()
    assert np.array_equal(meanwhile.rows, first.rows)
    assert meanwhile.lexical_ranks == first.lexical_ranks


@pytest.mark.parametrize("left_out", [1, 3, None])
def test_however_many_documents_are_in_scope_only_their_passages_are_candidates(
    searcher, asked, fake_encoder, monkeypatch, left_out
) -> None:
    (vector,) = fake_encoder.encode_questions([QUESTION])
    snapshot = searcher.snapshot
    documents = asked.scope.documents[left_out or len(asked.scope.documents) // 2 :]
    inside = np.isin(snapshot.passage_document, documents)
    assert snapshot.passages_of(documents) == np.count_nonzero(inside)
    every = find_candidates(snapshot, asked, lambda: vector, documents)
    monkeypatch.setattr(retriever.candidates, "EXHAUSTIVE", 0)
    found = find_candidates(snapshot, asked, lambda: vector, documents)
    assert every.rows.tolist() == np.flatnonzero(inside).tolist()
    assert 0 < len(found.rows) <= len(every.rows)
    assert inside[found.rows].all()


def test_a_passage_with_the_questions_words_ranks_before_one_without(searcher, asked, fake_encoder) -> None:
    (vector,) = fake_encoder.encode_questions([QUESTION])
    found = find_candidates(searcher.snapshot, asked, lambda: vector, asked.scope.documents)
    terms = set(tokenize(QUESTION))
    best = min(found.lexical_ranks, key=found.lexical_ranks.__getitem__)
    (passage,) = searcher.snapshot.passages([best])
    assert terms <= set(tokenize(passage.text)) | set(tokenize(passage.context))


def test_the_questions_own_terms_weigh_most(asked) -> None:
    terms = lexical_terms(asked)
    own = set(tokenize(QUESTION))
    assert all(terms[term] == 1.0 for term in own)
    assert all(weight < 1.0 for term, weight in terms.items() if term not in own)
