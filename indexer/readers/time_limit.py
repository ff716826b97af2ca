"""A soft limit on how long a block of code may take."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_REPEAT_S = 1.0  # in case a library swallows the first alarm


class OutOfTime(BaseException):
    """Not an Exception, so that no library's `except Exception` stops it on its way out."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block, or as it is left, once `seconds` have passed.

    Works between two steps of Python code, in the main thread of a POSIX process; elsewhere there is no limit
    but the one that the cage sets from outside. Limits must not be nested.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    is_armed = True

    def ring(_signal: int, _frame: FrameType | None) -> None:
        if is_armed:
            raise OutOfTime

    previous = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), _REPEAT_S)
        yield
    finally:
        try:
            is_armed = False  # an alarm that rings only now must not keep the clock from being stopped
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
