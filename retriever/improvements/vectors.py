"""What each item means, as a vector: the mean of its sentences' vectors, which the build holds."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.snapshot import Snapshot

Vectors = npt.NDArray[np.float32]


def item_vectors(snapshot: Snapshot, items: Sequence[Sequence[int]]) -> Vectors:
    """Unit vectors, one row an item given by the rows of its sentences. A zero row for an item without any."""
    vectors = np.zeros((len(items), snapshot.sentence_vectors.dimensions), dtype=np.float32)
    for row, sentences in enumerate(items):
        if sentences:
            own = [snapshot.sentence_vectors.rows(sentence, sentence + 1) for sentence in sentences]
            vectors[row] = np.vstack(own).mean(axis=0)
    return unit(vectors)


def unit(vectors: Vectors) -> Vectors:
    """Rows of length one; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return scaled
