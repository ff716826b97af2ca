"""Runs a function over items in child processes that may hang, crash or eat memory without harm to the rest.

Each child serves one item at a time, many in a row, under limits of its own: the operating system's for
processor time, memory, file size and core dumps (where the platform has them), and the parent's clock.
A child that was stopped costs milliseconds: the next one is divided off from a process that has imported what
it needs and has seen no item.
"""

import math
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar, cast

from indexer.caged_child import Outcome, Reply, Task
from indexer.caged_process import Allowance, Child, Nursery

_PATIENCE = 4  # times as long by the clock as by the processor
_INTERRUPT_S = 1.0  # Python may sleep through an interrupt that comes just before it waits
_AHEAD = 4  # items per worker that may be done before the caller takes them

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class CageLimits:
    """What one item may use. Memory is counted above what a child needs before its first item."""

    seconds: float = 60.0
    memory_bytes: int = 1 << 30
    file_bytes: int = 0
    items_per_child: int = 500  # then a fresh child, so that leaks of the libraries do not add up


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result: a reason for the user and, where the program itself failed, a note for the log.

    `stopped_after` are the seconds that it was given where they were too few; 0 where it was given none.
    """

    reason: str
    detail: str = ""
    stopped_after: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How long one item may take: seconds of the processor in all, and until its first page where it has pages.

    `heavy_page_seconds` are those until a first page that is far heavier than any report's.
    """

    seconds: float
    first_page_seconds: float = math.inf
    heavy_page_seconds: float = math.inf


class Pace(Protocol):
    """How long each of many items may take, as things stand. Both methods are called by several threads."""

    def share(self, weight: int) -> Share:
        """For the next item, of this weight; no seconds to do no more."""
        ...

    def took(self, seconds: float, *, stopped: bool) -> None: ...


_LIMITS = CageLimits()


def run_caged(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    workers: int,
    limits: CageLimits = _LIMITS,
    pace: Pace | None = None,
    weight: Callable[[Item], int] = lambda _: 0,
) -> Iterator[tuple[Item, Result | Failure]]:
    """Each item with the result of `function(item)` or a Failure, in the order of the items.

    `function` stands at the top level of a module that can be imported; it, the items and the results can be
    pickled. What happens inside a child never raises here; RuntimeError means that children cannot be started
    at all. Closing the iterator, or an interrupt, ends all children. `pace` may give an item less time than
    the limits do, by its `weight`.
    """
    cages = [Cage[Item, Result](function, limits) for _ in range(max(1, min(workers, len(items))))]
    idle: queue.SimpleQueue[Cage[Item, Result]] = queue.SimpleQueue()
    for cage in cages:
        idle.put(cage)

    def run(item: Item) -> Result | Failure:
        cage = idle.get()
        try:
            return cage.run(item) if pace is None else _paced(partial(cage.run, item), pace, weight(item))
        finally:
            idle.put(cage)

    waiting = deque(items)
    running: deque[tuple[Item, Future[Result | Failure]]] = deque()
    with ThreadPoolExecutor(len(cages), thread_name_prefix="cage") as pool:
        try:
            while waiting or running:
                while waiting and len(running) < _AHEAD * len(cages):
                    item = waiting.popleft()
                    running.append((item, pool.submit(run, item)))
                item, future = running.popleft()
                while not future.done():
                    wait((future,), timeout=_INTERRUPT_S)
                yield item, future.result()
        finally:
            for cage in cages:
                cage.close()
            pool.shutdown(wait=True, cancel_futures=True)


def _paced(run: Callable[[Share], Result | Failure], pace: Pace, weight: int) -> Result | Failure:
    share = pace.share(weight)
    if not share.seconds:
        return Failure("There was no time left to read this file.", stopped_after=0.0)
    started = time.monotonic()
    result = run(share)
    stopped = isinstance(result, Failure) and result.stopped_after is not None
    pace.took(time.monotonic() - started, stopped=stopped)
    return result


