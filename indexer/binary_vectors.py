"""Vectors in one bit a number, which say cheaply which rows are worth weighing exactly.

Each vector is kept as the signs of its numbers and two factors that undo what the signs lose on average (RaBitQ, Gao
and Long 2024, about the origin and without a rotation, so that the codes of a vector depend on it alone). The question
is held against them in 4 bits a number. Nobody ranks by what comes out: enough rows are taken that the nearest
are among them, and these are ranked by their vectors.
"""

from typing import Any, Final

import faiss
import numpy as np
import numpy.typing as npt

from indexer.errors import IndexDamagedError

Bytes = npt.NDArray[np.uint8]

LEAST_PROPOSED = 2000
"""At least so many rows are weighed exactly. Measured: docs/decisions/0018-scale.md."""

PROPOSED_SHARE = 1 / 200
"""Of many rows, this share of them."""

_NEARLY_ALL = 0.9
"""Where a larger share of the rows is selected, all are held against the question, which is quicker than to choose."""

DEEPEST = 400
"""Up to so many of the nearest are found among the proposed."""

_QUESTION_BITS: Final = 4


class BinaryVectors:
    """The codes of rows numbered from 0. Never changed after they are made: any number of threads may read them."""

    def __init__(self, codes: Bytes, dimensions: int) -> None:
        """`codes` are those of `binary_codes`, one row after the other; they are copied.

        Raises IndexDamagedError where they are cut off.
        """
        self._index = _empty(dimensions)
        if codes.size % self._index.code_size:
            raise IndexDamagedError("The short forms of vectors are cut off. Build the index again: rebuild-index")
        if codes.size:
            self._index.add_sa_codes(codes.reshape(-1, self._index.code_size))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def propose(
        self, question: npt.NDArray[np.float32], selected: npt.NDArray[np.bool_] | None = None
    ) -> npt.NDArray[np.int64]:
        """The rows that are likely the nearest to a question of shape [1, dimensions], ascending.

        `selected` tells of each row whether it is considered.
        """
        parameters = faiss.RaBitQSearchParameters()
        parameters.qb = _QUESTION_BITS
        wanted = max(LEAST_PROPOSED, int(len(self) * PROPOSED_SHARE))
        if selected is None or np.count_nonzero(selected) >= len(self) * _NEARLY_ALL:
            rows = self._nearest(question, int(wanted / (1 if selected is None else _NEARLY_ALL)), parameters)
            return rows if selected is None else rows[selected[rows]]
        bitmap: Any = np.packbits(selected, bitorder="little")
        selector = faiss.IDSelectorBitmap(bitmap)  # type: ignore[call-arg]
        parameters.sel = selector
        return self._nearest(question, wanted, parameters)

    def _nearest(self, question: npt.NDArray[np.float32], count: int, parameters: Any) -> npt.NDArray[np.int64]:  # noqa: ANN401 -- FAISS ships no types
        rows: npt.NDArray[np.int64] = self._index.search(question, min(count, len(self)), params=parameters)[1][0]
        return np.sort(rows[rows >= 0])


def binary_codes(vectors: npt.NDArray[np.float32]) -> Bytes:
    """The codes of [rows, dimensions], one row after the other."""
    index = _empty(vectors.shape[1])
    if not len(vectors):
        return np.empty(0, dtype=np.uint8)
    codes: Bytes = index.sa_encode(np.ascontiguousarray(vectors, dtype=np.float32))
    return codes.reshape(-1)


def same_signs(codes: Bytes, others: Bytes, dimensions: int) -> bool:
    """Whether codes are of the same vectors: the factors may differ in their last bits between processors."""
    size = _empty(dimensions).code_size
    if codes.size != others.size or codes.size % size:
        return False
    signs = (dimensions + 7) // 8
    return np.array_equal(codes.reshape(-1, size)[:, :signs], others.reshape(-1, size)[:, :signs])


def _empty(dimensions: int) -> Any:  # noqa: ANN401 -- FAISS ships no types
    index = faiss.IndexRaBitQ(dimensions, faiss.METRIC_INNER_PRODUCT)
    faiss.copy_array_to_vector(np.zeros(dimensions, dtype=np.float32), index.center)
    index.is_trained = True
    return index
