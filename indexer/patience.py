"""How long files may take: all in turn a little, by their size, and what took too long only once the others are served.

So a build of the good reports stands before files that were made to be slow get any more, and three hundred of these
cost it less than as many reports would. Those that nothing came of are known from then on: later rebuilds try them
last, for a minute in all.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from indexer.cage import CageLimits, Failure, Share, run_caged

Item = TypeVar("Item")
Result = TypeVar("Result")

_FIRST_TRY = ((30.0, 15.0), (90.0, 5.0), (float("inf"), 1.5))
"""Seconds lost so far on files that took too long, and what a file may take until then."""

_BY_SIZE = (0.25, 2e-5)
"""Seconds for any file, and for each byte of it, once time was lost. Of real reports the slowest took half of that."""

_FIRST_PAGE = ((4.0, (2.0, 2.0)), (float("inf"), (0.25, 0.01)))
"""Seconds lost so far, and those until a first page, and until a heavy one, where a file has pages. Of real reports the
slowest gave its first after an eighth of a second, be they long or short, and none had a heavy one."""

_AFTERWARDS = ((150.0, 10.0), (150.0, float("inf")))
_ONCE_MORE = ((60.0, float("inf")),)
"""Rounds over those that took too long: seconds for all together, and for a file. The last file may overrun."""

NO_TIME_LEFT = (
    "This file takes too long to read, as others do, so all other files come first. It is tried again, with the time "
    "that is set aside for such files, now and whenever something has changed. Take it out if it is no report."
)


@dataclass(slots=True)
class _FirstTry:
    """The less, the more time was lost; as long as any takes until the first was."""

    most: float
    _lost: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def share(self, weight: int) -> Share:
        with self._lock:
            by_loss = next(seconds for lost, seconds in _FIRST_TRY if self._lost < lost)
            first_page, heavy_page = next(seconds for lost, seconds in _FIRST_PAGE if self._lost < lost)
            by_size = _BY_SIZE[0] + _BY_SIZE[1] * weight if self._lost else by_loss
            return Share(min(self.most, by_loss, by_size), first_page, heavy_page)

    def took(self, seconds: float, *, stopped: bool) -> None:
        with self._lock:
            self._lost += seconds if stopped else 0.0


@dataclass(slots=True)
class _Purse:
    """As long as a file may take, until all together have used up what there is."""

    most: float
    left: float
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def share(self, weight: int) -> Share:  # noqa: ARG002 - large or small
        with self._lock:
            return Share(self.most if self.left > 0 else 0.0)

    def took(self, seconds: float, *, stopped: bool) -> None:  # noqa: ARG002 - good files are paid from it too
        with self._lock:
            self.left -= seconds


def run_briskly(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int,
    limits: CageLimits,
    weight: Callable[[Item], int] = lambda _: 0,
) -> Iterator[tuple[Item, Result | Failure]]:
    """As `run_caged`, but an item that takes long is put off: its Failure is NO_TIME_LEFT. `weight` is in bytes."""
    first = _FirstTry(limits.seconds)
    for item, result in run_caged(function, items, workers=workers, limits=limits, pace=first, weight=weight):
        is_final = not isinstance(result, Failure) or result.stopped_after in (None, limits.seconds)
        yield item, result if is_final else Failure(NO_TIME_LEFT)


def run_patiently(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int,
    limits: CageLimits,
    weight: Callable[[Item], int] = lambda _: 0,
    is_tried: Callable[[Item], bool] = lambda _: False,
) -> Iterator[tuple[Item, Result | Failure]]:
    """Items that were put off, with more time, but all together no more than so long.

    The heaviest are tried first: a report is slow because it is long. Those that were tried before in this way come
    last and get less. The Failure is NO_TIME_LEFT where one might have been read with more time than was left.
    """
    for rounds, wanted in ((_AFTERWARDS, False), (_ONCE_MORE, True)):
        left = sorted((item for item in items if is_tried(item) is wanted), key=weight, reverse=True)
        for purse_s, most_s in rounds:
            purse = _Purse(min(limits.seconds, most_s), left=purse_s)
            put_off: list[Item] = []
            for item, result in run_caged(function, left, workers=workers, limits=limits, pace=purse, weight=weight):
                if isinstance(result, Failure) and result.stopped_after not in (None, limits.seconds):
                    put_off.append(item)
                else:
                    yield item, result
            left = put_off
        yield from ((item, Failure(NO_TIME_LEFT)) for item in left)
