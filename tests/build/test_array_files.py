"""Arrays as files: what was written is read again, also by many threads at once."""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from indexer.array_files import array_from_bytes, map_array, write_array


@pytest.fixture
def busy_collector():
    """Threads change and garbage is collected as often as can be, so that what may meet does meet."""
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(20)
    sys.setswitchinterval(1e-6)
    yield
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(interval)


class Finalized:
    """Garbage whose end runs code, at which another thread may take over."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        sum(range(10))


@pytest.mark.usefixtures("busy_collector")
def test_threads_read_the_heads_of_arrays_at_once(tmp_path):
    numbers = np.arange(3, dtype=np.int32)
    path = tmp_path / "numbers.npy"
    write_array(path, numbers)
    data = path.read_bytes()

    def read_often(depth):
        if depth:
            return read_often(depth - 1)
        found = 0
        for _ in range(3000):
            Finalized()
            found += np.array_equal(map_array(path), numbers) and np.array_equal(array_from_bytes(data), numbers)
        return found

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(read_often, (0, 50, 100))) == [3000, 3000, 3000]
