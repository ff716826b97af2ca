"""Words of a question that belong together as the reports say them together: "young carers", "family hubs".

Held apart they would be found in "young people and their former carers". A run of words is a set phrase where they
stand side by side in the question and, in this order, in many sentences of the build; other words are left alone, so
that "supervision quality" is still found in "the quality of supervision".
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt

from indexer.terms import TermTable
from indexer.tokens import FUNCTION_WORDS, tokenize
from retriever.concepts import Alternative, Concept
from retriever.coverage import THIN_WORDS

SAID_OFTEN = 10
"""So often two words stand side by side to be a set phrase of these reports, or a part of one."""

MOST_TERMS = 20_000_000
"""Larger builds (some million sentences) are not counted: opening them must stay quick."""

MOST_FORMS = 40
"""A phrase is looked for in at most so many forms, made of the forms of its words."""

_GOES_THROUGH = frozenset({"in"})
_NAME = re.compile(r"(?<=[\w,'\u2019] )[A-Z][\w\u2019'-]*(?: [A-Z][\w\u2019'-]*)*")
_PART = re.compile(r"[^\w\s'’-]+")
_NAMES_WHO = frozenset({"child", "children", "need", "young", "famili"})
"""Words that may begin a set phrase and end none: they say whom it is about. "Homeless young people" are also those of
whom it is said that they present as homeless."""

_BINDS_NOTHING = frozenset(
    tokenize("include involve attend mention concern contribute enough too hold held convene call arrange")
)
"""Words that often stand beside others and are no part of a phrase: "do strategy meetings include health?"."""


class SetPhrases:
    """The pairs of terms that stand side by side, in one order, in many sentences of a build.

    Counted when first asked for: 0.06 s for 290 reports. A build of more than MOST_TERMS terms has none.
    """

    def __init__(self, table: TermTable) -> None:
        self._table = table

    @cached_property
    def _pairs(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The pairs as single numbers, first term times the vocabulary's size plus second, ascending; and how often."""
        ids, offsets = self._table.ids, self._table.offsets
        if not 1 < len(ids) <= MOST_TERMS:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        within = np.ones(len(ids), dtype=np.bool_)
        within[offsets[1:-1][offsets[1:-1] < len(ids)]] = False
        codes = ids[:-1].astype(np.int64) * len(self._table.vocabulary) + ids[1:]
        return np.unique(codes[within[1:]], return_counts=True)

    def holds(self, terms: Sequence[str], least: int = SAID_OFTEN) -> bool:
        """Whether each term and the next stand side by side in at least so many sentences."""
        numbers = [self._table.number(term) for term in terms]
        if len(numbers) < 2 or None in numbers:
            return False
        size = len(self._table.vocabulary)
        codes = np.array([a * size + b for a, b in pairwise(n for n in numbers if n is not None)], dtype=np.int64)
        pairs, counts = self._pairs
        if not len(pairs):
            return False
        places = np.minimum(np.searchsorted(pairs, codes), len(pairs) - 1)
        return bool(((pairs[places] == codes) & (counts[places] >= least)).all())


def with_set_phrases(concepts: Sequence[Concept], question: str, phrases: SetPhrases) -> list[Concept]:
    """The concepts of a question, those of one set phrase made one concept; the longest phrase at a place counts.

    The words must stand side by side in the question as it was asked: what is left of "domestic abuse in Hounslow child
    protection work" without the name reads like a phrase that nobody said.
    """
    segments = _segments(question)
    names = [tokenize(name) for name in names_in(question)]
    merged: list[Concept] = []
    start = 0
    while start < len(concepts):
        runs = [concepts[start:end] for end in range(len(concepts), start + 1, -1)]
        name = next((run for run in runs if _is_name(run, names, phrases)), None)
        run = name or next((run for run in runs if _is_phrase(run, segments, phrases)), concepts[start : start + 1])
        merged.append(run[0] if len(run) == 1 else _merged(run, bound=name is not None))
        start += len(run)
    return merged


def names_in(question: str) -> tuple[str, ...]:
    """The names that a question holds, told by their capitals: none of them answers it.

    >>> names_in("Which charity runs the Safe Space service?")
    ('Safe Space',)
    """
    return tuple(dict.fromkeys(_NAME.findall(question)))


