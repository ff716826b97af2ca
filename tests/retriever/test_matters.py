"""What an item is about, over the shipped sample."""

import numpy as np
import pytest

from retriever.matters import Matters


@pytest.fixture(scope="module")
def matters(searcher):
    return Matters(searcher.snapshot, [0])


def held_of(searcher, matter):
    return matter.held_by(searcher.snapshot, np.arange(len(searcher.snapshot.terms.offsets) - 1, dtype=np.int64))


def words_of(terms, sentence):
    return [terms.vocabulary[term] for term in terms.terms_of(sentence)]


def test_asking_words_and_what_stands_in_brackets_are_no_matter(matters):
    matter = matters.of("Ensure the quality and timeliness of supervision (enabler 2, national framework).")
    assert [concept.terms for concept in matter.concepts] == [("supervis",)]


def test_a_synonym_holds_the_matter(searcher, matters):
    discussions = held_of(searcher, matters.of("The timeliness of strategy discussions."))
    meetings = held_of(searcher, matters.of("The timeliness of strategy meetings."))
    assert (discussions.shares == 1).sum() > 5
    assert np.array_equal(discussions.shares, meetings.shares)
    assert discussions.leads.max() == 1


def test_a_short_sentence_leads_on_a_long_item_by_its_leading_word(searcher, matters):
    held = held_of(searcher, matters.of("Provide reflective supervision at least every four weeks, on the file."))
    terms = searcher.snapshot.terms
    (monthly,) = (n for n in range(len(held.leads)) if words_of(terms, n) == ["supervis", "month"])
    assert held.leads[monthly] == 1
    assert 0 < held.shares[monthly] < 0.5


@pytest.mark.parametrize("text", ["", "Ensure that children receive good services.", "(page 3)"])
def test_what_names_no_matter_is_held_by_nothing(searcher, matters, text):
    held = matters.of(text).held_by(searcher.snapshot, np.arange(5, dtype=np.int64))
    assert not held.shares.any()
    assert not held.with_before.any()
    assert not held.leads.any()


def test_shares_lie_between_nothing_and_all(searcher, matters):
    held = held_of(searcher, matters.of("Return home interviews for children who have been missing."))
    assert 0 <= held.shares.min() <= held.shares.max() <= 1 + 1e-9
    assert (held.shares <= held.with_before + 1e-9).all()


def test_a_sentence_that_names_only_the_people_is_told_from_one_that_names_what_is_asked_for_them(searcher, matters):
    terms = searcher.snapshot.terms
    held = held_of(searcher, matters.of("Pathway plans for care leavers."))
    leavers, plans = (
        np.array([word in words_of(terms, n) for n in range(len(held.shares))]) for word in ("leaver", "pathway")
    )
    assert held.people_only[leavers].any()
    assert not held.people_only[plans].any()


def test_the_sentence_before_adds_nothing_to_one_that_stands_alone(searcher, matters):
    matter = matters.of("Return home interviews for children who have been missing.")
    every = np.arange(len(searcher.snapshot.terms.offsets) - 1, dtype=np.int64)
    alone = matter.held_by(searcher.snapshot, every, np.ones(len(every), dtype=np.bool_))
    assert np.allclose(alone.with_before, alone.shares)
    assert (matter.held_by(searcher.snapshot, every).with_before > alone.with_before + 1e-6).any()
