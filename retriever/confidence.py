"""How sure it is that the reports answer at all.

A logistic model over a few signs of the best evidence, fitted on answerable and unanswerable questions
(weights.toml, table [confidence]); below the threshold the answer is "the reports do not say".
"""

from dataclasses import dataclass, fields

import numpy as np

from retriever.answer import Strength
from retriever.interpretation import Interpretation
from retriever.ranking import Ranking, weights


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """Signs that there is an answer, of the best candidates.

    `likelihood`: of the best sentence. `coverage`, `sentence_coverage`: of the best passage and
    sentence by share of the question's concepts. `rarest`: how well the rarest concept of the question is met
    anywhere in scope. `dense`: best cosine of a passage. `support`: how many sentences are
    likely to answer, as log2(1 + n). `number_missing`: 1 where a number is asked for and no well-covering
    sentence holds one.
    """

    likelihood: float
    coverage: float
    sentence_coverage: float
    rarest: float
    dense: float
    support: float
    number_missing: float


def answer_signs(asked: Interpretation, ranking: Ranking) -> AnswerSigns:
    """The signs of one ranking; all zero where nothing was found."""
    if not len(ranking.scores) or not len(ranking.sentence_scores):
        return AnswerSigns(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    coverage = ranking.coverage
    rarest = 0.0
    if len(coverage.weights):
        heavy = coverage.weights >= 0.6 * coverage.weights.max()
        rarest = float(coverage.concept_values[:, heavy].max(axis=0).min())
    covering = coverage.sentences >= 0.7 * coverage.sentences.max()
    wants_number = asked.form.wanted.value in ("number", "date")
    number_missing = wants_number and not bool(ranking.sentence_signs.number[covering].any())
    return AnswerSigns(
        likelihood=float(ranking.sentence_scores.max()),
        coverage=float(coverage.passages.max()),
        sentence_coverage=float(coverage.sentences.max()),
        rarest=rarest,
        dense=float(ranking.candidates.dense.max()),
        support=float(np.log2(1 + (ranking.sentence_scores >= 0.5).sum())),
        number_missing=float(number_missing),
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
