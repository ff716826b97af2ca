"""What a standing build already holds of the documents of the next one."""

import sqlite3
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.snapshot import PASSAGE_VECTORS, SENTENCE_VECTORS, read_array
from indexer.storage import DATABASE, IndexedDocument, open_database, read_indexed
from indexer.storage_work import DocumentVectors
from indexer.vectors import VectorIndex


class StandingBuild:
    """Finds documents, skips and vectors of a build whose files were checked. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database: sqlite3.Connection = open_database(folder / DATABASE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def document(self, key: str) -> IndexedDocument | None:
        return read_indexed(self._database, key)

    def skip_reason(self, key: str) -> str | None:
        row = self._database.execute("SELECT reason FROM skipped WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def vectors(self, key: str) -> DocumentVectors | None:
        query = (
            "SELECT min(passages.id), max(passages.id) + 1 FROM vector_keys JOIN passages USING (document) "
            "WHERE key = ? GROUP BY document ORDER BY document LIMIT 1"
        )
        found = self._database.execute(query, (key,)).fetchone()
        if found is None:
            return None
        first, last = found
        offsets = self._sentence_offsets
        return DocumentVectors(
            self._passage_vectors.rows(first, last),
            self._sentence_vectors.rows(int(offsets[first]), int(offsets[last])),
        )

    @cached_property
    def _passage_vectors(self) -> VectorIndex:
        return VectorIndex.from_bytes((self._folder / PASSAGE_VECTORS).read_bytes())

    @cached_property
    def _sentence_vectors(self) -> VectorIndex:
        return VectorIndex.from_bytes((self._folder / SENTENCE_VECTORS).read_bytes())

    @cached_property
    def _sentence_offsets(self) -> npt.NDArray[np.int64]:
        return read_array((self._folder / "arrays" / "sentence_offsets.npy").read_bytes(), "sentence_offsets")
