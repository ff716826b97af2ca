"""What a standing build already holds of the next one."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.document import Document
from indexer.encoding import Matrix, text_key
from indexer.lexical import LexicalEntry, document_number
from indexer.lexical_groups import is_in_groups
from indexer.passages import embedded_text
from indexer.snapshot import LEXICAL, PASSAGE_VECTORS, SENTENCE_VECTORS, VOCABULARY, read_array
from indexer.storage import (
    DATABASE,
    Compared,
    IndexedDocument,
    IndexedPassage,
    KeptDocument,
    open_database,
    read_all_kept,
    read_compared,
    read_document,
    read_indexed,
    read_indexed_passages,
    read_kept,
    read_words,
)
from indexer.terms import TermTable
from indexer.vectors import VectorIndex

_FEW = 20
_MANY_TEXTS = 20_000


class StandingBuild:
    """Finds documents, skips and vectors of a build whose files were checked. Use as a context manager.

    `encoder` is the identity of the encoder that made its vectors, `takes_over` whether its documents can be
    taken over unread: where they were compared, by an equal encoder.
    """

    def __init__(self, folder: Path, encoder: str, wanted_encoder: str) -> None:
        self.folder = folder
        self._encoder = encoder
        self._database: sqlite3.Connection = open_database(folder / DATABASE)
        tables = {name for (name,) in self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self.takes_over = "compared" in tables and encoder == wanted_encoder and is_in_groups(folder / LEXICAL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def document(self, key: str) -> IndexedDocument | KeptDocument | None:
        return read_kept(self._database, key) if self.takes_over else read_indexed(self._database, key)

    def documents(self) -> list[KeptDocument]:
        """All its documents."""
        return read_all_kept(self._database)

    def skip_reason(self, key: str) -> str | None:
        row = self._database.execute("SELECT reason FROM skipped WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def vectors(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors of those texts that this build holds, as it keeps them.

        Where it holds very many texts and few are asked for, none are looked up: encoding these few is quicker.
        """
        if len(keys) * _FEW < len(self.sentence_vectors) > _MANY_TEXTS:
            return {}
        rows = {key: self._rows[key] for key in keys if key in self._rows}
        return {key: self._matrix[row] for key, row in rows.items()}

    def compared(self, document: KeptDocument) -> Compared:
        return read_compared(self._database, document.index)

    def read(self, document: KeptDocument) -> Document:
        return read_document(self._database, document.index)

    def lexical_entries(self, document: KeptDocument) -> list[LexicalEntry]:
        number = document_number(document.path)
        return [LexicalEntry(number, *fields) for fields in read_words(self._database, document.index)]

    @cached_property
    def passage_vectors(self) -> VectorIndex:
        return VectorIndex.from_file(self.folder / PASSAGE_VECTORS)

    @cached_property
    def sentence_vectors(self) -> VectorIndex:
        return VectorIndex.from_file(self.folder / SENTENCE_VECTORS)

    @cached_property
    def sentence_offsets(self) -> npt.NDArray[np.int64]:
        """Where the sentences of each passage begin, and after the last one's."""
        return self._array("sentence_offsets")

    @cached_property
    def terms(self) -> TermTable:
        vocabulary = json.loads((self.folder / VOCABULARY).read_bytes())
        return TermTable.of(vocabulary, *map(self._array, ("term_ids", "term_offsets", "term_frequencies")))

    def _array(self, name: str) -> npt.NDArray[Any]:
        return read_array((self.folder / "arrays" / f"{name}.npy").read_bytes(), name)

    @cached_property
    def _matrix(self) -> Matrix:
        """All vectors, those of the sentences after those of the passages."""
        indexes = (self.passage_vectors, self.sentence_vectors)
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


def sentence_texts(passages: Sequence[IndexedPassage]) -> Iterator[str]:
    """The sentences of passages in the order of a build's rows."""
    for entry in passages:
        for start, end in entry.sentences:
            yield entry.passage.text[start:end]
