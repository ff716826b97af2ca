"""The vectors of a build, and the nearest of them to a question.

Vectors are kept as 16-bit floats (half the memory of 32, ranks as good as the same); the inner
product of unit vectors is their cosine. One kernel computes every score, so a passage scores the
same to the last bit whichever method is asked and however it is filtered. Few rows are all weighed; of
many, those that their short forms propose (binary_vectors.py).

Quirks of FAISS hidden here: it pads short results with row -1, returns equal scores in any order
and drops some of them at the limit, takes NaN for a number, reads a damaged file without complaint
(a build checks hashes first) reports success on a full disk (so bytes are handed out here, and whoever
writes them checks what was written), scores by another kernel where all above a score are asked for (on processors
without AVX-512 its last bit differs), and `downcast_index` does not keep its argument alive.
"""

import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
import numpy.typing as npt

from indexer.binary_vectors import DEEPEST, BinaryVectors
from indexer.errors import IndexDamagedError
from indexer.settings import WORTH_PROPOSING
from indexer.storage_files import write_file_in_parts

Vectors = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Chosen = npt.NDArray[np.integer[Any]] | npt.NDArray[np.bool_]

_LARGEST = float(np.finfo(np.float16).max)


class VectorIndex:
    """Vectors numbered by row from 0. Never changed after it is made: any number of threads may read it."""

    _binary: Callable[[], BinaryVectors] | None = None

    def __init__(self, data: Bytes) -> None:
        """Use `build`, `from_bytes` or `from_file`. `data` is a whole file of FAISS; nothing of it is copied.

        FAISS gets one thread a search: sessions share the cores, and on a busy machine the wait for a second
        thread was seen to cost several times the search itself.
        """
        faiss.omp_set_num_threads(1)
        self._data = data
        self._mapped: mmap.mmap | None = None
        self._index = _read(data)
        self.dimensions: int = self._index.d
        self._codes = data[data.size - len(self) * self._index.code_size :].reshape(len(self), self._index.code_size)

    @classmethod
    def build(cls, vectors: npt.NDArray[np.floating[Any]]) -> "VectorIndex":
        """An index of the rows of [n, dimensions]; n may be 0.

        Raises ValueError for NaN, infinity, what 16-bit floats cannot hold, and any other shape.
        """
        if vectors.ndim != 2 or vectors.shape[1] == 0:
            raise ValueError(f"expected vectors as [rows, dimensions], got the shape {vectors.shape}")
        index = _empty(vectors.shape[1])
        if len(vectors):
            index.add(_checked(vectors))
        return cls(faiss.serialize_index(index))

    @classmethod
    def from_bytes(cls, data: bytes) -> "VectorIndex":
        """Raises IndexDamagedError for bytes that are no such index; altered numbers are for a hash to find."""
        return cls(np.frombuffer(data, dtype=np.uint8))

    @classmethod
    def from_file(cls, path: Path) -> "VectorIndex":
        """As `from_bytes`, of a file that nobody changes: only what is looked at is read and takes memory."""
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            index = cls(np.frombuffer(mapped, dtype=np.uint8))
        except (OSError, ValueError) as error:
            raise _damaged() from error
        index._mapped = mapped
        return index

    @classmethod
    def joined(cls, parts: Sequence["VectorIndex"], dimensions: int) -> "VectorIndex":
        """One index in memory of the rows of others, one after the other."""
        whole = ((part, 0, len(part)) for part in parts)
        return cls.from_bytes(b"".join(_file_in_parts(dimensions, whole, sum(map(len, parts)))))

    def let_go(self) -> None:
        """Take no memory any more for what was looked at of a file so far; what is looked at again is read again."""
        if self._mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def with_proposals(self, binary: Callable[[], BinaryVectors]) -> Self:
        """This index, whose `best` weighs only what the short forms of its vectors propose, where rows are many.

        `binary` is called when they are first needed, and whenever they are.
        """
        self._binary = binary
        return self

    def to_bytes(self) -> bytes:
        """The same vectors always give the same bytes."""
        return self._data.tobytes()

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def rows(self, first: int, last: int) -> Vectors:
        """The vectors of rows first:last as kept. Building an index of them keeps every bit."""
        self._check_range(first, last)
        if first == last:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._index.reconstruct_n(first, last - first), dtype=np.float32)

    def codes(self, first: int, last: int) -> bytes:
        """The rows first:last as they are kept."""
        return self._codes[first:last].tobytes()

    def search(
        self, vector: npt.NDArray[np.floating[Any]], limit: int, rows: Chosen | None = None
    ) -> list[tuple[int, float]]:
        """The `limit` rows of the largest inner product, best first, equal ones by row; fewer where there are fewer.

        `rows` are the only ones considered where given, or tell of each row whether it is. Scores are exact; where many
        rows are considered and few are asked for, some of the last may be missed.
        """
        found, scores = self.best(vector, limit, rows)
        return list(zip(found.tolist(), scores.tolist(), strict=True))

    def best(
        self, vector: npt.NDArray[np.floating[Any]], limit: int, rows: Chosen | None = None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        """As `search`, the rows and their scores as arrays."""
        question = self._question(vector)
        selected = None if rows is None else self._selected(rows)
        if self._binary is not None and limit <= DEEPEST and _count(self, selected) >= WORTH_PROPOSING:
            proposed = self._binary().propose(question, selected)
            places, scores = self.picked(proposed).best(vector, limit)
            return proposed[places], scores
        return self.best_within(question, limit, selected)

    def best_within(
        self, question: Vectors, limit: int, selected: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.int64], Vectors]:
        """As `best`, with none missed, of a question as [1, dimensions] that was checked.

        `selected` tells of each row whether it is considered.
        """
        return _nearest(self._index, question, limit, selected)

    def scores(
        self, vector: npt.NDArray[np.floating[Any]], rows: npt.NDArray[np.integer[Any]]
    ) -> npt.NDArray[np.float32]:
        """The inner product with each of these rows, in their order; a row may stand twice."""
        return self.picked(rows).scores(vector)

    def picked(self, rows: npt.NDArray[np.integer[Any]]) -> "PickedVectors":
        """Copies of these rows, in their order, to be held against one question after the other."""
        self._check_rows(rows)
        head = _head(self.dimensions, len(rows))
        data = np.empty(len(head) + len(rows) * _bytes_of_a_row(self.dimensions), dtype=np.uint8)
        data[: len(head)] = np.frombuffer(head, dtype=np.uint8)
        self.copy_codes(rows, data[len(head) :].reshape(len(rows), _bytes_of_a_row(self.dimensions)))
        return PickedVectors(data)

    def copy_codes(self, rows: npt.NDArray[np.integer[Any]], into: Bytes) -> None:
        """Write these rows as they are kept, in their order."""
        if len(rows):
            self._codes.take(rows, axis=0, out=into, mode="clip")  # "raise" would copy them once more

    def _question(self, vector: npt.NDArray[np.floating[Any]]) -> Vectors:
        return _as_question(vector, self.dimensions)

    def _selected(self, rows: Chosen) -> npt.NDArray[np.bool_]:
        if rows.dtype == np.bool_:
            return rows.astype(np.bool_, copy=False)
        selected = np.zeros(len(self), dtype=np.bool_)
        numbers = rows.astype(np.int64, copy=False)
        self._check_rows(numbers)
        selected[numbers] = True
        return selected

    def _check_range(self, first: int, last: int) -> None:
        if not 0 <= first <= last <= len(self):
            raise ValueError(f"rows {first}:{last} are not within the {len(self)} of this index")

    def _check_rows(self, rows: npt.NDArray[np.integer[Any]]) -> None:
        if len(rows) and (rows.min() < 0 or rows.max() >= len(self)):
            raise ValueError(f"rows {rows.min()} to {rows.max()} are not within the {len(self)} of this index")


