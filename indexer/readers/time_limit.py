"""A soft limit on how long a block of code may take."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_REPEAT_S = 1.0  # in case a library swallows the first alarm


class _AlarmRang(BaseException):
    """Not an Exception, so that no library's `except Exception` stops it on its way out."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the block once `seconds` have passed.

    Works between two steps of Python code, in the main thread of a POSIX process; elsewhere there is no limit
    but the one that the cage sets from outside. Limits must not be nested.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _AlarmRang

    previous = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), _REPEAT_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _AlarmRang:
        raise TimeoutError(f"took longer than {seconds:g} seconds") from None
    finally:
        signal.signal(signal.SIGALRM, previous)
