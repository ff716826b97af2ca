"""The child's side of the cage: takes items one by one, runs the function on each under limits, answers.

Where the system can divide a process in two, there is a nursery: it has imported what the function needs, touches no
item itself and gives a fresh child in milliseconds as often as it is asked to. Imports nothing heavy and nothing of
the program but what the function's own module imports.
"""

import contextlib
import faulthandler
import gc
import math
import os
import pickle
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from indexer.errors import UnreadableDocumentError
from indexer.signs import LISTENER

BEGIN, WAIT, KILL = b"b", b"w", b"k"
"""What a nursery is asked for: a fresh child with these two pipes; how the last one ended, which may be on its way out
or is to be killed. Its answers are a PROCESS or a STATUS."""

PROCESS, STATUS = struct.Struct("q"), struct.Struct("i")
CAN_DIVIDE = sys.platform == "linux"
_END_SECONDS = 5.0  # for a child that has closed its pipe to be gone
_LOOK_S = 0.005
_GRACE_SECONDS = 10  # after which a child whose parent is gone, or failed to stop it, ends itself


class Outcome(StrEnum):
    """How the function ended on one item, or what it says before that."""

    DONE = "done"
    REFUSED = "refused"  # it raised UnreadableDocumentError; the value is the reason
    OUT_OF_MEMORY = "out of memory"
    TOO_DEEP = "too deep"
    BROKEN = "broken"  # any other exception; the value says which and where, without its message
    AT_WORK = "at work"  # not the end; the value is a Sign


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
    """Be a child by itself: take the task and then items from standard input, and answer on standard output."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    task = _ready(requests)
    _send(answers, Reply(Outcome.DONE, None))
    _serve_items(task, requests, answers)


def nurse(number: int) -> None:
    """Be a nursery: the socket of this number brings the task and then what is asked for."""
    with socket.socket(fileno=number) as control:
        with control.makefile("rb") as requests:
            task = _ready(requests)
        control.sendall(STATUS.pack(0))
        child = 0
        while True:
            order, pipes, _, _ = socket.recv_fds(control, 1, 2)
            if order == BEGIN:
                child = os.fork()
                if not child:
                    break
                for pipe in pipes:
                    os.close(pipe)
                control.sendall(PROCESS.pack(child))
            elif not order:  # who asked is gone, and so is the use of the child
                _end_of(child, 0)
                return
            else:
                control.sendall(STATUS.pack(_end_of(child, _END_SECONDS if order == WAIT else 0)))
                child = 0
    _serve_items(task, os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb"))


def _end_of(child: int, seconds: float) -> int:
    """The status of a child that has ended, within so long by itself; 0 where there is none."""
    if not child:
        return 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        process, status = os.waitpid(child, os.WNOHANG)
        if process:
            return status
        time.sleep(_LOOK_S)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _ready(requests: IO[bytes]) -> Task:
    """The task, once what it needs is imported. Prints of the function, or of C code, go nowhere from now on."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    task: Task = pickle.load(requests)  # noqa: S301 - from the parent
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # readers make many small objects; an eighth less time than by default
    return task


def _serve_items(task: Task, requests: IO[bytes], answers: IO[bytes]) -> None:
    _limit_process(task)
    LISTENER.set(lambda sign: _send(answers, Reply(Outcome.AT_WORK, sign)))
    while True:
        try:
            item = pickle.load(requests)  # noqa: S301 - from the parent
        except EOFError:
            return
        _write(answers, _answer(task, item))


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


def _send(answers: IO[bytes], reply: Reply) -> None:
    _write(answers, pickle.dumps(reply))


def _write(answers: IO[bytes], message: bytes) -> None:
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
