"""Which words of a question are held together."""

import numpy as np
import pytest

from indexer.terms import TermTable
from retriever.concepts import Thesaurus, concepts
from retriever.set_phrases import SAID_OFTEN, SetPhrases, with_set_phrases

SAID = (
    ("homeless", "young", "peopl"),
    ("young", "carer"),
    ("leav", "care", "team"),
    ("strategi", "meet", "includ", "health"),
)


@pytest.fixture(scope="module")
def phrases() -> SetPhrases:
    """A build in which each of these runs of terms is a sentence that stands often."""
    vocabulary = sorted({term for run in SAID for term in run})
    runs = [[vocabulary.index(term) for term in run] for run in SAID] * SAID_OFTEN
    ids = np.array([number for run in runs for number in run], dtype=np.int32)
    offsets = np.cumsum([0, *map(len, runs)], dtype=np.int64)
    return SetPhrases(TermTable.of(vocabulary, ids, offsets, np.ones(len(vocabulary), dtype=np.int32)))


@pytest.mark.parametrize(
    ("topic", "held"),
    [
        ("young carers", [("young", "carer")]),
        ("homeless young people", [("homeless",), ("young", "peopl")]),
        ("strategy meetings include health", [("strategi", "meet"), ("includ",), ("health",)]),
    ],
    ids=["a phrase that says who", "whom it is about stands by itself", "a verb binds nothing"],
)
def test_words_that_say_whom_it_is_about_begin_a_phrase_and_end_none(phrases: SetPhrases, topic, held):
    found = with_set_phrases(concepts(topic, Thesaurus([["young people", "youngsters"]]), []), topic, phrases)
    assert [one.terms for one in found] == held


def test_a_name_is_held_together_however_seldom_it_is_said_and_means_nothing_else() -> None:
    vocabulary = ["hous", "project"]
    said_once = TermTable.of(vocabulary, np.array([0, 1], np.int32), np.array([0, 2]), np.ones(2, dtype=np.int32))
    thesaurus = Thesaurus([["project", "scheme"]])
    found = {
        topic: with_set_phrases(concepts(topic, thesaurus, []), f"Where is the {topic} used?", SetPhrases(said_once))
        for topic in ("House Project", "house project")
    }
    (name,) = found["House Project"]
    assert name.bound
    assert [form.terms for form in name.alternatives] == [("hous", "project")]
    assert [one.terms for one in found["house project"]] == [("hous",), ("project",)]


def test_words_that_a_name_stands_between_are_no_phrase(phrases: SetPhrases) -> None:
    found = with_set_phrases(concepts("young carers", Thesaurus([]), []), "young Leeds carers", phrases)
    assert [one.terms for one in found] == [("young",), ("carer",)]