class PickedVectors:
    """Some rows of an index, scored by the same kernel."""

    def __init__(self, data: Bytes) -> None:
        """Use `VectorIndex.picked`. `data` is as of `VectorIndex`."""
        self._data = data
        self._index = _read(data)

    def scores(self, vector: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float32]:
        """The inner product with each row, in their order."""
        question = _as_question(vector, self._index.d)
        count = int(self._index.ntotal)
        scores = np.empty(count, dtype=np.float32)
        if count:
            found, places = self._index.search(question, count)
            scores[places[0]] = found[0]
        return scores

    def best(self, vector: npt.NDArray[np.floating[Any]], limit: int) -> tuple[npt.NDArray[np.int64], Vectors]:
        """The places of the `limit` rows of the largest inner product, and their scores, as `VectorIndex.best`."""
        return _nearest(self._index, _as_question(vector, self._index.d), limit, None)

    def middle(self, places: npt.NDArray[np.integer[Any]]) -> Vectors:
        """The mean of the rows at these places, brought to length 1; zeros of none."""
        if not len(places):
            return np.zeros(self._index.d, dtype=np.float32)
        mean: Vectors = self._index.reconstruct_batch(places).mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)


def _count(rows: VectorIndex, selected: npt.NDArray[np.bool_] | None) -> int:
    return len(rows) if selected is None else int(np.count_nonzero(selected))