def together(order: Sequence[object], wanted: Sequence[object]) -> bool:
    """Whether terms, or their numbers, stand so: in this order with at most one other between, or two of them turned.

    >>> together([7, 1, 2, 9], [1, 2]), together([2, 1], [1, 2]), together([2, 5, 1], [1, 2])
    (True, True, False)
    """
    if any(_follows(order, start, wanted) for start in range(len(order))):
        return True
    return len(wanted) == 2 and any(list(order[i : i + 2]) == [wanted[1], wanted[0]] for i in range(len(order)))


def said(
    table: TermTable,
    concepts: Sequence[Concept],
    sentences: npt.NDArray[np.int64],
    worth: Callable[[Concept, Alternative], float],
    *,
    apart: float,
) -> npt.NDArray[np.float64]:
    """How far each sentence (row) holds each concept (column): the best of the ways to say it.

    `worth` is what a way counts, `apart` the part of it left to an expression of several words that do not stand
    together: "partner agencies and staff" is no agency staff.
    """
    terms = sorted({term for concept in concepts for form in concept.alternatives for term in form.terms})
    places = {term: place for place, term in enumerate(terms)}
    presence = table.presence(terms, sentences)
    held = np.zeros((len(sentences), len(concepts)))
    for column, concept in enumerate(concepts):
        for form in concept.alternatives:
            present = np.flatnonzero(presence[:, [places[term] for term in form.terms]].all(axis=1))
            values = np.full(len(present), worth(concept, form))
            if len(form.terms) > 1:
                wanted = [table.number(term) for term in form.terms]
                orders = (table.terms_of(int(sentences[place])).tolist() for place in present)
                values[[not together(order, wanted) for order in orders]] *= apart
            held[present, column] = np.maximum(held[present, column], values)
    return held


def _follows(order: Sequence[object], start: int, wanted: Sequence[object]) -> bool:
    if order[start] != wanted[0]:
        return False
    for term in wanted[1:]:
        start = next((place for place in (start + 1, start + 2) if order[place : place + 1] == [term]), len(order))
    return start < len(order)


def _segments(question: str) -> list[list[str]]:
    """The terms of the question, parted where a function word stands between."""
    words = _PART.sub(" . ", question).split()
    parts: list[list[str]] = [[]]
    for word in words:
        if word == "." or (word.lower() in FUNCTION_WORDS and word.lower() not in _GOES_THROUGH):
            parts.append([])
        else:
            parts[-1] += tokenize(word)
    return [part for part in parts if part]


def _is_phrase(run: Sequence[Concept], segments: Sequence[Sequence[str]], phrases: SetPhrases) -> bool:
    if not _may_begin(run[0]) or all(term in THIN_WORDS or term in _NAMES_WHO for term in run[-1].terms):
        return False
    terms = [term for concept in run for term in concept.terms]
    if not _BINDS_NOTHING.isdisjoint(terms):
        return False
    if not any(segment[at : at + len(terms)] == terms for segment in segments for at in range(len(segment))):
        return False
    return phrases.holds(terms)


def _is_name(run: Sequence[Concept], names: Sequence[Sequence[str]], phrases: SetPhrases) -> bool:
    """Whether these are a name that the question gives, as the reports say it: "the House Project"."""
    terms = [term for concept in run for term in concept.terms]
    return any(list(name) == terms for name in names) and phrases.holds(terms, 1)


def _may_begin(concept: Concept) -> bool:
    return any(term not in THIN_WORDS or term in _NAMES_WHO for term in concept.terms)


def _merged(run: Sequence[Concept], *, bound: bool) -> Concept:
    """One concept for a phrase, said in every combination of the forms of its parts, the question's own first.

    A name is said in its own words alone, side by side: `bound`.
    """
    if bound:
        terms = tuple(term for concept in run for term in concept.terms)
        return Concept(terms, (Alternative(terms, 1.0),), bound=True)
    forms = [
        Alternative(tuple(term for form in chosen for term in form.terms), min(form.weight for form in chosen))
        for chosen in product(*(concept.alternatives for concept in run))
    ]
    return Concept(forms[0].terms, tuple(forms[:MOST_FORMS]))
