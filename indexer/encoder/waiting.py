"""Questions that wait for the encoder at the same moment, run together."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from indexer.encoder.encoder import Vectors

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text as word pieces, the length it is padded to, and the vector it will have."""

    ids: Ids
    length: int
    vector: Future[Vectors] = field(default_factory=Future)


class WaitingTexts:
    """Texts in the order they came; whoever has time takes the first and all that share a batch with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_length: dict[int, list[WaitingText]] = {}

    def add(self, texts: Sequence[WaitingText]) -> None:
        with self._lock:
            for text in texts:
                self._by_length.setdefault(text.length, []).append(text)

    def take(self, most: int) -> list[WaitingText]:
        """At most so many texts of one padded length, of the length that waits longest; none where none wait."""
        with self._lock:
            if not self._by_length:
                return []
            length = next(iter(self._by_length))
            waiting = self._by_length.pop(length)
            if waiting[most:]:
                self._by_length[length] = waiting[most:]
            return waiting[:most]
