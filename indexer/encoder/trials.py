"""Whether texts may share a batch on this processor, found out once and remembered beside the prepared graph."""

import hashlib
import json
import platform
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexer.encoder.encoder import Precision
from indexer.storage_files import replace_file

_REMEMBERED = "batches.json"
TOGETHER = 16
"""So many texts are tried together."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial: a graph at a precision, with texts of these lengths in word pieces. It holds for one processor."""

    folder: Path
    precision: Precision
    lengths: Sequence[int]

    @property
    def word_pieces(self) -> int:
        """How many are encoded for it, nearly."""
        return TOGETHER * sum(self.lengths)

    def outcome(self) -> bool | None:
        """Whether texts got the same bits alone as together when this was tried; None where it never was."""
        found = _remembered(self.folder).get(self._name)
        return found if isinstance(found, bool) else None

    def keep(self, *, agree: bool) -> None:
        """Remember the outcome. Where nothing can be written, the next process tries again."""
        outcomes = _remembered(self.folder) | {self._name: agree}
        with suppress(OSError):
            replace_file(self.folder / _REMEMBERED, json.dumps(outcomes, sort_keys=True).encode())

    @property
    def _name(self) -> str:
        return f"{self.precision} {' '.join(map(str, self.lengths))} {_processor()}"


def _remembered(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / _REMEMBERED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@cache
def _processor() -> str:
    """What tells a processor from others that may calculate otherwise: its model and what it can do."""
    told = [platform.machine(), platform.processor()]
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
        told += [line for line in lines if line.startswith(("model", "flags", "Features", "stepping", "cache size"))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
