"""A soft limit on how long a block of code may take."""

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_REPEAT_S = 1.0  # in case a library swallows the first alarm
_SOON_S = 0.001


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

    def ring(_signal: int, frame: FrameType | None) -> None:
        if is_armed and _is_heard(frame):
            raise OutOfTime
        if is_armed:
            signal.setitimer(signal.ITIMER_REAL, _SOON_S, _REPEAT_S)

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


def _is_heard(frame: FrameType | None) -> bool:
    """Whether what is raised in this frame gets out of it: Python drops what a callback of its collector raises.

    Such a callback is often where an alarm rings, as none is answered while the collector itself is at work.
    """
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None and callbacks:
        if frame.f_code in callbacks:
            return False
        frame = frame.f_back
    return True
