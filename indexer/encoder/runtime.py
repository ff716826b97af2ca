"""OpenVINO, imported without its telemetry, and the trouble it can give."""

import re
import sys
import threading
from typing import Any

from indexer.errors import ModelFilesError

_SHORTAGE = re.compile(r"alloc|out of memory|not enough memory|memory object|start new thread", re.IGNORECASE)
"""In what the encoders' libraries say, which know no exception of its own for it."""

_LOCK = threading.Lock()
_core: Any = None


class FastFormError(ModelFilesError):
    """The fast form of the encoder cannot be had on this machine; the reference can."""


def is_shortage(error: Exception) -> bool:
    """Whether an encoder failed for want of memory."""
    return isinstance(error, MemoryError) or _SHORTAGE.search(str(error)) is not None


def load_openvino() -> Any:  # noqa: ANN401 -- OpenVINO ships no types
    """The openvino module. Raises FastFormError where it is not installed or does not load.

    Importing openvino reports to its makers, by default and without asking. It does without where the
    package that reports is not installed, and that is what it is made to believe, for this process.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    try:
        import openvino  # type: ignore[import-untyped]
    except (ImportError, OSError) as error:
        raise FastFormError(f"OpenVINO cannot be loaded: {error}") from error
    return openvino


def the_core() -> Any:  # noqa: ANN401 -- as above
    """OpenVINO's core: one for the process, kept to its end. Raises FastFormError as `load_openvino` does.

    A core gives the thread that makes it another stack for signals, and takes it back when it is released. Where
    two are released in the order they were made, the thread is left with a stack that is no longer there, and
    the next signal, an alarm or Ctrl-C, ends the process with a segmentation fault.
    """
    global _core  # noqa: PLW0603 -- one for the process
    with _LOCK:
        if _core is None:
            _core = load_openvino().Core()
        return _core


def has_bf16() -> bool:
    """Whether this processor multiplies 16-bit brain floats itself."""
    return "BF16" in the_core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
