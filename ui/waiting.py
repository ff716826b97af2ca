"""A bounded queue in front of the pages: two cores make two pages at a time, not a hundred.

Made all at once, a hundred pages would all be done last; in turn, half of them are done in half the time. Whoever has
to wait is told how many are before them; when the queue is full the next one is told so at once and can try again,
which is better than a machine that answers nobody.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

QUEUE_LENGTH: Final = 200
TELL_EVERY_S: Final = 1.0
A_STEP: Final = 25
"""Places: each such step further back, one second more. Told every second, a hundred who wait cost as much as pages."""


class BusyError(Exception):
    """The queue is full: `waiting` questions are in it."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(f"{waiting} questions are waiting already.")


class WaitingRoom:
    """Lets `at_once` in at a time, in the order they came; at most `seats` wait."""

    def __init__(self, *, at_once: int, seats: int) -> None:
        self._at_once = at_once
        self._seats = seats
        self._inside: set[int] = set()
        self._queue: list[_Ticket] = []
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, tell: Callable[[int], None]) -> Iterator[None]:
        """Wait for one's turn and keep it. Raises BusyError; what `tell` raises ends the waiting.

        `tell` is called now and then with the number of those before. A turn within a turn is the same turn.
        """
        me = threading.get_ident()
        if me in self._inside:
            yield
            return
        self._wait(_Ticket(me), tell)
        try:
            yield
        finally:
            self._leave(me)

    def _wait(self, ticket: "_Ticket", tell: Callable[[int], None]) -> None:
        with self._lock:
            if len(self._queue) >= self._seats:
                raise BusyError(len(self._queue))
            self._queue.append(ticket)
            self._let_in()
        try:
            before = self.before(ticket)
            while not ticket.called.wait(TELL_EVERY_S * (1 + before // A_STEP)):
                before = self.before(ticket)
                tell(before)
        except BaseException:
            self._leave(ticket.holder, ticket)
            raise

    def _leave(self, holder: int, ticket: "_Ticket | None" = None) -> None:
        with self._lock:
            if ticket in self._queue:
                self._queue.remove(ticket)
            self._inside.discard(holder)
            self._let_in()

    def _let_in(self) -> None:
        """Call whoever is next, and nobody else: a hundred who wait are not woken for each who leaves."""
        while self._queue and len(self._inside) < self._at_once:
            ticket = self._queue.pop(0)
            self._inside.add(ticket.holder)
            ticket.called.set()

    def before(self, ticket: "_Ticket") -> int:
        """How many are inside or wait before this one."""
        with self._lock:
            return (self._queue.index(ticket) if ticket in self._queue else 0) + len(self._inside)


class _Ticket:
    """A place in the queue of the thread `holder`; `called` once it is its turn."""

    def __init__(self, holder: int) -> None:
        self.holder = holder
        self.called = threading.Event()


def waiting_room() -> WaitingRoom:
    """One for this machine: as many at once as it has cores."""
    return WaitingRoom(at_once=os.cpu_count() or 1, seats=QUEUE_LENGTH)
