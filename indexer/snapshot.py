"""One whole state of the index, opened for reading: checked, complete, unchanging.

What is opened here was hashed first; a damaged build is never served: the one before it is, with a
warning. An open snapshot stays as it is while newer builds are made, and its files stay until it is closed.
"""

import io
import json
import os
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.cards import Acronym, DocumentCard, read_acronyms, read_cards
from indexer.document import Document
from indexer.encoder import same_weights
from indexer.engine import read_engine
from indexer.engine.embedded import EmbeddedEngine
from indexer.engine.engine import Engine
from indexer.engine.opening import open_engine
from indexer.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from indexer.groups import PASSAGE_VECTORS, SENTENCE_VECTORS, Texts
from indexer.lexical import LexicalIndex, Numbering, open_lexical
from indexer.lock import hold_for_reading
from indexer.passages import Passage
from indexer.storage import DATABASE, GroupEntry, Skipped, open_database, read_groups, read_skipped
from indexer.storage_manifest import (
    BUILDS,
    CURRENT,
    GROUPS,
    MANIFEST,
    PREVIOUS,
    WORDS,
    FileEntry,
    Manifest,
    Pointer,
    check_file,
    read_checked,
    read_manifest,
    read_pointer,
)
from indexer.terms import TermTable
from indexer.vector_groups import GroupedVectors
from indexer.vectors import VectorIndex
from indexer.verified import is_large, verify_once

__all__ = ["Acronym", "DocumentCard", "Skipped", "Snapshot", "current_build", "open_snapshot"]

LEXICAL = WORDS
VOCABULARY = "vocabulary.json"
ARRAYS: dict[str, np.dtype[np.int32] | np.dtype[np.int64]] = {
    "passage_document": np.dtype(np.int32),
    "sentence_offsets": np.dtype(np.int64),
    "recurrences": np.dtype(np.int32),
    "term_ids": np.dtype(np.int32),
    "term_offsets": np.dtype(np.int64),
    "term_frequencies": np.dtype(np.int32),
}
"""The arrays of a build, each in arrays/<name>.npy, and the type of their numbers."""

_CACHED_DOCUMENTS = 512
_KEPT_PASSAGES = 16_384

