"""What a standing build already holds of the next one."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.array_files import map_array
from indexer.comparing import COMPARED, Compared, GroupCompared, read_group, stored_ranks
from indexer.document import Document
from indexer.encoding import Matrix, text_key
from indexer.groups import PASSAGE_VECTORS, SENTENCE_VECTORS, Texts, group_folder
from indexer.lexical import LexicalEntry, document_number
from indexer.passages import embedded_text
from indexer.snapshot import VOCABULARY
from indexer.storage import (
    CATALOGUE_TABLES,
    DATABASE,
    GroupEntry,
    IndexedDocument,
    IndexedPassage,
    KeptDocument,
    Row,
    StoredDocument,
    open_database,
    read_groups,
    read_kept,
)
from indexer.storage_manifest import FileEntry, Manifest, is_of_a_group, is_of_words
from indexer.terms import TermTable
from indexer.twins import Rank, TwinFacts
from indexer.vector_groups import GroupedVectors
from indexer.verified import is_large

_FEW = 20
_MANY_TEXTS = 20_000


class StandingBuild:
    """Finds documents, skips and vectors of a build whose files were checked. Use as a context manager.

    `manifest` is its own, `wanted_encoder` the identity of the encoder at hand. `takes_over` says whether documents can
    be taken over unread: where the encoders are equal; `has_words` whether its words can. `is_large` says that its
    files are taken over as second names of the same files rather than as copies. What is in a group with `damaged`
    files is not found: `is_whole` says that there is none.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, wanted_encoder: str, damaged: frozenset[str] = frozenset()
    ) -> None:
        self.folder = folder
        self._encoder = manifest.encoder
        self.takes_over = manifest.encoder == wanted_encoder
        self.is_large = is_large(manifest)
        self.is_whole = not damaged
        self._entries = manifest.files
        self.has_words = not any(map(is_of_words, damaged))
        self._lost = {path.split("/")[1] for path in damaged if is_of_a_group(path)}
        self._compared: dict[int, GroupCompared] = {}
        self._tables: dict[str, Mapping[int, list[Row]]] = {}
        with ExitStack() as opened:
            self.catalogue = opened.enter_context(closing(open_database(folder / DATABASE)))
            self.groups = read_groups(self.catalogue)
            self.texts = opened.enter_context(closing(Texts(folder, self.groups)))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def document(self, key: str) -> IndexedDocument | KeptDocument | None:
        kept = self._by_key.get(key)
        if kept is None or self.takes_over:
            return kept
        return self.texts.indexed(kept.index, key)

    @cached_property
    def documents(self) -> list[KeptDocument]:
        """All its documents."""
        return read_kept(self.catalogue)

    def skip_reason(self, key: str) -> str | None:
        row = self.catalogue.execute("SELECT reason FROM skipped WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def vectors(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors of those texts that this build holds, as it keeps them.

        Where it holds very many texts and few are asked for, none are looked up: encoding these few is quicker.
        """
        if not self.is_whole or len(keys) * _FEW < len(self.sentence_vectors) > _MANY_TEXTS:
            return {}
        rows = {key: self._rows[key] for key in keys if key in self._rows}
        return {key: self._matrix[row] for key, row in rows.items()}

    def read_ahead(self, tables: Sequence[str]) -> None:
        """Read what the next build of a large one needs whichever documents come and go, these tables among it.

        Nobody may ask for anything meanwhile.
        """
        if not self.is_large or not self.takes_over:
            return
        _ = self._facts, self.likened, self.terms, self.sentence_offsets
        for group in range(len(self.groups)):
            self.group_compared(group)
        for table in tables:
            self.rows(table)

    def files_below(self, folder: str) -> list[FileEntry]:
        """The files of one folder of the build, with the hashes that they were found to have."""
        return self._below.get(folder, [])

    def read(self, document: KeptDocument) -> Document:
        return self.texts.document(document.index)

    def stored(self, document: KeptDocument) -> StoredDocument:
        return self.texts.stored(document.index)

    def lexical_entries(self, document: KeptDocument) -> list[LexicalEntry]:
        number = document_number(document.path)
        return [LexicalEntry(number, *fields) for fields in self.texts.words(document.index)]

    def compared(self, document: KeptDocument) -> Compared:
        """What a document was compared by."""
        group = bisect_right(self._first_documents, document.index) - 1
        kept = self.group_compared(group)
        first_row = document.first_row - self._first_rows[group]
        wordings = kept.wordings(first_row, first_row + document.last_row - document.first_row)
        return Compared(self.twin_facts(document), wordings)

    def twin_facts(self, document: KeptDocument) -> TwinFacts:
        """By what a document is held against others to find twins."""
        group = bisect_right(self._first_documents, document.index) - 1
        rank, text = self._facts[document.index]
        return TwinFacts(rank, text, self.group_compared(group).sample(document.index - self._first_documents[group]))

    def rows(self, table: str) -> Mapping[int, list[Row]]:
        """The rows of one table of the catalogue by document, each in order."""
        if table not in CATALOGUE_TABLES:
            raise ValueError(f"no table {table}")
        if table in self._tables:
            return self._tables[table]
        by_document: dict[int, list[Row]] = {}
        for row in self.catalogue.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608 -- a name of storage
            by_document.setdefault(row[0], []).append(row)
        self._tables[table] = by_document
        return by_document

    @cached_property
    def likened(self) -> Mapping[tuple[str, str], bool]:
        """Pairs of paths that were looked at to find twins, and what was found."""
        found = self.catalogue.execute("SELECT first, second, alike FROM likened")
        return {(first, second): bool(alike) for first, second, alike in found}

    def group_compared(self, group: int) -> GroupCompared:
        """What the documents of a group are compared by."""
        if group not in self._compared:
            self._compared[group] = read_group(group_folder(self.folder, self.groups[group]) / COMPARED)
        return self._compared[group]

    def whole_groups(self) -> dict[str, GroupEntry]:
        """The groups that can be taken over, by name."""
        return {group.name: group for group in self.groups if group.name not in self._lost}

    @cached_property
    def _by_key(self) -> dict[str, KeptDocument]:
        lost = [group.name in self._lost for group in self.groups for _ in range(group.documents)]
        return {document.key: document for document in self.documents if not lost[document.index]}

    @cached_property
    def _facts(self) -> dict[int, tuple[Rank, bytes]]:
        found = self.catalogue.execute("SELECT document, rank, text FROM compared").fetchall()
        ranks = stored_ranks(rank for _, rank, _ in found)
        return {document: (rank, text) for (document, _, text), rank in zip(found, ranks, strict=True)}

    @cached_property
    def _first_documents(self) -> list[int]:
        return list(accumulate((group.documents for group in self.groups), initial=0))

    @cached_property
    def _first_rows(self) -> list[int]:
        return list(accumulate((group.passages for group in self.groups), initial=0))

    @cached_property
    def _below(self) -> dict[str, list[FileEntry]]:
        below: dict[str, list[FileEntry]] = {}
        for entry in self._entries:
            below.setdefault(entry.path.rpartition("/")[0], []).append(entry)
        return below

    @cached_property
    def passage_vectors(self) -> GroupedVectors:
        return self._grouped(PASSAGE_VECTORS)

    @cached_property
    def sentence_vectors(self) -> GroupedVectors:
        return self._grouped(SENTENCE_VECTORS)

    @cached_property
    def sentence_offsets(self) -> npt.NDArray[np.int64]:
        """Where the sentences of each passage begin, and after the last one's."""
        return self._array("sentence_offsets")

    @cached_property
    def terms(self) -> TermTable:
        vocabulary = json.loads((self.folder / VOCABULARY).read_bytes())
        return TermTable.of(vocabulary, *map(self._array, ("term_ids", "term_offsets", "term_frequencies")))

    def _grouped(self, name: str) -> GroupedVectors:
        return GroupedVectors.from_groups(self.folder, self.groups, name, without=self._lost)

    @cached_property
    def recurrences(self) -> npt.NDArray[np.int32]:
        return self._array("recurrences")

    def _array(self, name: str) -> npt.NDArray[Any]:
        return map_array(self.folder / "arrays" / f"{name}.npy")

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
        return tuple(self.texts.indexed_passages())


def sentence_texts(passages: Sequence[IndexedPassage]) -> Iterator[str]:
    """The sentences of passages in the order of a build's rows."""
    for entry in passages:
        for start, end in entry.sentences:
            yield entry.passage.text[start:end]
