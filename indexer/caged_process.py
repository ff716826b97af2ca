"""Child processes as their parent sees them: begun, asked one item after another, watched by a clock, ended.

Where the system can divide a process in two, a nursery gives them, which has imported what they need; elsewhere each
is a program of its own. Messages are pickled, between a parent and its own children alone.
"""

import contextlib
import json
import math
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from indexer.caged_child import BEGIN, CAN_DIVIDE, KILL, PROCESS, STATUS, WAIT, Outcome, Reply, Task
from indexer.signs import Sign

_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from indexer.caged_child import "
_START_SECONDS = 120.0
_END_SECONDS = 5.0  # for a child that has closed its pipe to be gone
_TICK_S = 0.01


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one item may take: seconds of the processor, seconds by the clock, and the processor's until a first page.

    The last, less where that page is heavy, count only where the reader says that it awaits one.
    """

    seconds: float
    by_the_clock: float
    first_page_seconds: float = math.inf
    heavy_page_seconds: float = math.inf


class Child:
    """One child process and the pipes to it. `end` tells, once, which signal ended it."""

    def __init__(self, process: int, requests: IO[bytes], answers: IO[bytes], end: Callable[[bytes], int]) -> None:
        self.served = 0
        self.stopped_after: float | None = None
        self._process = process
        self._requests = requests
        self._answers = answers
        self._end = end
        self._status: int | None = None
        self._lock = threading.Lock()

    def ask(self, item: object, allowance: Allowance) -> Reply | None:
        """The child's reply, or None where it died, or was stopped for its time."""
        clock = _Clock(self, allowance)
        try:
            pickle.dump(item, self._requests)
            self._requests.flush()
            while (reply := _received(self._answers)).outcome is Outcome.AT_WORK:
                clock.first_page(reply.value)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            return None
        finally:
            clock.stop()
            self.served += 1
        return reply

    def died_of(self) -> int:
        """The signal that ended a child that no longer answers, 0 for none."""
        return max(0, self._ended(WAIT))

    def stop(self, seconds: float) -> None:
        """Kill it, as these seconds were too few for the item it is at."""
        self.stopped_after = seconds
        self.kill()

    def kill(self) -> None:
        with self._lock:
            if self._status is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._process, getattr(signal, "SIGKILL", signal.SIGTERM))

    def end(self) -> None:
        """Stop the process, wait for it and close its pipes."""
        self._ended(KILL)
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()

    def processor_s(self) -> float:
        """What the child has used; by the clock where the system does not say."""
        try:
            times = Path(f"/proc/{self._process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return time.monotonic()

    def _ended(self, how: bytes) -> int:
        with self._lock:
            if self._status is None:
                self._status = self._end(how)
            return self._status


def _received(answers: IO[bytes]) -> Reply:
    reply: Reply = pickle.load(answers)  # noqa: S301 - from our own child
    return reply


class _Clock:
    """Ends a child that has not answered in time. It runs from when it is made until it is stopped."""

    def __init__(self, child: Child, allowance: Allowance) -> None:
        self._child = child
        self._allowance = allowance
        self._news = threading.Event()
        self._stopped = False
        self._awaited_since: float | None = None
        self._page_seconds = allowance.first_page_seconds
        threading.Thread(target=self._watch, name="clock", daemon=True).start()

    def first_page(self, sign: Sign) -> None:
        if sign is Sign.HEAVY:
            self._page_seconds = min(self._allowance.heavy_page_seconds, self._page_seconds)
        else:
            self._awaited_since = self._child.processor_s() if sign is Sign.AWAITED else None
        self._news.set()

    def stop(self) -> None:
        self._stopped = True
        self._news.set()

    def _watch(self) -> None:
        given = self._allowance
        end = time.monotonic() + given.by_the_clock
        before = self._child.processor_s()
        left = min(given.seconds, given.by_the_clock)
        while True:
            self._news.wait(left)
            self._news.clear()
            if self._stopped:
                return
            used, since = self._child.processor_s(), self._awaited_since
            until_page = math.inf if since is None else self._page_seconds - (used - since)
            left = min(given.seconds - (used - before), end - time.monotonic(), until_page)
            if left < _TICK_S:
                self._child.stop(given.seconds if until_page > left else self._page_seconds)
                return


class Nursery:
    """Where fresh children come from, for one task; each is ended before the next is begun.

    RuntimeError from `begin` means that no child can be started, or that the nursery was closed. Any thread may
    `close`, which ends the child too.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._program: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False
        self._lock = threading.Lock()

    def begin(self) -> Child:
        with self._lock:
            if self._closed:
                raise RuntimeError("The cage was closed.")
            try:
                return self._divided() if CAN_DIVIDE else self._by_itself()
            except (OSError, EOFError, struct.error) as error:
                self._finish()
                raise RuntimeError(
                    f"No child process could be started for {self._task.function.__qualname__}."
                ) from error

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._finish()

    def _divided(self) -> Child:
        if self._control is None:
            self._open()
        try:
            return self._next()
        except (OSError, struct.error):  # the nursery was killed from outside
            self._finish()
            self._open()
            return self._next()

    def _open(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_START_SECONDS)
        with theirs:
            self._program = self._started(f"nurse; nurse({theirs.fileno()})", theirs.fileno())
        self._control.sendall(pickle.dumps(self._task))
        STATUS.unpack(self._control.recv(STATUS.size, socket.MSG_WAITALL))

    def _next(self) -> Child:
        """A child of the nursery's, with pipes of its own: what another has left in one is gone with it."""
        control = self._control
        if control is None:
            raise OSError("There is no nursery.")
        (theirs_in, requests), (answers, theirs_out) = os.pipe(), os.pipe()
        ours = os.fdopen(requests, "wb"), os.fdopen(answers, "rb")
        try:
            socket.send_fds(control, [BEGIN], [theirs_in, theirs_out])
            [process] = PROCESS.unpack(control.recv(PROCESS.size, socket.MSG_WAITALL))
        except (OSError, struct.error):
            for pipe in ours:
                pipe.close()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        return Child(process, *ours, end=partial(_ended_in, control))

    def _by_itself(self) -> Child:
        self._finish()
        program = self._program = self._started("serve; serve()")
        if program.stdin is None or program.stdout is None:
            raise OSError("The child has no pipes.")
        child = Child(program.pid, program.stdin, program.stdout, end=partial(_ended_program, program))
        if child.ask(self._task, Allowance(_START_SECONDS, _START_SECONDS)) is None:
            raise EOFError
        child.served = 0
        return child

    def _started(self, call: str, *passed: int) -> subprocess.Popen[bytes]:
        """A Python that makes this call. It does not import the calling program again, so that it starts fast."""
        return subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-c", f"{_BOOT}{call}", json.dumps(sys.path)],
            stdin=subprocess.DEVNULL if passed else subprocess.PIPE,
            stdout=subprocess.DEVNULL if passed else subprocess.PIPE,
            pass_fds=passed,
            start_new_session=True,  # Ctrl-C is for the parent, which ends its children
        )

    def _finish(self) -> None:
        """End what runs: a nursery ends its child once nobody holds the other end of its socket."""
        control, program = self._control, self._program
        self._control = self._program = None
        if control is not None:
            control.close()
        if program is None:
            return
        if control is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(_END_SECONDS)
        program.kill()
        program.wait()
        for pipe in (program.stdin, program.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _ended_in(control: socket.socket, how: bytes) -> int:
    """The signal that ended a nursery's child; 0 where the nursery is gone, and so is its child."""
    try:
        control.sendall(how)
        [status] = STATUS.unpack(control.recv(STATUS.size, socket.MSG_WAITALL))
    except (OSError, struct.error):
        return 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _ended_program(program: subprocess.Popen[bytes], how: bytes) -> int:
    if how == WAIT:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return -program.wait(_END_SECONDS)
    program.kill()
    return -program.wait()
