"""What a reader lets know of its progress, where somebody listens: whether it is at work on a first page.

Any report gives its first page within a tenth of a second, be it large or small; what was made to be endless seldom
does. So a reader that has pages says when it begins, when it sees that the first is heavy, and when that is done.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

_MOMENT_S = 0.05


class Sign(StrEnum):
    """About the first page of the file that is being read."""

    AWAITED = "awaited"
    HEAVY = "heavy"  # awaited, and drawn by far more than a page of any report is
    ARRIVED = "arrived"  # or is awaited no longer


def _nobody(_sign: Sign) -> None:
    pass


LISTENER: ContextVar[Callable[[Sign], None]] = ContextVar("LISTENER", default=_nobody)


class FirstPage:
    """What a reader says of the first page, and nothing once that has arrived."""

    def __init__(self) -> None:
        self._listen = LISTENER.get()
        self._arrived = False
        self._listen(Sign.AWAITED)

    def is_heavy(self) -> None:
        """And wait a moment, so that who listens can stop this before any time goes into it."""
        self._listen(Sign.HEAVY)
        if self._listen is not _nobody:
            time.sleep(_MOMENT_S)

    def arrived(self) -> None:
        """To be called after every page."""
        if not self._arrived:
            self._arrived = True
            self._listen(Sign.ARRIVED)


@contextmanager
def awaiting_first_page() -> Iterator[FirstPage]:
    first_page = FirstPage()
    try:
        yield first_page
    finally:
        first_page.arrived()
