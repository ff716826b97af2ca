"""The vectors of all texts of a build: those that were made before are taken, the others encoded and kept.

A text's vector depends on the text alone (an encoder promises that), so vectors are kept by text: what
is added to the corpus costs itself alone, and a build made step by step equals one made at once. For the same reason
fewer texts may be encoded together where memory is short.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.encoder import is_shortage
from indexer.errors import IndexerError
from indexer.lazy_encoder import LazyEncoder
from indexer.progress import Clock, Listener, Progress
from indexer.storage_work import WorkStore

Matrix = npt.NDArray[np.float32]

_AT_ONCE = 2048
"""Texts encoded between two times of keeping: enough to fill batches, few enough to lose little when killed."""

_FEW = 512
"""So many texts are encoded beside what else goes on: a report or some. More would keep waiting whoever stops it."""

_UNIT_TOLERANCE = 1e-3


class KeptVectors(Protocol):
    """Where the vectors of texts are found by `text_key`: a standing build, or a build under way."""

    def vectors(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors of those keys that are there."""
        ...


@dataclass(frozen=True, slots=True)
class Encoding:
    """Makes vectors. `dimensions` is how many numbers each has where that is known without asking the encoder."""

    encoder: LazyEncoder
    kept: Sequence[KeptVectors]
    dimensions: int | None
    work: WorkStore
    clock: Clock
    listen: Listener

    def begin(self, stage: str, texts: Sequence[str]) -> Callable[[], Matrix]:
        """The vectors of texts in their order, for who asks for them; few texts are meanwhile encoded.

        The encoder runs outside Python, on a processor that would else stand idle.
        """
        keys = [text_key(text, self.encoder.identity) for text in texts]
        found = self._found(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if not 0 < len(missing) <= min(_FEW, _AT_ONCE):
            vectors = self._run(stage, keys, found, missing, None)
            return lambda: vectors
        _ = self.encoder.opened  # its seconds are its own
        coming = _beside().submit(self._encode, stage, list(missing.values()), 0, len(missing))
        return cache(lambda: self._run(stage, keys, found, missing, coming))

    def _found(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        with self.clock.stage("reuse"):
            found: dict[bytes, Matrix] = {}
            for store in self.kept:
                found |= store.vectors([key for key in dict.fromkeys(keys) if key not in found])
        return found

    def _run(
        self,
        stage: str,
        keys: Sequence[bytes],
        found: dict[bytes, Matrix],
        missing: Mapping[bytes, str],
        coming: Future[Matrix] | None,
    ) -> Matrix:
        """The vectors of texts in their order, those `missing` encoded, where that is begun already as it is `coming`.

        Raises IndexerError for texts or vectors no index can hold.
        """
        waiting = list(missing.items())
        start, at_once = 0, _AT_ONCE
        while start < len(waiting):
            self.listen(Progress(stage, start, len(waiting), ""))
            part = waiting[start : start + at_once]
            _ = self.encoder.opened  # its seconds are its own
            try:
                with self.clock.stage(stage):
                    begun, coming = coming, None
                    texts = [text for _, text in part]
                    vectors = begun.result() if begun else self._encode(stage, texts, start, len(waiting))
            except (MemoryError, RuntimeError) as error:
                at_once = _fewer(len(part), error)
                continue
            with self.clock.stage("keep"):
                new = {key: vector for (key, _), vector in zip(part, vectors, strict=True)}
                self.work.keep_vectors(new)
            found |= new
            start += len(part)
        if not keys:
            return np.empty((0, self.dimensions or self.encoder.opened.dimensions), dtype=np.float32)
        return np.stack([found[key] for key in keys])

    def _encode(self, stage: str, texts: Sequence[str], start: int, total: int) -> Matrix:
        """The vectors of texts, of which `start` of `total` are before them."""
        encoder = self.encoder.opened
        for text in texts:
            if (found := encoder.count_tokens(text)) > encoder.max_tokens:
                raise IndexerError(
                    f"A passage is longer than the encoder reads: {found} word pieces of {encoder.max_tokens}. This is "
                    "a fault of the program: please report it. The index stays as it was."
                )
        vectors = encoder.encode_passages(
            texts, listen=lambda done: self.listen(Progress(stage, start + done, total, ""))
        )
        is_whole = vectors.shape == (len(texts), encoder.dimensions)
        if not is_whole or not np.all(np.abs(np.linalg.norm(vectors, axis=1) - 1) < _UNIT_TOLERANCE):
            raise IndexerError(
                f"The encoder {encoder.identity} gave vectors that are not of unit length or not {encoder.dimensions} "
                "wide. Check its settings, then run rebuild-index again. The index stays as it was."
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


@cache
def _beside() -> ThreadPoolExecutor:
    """One thread: what is begun comes in turn."""
    return ThreadPoolExecutor(1, "encoding")


def _fewer(texts: int, error: Exception) -> int:
    """How many texts to try together after so many were too many for the memory: half, which gives the same vectors.

    Raises IndexerError where one was too many, and the error itself where it is about something else.
    """
    if not is_shortage(error):
        raise error
    if texts > 1:
        return texts // 2
    raise IndexerError(
        "There is too little memory to prepare even one passage for search. Close other programs, or give this one "
        "more memory, then run rebuild-index again: it goes on from what was done. The index stays as it was."
    ) from error


def text_key(text: str, identity: str) -> bytes:
    """The key under which the vector of a text by this encoder is kept."""
    return hashlib.sha256(f"{identity}\n{text}".encode()).digest()
