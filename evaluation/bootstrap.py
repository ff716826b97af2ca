"""How far a figure would move with other questions of the same kind: the percentile bootstrap.

Questions are drawn again, with replacement, as many as there are, and the figure is made anew from
each draw (Efron 1979; the percentile interval of Efron and Tibshirani 1993, chapter 13). The draws
are seeded: the same questions give the same interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
"""Draws for an interval: its ends then move by about a hundredth of a share from seed to seed."""

SEED = 1979
"""Any fixed number; it only has to stay."""

LEVEL = 0.95

Draws = NDArray[np.intp]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over some questions and both ends of its 95 % interval; None where there is nothing to count."""

    value: float | None
    low: float | None
    high: float | None


def draw(size: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Draws:
    """Indexes of redrawn questions, one draw a row, each of `size` questions out of `size`."""
    return np.random.default_rng(seed).integers(0, max(size, 1), size=(resamples, size), dtype=np.intp)


def figure(value: float, redrawn: Values) -> Figure:
    """A figure and the middle 95 % of what it is in the draws; draws that give none (nan) are left out."""
    if math.isnan(value):
        return Figure(None, None, None)
    valid = redrawn[~np.isnan(redrawn)]
    low, high = np.quantile(valid, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Figure(value, float(low), float(high))


def ratio(above: Sequence[float], below: Sequence[float]) -> Figure:
    """The sum of one over the sum of the other: a mean, where every item below is 1."""
    if not sum(below):
        return Figure(None, None, None)
    draws = draw(len(above))
    summed_above = np.asarray(above, dtype=np.float64)[draws].sum(axis=1)
    summed_below = np.asarray(below, dtype=np.float64)[draws].sum(axis=1)
    redrawn = np.divide(summed_above, summed_below, out=np.full_like(summed_above, np.nan), where=summed_below > 0)
    return figure(sum(above) / sum(below), redrawn)
