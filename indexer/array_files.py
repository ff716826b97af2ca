"""Arrays of numbers as NumPy's own files: written in parts, read whole or mapped, from any thread.

NumPy reads a file's head as a Python expression, and Python before 3.11.8 and 3.12.2 counts for all threads together
how deep such an expression is: two threads at it at once raise SystemError now and then. So they take turns here, for
the head alone; what is read whole is in memory already, and what is mapped is read when it is looked at.
"""

import io
import threading
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.storage_files import write_file_in_parts

_taking_turns = threading.Lock()


def write_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write numbers without a second copy of them in memory."""
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, np.lib.format.header_data_from_array_1_0(array))
    write_file_in_parts(path, [head.getvalue(), np.ascontiguousarray(array).view(np.uint8).data])


def map_array(path: Path) -> npt.NDArray[Any]:
    """The array of a file; only what is looked at takes memory."""
    with _taking_turns:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def array_from_bytes(data: bytes) -> npt.NDArray[Any]:
    """The array of a file's bytes."""
    with _taking_turns:
        array: npt.NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False)
        return array
