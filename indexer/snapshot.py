"""One whole state of the index, opened for reading: checked, complete, unchanging.

What is opened here was hashed first, what is in a group of a large build when that group is first looked at. Nothing
damaged is ever served: the build before it is, with a warning. An open snapshot stays as it is while newer builds are
made, and its files stay until it is closed.
"""

import json
import os
import sqlite3
import threading
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.array_files import array_from_bytes, map_array
from indexer.binary_vectors import BinaryVectors
from indexer.cards import Acronym, DocumentCard, read_acronyms, read_cards
from indexer.document import Document
from indexer.encoder import same_weights
from indexer.engine import read_engine
from indexer.engine.embedded import EmbeddedEngine
from indexer.engine.engine import Engine
from indexer.engine.opening import open_engine
from indexer.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from indexer.groups import BINARY, PASSAGE_VECTORS, SENTENCE_VECTORS, Texts, binary_name, proved_before, vectors_in
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
    is_of_a_group,
    read_checked,
    read_manifest,
    read_pointer,
)
from indexer.terms import TermTable
from indexer.vector_groups import GroupedVectors
from indexer.vectors import VectorIndex
from indexer.verified import Proving, is_large

__all__ = ["Acronym", "DocumentCard", "Skipped", "Snapshot", "current_build", "current_pointer", "open_snapshot"]

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
    document's index, `document_rows[d]` are the first row of document d and the one after its last,
    `sentence_offsets[r]:sentence_offsets[r + 1]` are its sentences' rows in `sentence_vectors`
    and in `terms`, `recurrences[r]` in how many other authorities' reports nearly the same passage stands.
    `engine` ranks its passages. `copies` are, by the path of a document, those of its worse copies. `made` is when it
    was made, in UTC. Where it stands in for a damaged build, `stands_in_for` is that one's name, None where that
    cannot be read either, and `warnings` are sentences to show; else `stands_in_for` is `build`.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, *, warnings: tuple[str, ...] = (), stands_in_for: str | None = None
    ) -> None:
        """Open a build's folder, each file checked: those of a large build's groups before they are first looked at.

        Raises IndexDamagedError; of a large build whatever looks at a damaged group does so later, too.
        """
        self.build = manifest.build
        self.stands_in_for = stands_in_for if warnings else manifest.build
        self.encoder_identity = manifest.encoder
        self.made = datetime.fromisoformat(manifest.made)
        self.warnings = warnings
        self._lock = threading.Lock()
        self._recent: dict[int, Document] = {}
        self._read_before: dict[int, _Read] = {}
        self._holding: dict[str, npt.NDArray[np.int64]] = {}
        self._contexts: dict[str, int] = {}
        self._context_lines: list[str] = []
        self._proving: Proving | None = None
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
                self._proving = Proving(folder, manifest)
                opened.callback(self._proving.keep)
            need = self._proving.need if self._proving else partial(_check_files, folder, entries)
            need([DATABASE])
            with ThreadPoolExecutor(1, "hashing") as beside:
                hashing = beside.submit(need, [path for path in entries if _is_opened_by_its_path(path, large=large)])
                self._open_catalogue(folder, opened)
                hashing.result()
            groups = self.groups
            self._texts = Texts(folder, groups, self._proving.need if self._proving else proved_before)
            opened.callback(self._texts.close)
            if not large:
                self._texts.hold()
            arrays = _Arrays(**{n: _array(folder, entries[f"arrays/{n}.npy"], n, mapped=large) for n in ARRAYS})
            vocabulary = json.loads(read_checked(folder, entries[VOCABULARY]))
            self.vectors, self.sentence_vectors = (
                GroupedVectors.from_groups(folder, groups, name, need=need).proposed_from(folder, groups, name, need)
                if large
                else _in_memory(folder, entries, groups, name)
                for name in (PASSAGE_VECTORS, SENTENCE_VECTORS)
            )
            numbering = Numbering.of((card.path, card.first_row) for card in self.documents)
            self.lexical: LexicalIndex = open_lexical(folder / LEXICAL, numbering)
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

    def _open_catalogue(self, folder: Path, opened: ExitStack) -> None:
        database = open_database(folder / DATABASE)
        opened.callback(database.close)
        self.groups = read_groups(database)
        self.documents = read_cards(database)
        self.copies = _copies(self.documents)
        bounds = [(card.first_row, card.last_row) for card in self.documents]
        self.document_rows = np.array(bounds, dtype=np.int64).reshape(-1, 2)
        self.acronyms = read_acronyms(database)
        self.skipped = read_skipped(database)

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

    def passages_of(self, documents: Collection[int]) -> int:
        """How many passages these documents hold."""
        if len(documents) == len(self.documents):
            return self.passage_count
        bounds = self.document_rows[np.fromiter(documents, np.int64, len(documents))]
        return int((bounds[:, 1] - bounds[:, 0]).sum())

    def rows_holding(self, term: str) -> npt.NDArray[np.int64]:
        """The passages whose text holds a term, ascending.

        Found by reading all terms of the build, so what was found is kept: it is asked for of years, which are few.
        """
        held = self._holding.get(term)
        if held is None:
            held = np.unique(np.searchsorted(self.sentence_offsets, self.terms.holding(term), side="right") - 1)
            self._holding[term] = held
        return held

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        """The passages of these rows, in the order asked for. Raises IndexError."""
        return [passage for passage, _ in self.with_sentences(rows)]

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
        ((_, ranges),) = self.with_sentences([row])
        return list(ranges)

    def with_sentences(self, rows: Iterable[int]) -> list[tuple[Passage, tuple[tuple[int, int], ...]]]:
        """The passages of these rows, each with its `sentence_ranges`, in the order asked for. Raises IndexError.

        A question reads most of its passages more than once: some are kept.
        """
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

    @property
    def is_damaged(self) -> bool:
        """Whether a file was found since that is not what was written: nothing of it was, or is, handed out."""
        return self._proving is not None and self._proving.damage is not None

    def prove(self) -> None:
        """Hash what was not looked at yet, now. Raises IndexDamagedError."""
        if self._proving:
            self._proving.need_all()

    def prove_by_and_by(self) -> None:
        """As `prove`, by one thread, beside others that ask."""
        if self._proving:
            self._proving.need_all_by_and_by()

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