def _nearest(
    index: Any,  # noqa: ANN401 -- FAISS ships no types
    question: Vectors,
    limit: int,
    selected: npt.NDArray[np.bool_] | None,
) -> tuple[npt.NDArray[np.int64], Vectors]:
    if limit < 0:
        raise ValueError(f"a limit cannot be negative, got {limit}")
    candidates = index.ntotal if selected is None else int(np.count_nonzero(selected))
    limit = min(limit, candidates)
    if limit == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    # One more than asked for shows whether equal scores stand on both sides of the limit: then more are asked for.
    wanted = min(limit + 1, candidates)
    while True:
        (scores,), (found,) = index.search(question, wanted, params=_parameters(selected))
        if wanted == candidates or scores[-1] < scores[limit - 1]:
            break
        wanted = min(2 * wanted, candidates)
    order = np.lexsort((found, -scores))[:limit]
    return found[order], scores[order]


def write_joined(path: Path, dimensions: int, parts: Iterable[tuple[VectorIndex, int, int]], *, count: int) -> None:
    """Write the file of an index: the rows first:last of others, one after the other, bit by bit as they are there.

    `count` is how many they are in all. Only one part is in memory at a time. Raises OSError.
    """
    write_file_in_parts(path, _file_in_parts(dimensions, parts, count))


def _file_in_parts(dimensions: int, parts: Iterable[tuple[VectorIndex, int, int]], count: int) -> Iterator[bytes]:
    """FAISS's file: a head that says how many rows there are, in two places, then the rows."""
    yield _head(dimensions, count)
    for other, first, last in parts:
        yield other.codes(first, last)


def _head(dimensions: int, count: int) -> bytes:
    """What stands before the rows of an index of so many."""
    head = bytearray(_head_of_one(dimensions))
    head[8:16] = count.to_bytes(8, "little")
    head[-8:] = (count * _bytes_of_a_row(dimensions)).to_bytes(8, "little")
    return bytes(head)


@cache
def _head_of_one(dimensions: int) -> bytes:
    one = _empty(dimensions)
    one.add(np.zeros((1, dimensions), dtype=np.float32))
    head = faiss.serialize_index(one).tobytes()[: -one.code_size]
    if head[8:16] != (1).to_bytes(8, "little") or head[-8:] != one.code_size.to_bytes(8, "little"):
        raise AssertionError("FAISS keeps its files in another form than this program knows")
    return bytes(head)


def _bytes_of_a_row(dimensions: int) -> int:
    return 2 * dimensions


def _read(data: Bytes) -> Any:  # noqa: ANN401 -- FAISS ships no types
    try:
        index = faiss.read_index(faiss.ZeroCopyIOReader(faiss.swig_ptr(data), data.size))  # type: ignore[attr-defined]
    except RuntimeError as error:
        raise _damaged() from error
    if (
        not isinstance(index, faiss.IndexScalarQuantizer)
        or index.sq.qtype != faiss.ScalarQuantizer.QT_fp16
        or index.metric_type != faiss.METRIC_INNER_PRODUCT
    ):
        raise IndexDamagedError(
            f"The vectors of the index are of another kind ({type(index).__name__}). Build it again: rebuild-index"
        )
    return index


def _empty(dimensions: int) -> Any:  # noqa: ANN401 -- FAISS ships no types
    return faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


def _damaged() -> IndexDamagedError:
    return IndexDamagedError(
        "The vectors of the index cannot be read: they are cut off or altered. Build it again: rebuild-index"
    )


def _as_question(vector: npt.NDArray[np.floating[Any]], dimensions: int) -> Vectors:
    if vector.shape != (dimensions,):
        raise ValueError(f"expected one vector of {dimensions} numbers, got the shape {vector.shape}")
    return _checked(vector[np.newaxis, :])


def _checked(vectors: npt.NDArray[np.floating[Any]]) -> Vectors:
    if not np.all(np.abs(vectors) <= _LARGEST):  # false for NaN as well
        raise ValueError("vectors must be finite numbers that fit 16 bits; NaN or infinity was given")
    return np.ascontiguousarray(vectors, dtype=np.float32)


def _parameters(selected: npt.NDArray[np.bool_] | None) -> Any:  # noqa: ANN401 -- FAISS ships no types
    if selected is None:
        return None
    # Measured at 14,000 rows: a bitmap filters in 0.1 ms where a batch selector or gathering rows takes up to 1 ms.
    bitmap: Any = np.packbits(selected, bitorder="little")
    selector = faiss.IDSelectorBitmap(bitmap)  # type: ignore[call-arg]
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