_Read = tuple[Passage, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class _Arrays:
    passage_document: npt.NDArray[np.int32]
    sentence_offsets: npt.NDArray[np.int64]
    recurrences: npt.NDArray[np.int32]
    term_ids: npt.NDArray[np.int32]
    term_offsets: npt.NDArray[np.int64]
    term_frequencies: npt.NDArray[np.int32]


class Snapshot:
    """One build in memory; its methods may be called from any thread until it is closed.

    Row r of `vectors`, id r of `lexical` and passage r are the same passage. `passage_document[r]` is its
    document's index, `sentence_offsets[r]:sentence_offsets[r + 1]` are its sentences' rows in `sentence_vectors`
    and in `terms`, `recurrences[r]` in how many other authorities' reports nearly the same passage stands.
    `engine` ranks its passages. `copies` are, by the path of a document, those of its worse copies. `made` is when it
    was made, in UTC. Where it stands in for a damaged build, `stands_in_for` is that one's name, None where that
    cannot be read either, and `warnings` are sentences to show; else `stands_in_for` is `build`.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, *, warnings: tuple[str, ...] = (), stands_in_for: str | None = None
    ) -> None:
        """Open a build's folder, each file checked. Raises IndexDamagedError."""
        self.build = manifest.build
        self.stands_in_for = stands_in_for if warnings else manifest.build
        self.encoder_identity = manifest.encoder
        self.made = datetime.fromisoformat(manifest.made)
        self.warnings = warnings
        self._lock = threading.Lock()
        self._recent: dict[int, Document] = {}
        self._read_before: dict[int, _Read] = {}
        self._contexts: dict[str, int] = {}
        self._context_lines: list[str] = []
        with ExitStack() as opened:
            self._open(folder, manifest, opened)
            self._opened = opened.pop_all()
        weakref.finalize(self, self._opened.close)

    def _open(self, folder: Path, manifest: Manifest, opened: ExitStack) -> None:
        opened.callback(os.close, _hold(folder / MANIFEST))
        entries = {entry.path: entry for entry in manifest.files}
        try:
            large = is_large(manifest)
            if large:
                verify_once(folder, manifest)
            arrays = _Arrays(**{n: _array(folder, entries[f"arrays/{n}.npy"], n, mapped=large) for n in ARRAYS})
            vocabulary = json.loads(read_checked(folder, entries[VOCABULARY]))
            for path, entry in entries.items():
                if not large and not path.startswith("arrays/") and not path.endswith((".faiss", VOCABULARY)):
                    check_file(folder, entry)
            database = open_database(folder / DATABASE)
            opened.callback(database.close)
            groups = self.groups = read_groups(database)
            self._texts = Texts(folder, groups)
            opened.callback(self._texts.close)
            self._texts.hold()
            self.vectors = _vectors(folder, entries, groups, PASSAGE_VECTORS, mapped=large)
            self.sentence_vectors = _vectors(folder, entries, groups, SENTENCE_VECTORS, mapped=large)
            self.documents = read_cards(database)
            self.copies = _copies(self.documents)
            numbering = Numbering.of((card.path, card.first_row) for card in self.documents)
            self.lexical: LexicalIndex = open_lexical(folder / LEXICAL, numbering)
            self.acronyms = read_acronyms(database)
            self.skipped = read_skipped(database)
        except (KeyError, ValueError, sqlite3.Error) as error:
            raise IndexDamagedError(
                f"The build in {folder} is not complete ({error}). Build the index again: rebuild-index"
            ) from None
        self.passage_document = arrays.passage_document
        self.sentence_offsets = arrays.sentence_offsets
        self.recurrences = arrays.recurrences
        self.terms = TermTable.of(vocabulary, arrays.term_ids, arrays.term_offsets, arrays.term_frequencies)
        self.passage_count = len(arrays.passage_document)
        self._context_of = np.full(self.passage_count, -1, dtype=np.int32)
        self._check_counts(folder, manifest, groups)
        self.engine: Engine = EmbeddedEngine(self)

    def _check_counts(self, folder: Path, manifest: Manifest, groups: Sequence[GroupEntry]) -> None:
        grouped = sum(group.passages for group in groups)
        filed = self.documents[-1].last_row if self.documents else 0
        rows = {self.passage_count, grouped, filed, len(self.vectors), len(self.lexical), len(self.recurrences)}
        rows |= {len(self.sentence_offsets) - 1, manifest.counts["passages"]}
        sentences = {len(self.sentence_vectors), int(self.sentence_offsets[-1]), len(self.terms.offsets) - 1}
        sentences.add(sum(group.sentences for group in groups))
        if len(rows) > 1 or len(sentences) > 1:
            raise IndexDamagedError(
                f"The parts of the build in {folder} disagree: passages {sorted(rows)}, sentences {sorted(sentences)}. "
                "Build the index again: rebuild-index --full"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of these rows, in the order asked for. Raises IndexError."""
        return [passage for passage, _ in self._read(rows)]

    def contexts(self, rows: Iterable[int]) -> list[str]:
        """The context lines of these rows, in the order asked for. Raises IndexError for a row the build lacks."""
        lines, places = self.distinct_contexts(np.array([int(row) for row in rows], dtype=np.int64))
        return [lines[place] for place in places]

    def distinct_contexts(self, rows: npt.NDArray[np.int64]) -> tuple[list[str], npt.NDArray[np.int64]]:
        """The context lines of these rows, each once, and for each row the place of its own. Raises IndexError."""
        with self._lock:
            unread = rows[self._context_of[rows] < 0]
            if len(unread):
                for row, context in self._texts.contexts(unread.tolist()):
                    self._context_of[row] = self._contexts.setdefault(context, len(self._contexts))
                self._context_lines += list(self._contexts)[len(self._context_lines) :]
            numbers, places = np.unique(self._context_of[rows], return_inverse=True)
            return [self._context_lines[number] for number in numbers], places.astype(np.int64)

    def sentence_ranges(self, row: int) -> list[tuple[int, int]]:
        """Half-open ranges of a passage's text: its sentences, as many as it has in `sentence_offsets`."""
        ((_, ranges),) = self._read([row])
        return list(ranges)

    def _read(self, rows: Iterable[int]) -> list[_Read]:
        """Passages with their sentences. A question reads most of its passages more than once: some are kept."""
        wanted = [int(row) for row in rows]
        with self._lock:
            missing = {row for row in wanted if row not in self._read_before}
            if len(self._read_before) + len(missing) > _KEPT_PASSAGES:
                self._read_before.clear()
                missing = set(wanted)
            if missing:
                self._read_before |= self._texts.passages(missing)
            try:
                return [self._read_before[row] for row in wanted]
            except KeyError as error:
                raise IndexError(f"the build has no passage {error}") from None

    def document(self, index: int) -> Document:
        """A document with its pages and structure. Raises IndexError."""
        index = int(index)
        with self._lock:
            document = self._recent.pop(index, None) or self._texts.document(index)
            self._recent[index] = document
            if len(self._recent) > _CACHED_DOCUMENTS:
                del self._recent[next(iter(self._recent))]
            return document

    def close(self) -> None:
        """Let go of the build's files; nothing may be asked afterwards."""
        with self._lock:
            self._opened.close()


def _copies(documents: Sequence[DocumentCard]) -> dict[str, tuple[str, ...]]:
    copies: dict[str, tuple[str, ...]] = {}
    for card in documents:
        if card.twin_of is not None:
            copies[card.twin_of] = (*copies.get(card.twin_of, ()), card.path)
    return copies


def open_snapshot(index: Path, *, encoder_identity: str | None = None) -> Snapshot:
    """Open the current build, or the one before it, with a warning, where the current one is damaged.

    Raises IndexMissingError, IndexDamagedError, and IndexMismatchError for another format, or for other
    weights than those of the encoder named `encoder_identity` where that is given.
    """
    damages: list[str] = []
    for name in (CURRENT, PREVIOUS, CURRENT):  # once more: a rebuild may have replaced both in between
        try:
            pointer = read_pointer(index, name)
            if pointer is None:
                continue
            return _open_build(index, pointer, encoder_identity, damages if name == PREVIOUS else ())
        except IndexDamagedError as error:
            damages.append(str(error))
    if damages:
        raise IndexDamagedError(damages[0])
    raise IndexMissingError(f"There is no index in {index} yet. Make one: rebuild-index --index {index}")


def current_build(index: Path) -> str | None:
    """The name of the current build, None where there is none to be read. Cheap enough to ask at every question."""
    try:
        pointer = read_pointer(index, CURRENT)
    except (IndexDamagedError, OSError):
        return None
    return pointer.build if pointer else None


def _open_build(index: Path, pointer: Pointer, encoder_identity: str | None, damages: Sequence[str]) -> Snapshot:
    manifest = read_manifest(index, pointer)
    if encoder_identity is not None and not same_weights(manifest.encoder, encoder_identity):
        raise IndexMismatchError(
            f"The index was built with encoder {manifest.encoder}, this program uses {encoder_identity}. "
            "Build it again: rebuild-index"
        )
    warnings = tuple(f"{damage} Until then the build before it answers." for damage in damages)
    folder = index / BUILDS / pointer.folder
    snapshot = Snapshot(folder, manifest, warnings=warnings, stands_in_for=current_build(index))
    snapshot.engine = open_engine(read_engine(index), snapshot)
    return snapshot


def _hold(manifest: Path) -> int:
    try:
        return hold_for_reading(manifest)
    except OSError as error:
        raise IndexDamagedError(f"A file of the index is missing: {manifest} ({error.strerror})") from None


def _vectors(
    folder: Path, entries: Mapping[str, FileEntry], groups: Sequence[GroupEntry], name: str, *, mapped: bool
) -> VectorIndex:
    """Of a large build, whose files were checked, only what is looked at takes memory."""
    if mapped:
        return GroupedVectors.from_groups(folder, groups, name)
    files = (entries[f"{GROUPS}/{group.name}/{name}"] for group in groups)
    parts = [VectorIndex.from_bytes(read_checked(folder, file)) for file in files]
    return VectorIndex.joined(parts, parts[0].dimensions)


def _array(folder: Path, entry: FileEntry, name: str, *, mapped: bool) -> npt.NDArray[Any]:
    if mapped:
        return np.asarray(np.load(folder / entry.path, mmap_mode="r", allow_pickle=False))
    return read_array(read_checked(folder, entry), name)


def read_array(data: bytes, name: str) -> npt.NDArray[Any]:
    """The array of this name from its file's bytes. Raises ValueError for one of another type."""
    array: npt.NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False)
    if array.ndim != 1 or array.dtype != ARRAYS[name]:
        raise ValueError(f"{name} has the wrong type")
    return array
