"""Words of a question that belong together as the reports say them together: "young carers", "family hubs".

Held apart they would be found in "young people and their former carers". A run of words is a set phrase where they
stand side by side in the question and, in this order, in many sentences of the build; other words are left alone, so
that "supervision quality" is still found in "the quality of supervision".
"""

import re
from collections.abc import Sequence
from itertools import product

import numpy as np

from indexer.terms import TermTable
from indexer.tokens import FUNCTION_WORDS, tokenize
from retriever.concepts import Alternative, Concept
from retriever.coverage import THIN_WORDS

SAID_OFTEN = 10
"""In so many sentences a run of words stands, side by side, to be a set phrase of these reports."""

MOST_FORMS = 40
"""A phrase is looked for in at most so many forms, made of the forms of its words."""

_GOES_THROUGH = frozenset({"in"})
_PART = re.compile(r"[^\w\s'’-]+")
_NAMES_WHO = frozenset({"child", "children", "need", "young", "famili"})
"""Thin words that may begin a set phrase: they say whom it is about."""


def with_set_phrases(concepts: Sequence[Concept], topic: str, table: TermTable) -> list[Concept]:
    """The concepts of a topic, those of one set phrase made one concept; the longest phrase at a place counts."""
    segments = _segments(topic)
    merged: list[Concept] = []
    start = 0
    while start < len(concepts):
        end = next(
            (end for end in range(len(concepts), start + 1, -1) if _is_phrase(concepts[start:end], segments, table)),
            start + 1,
        )
        merged.append(concepts[start] if end == start + 1 else _merged(concepts[start:end]))
        start = end
    return merged


def together(order: Sequence[int], wanted: Sequence[int | None]) -> bool:
    """Whether numbers stand in this order with at most one other between, or two of them side by side the other way.

    >>> together([7, 1, 2, 9], [1, 2]), together([2, 1], [1, 2]), together([2, 5, 1], [1, 2])
    (True, True, False)
    """
    if any(_follows(order, start, wanted) for start in range(len(order))):
        return True
    return len(wanted) == 2 and any(list(order[i : i + 2]) == [wanted[1], wanted[0]] for i in range(len(order)))


def _follows(order: Sequence[int], start: int, wanted: Sequence[int | None]) -> bool:
    if order[start] != wanted[0]:
        return False
    for term in wanted[1:]:
        start = next((place for place in (start + 1, start + 2) if order[place : place + 1] == [term]), len(order))
    return start < len(order)


def _segments(topic: str) -> list[list[str]]:
    """The terms of the topic, parted where a function word stands between."""
    words = _PART.sub(" . ", topic).split()
    parts: list[list[str]] = [[]]
    for word in words:
        if word == "." or (word.lower() in FUNCTION_WORDS and word.lower() not in _GOES_THROUGH):
            parts.append([])
        else:
            parts[-1] += tokenize(word)
    return [part for part in parts if part]


def _is_phrase(run: Sequence[Concept], segments: Sequence[Sequence[str]], table: TermTable) -> bool:
    if not _may_begin(run[0]) or all(term in THIN_WORDS for term in run[-1].terms):
        return False
    terms = [term for concept in run for term in concept.terms]
    if not any(segment[at : at + len(terms)] == terms for segment in segments for at in range(len(segment))):
        return False
    return _is_said_often(terms, table)


def _may_begin(concept: Concept) -> bool:
    return any(term not in THIN_WORDS or term in _NAMES_WHO for term in concept.terms)


def _is_said_often(terms: Sequence[str], table: TermTable) -> bool:
    every = np.arange(len(table.offsets) - 1, dtype=np.int64)
    wanted = [table.number(term) for term in terms]
    found = 0
    for sentence in np.flatnonzero(table.presence(terms, every).all(axis=1)).tolist():
        order = table.terms_of(sentence).tolist()
        found += any(order[at : at + len(wanted)] == wanted for at in range(len(order)))
        if found == SAID_OFTEN:
            return True
    return False


def _merged(run: Sequence[Concept]) -> Concept:
    """One concept for a phrase, said in every combination of the forms of its parts, the question's own first."""
    forms = [
        Alternative(tuple(term for form in chosen for term in form.terms), min(form.weight for form in chosen))
        for chosen in product(*(concept.alternatives for concept in run))
    ]
    return Concept(forms[0].terms, tuple(forms[:MOST_FORMS]))
