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

from evaluation.bootstrap import Figure, draw, figure

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
    answerable = [item for item in judged if item.answerable]
    unanswerable = [item for item in judged if not item.answerable]
    redrawn = [
        _values([answerable[i] for i in chosen], [unanswerable[i] for i in others])
        for chosen, others in zip(draw(len(answerable)), draw(len(unanswerable)), strict=True)
    ]
    values = _values(answerable, unanswerable)
    return {name: figure(value, np.array([one[name] for one in redrawn])) for name, value in values.items()}


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """The chance that an answerable question is more confident than an unanswerable one, ties counting half.

    nan where either side is empty. Mann and Whitney's U over the number of pairs (Hanley and McNeil 1982).

    >>> auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    if not len(answerable) or not len(unanswerable):
        return float("nan")
    above = np.asarray(answerable, dtype=np.float64)[:, None]
    below = np.asarray(unanswerable, dtype=np.float64)[None, :]
    return float(np.mean((above > below) + 0.5 * (above == below)))


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
    risks: list[float] = []
    answered = errors = 0
    for confidence, tied in groupby(ranked, key=lambda pair: pair[0]):
        outcomes = [is_wrong for _, is_wrong in tied]
        share = sum(outcomes) / len(outcomes)
        risks += [(errors + step * share) / (answered + step) for step in range(1, len(outcomes) + 1)]
        answered += len(outcomes)
        errors += sum(outcomes)
        points.append(CurvePoint(confidence, answered / len(ranked), errors / answered))
    return RiskCoverage(tuple(points), sum(risks) / len(risks) if risks else float("nan"))


def _values(answerable: Sequence[Judged], unanswerable: Sequence[Judged]) -> dict[str, float]:
    refused_rightly = _share_refused(unanswerable)
    refused_wrongly = _share_refused(answerable)
    judged = [*answerable, *unanswerable]
    return {
        "auroc": auroc([item.confidence for item in answerable], [item.confidence for item in unanswerable]),
        "balanced_accuracy": (refused_rightly + 1 - refused_wrongly) / 2,
        "unanswerable_refused": refused_rightly,
        "answerable_refused": refused_wrongly,
        "risk_coverage_area": risk_coverage([item.confidence for item in judged], [item.wrong for item in judged]).area,
    }


def _share_refused(judged: Sequence[Judged]) -> float:
    return sum(not item.answered for item in judged) / len(judged) if judged else float("nan")
