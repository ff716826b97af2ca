"""How sure it is that the reports answer at all.

A logistic model over a few signs of the best evidence, fitted on answerable and unanswerable questions
(weights.toml, table [confidence]); below the threshold the answer is "the reports do not say".
"""

from dataclasses import dataclass, fields

import numpy as np

from retriever.answer import Strength
from retriever.interpretation import Interpretation
from retriever.question import Wanted
from retriever.ranking import Ranking, weights

HELD_FROM = 0.5
"""A concept stands in a sentence from this value on: the word itself, or an expression for it."""

FOUND_WRONG = 0.8
"""What a finding counts as something to improve where no list of a report has it, set by hand; praise hardly counts
in the first place, see `retriever.sides`."""

MOST_WORDS = 25
"""Of a question: a longer one is no likelier to be answered."""


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """Signs that there is an answer.

    `likelihood`: of the likeliest sentence that holds the kind of thing asked for. `absent`: share of the
    concepts that these reports do speak of, but nowhere in scope. `dense`: cosine of the best passage;
    `contrast`: how far the largest cosine of a passage stands out from those in scope, in standard deviations.
    `words`: how many the question has; the more there are, the less of them a sentence that answers needs to hold.
    """

    likelihood: float
    absent: float
    dense: float
    contrast: float
    words: float


def answer_signs(asked: Interpretation, ranking: Ranking) -> AnswerSigns:
    """The signs of one ranking; all zero where nothing was found."""
    if not len(ranking.scores) or not len(ranking.sentence_scores):
        return AnswerSigns(0.0, 0.0, 0.0, 0.0, 0.0)
    coverage = ranking.coverage
    typed = 1.0 if asked.form.answer_type is None else ranking.sentence_signs.typed
    if asked.form.wanted is Wanted.IMPROVEMENTS and asked.form.numbered is None and not asked.form.priority:
        typed = np.maximum(typed, FOUND_WRONG)
    total = max(float(coverage.weights.sum()), 1e-9)
    found = coverage.concept_values.max(axis=0, initial=0.0)
    dense = ranking.near.dense
    return AnswerSigns(
        likelihood=float((typed * ranking.sentence_scores).max()),
        absent=float(coverage.weights[coverage.known & (found < HELD_FROM)].sum()) / total,
        dense=float(dense[ranking.order()[0]]),
        contrast=float((dense.max() - dense.mean()) / max(float(dense.std()), 1e-6)),
        words=float(min(len(asked.question.split()), MOST_WORDS)),
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
