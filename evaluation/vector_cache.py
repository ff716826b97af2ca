"""Vectors of texts kept by content, so that a second run embeds only what is new.

One file an encoder: the SHA-256 of each text and its vector. A file that is missing, damaged or of
another shape is made anew; nothing but time is lost.
"""

import hashlib
import zipfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from indexer.encoder import Encoder

Vectors = NDArray[np.float32]

KEPT_EACH = 2_000
"""After so many new texts, about a minute's work, the file is written: a run that is stopped goes on from there."""


def encode_once(texts: Sequence[str], encoder: Encoder, folder: Path) -> Vectors:
    """The vectors of the texts, one a row, from the folder where it has them, else encoded and kept there."""
    file = folder / f"vectors-{_digest(encoder.identity)[:16]}.npz"
    keys = [_digest(text) for text in texts]
    known = _load(file, encoder.dimensions)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    starts = range(0, len(missing), KEPT_EACH)
    for start in tqdm(starts, desc="embedding chunks", disable=None, leave=False):
        some = dict(islice(missing.items(), start, start + KEPT_EACH))
        known.update(zip(some, encoder.encode_passages(list(some.values())), strict=True))
        _store(file, known)
    if not keys:
        return np.empty((0, encoder.dimensions), dtype=np.float32)
    return np.stack([known[key] for key in keys])


def _load(file: Path, dimensions: int) -> dict[str, Vectors]:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as content:
            keys, vectors = content["keys"], content["vectors"]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
    if vectors.dtype != np.float32 or vectors.shape != (len(keys), dimensions):
        return {}
    return dict(zip(keys.tolist(), vectors, strict=True))


def _store(file: Path, known: dict[str, Vectors]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".part")
    with unfinished.open("wb") as stream:
        np.savez(stream, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
    unfinished.replace(file)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