class Cage(Generic[Item, Result]):
    """Keeps one child at work, a fresh one whenever the last has ended, for items that come one at a time.

    Any thread may call: `run` takes turns, `close` ends what is running. What is said of `run_caged` holds for
    `run` too; an item that comes after `close` raises RuntimeError.
    """

    def __init__(self, function: Callable[[Item], Result], limits: CageLimits = _LIMITS) -> None:
        self._nursery = Nursery(Task(function, limits.seconds, limits.memory_bytes, limits.file_bytes))
        self._limits = limits
        self._child: Child | None = None
        self._turn = threading.Lock()

    def run(self, item: Item, share: Share | None = None) -> Result | Failure:
        """The result or the Failure of one item, which may take as long as the limits say.

        Where its `share` is less, that is the processor's: on a machine that has much else to do it may take some
        times as long by the clock. What a child did before must not cost the next item: where a used child dies or
        runs out of memory, the item is tried once more in a fresh one.
        """
        with self._turn:
            return self._run(item, share or Share(self._limits.seconds))

    def _run(self, item: Item, share: Share) -> Result | Failure:
        seconds = min(share.seconds, self._limits.seconds)
        by_the_clock = min(_PATIENCE * seconds, self._limits.seconds)
        allowance = Allowance(seconds, by_the_clock, share.first_page_seconds, share.heavy_page_seconds)
        child = self._ready_child()
        was_fresh = child.served == 0
        answer = child.ask(item, allowance)
        if not was_fresh and child.stopped_after is None and _is_death(answer):
            self._dismiss()
            child = self._ready_child()
            answer = child.ask(item, allowance)
        result = cast("Result | Failure", _result_of(answer, child, self._limits))
        if _is_death(answer) or child.stopped_after is not None or child.served >= self._limits.items_per_child:
            self._dismiss()
        return result

    def close(self) -> None:
        self._nursery.close()
        with self._turn:
            self._dismiss()

    def _ready_child(self) -> Child:
        self._child = self._child or self._nursery.begin()
        return self._child

    def _dismiss(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None


def _is_death(answer: Reply | None) -> bool:
    return answer is None or answer.outcome is Outcome.OUT_OF_MEMORY


def _result_of(answer: Reply | None, child: Child, limits: CageLimits) -> object:
    if answer is None:
        return _failure_of_death(child, limits)
    match answer.outcome:
        case Outcome.DONE:
            return answer.value
        case Outcome.REFUSED:
            return Failure(str(answer.value))
        case Outcome.OUT_OF_MEMORY:
            return Failure(_too_much_memory(limits))
        case Outcome.TOO_DEEP:
            return Failure(
                "This file is nested too deeply to be read. Save it again from the program it was made with."
            )
        case _:
            return Failure(
                "This file could not be read because of a fault in this program. Please report it.",
                detail=str(answer.value),
            )


def _failure_of_death(child: Child, limits: CageLimits) -> Failure:
    ended_by = child.died_of()
    stopped_after = child.stopped_after
    if stopped_after is None and ended_by == getattr(signal, "SIGXCPU", -1):
        stopped_after = limits.seconds
    if stopped_after is not None:
        return Failure(
            f"This file took longer than {stopped_after:g} seconds to read and was stopped. "
            "Open it and save it again, or print it to a new PDF.",
            stopped_after=stopped_after,
        )
    if ended_by == getattr(signal, "SIGKILL", -1):
        return Failure(_too_much_memory(limits), detail="killed from outside")
    return Failure(
        "Reading this file made the reader crash, so it is probably damaged. Download it again, or ask for a new copy.",
        detail=f"signal {ended_by}",
    )


def _too_much_memory(limits: CageLimits) -> str:
    return f"This file needs more than {limits.memory_bytes / 1e9:.1f} GB of memory to be read and was stopped."
