"""What a standing build already holds of the next one."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from indexer.encoding import Matrix, text_key
from indexer.passages import embedded_text
from indexer.snapshot import PASSAGE_VECTORS, SENTENCE_VECTORS
from indexer.storage import (
    DATABASE,
    IndexedDocument,
    IndexedPassage,
    open_database,
    read_indexed,
    read_indexed_passages,
)
from indexer.vectors import VectorIndex


class StandingBuild:
    """Finds documents, skips and vectors of a build whose files were checked. Use as a context manager.

    `encoder` is the identity of the encoder that made its vectors.
    """

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = folder
        self._encoder = encoder
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

    def vectors(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors of those texts that this build holds, as it keeps them."""
        rows = {key: self._rows[key] for key in keys if key in self._rows}
        return {key: self._matrix[row] for key, row in rows.items()}

    @cached_property
    def _matrix(self) -> Matrix:
        """All vectors, those of the sentences after those of the passages."""
        indexes = (self._read(PASSAGE_VECTORS), self._read(SENTENCE_VECTORS))
        return np.concatenate([index.rows(0, len(index)) for index in indexes])

    @cached_property
    def _rows(self) -> dict[bytes, int]:
        return {text_key(text, self._encoder): row for row, text in enumerate(self._texts())}

    def _texts(self) -> Iterator[str]:
        yield from (embedded_text(entry.passage) for entry in self._passages)
        yield from sentence_texts(self._passages)

    @cached_property
    def _passages(self) -> tuple[IndexedPassage, ...]:
        return read_indexed_passages(self._database)

    def _read(self, name: str) -> VectorIndex:
        return VectorIndex.from_bytes((self._folder / name).read_bytes())


def sentence_texts(passages: Sequence[IndexedPassage]) -> Iterator[str]:
    """The sentences of passages in the order of a build's rows."""
    for entry in passages:
        for start, end in entry.sentences:
            yield entry.passage.text[start:end]
