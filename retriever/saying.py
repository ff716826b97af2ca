"""How likely each sentence says something on what is asked, taken by itself.

The ranking compares passages with each other: the best of a question without an answer still stands first.
Here a sentence is held against the question alone, so that the number means the same in every report and for every
question, and a threshold can part reports that say something from those that do not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from indexer.snapshot import Snapshot
from indexer.tokens import tokenize, words
from retriever.candidates import lexical_terms
from retriever.concepts import Alternative, Concept
from retriever.coverage import THIN_WORDS, concept_weights
from retriever.interpretation import Interpretation
from retriever.own_words import in_other_words, own_forms, passages_with
from retriever.set_phrases import said

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

SHARE, ESSENTIAL, NEARNESS, INTERCEPT = 2.6, 3.7, 1.7, -4.75
"""What the signs weigh: a logistic fit on 224 sentences of 12 themes, judged by hand (docs/decisions)."""

BEFORE = 0.7
"""What a concept counts that stands in the sentence before: reports name a thing, then judge it."""

HEADING, HEADING_SHARE = 0.6, 0.3
"""What a concept counts that only the headings over a sentence hold, as the least-held one and in the share: under
"children in care" a sentence on health assessments does not say whose they are."""

OTHER_WORDS = 0.7
"""What another expression for a concept counts at least: it ranks well below the word asked for, but it is said."""

APART = 0.3
"""What an expression of several words is worth where its words stand far from each other."""

BARE = 1.0
"""What a sentence of hardly any words loses: a bare heading names a theme and says nothing on it."""

BARE_BELOW = 4
"""Terms. A sentence with fewer is bare."""

_NOT_BY_ITSELF = re.compile(r"^(?:\d+|yearold|age)$")
"""Terms that count but need not stand in a sentence: ages, which reports write in many ways."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """All sentences of the reports in scope.

    `ids` are their rows in the build, `passages` the rows of their passages, `bounds` the half-open range of
    each report's sentences in these arrays.
    """

    ids: Rows
    passages: Rows
    bounds: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, snapshot: Snapshot, documents: Sequence[int]) -> "Sentences":
        offsets = snapshot.sentence_offsets
        ids: list[Rows] = [np.empty(0, dtype=np.int64)]
        passages: list[Rows] = [np.empty(0, dtype=np.int64)]
        bounds: dict[int, tuple[int, int]] = {}
        held = 0
        for document in documents:
            card = snapshot.documents[document]
            first, last = int(offsets[card.first_row]), int(offsets[card.last_row])
            rows = np.arange(card.first_row, card.last_row, dtype=np.int64)
            ids.append(np.arange(first, last, dtype=np.int64))
            passages.append(np.repeat(rows, offsets[rows + 1] - offsets[rows]))
            bounds[document] = (held, held + last - first)
            held += last - first
        return cls(np.concatenate(ids), np.concatenate(passages), bounds)


@dataclass(frozen=True, slots=True)
class Weighed:
    """One value a sentence: how likely it says something, whether only with the one before, if that may join it."""

    likelihoods: Floats
    with_before: npt.NDArray[np.bool_]
    may_join: npt.NDArray[np.bool_]

    def of(self, first: int, last: int) -> "Weighed":
        """Those of this range of sentences."""
        return Weighed(self.likelihoods[first:last], self.with_before[first:last], self.may_join[first:last])


def weigh(snapshot: Snapshot, asked: Interpretation, vector: npt.NDArray[np.float32], sentences: Sentences) -> Weighed:
    """For each sentence how likely it says something on what is asked, 0 where quoted words do not stand in it.

    The signs: the share of the question's concepts that it holds, weighed by rarity; how far it holds the
    least-held of the essential ones, here, in the sentence before or in the headings over it; its cosine. The second
    keeps "strategy meetings are prompt" from counting for the attendance at them.
    """
    concepts = asked.concepts
    essential = [n for n, concept in enumerate(concepts) if not _is_thin(concept)] or list(range(len(concepts)))
    held = _held(snapshot, asked, sentences, essential)
    weights = concept_weights(concepts, snapshot.terms, snapshot.passage_count)
    nearness = snapshot.sentence_vectors.scores(vector, sentences.ids).astype(np.float64)
    headed = _headed(snapshot, concepts, held, essential, sentences)
    share = np.maximum(held, HEADING_SHARE * headed) @ weights / max(float(weights.sum()), 1e-9)
    here = np.maximum(held, HEADING * headed)
    alone = here[:, essential].min(axis=1)
    least = np.maximum(here, BEFORE * _before(held, sentences))[:, essential].min(axis=1)
    lengths = snapshot.terms.offsets[sentences.ids + 1] - snapshot.terms.offsets[sentences.ids]
    logits = SHARE * share + ESSENTIAL * least + NEARNESS * nearness - BARE * (lengths < BARE_BELOW) + INTERCEPT
    likelihoods = 1.0 / (1.0 + np.exp(-logits))
    if asked.form.phrases:
        likelihoods = likelihoods * np.isin(sentences.passages, _with_phrases(snapshot, asked))
    return Weighed(likelihoods, least > alone, np.ones(len(likelihoods), dtype=np.bool_))


def _held(snapshot: Snapshot, asked: Interpretation, sentences: Sentences, essential: Sequence[int]) -> Floats:
    """How far each sentence holds each concept; one asked for alone and meant in its own form, only in that form."""
    held = said(snapshot.terms, asked.concepts, sentences.ids, _worth, apart=APART)
    if len(essential) != 1:
        return held
    (only,) = essential
    forms = own_forms(asked.question, asked.concepts[only])
    if forms:
        elsewhere = ~np.isin(sentences.passages, passages_with(snapshot, asked, forms))
        others = [in_other_words(asked.concepts[only])]
        held[elsewhere, only] = said(snapshot.terms, others, sentences.ids[elsewhere], _worth, apart=APART)[:, 0]
    return held


def _headed(
    snapshot: Snapshot, concepts: Sequence[Concept], held: Floats, essential: Sequence[int], sentences: Sentences
) -> Floats:
    """1 for each concept in the headings over a sentence that holds some other essential one itself, else 0."""
    headed = np.zeros_like(held)
    own = held[:, essential]
    lacking = np.flatnonzero(own.any(axis=1) & ~own.all(axis=1))
    if not len(lacking):
        return headed
    lines, places = snapshot.distinct_contexts(sentences.passages[lacking])
    terms = [_heading_terms(line) for line in lines]
    for column, concept in enumerate(concepts):
        holds = [any(one.issuperset(form.terms) for form in concept.alternatives) for one in terms]
        headed[lacking, column] = np.array(holds)[places]
    return headed


@lru_cache(maxsize=50_000)
def _heading_terms(context: str) -> frozenset[str]:
    """Those of a context line, whose and what kind of report it is of, with which it begins, left out."""
    return frozenset(tokenize(" ".join(context.split(". ", 2)[2:])))


def _worth(_: Concept, form: Alternative) -> float:
    return max(form.weight, OTHER_WORDS)


def _before(held: Floats, sentences: Sentences) -> Floats:
    """The same of the sentence before each one in its passage, zero for a first one."""
    before = np.zeros_like(held)
    before[1:] = held[:-1] * (sentences.passages[1:] == sentences.passages[:-1])[:, np.newaxis]
    return before


def _is_thin(concept: Concept) -> bool:
    return all(term in THIN_WORDS or _NOT_BY_ITSELF.match(term) for term in concept.terms)


def _with_phrases(snapshot: Snapshot, asked: Interpretation) -> list[int]:
    phrases = [words(phrase) for phrase in asked.form.phrases]
    hits = snapshot.lexical.search(lexical_terms(asked), phrases=phrases, limit=snapshot.passage_count)
    return [row for row, _ in hits]
