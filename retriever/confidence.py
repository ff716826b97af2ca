"""How sure it is that the reports answer at all.

A logistic model over a few signs of the best evidence, fitted on answerable and unanswerable questions
(weights.toml, table [confidence]); below the threshold the answer is "the reports do not say".
"""

from dataclasses import dataclass, fields

import numpy as np

from retriever.answer import Strength
from retriever.interpretation import Interpretation
from retriever.ranking import Ranking, coverage_before, weights

NEXT = 0.8
"""What a sentence that holds the thing asked for is worth where only the sentence before it covers the question."""

HELD_FROM = 0.5
"""A concept stands in a sentence from this value on: the word itself, or an expression for it."""


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """Signs that there is an answer, of the best candidates.

    `likelihood`: of the likeliest sentence that holds the kind of thing asked for. `coverage`,
    `sentence_coverage`: of the best passage and sentence, by share of the question's concepts. `met`: share of
    the concepts that stand anywhere in scope; `absent`: share of those that these reports do speak of,
    but nowhere in scope. `dense`: best cosine of a sentence; `contrast`: how far
    the best passage's cosine stands out from those in scope, in standard deviations. `typed_gap`: what
    the best sentence that holds the kind of thing asked for lacks of the best one's coverage, as a share.
    """

    likelihood: float
    coverage: float
    sentence_coverage: float
    met: float
    absent: float
    dense: float
    contrast: float
    typed_gap: float


def answer_signs(asked: Interpretation, ranking: Ranking) -> AnswerSigns:
    """The signs of one ranking; all zero where nothing was found."""
    if not len(ranking.scores) or not len(ranking.sentence_scores):
        return AnswerSigns(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    coverage = ranking.coverage
    typed = ranking.sentence_signs.typed
    if asked.form.answer_type is None:
        typed = np.ones(len(ranking.sentence_scores))
    total = max(float(coverage.weights.sum()), 1e-9)
    found = coverage.concept_values.max(axis=0, initial=0.0)
    best = float(coverage.sentences.max())
    covered = np.maximum(coverage.sentences, NEXT * coverage_before(ranking.candidates, coverage))
    best_typed = float((typed * covered).max())
    dense = ranking.candidates.dense
    return AnswerSigns(
        likelihood=float((typed * ranking.sentence_scores).max()),
        coverage=float(coverage.passages.max()),
        sentence_coverage=best,
        met=float(found @ coverage.weights) / total,
        absent=float(coverage.weights[coverage.known & (found < HELD_FROM)].sum()) / total,
        dense=float(ranking.candidates.sentence_dense.max()),
        contrast=float((dense.max() - dense.mean()) / max(float(dense.std()), 1e-6)),
        typed_gap=max(0.0, 1.0 - best_typed / max(best, 1e-9)),
    )


def confidence(signs: AnswerSigns) -> float:
    """The probability, between 0 and 1, that the evidence answers the question."""
    table = weights()["confidence"]
    logit = table["intercept"] + sum(table[field.name] * getattr(signs, field.name) for field in fields(signs))
    return float(1.0 / (1.0 + np.exp(-logit)))


def threshold() -> float:
    """The confidence from which the reports are said to answer: the operating point, see docs/decisions/."""
    return float(weights()["operating_point"]["answerable"])


def strength(probability: float) -> Strength:
    """A probability in words."""
    if probability < threshold():
        return Strength.NONE
    points = weights()["operating_point"]
    if probability >= points["strong"]:
        return Strength.STRONG
    return Strength.PARTIAL if probability >= points["partial"] else Strength.WEAK
