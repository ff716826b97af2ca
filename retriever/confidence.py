"""How sure it is that the reports answer at all.

A logistic model over a few signs of the best evidence, fitted on answerable and unanswerable questions
(weights.toml, table [confidence]); below the threshold the answer is "the reports do not say".
"""

from dataclasses import dataclass, fields

import numpy as np

from retriever.answer import Strength
from retriever.interpretation import Interpretation
from retriever.ranking import Ranking, weights


WELL_COVERING = 0.7
"""A sentence covers well that has this share of what the best one has."""


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """Signs that there is an answer, of the best candidates.

    `likelihood`: of the likeliest sentence that holds the kind of thing asked for. `coverage`,
    `sentence_coverage`: of the best passage and sentence, by share of the question's concepts. `met`: share of
    the concepts that stand anywhere in scope. `dense`: best cosine of a sentence; `contrast`: how far
    the best passage's cosine stands out from those in scope, in standard deviations. `typed_missing`: 1 where
    no well-covering sentence holds the kind of thing asked for.
    """

    likelihood: float
    coverage: float
    sentence_coverage: float
    met: float
    dense: float
    contrast: float
    typed_missing: float


def answer_signs(asked: Interpretation, ranking: Ranking) -> AnswerSigns:
    """The signs of one ranking; all zero where nothing was found."""
    if not len(ranking.scores) or not len(ranking.sentence_scores):
        return AnswerSigns(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    coverage = ranking.coverage
    typed = ranking.sentence_signs.typed > 0
    if asked.form.answer_type is None:
        typed = np.ones(len(ranking.sentence_scores), dtype=np.bool_)
    covering = coverage.sentences >= WELL_COVERING * coverage.sentences.max()
    dense = ranking.candidates.dense
    return AnswerSigns(
        likelihood=float(np.where(typed, ranking.sentence_scores, 0.0).max()),
        coverage=float(coverage.passages.max()),
        sentence_coverage=float(coverage.sentences.max()),
        met=float(coverage.concept_values.max(axis=0) @ coverage.weights / max(float(coverage.weights.sum()), 1e-9)),
        dense=float(ranking.candidates.sentence_dense.max()),
        contrast=float((dense.max() - dense.mean()) / max(float(dense.std()), 1e-6)),
        typed_missing=float(not typed[covering].any()),
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
