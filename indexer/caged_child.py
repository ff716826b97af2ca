"""The child's side of the cage: takes items one by one, runs the function on each under limits, answers.

Imports nothing heavy and nothing of the program but what the function's own module imports.
"""

import contextlib
import faulthandler
import gc
import math
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from indexer.errors import UnreadableDocumentError

_GRACE_SECONDS = 10  # after which a child whose parent is gone, or failed to stop it, ends itself


class Outcome(StrEnum):
    """How the function ended on one item."""

    DONE = "done"
    REFUSED = "refused"  # it raised UnreadableDocumentError; the value is the reason
    OUT_OF_MEMORY = "out of memory"
    TOO_DEEP = "too deep"
    BROKEN = "broken"  # any other exception; the value says which and where, without its message


@dataclass(frozen=True, slots=True)
class Task:
    """The first message to a child: what to run, and what one item may use."""

    function: Callable[[Any], Any]
    seconds: float
    memory_bytes: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A child's answer to one item."""

    outcome: Outcome
    value: Any


def serve() -> None:
    """Answer items from standard input until it ends. Prints of the function, or of C code, go nowhere."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    task: Task = pickle.load(requests)  # noqa: S301 - from the parent
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # readers make many small objects; an eighth less time than by default
    _limit_process(task)
    _send(answers, pickle.dumps(Reply(Outcome.DONE, None)))
    while True:
        try:
            item = pickle.load(requests)  # noqa: S301 - from the parent
        except EOFError:
            return
        _send(answers, _answer(task, item))


def _answer(task: Task, item: object) -> bytes:
    _limit_processor_time(task.seconds)
    faulthandler.dump_traceback_later(task.seconds + _GRACE_SECONDS, exit=True)
    try:
        return pickle.dumps(Reply(Outcome.DONE, task.function(item)))
    except UnreadableDocumentError as error:
        reply = Reply(Outcome.REFUSED, error.reason)
    except MemoryError:
        reply = Reply(Outcome.OUT_OF_MEMORY, None)
    except RecursionError:
        reply = Reply(Outcome.TOO_DEEP, None)
    except Exception as error:  # noqa: BLE001 - the outermost edge of a child: the item fails, the run goes on
        reply = Reply(Outcome.BROKEN, _where(error))
    finally:
        faulthandler.cancel_dump_traceback_later()
    return pickle.dumps(reply)


def _send(answers: IO[bytes], message: bytes) -> None:
    try:
        answers.write(message)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)


def _where(error: Exception) -> str:
    """The class and the place of an exception. Its message may quote the document, and stays here."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}" if frames else "unknown place"
    return f"{type(error).__name__} at {place}"


def _limit_process(task: Task) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit
        return
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, task.file_bytes)
    with contextlib.suppress(OSError, ValueError, IndexError):  # only Linux tells what is in use, and enforces it
        pages_in_use = int(Path("/proc/self/statm").read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages_in_use * resource.getpagesize() + task.memory_bytes)


def _limit_processor_time(seconds: float) -> None:
    with contextlib.suppress(ImportError):
        import resource

        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _lower(resource.RLIMIT_CPU, math.ceil(used + seconds) + 1)


def _lower(limit: int, value: int) -> None:
    """Set a soft limit, within the hard one."""
    import resource

    hard = resource.getrlimit(limit)[1]
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(limit, (soft, hard))
