"""Rebuilds an index with an encoder that can be worked out by hand; run as a process that tests may kill.

worker.py CORPUS INDEX [--fail CALL NUMBER]: at the NUMBER-th call of os.<CALL> the process dies as if killed.
"""

import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np


class HashingEncoder:
    """Bags of words thrown on eight dimensions: texts with equal words have equal vectors."""

    def __init__(self, identity="hashing@1", max_tokens=60):
        self.identity, self.dimensions, self.max_tokens = identity, 8, max_tokens
        self.encoded = 0

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2

    def encode_passages(self, texts: Sequence[str], *, listen=None) -> np.ndarray:  # noqa: ARG002
        self.encoded += len(texts)
        vectors = np.full((len(texts), self.dimensions), 0.1, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    encode_questions = encode_passages


def die_at(call: str, number: int) -> None:
    real, calls = getattr(os, call), 0

    def counted(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == number:
            os._exit(137)
        return real(*args, **kwargs)

    setattr(os, call, counted)


if __name__ == "__main__":
    from indexer.build import rebuild
    from indexer.errors import IndexerError
    from indexer.settings import Settings

    if "--fail" in sys.argv:
        die_at(sys.argv[4], int(sys.argv[5]))
    try:
        print(rebuild(Path(sys.argv[1]), Path(sys.argv[2]), Settings(workers=1), encoder=HashingEncoder()).build)
    except IndexerError as error:
        sys.exit(str(error))
