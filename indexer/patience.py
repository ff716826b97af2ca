"""How long files may take: all in turn a little, and those that took too long afterwards, out of one purse.

So reports are read before files that were made to be slow, and three hundred of these cost minutes, not hours, once.
Those that were left over are known to be slow from then on: later rebuilds try them last, for a minute in all.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from indexer.cage import CageLimits, Failure, run_caged

Item = TypeVar("Item")
Result = TypeVar("Result")

_FIRST_TRY = ((60.0, 15.0), (200.0, 5.0), (350.0, 3.0), (float("inf"), 1.5))
"""Seconds lost so far on files that took too long, and what a file may take until then. Of 292 real reports the
slowest took five."""

_PURSE_S = 300.0
_AGAIN_S = 60.0
"""Seconds for all that proved slow, and in a later rebuild for those that were left over; the last may overrun."""

NO_TIME_LEFT = (
    "This file took too long to read, as others did before it, and the time for such files was used up. Take those out "
    "that are no reports, then build the index again: it is tried once more when something else has changed."
)


@dataclass(slots=True)
class _FirstTry:
    """The less, the more time was lost."""

    most: float
    _lost: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seconds(self) -> float:
        with self._lock:
            return min(self.most, next(seconds for lost, seconds in _FIRST_TRY if self._lost < lost))

    def took(self, seconds: float, *, stopped: bool) -> None:
        with self._lock:
            self._lost += seconds if stopped else 0.0


@dataclass(slots=True)
class _Purse:
    """As long as a file may take, until all together have used up what there is."""

    most: float
    left: float
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seconds(self) -> float:
        with self._lock:
            return self.most if self.left > 0 else 0.0

    def took(self, seconds: float, *, stopped: bool) -> None:  # noqa: ARG002 - good files are paid from it too
        with self._lock:
            self.left -= seconds


def run_patiently(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int,
    limits: CageLimits,
    known_slow: Sequence[Item] = (),
    weight: Callable[[Item], int] = lambda _: 0,
) -> Iterator[tuple[Item, Result | Failure]]:
    """As `run_caged`, but what takes long comes last, and in all no more than so long.

    `known_slow` come after the others. Of those that took too long the heaviest are tried first: a report is slow
    because it is long. The Failure is NO_TIME_LEFT where one might have been read with more time than was left.
    """
    first = _FirstTry(limits.seconds)
    put_off: list[Item] = []
    for item, result in run_caged(function, items, workers=workers, limits=limits, pace=first):
        if isinstance(result, Failure) and result.stopped_after and result.stopped_after < limits.seconds:
            put_off.append(item)
        else:
            yield item, result
    for slow, seconds in ((put_off, _PURSE_S), (known_slow, _AGAIN_S)):
        purse = _Purse(limits.seconds, left=seconds)
        heaviest_first = sorted(slow, key=weight, reverse=True)
        for item, result in run_caged(function, heaviest_first, workers=workers, limits=limits, pace=purse):
            is_left = isinstance(result, Failure) and result.stopped_after == 0.0
            yield item, Failure(NO_TIME_LEFT) if is_left else result
