"""A bounded queue in front of the searcher: two cores answer two questions at a time, not a hundred.

Whoever has to wait is told how many are before them; when the queue is full the next one is told so at once
and can try again, which is better than a machine that answers nobody.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

QUEUE_LENGTH: Final = 200
TELL_EVERY_S: Final = 0.5


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
        self._queue: list[object] = []
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, tell: Callable[[int], None]) -> Iterator[None]:
        """Wait for one's turn and keep it. Raises BusyError; what `tell` raises ends the waiting.

        `tell` is called now and then with the number of those before. A turn within a turn is the same turn.
        """
        me = threading.get_ident()
        if me in self._inside:
            yield
            return
        self._wait(me, tell)
        try:
            yield
        finally:
            with self._changed:
                self._inside.discard(me)
                self._changed.notify_all()

    def _wait(self, me: int, tell: Callable[[int], None]) -> None:
        ticket = object()
        with self._changed:
            if len(self._queue) >= self._seats:
                raise BusyError(len(self._queue))
            self._queue.append(ticket)
        try:
            while not self._let_in(ticket, me):
                tell(self.before(ticket))
        finally:
            with self._changed, suppress(ValueError):
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _let_in(self, ticket: object, me: int) -> bool:
        """Whether the turn came, after a while of waiting for it."""

        def is_next() -> bool:
            return self._queue[0] is ticket and len(self._inside) < self._at_once

        with self._changed:
            if not self._changed.wait_for(is_next, timeout=TELL_EVERY_S):
                return False
            self._queue.remove(ticket)
            self._inside.add(me)
            self._changed.notify_all()
            return True

    def before(self, ticket: object) -> int:
        """How many are asked or wait before this one."""
        with self._changed:
            return self._queue.index(ticket) + len(self._inside)


def waiting_room() -> WaitingRoom:
    """One for this machine: as many at once as it has cores."""
    return WaitingRoom(at_once=os.cpu_count() or 1, seats=QUEUE_LENGTH)
