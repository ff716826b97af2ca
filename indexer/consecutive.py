"""Runs of consecutive numbers, put one after the other without a loop."""

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.integer[Any]]


def consecutive(firsts: Integers, lengths: Integers) -> npt.NDArray[np.int64]:
    """The numbers of each run, run after run: `lengths[i]` of them, from `firsts[i]` on.

    >>> consecutive(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    before = np.cumsum(lengths) - lengths
    numbers: npt.NDArray[np.int64] = np.arange(int(lengths.sum())) + np.repeat(firsts - before, lengths)
    return numbers