def open_snapshot(index: Path, *, encoder_identity: str | None = None, proved: bool = False) -> Snapshot:
    """Open the current build, or the one before it, with a warning, where the current one is damaged.

    Of a large build that is seen of what is in groups when they are first looked at; where `proved`, now.

    Raises IndexMissingError, IndexDamagedError, and IndexMismatchError for another format, or for other
    weights than those of the encoder named `encoder_identity` where that is given.
    """
    damages: list[str] = []
    for name in (CURRENT, PREVIOUS, CURRENT):  # once more: a rebuild may have replaced both in between
        try:
            pointer = read_pointer(index, name)
            if pointer is None:
                continue
            warnings = damages if name == PREVIOUS else ()
            return _open_build(index, pointer, encoder_identity, warnings, proved=proved)
        except IndexDamagedError as error:
            damages.append(str(error))
    if damages:
        raise IndexDamagedError(damages[0])
    raise IndexMissingError(f"There is no index in {index} yet. Make one: rebuild-index --index {index}")


def current_pointer(index: Path) -> Pointer | None:
    """Where the current build is, None where that cannot be read. Cheap enough to ask at every question."""
    try:
        return read_pointer(index, CURRENT)
    except (IndexDamagedError, OSError):
        return None


def current_build(index: Path) -> str | None:
    """The name of the current build, None where there is none to be read."""
    pointer = current_pointer(index)
    return pointer.build if pointer else None


def _open_build(
    index: Path, pointer: Pointer, encoder_identity: str | None, damages: Sequence[str], *, proved: bool
) -> Snapshot:
    manifest = read_manifest(index, pointer)
    if encoder_identity is not None and not same_weights(manifest.encoder, encoder_identity):
        raise IndexMismatchError(
            f"The index was built with encoder {manifest.encoder}, this program uses {encoder_identity}. "
            "Build it again: rebuild-index"
        )
    warnings = tuple(f"{damage} Until then the build before it answers." for damage in damages)
    folder = index / BUILDS / pointer.folder
    snapshot = Snapshot(folder, manifest, warnings=warnings, stands_in_for=current_build(index))
    if proved:
        snapshot.prove()
    snapshot.engine = open_engine(read_engine(index), snapshot)
    return snapshot


def _is_opened_by_its_path(path: str, *, large: bool) -> bool:
    """Whether a file is to be hashed before it is opened: of a large build all but those of groups.

    Of others all but those whose bytes are hashed as they are read.
    """
    if large:
        return not is_of_a_group(path)
    return not path.startswith("arrays/") and not path.endswith((".faiss", BINARY, VOCABULARY, DATABASE))


def _check_files(folder: Path, entries: Mapping[str, FileEntry], paths: Iterable[str]) -> None:
    for path in paths:
        check_file(folder, entries[path])


def _hold(manifest: Path) -> int:
    try:
        return hold_for_reading(manifest)
    except OSError as error:
        raise IndexDamagedError(f"A file of the index is missing: {manifest} ({error.strerror})") from None


def _in_memory(folder: Path, entries: Mapping[str, FileEntry], groups: Sequence[GroupEntry], name: str) -> VectorIndex:
    parts = [VectorIndex.from_bytes(data) for data in _of_groups(folder, entries, groups, name)]
    whole = VectorIndex.joined(parts, parts[0].dimensions)
    with_codes = [group for group in groups if vectors_in(group, name)]
    codes = b"".join(_of_groups(folder, entries, with_codes, binary_name(name)))
    binary = BinaryVectors(np.frombuffer(codes, dtype=np.uint8), whole.dimensions)
    return whole.with_proposals(lambda: binary)


def _of_groups(
    folder: Path, entries: Mapping[str, FileEntry], groups: Sequence[GroupEntry], name: str
) -> Iterator[bytes]:
    return (read_checked(folder, entries[f"{GROUPS}/{group.name}/{name}"]) for group in groups)


def _array(folder: Path, entry: FileEntry, name: str, *, mapped: bool) -> npt.NDArray[Any]:
    if mapped:
        return map_array(folder / entry.path)
    array = array_from_bytes(read_checked(folder, entry))
    if array.ndim != 1 or array.dtype != ARRAYS[name]:
        raise ValueError(f"{name} has the wrong type")
    return array
