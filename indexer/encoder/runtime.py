"""OpenVINO, imported without its telemetry, and the trouble it can give."""

import sys
from typing import Any

from indexer.errors import ModelFilesError


class FastFormError(ModelFilesError):
    """The fast form of the encoder cannot be had on this machine; the reference can."""


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


def has_bf16() -> bool:
    """Whether this processor multiplies 16-bit brain floats itself."""
    return "BF16" in load_openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
