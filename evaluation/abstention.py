"""Does a system know when the reports are silent?

A confidence is good when it is higher for questions that the corpus answers (AUROC), and when what is
answered first, from the most confident on, is right (risk against coverage). The system's own line
between answering and refusing is judged by balanced accuracy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np

from evaluation.bootstrap import SEED, Draws, Figure, Values, draw, figure

ABSTENTION_LABELS = {
    "auroc": "AUROC of the confidence",
    "balanced_accuracy": "balanced accuracy",
    "unanswerable_refused": "unanswerable refused",
    "answerable_refused": "answerable refused",
    "risk_coverage_area": "area under risk-coverage",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One question as abstention is judged.

    `wrong`: to answer it is an error, as the corpus has no answer or the passages hold no evidence.
    """

    answerable: bool
    answered: bool
    confidence: float
    wrong: bool


class CurvePoint(NamedTuple):
    """Answering only from this confidence on: the share of questions answered, and of those the share wrong."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The curve from the most confident question to all of them, and the mean risk under it (less is better)."""

    points: tuple[CurvePoint, ...]
    area: float


def judge_abstention(judged: Sequence[Judged]) -> dict[str, Figure]:
    """The figures named in ABSTENTION_LABELS.

    Answerable and unanswerable questions are redrawn each among themselves, so that no draw lacks either.
    """
    answerable = np.array([place for place, item in enumerate(judged) if item.answerable], dtype=np.intp)
    unanswerable = np.array([place for place, item in enumerate(judged) if not item.answerable], dtype=np.intp)
    values = _values(judged, answerable[None, :], unanswerable[None, :])
    redrawn = _values(
        judged,
        answerable[draw(len(answerable), seed=SEED)],
        unanswerable[draw(len(unanswerable), seed=SEED + 1)],
    )
    return {name: figure(float(values[name][0]), redrawn[name]) for name in values}


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """The chance that an answerable question is more confident than an unanswerable one, ties counting half.

    nan where either side is empty. Mann and Whitney's U over the number of pairs (Hanley and McNeil 1982).

    >>> auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    places = np.arange(len(answerable) + len(unanswerable))[None, :]
    return float(_aurocs([*answerable, *unanswerable], places[:, : len(answerable)], places[:, len(answerable) :])[0])


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> RiskCoverage:
    """The selective risk at each confidence (Geifman and El-Yaniv 2017) and its area.

    The area is the mean of the risk after 1, 2, ... all questions. Questions of one confidence cannot be
    told apart, so each counts as wrong as they are on average: the order of the questions does not
    matter. No questions: no points, and the area is nan.

    >>> risk_coverage([0.9, 0.8], [False, True]).points
    (CurvePoint(confidence=0.9, coverage=0.5, risk=0.0), CurvePoint(confidence=0.8, coverage=1.0, risk=0.5))
    """
    ranked = sorted(zip(confidences, wrong, strict=True), key=lambda pair: -pair[0])
    points: list[CurvePoint] = []
    answered = errors = 0
    for confidence, tied in groupby(ranked, key=lambda pair: pair[0]):
        outcomes = [is_wrong for _, is_wrong in tied]
        answered += len(outcomes)
        errors += sum(outcomes)
        points.append(CurvePoint(confidence, answered / len(ranked), errors / answered))
    everything = np.arange(len(ranked))[None, :]
    return RiskCoverage(tuple(points), float(_areas(confidences, wrong, everything)[0]))


def _values(judged: Sequence[Judged], answerable: Draws, unanswerable: Draws) -> dict[str, Values]:
    """Each figure, one value a row of the draws: indexes of answerable and of unanswerable questions."""
    confidences = [item.confidence for item in judged]
    refused = np.array([not item.answered for item in judged], dtype=np.float64)
    refused_wrongly, refused_rightly = _row_means(refused[answerable]), _row_means(refused[unanswerable])
    return {
        "auroc": _aurocs(confidences, answerable, unanswerable),
        "balanced_accuracy": (refused_rightly + 1 - refused_wrongly) / 2,
        "unanswerable_refused": refused_rightly,
        "answerable_refused": refused_wrongly,
        "risk_coverage_area": _areas(
            confidences, [item.wrong for item in judged], np.concatenate([answerable, unanswerable], axis=1)
        ),
    }


def _aurocs(confidences: Sequence[float], answerable: Draws, unanswerable: Draws) -> Values:
    if not answerable.size or not unanswerable.size:
        return np.full(len(answerable), np.nan)
    values = np.asarray(confidences, dtype=np.float64)
    wins = (values[:, None] > values[None, :]) + 0.5 * (values[:, None] == values[None, :])
    means: Values = wins[answerable[:, :, None], unanswerable[:, None, :]].mean(axis=(1, 2))
    return means


def _areas(confidences: Sequence[float], wrong: Sequence[bool], draws: Draws) -> Values:
    if not draws.size:
        return np.full(len(draws), np.nan)
    _, tie = np.unique(-np.asarray(confidences, dtype=np.float64), return_inverse=True)
    ties, rows = tie[draws], np.arange(len(draws))[:, None]
    drawn = np.zeros((len(draws), int(tie.max()) + 1))
    errors = np.zeros_like(drawn)
    np.add.at(drawn, (rows, ties), 1)
    np.add.at(errors, (rows, ties), np.asarray(wrong, dtype=np.float64)[draws])
    ties.sort(axis=1)  # ties are numbered from the most confident: this is the order of answering
    expected = errors[rows, ties] / drawn[rows, ties]
    return _row_means(np.cumsum(expected, axis=1) / np.arange(1, draws.shape[1] + 1))


def _row_means(values: Values) -> Values:
    means: Values = values.mean(axis=1) if values.size else np.full(len(values), np.nan)
    return means
