import gc
import signal
import time
from collections import deque

import pytest

from indexer.readers.time_limit import OutOfTime, time_limit

LIMIT_S = 0.002


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm")
def test_no_alarm_is_left_however_close_to_the_end_of_the_block_it_rings() -> None:
    before = signal.getsignal(signal.SIGALRM)
    rang = 0
    for number in range(1500):
        try:
            with time_limit(LIMIT_S):
                end = time.perf_counter() + LIMIT_S + (number % 41 - 20) * 1e-6
                while time.perf_counter() < end:
                    pass
        except OutOfTime:
            rang += 1
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) is before
    assert rang > 0


def test_a_block_that_ends_in_time_is_left_alone() -> None:
    with time_limit(60):
        time.sleep(0)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm")
def test_an_alarm_that_rings_in_a_callback_of_the_collector_stops_the_block_all_the_same() -> None:
    rang_within: list[bool] = []

    def dawdle(_phase: str, _info: dict[str, int]) -> None:
        started = time.perf_counter()
        while not rang_within and time.perf_counter() < started + 2 * LIMIT_S:
            pass
        rang_within.append(True)

    gc.callbacks.append(dawdle)
    try:
        with pytest.raises(OutOfTime), time_limit(LIMIT_S):
            deque(iter(lambda: gc.collect(0), None), maxlen=0)
    finally:
        gc.callbacks.remove(dawdle)
    assert rang_within
