"""Runs a function over items in child processes that may hang, crash or eat memory without harm to the rest.

Each child serves one item at a time, many in a row, under limits of its own: the operating system's for
processor time, memory, file size and core dumps (where the platform has them), and the parent's clock.
Messages between a parent and its own children are pickled; nothing pickled is ever stored or taken from
elsewhere. A child does not import the calling program again, only the module of the function, so that it
starts fast.
"""

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar, cast

from indexer.caged_child import Outcome, Reply, Task

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from indexer.caged_child import serve; serve()"
_START_SECONDS = 120.0
_END_SECONDS = 5.0  # for a child that has closed its pipe to be gone
_PATIENCE = 4  # times as long by the clock as by the processor
_TICK_S = 0.01
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


class Pace(Protocol):
    """How long each of many items may take, as things stand. Both methods are called by several threads."""

    def seconds(self, weight: int) -> float:
        """For the next item, of this weight; 0 to do no more."""
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
                yield item, future.result()
        finally:
            for cage in cages:
                cage.close()
            pool.shutdown(wait=True, cancel_futures=True)


def _paced(run: Callable[[float], Result | Failure], pace: Pace, weight: int) -> Result | Failure:
    seconds = pace.seconds(weight)
    if not seconds:
        return Failure("There was no time left to read this file.", stopped_after=0.0)
    started = time.monotonic()
    result = run(seconds)
    stopped = isinstance(result, Failure) and result.stopped_after is not None
    pace.took(time.monotonic() - started, stopped=stopped)
    return result


class Cage(Generic[Item, Result]):
    """Keeps one child at work, a fresh one whenever the last has ended, for items that come one at a time.

    Any thread may call: `run` takes turns, `close` ends what is running. What is said of `run_caged` holds for
    `run` too; an item that comes after `close` raises RuntimeError.
    """

    def __init__(self, function: Callable[[Item], Result], limits: CageLimits = _LIMITS) -> None:
        self._task = Task(function, limits.seconds, limits.memory_bytes, limits.file_bytes)
        self._limits = limits
        self._child: _Child | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def run(self, item: Item, seconds: float | None = None) -> Result | Failure:
        """The result or the Failure of one item, which may take as long as the limits say.

        Where `seconds` are fewer, they are the processor's: on a machine that has much else to do it may take some
        times as long by the clock. What a child did before must not cost the next item: where a used child dies or
        runs out of memory, the item is tried once more in a fresh one.
        """
        with self._turn:
            return self._run(item, min(seconds or self._limits.seconds, self._limits.seconds))

    def _run(self, item: Item, seconds: float) -> Result | Failure:
        child = self._ready_child()
        was_fresh = child.served == 0
        at_most = min(_PATIENCE * seconds, self._limits.seconds)
        answer = child.ask(item, seconds, at_most)
        if not was_fresh and not child.timed_out and _is_death(answer):
            self._dismiss()
            child = self._ready_child()
            answer = child.ask(item, seconds, at_most)
        result = cast("Result | Failure", _result_of(answer, child, self._limits, seconds))
        if _is_death(answer) or child.timed_out or child.served >= self._limits.items_per_child:
            self._dismiss()
        return result

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()
        self._dismiss()

    def _ready_child(self) -> "_Child":
        with self._lock:
            if self._closed:
                raise RuntimeError("The cage was closed.")
            if self._child is None:
                self._child = _Child()
            child = self._child
        child.start(self._task)
        return child

    def _dismiss(self) -> None:
        with self._lock:
            if self._child is not None:
                self._child.end()
            self._child = None


class _Child:
    """One child process and the pipe to it."""

    def __init__(self) -> None:
        self.served = 0
        self.timed_out = False
        self._started = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", _BOOT, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the parent, which ends its children
        )

    def start(self, task: Task) -> None:
        """Hand over the task, once. Raises RuntimeError where the child cannot import it."""
        if self._started:
            return
        if self._exchange(task, _START_SECONDS, _START_SECONDS) is None:
            raise RuntimeError(f"No child process could be started for {task.function.__qualname__}.")
        self._started = True

    def ask(self, item: object, seconds: float, at_most: float) -> Reply | None:
        """The child's reply, or None where it died or was stopped: after so long by its processor or by the clock."""
        reply = self._exchange(item, seconds, at_most)
        self.served += 1
        return reply

    def died_of(self) -> int:
        """The signal that ended the child, 0 for none."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return max(0, -self._process.wait(_END_SECONDS))
        return 0

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """Stop the process, wait for it and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _exchange(self, message: object, seconds: float, at_most: float) -> Reply | None:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        answered = threading.Event()
        threading.Thread(target=self._watch, args=(answered, seconds, at_most), name="clock", daemon=True).start()
        try:
            pickle.dump(message, stdin)
            stdin.flush()
            reply: Reply = pickle.load(stdout)  # noqa: S301 - from our own child
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            return None
        finally:
            answered.set()
        return reply

    def _watch(self, answered: threading.Event, seconds: float, at_most: float) -> None:
        """End the child where it has not answered in time."""
        end = time.monotonic() + at_most
        before = self._processor_s()
        left = min(seconds, at_most)
        while not answered.wait(left):
            left = min(seconds - (self._processor_s() - before), end - time.monotonic())
            if left < _TICK_S:
                self.timed_out = True
                self._process.kill()
                return

    def _processor_s(self) -> float:
        """What the child has used; by the clock where the system does not say."""
        try:
            times = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return time.monotonic()


def _is_death(answer: Reply | None) -> bool:
    return answer is None or answer.outcome is Outcome.OUT_OF_MEMORY


def _result_of(answer: Reply | None, child: _Child, limits: CageLimits, seconds: float) -> object:
    if answer is None:
        return _failure_of_death(child, limits, seconds)
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


def _failure_of_death(child: _Child, limits: CageLimits, seconds: float) -> Failure:
    ended_by = child.died_of()
    if child.timed_out or ended_by == getattr(signal, "SIGXCPU", -1):
        return Failure(
            f"This file took longer than {seconds:g} seconds to read and was stopped. "
            "Open it and save it again, or print it to a new PDF.",
            stopped_after=seconds,
        )
    if ended_by == getattr(signal, "SIGKILL", -1):
        return Failure(_too_much_memory(limits), detail="killed from outside")
    return Failure(
        "Reading this file made the reader crash, so it is probably damaged. Download it again, or ask for a new copy.",
        detail=f"signal {ended_by}",
    )


def _too_much_memory(limits: CageLimits) -> str:
    return f"This file needs more than {limits.memory_bytes / 1e9:.1f} GB of memory to be read and was stopped."
