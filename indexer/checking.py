"""An index held against itself: every hash, every count, every quotable word against the page it was cut from.

A rebuild checks what it writes and a reader checks every hash before it serves. This finds what neither looks
for: files that no build lists, a fault of the program that wrote a build, vectors that are not of their texts.
It only reads, and may run beside an app and beside a rebuild.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.binary_vectors import binary_codes, same_signs
from indexer.document import Document
from indexer.encoder import Encoder, same_weights
from indexer.errors import IndexDamagedError, IndexerError, IndexMismatchError, IndexMissingError
from indexer.groups import PASSAGE_VECTORS, SENTENCE_VECTORS, binary_name, group_folder, vectors_in
from indexer.passages import Passage, embedded_text, passage_text
from indexer.snapshot import DocumentCard, Snapshot
from indexer.storage import DATABASE, TEXTS, GroupEntry, open_database
from indexer.storage_manifest import (
    BUILDS,
    CURRENT,
    MANIFEST,
    PREVIOUS,
    FileEntry,
    Manifest,
    Pointer,
    check_file,
    read_manifest,
    read_pointer,
)
from indexer.vectors import VectorIndex

SAMPLE = 64
"""Passages, and as many sentences, whose vectors are made again: a minute's work less than all, and a vector that
is not of its text does not come alone."""

_AGAIN = "Build it again: rebuild-index --full"
_SAME_FORM = 0.999
_ANOTHER_FORM = 0.99
_UNIT_TOLERANCE = 0.02
_AT_ONCE = 4096
_TERMS = 8
_NAMED = 5  # passages named in full before the rest is only counted

OpenEncoder = Callable[[], Encoder]


@dataclass(frozen=True, slots=True)
class BuildCheck:
    """What was found of one build. `role` is CURRENT or PREVIOUS.

    `damage` are sentences about what is not as it was written or not as it should be; `unchecked` what could not be
    looked at. `encoded` counts the vectors that were made again.
    """

    build: str
    role: str
    files: int
    size: int
    documents: int
    passages: int
    sentences: int
    encoded: int
    damage: tuple[str, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """What was found of an index; `damage` is of what points at builds, `notes` are no damage."""

    builds: tuple[BuildCheck, ...]
    damage: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_damaged(self) -> bool:
        return bool(self.damage) or any(build.damage for build in self.builds)

    @property
    def is_unchecked(self) -> bool:
        return not self.builds or any(build.unchecked for build in self.builds)


def check_index(index: Path, open_encoder: OpenEncoder, *, sample: int = SAMPLE) -> IndexCheck:
    """Check the current build and the one before it. `sample` 0 makes no vector again and opens no encoder.

    Raises IndexMissingError where no build was ever made.
    """
    damage: list[str] = []
    builds: list[BuildCheck] = []
    for role in (CURRENT, PREVIOUS):
        try:
            pointer = read_pointer(index, role)
        except IndexDamagedError as error:
            damage.append(str(error))
            continue
        if pointer is not None:
            builds.append(_check_build(index, role, pointer, open_encoder, sample))
    if not builds and not damage:
        raise IndexMissingError(f"There is no index in {index} yet. Make one: rebuild-index --index {index}")
    return IndexCheck(tuple(builds), tuple(damage), tuple(_notes(index)))


def _check_build(index: Path, role: str, pointer: Pointer, open_encoder: OpenEncoder, sample: int) -> BuildCheck:
    folder = index / BUILDS / pointer.folder
    damage: list[str] = []
    unchecked: list[str] = []
    files: tuple[FileEntry, ...] = ()
    counts: dict[str, int] = {}
    encoded = 0
    try:
        manifest = read_manifest(index, pointer)
        files, counts = manifest.files, manifest.counts
        damage += _damaged_files(folder, manifest)
        if not damage:
            with Snapshot(folder, manifest) as snapshot:
                damage += _wrong_databases(folder, snapshot.groups)
                damage += _wrong_passages(snapshot)
                damage += _wrong_vectors(snapshot)
                damage += _wrong_short_forms(folder, snapshot.groups)
                encoded, wrong, not_made = _wrong_texts_of_vectors(snapshot, open_encoder, sample)
                damage += wrong
                unchecked += not_made
    except IndexDamagedError as error:
        damage.append(str(error))
    except IndexMismatchError as error:
        unchecked.append(str(error))
    except (IndexError, KeyError, ValueError, sqlite3.Error) as error:  # what is read points to what is not there
        damage.append(f"The parts of the build in {folder} do not fit each other ({error}). {_AGAIN}")
    return BuildCheck(
        build=pointer.build,
        role=role,
        files=len(files),
        size=sum(entry.size for entry in files),
        documents=counts.get("documents", 0),
        passages=counts.get("passages", 0),
        sentences=counts.get("sentences", 0),
        encoded=encoded,
        damage=tuple(damage),
        unchecked=tuple(unchecked),
    )


def _damaged_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    for entry in manifest.files:
        try:
            check_file(folder, entry)
        except IndexDamagedError as error:
            yield f"{error}{_shared(folder, entry)}"
    listed = {entry.path for entry in manifest.files} | {MANIFEST}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in listed and (path.is_symlink() or (path.is_file() and path.stat().st_size)):
            yield f"A file stands in the build that nothing of it names: {path}. {_AGAIN}"


def _shared(folder: Path, entry: FileEntry) -> str:
    """Which other builds have a damaged file under a name of their own."""
    sharing = [
        build.name
        for build in sorted(folder.parent.iterdir())
        if build != folder and _is_same_file(build / entry.path, folder / entry.path)
    ]
    return f" The builds {', '.join(sharing)} have the very same file." if sharing else ""


def _is_same_file(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError:
        return False


def _wrong_databases(folder: Path, groups: Sequence[GroupEntry]) -> Iterator[str]:
    yield from _wrong_database(folder / DATABASE, None)
    for group in groups:
        yield from _wrong_database(group_folder(folder, group) / TEXTS, group.passages)


def _wrong_database(path: Path, passages: int | None) -> Iterator[str]:
    """What is wrong with a database that holds so many passages, None for one that holds none."""
    try:
        with closing(open_database(path)) as database:
            (state,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            numbered = "SELECT count(*), min(id), max(id) FROM passages"
            count, first, last = (0, 0, 0) if passages is None else database.execute(numbered).fetchone()
    except sqlite3.Error as error:
        yield f"{path} cannot be read as a database: {error}. {_AGAIN}"
        return
    if state != "ok":
        yield f"{path} is not in order: {state}. {_AGAIN}"
    if passages is not None and (count != passages or (count and (first, last) != (0, count - 1))):
        yield f"{passages} passages should stand in {path}; {count} do, numbered {first} to {last}. {_AGAIN}"


def _wrong_passages(snapshot: Snapshot) -> list[str]:
    """Sentences about passages and sentences that do not stand on their pages, or under another number."""
    wrong = []
    for index, card in enumerate(snapshot.documents):
        document = snapshot.document(index)
        rows = range(card.first_row, card.last_row)
        for row, passage in zip(rows, snapshot.passages(rows), strict=True):
            trouble = _trouble_of(snapshot, document, index, row, passage)
            if trouble:
                wrong.append(f"Passage {row} of {card.path} {trouble}.")
    covered = sum(card.last_row - card.first_row for card in snapshot.documents)
    if covered != snapshot.passage_count:
        wrong.append(f"{snapshot.passage_count - covered} passages belong to no document.")
    if len(wrong) > _NAMED:
        wrong = [*wrong[:_NAMED], f"The same is true of {len(wrong) - _NAMED} more."]
    return [*wrong, _AGAIN] if wrong else []


def _trouble_of(snapshot: Snapshot, document: Document, index: int, row: int, passage: Passage) -> str | None:
    if not passage.document == index == snapshot.passage_document[row]:
        return "is filed under another document"
    try:
        if not passage.text or passage_text(document, passage.spans) != passage.text:
            return "is not what stands on its pages"
    except ValueError:
        return "points to a page that the document does not have"
    ranges = snapshot.sentence_ranges(row)
    first, last = (int(offset) for offset in snapshot.sentence_offsets[row : row + 2])
    if len(ranges) != last - first:
        return f"has {len(ranges)} sentences but {last - first} are counted"
    end_of_last = 0
    for start, end in ranges:
        if not end_of_last <= start < end <= len(passage.text):
            return f"has a sentence where there is none ({start} to {end} of {len(passage.text)} characters)"
        end_of_last = end
    return None


def _wrong_vectors(snapshot: Snapshot) -> Iterator[str]:
    for name, vectors in (("passages", snapshot.vectors), ("sentences", snapshot.sentence_vectors)):
        for first in range(0, len(vectors), _AT_ONCE):
            rows = vectors.rows(first, min(first + _AT_ONCE, len(vectors)))
            if not np.all(np.abs(np.linalg.norm(rows, axis=1) - 1) < _UNIT_TOLERANCE):
                yield f"Vectors of the {name} are not of unit length. {_AGAIN}"
                break


def _wrong_short_forms(folder: Path, groups: Sequence[GroupEntry]) -> Iterator[str]:
    for group in groups:
        for name in (PASSAGE_VECTORS, SENTENCE_VECTORS):
            if not vectors_in(group, name):
                continue
            vectors = VectorIndex.from_file(group_folder(folder, group) / name)
            codes = np.fromfile(group_folder(folder, group) / binary_name(name), dtype=np.uint8)
            if not same_signs(codes, binary_codes(vectors.rows(0, len(vectors))), vectors.dimensions):
                yield f"The short forms in {group.name}/{binary_name(name)} are not those of its vectors. {_AGAIN}"


def _wrong_texts_of_vectors(
    snapshot: Snapshot, open_encoder: OpenEncoder, sample: int
) -> tuple[int, list[str], list[str]]:
    """How many vectors were made again, what is wrong with those stored, and why some could not be made."""
    rows = _spread(snapshot.passage_count, sample)
    if not len(rows):
        return 0, [], []
    try:
        encoder = open_encoder()
    except IndexerError as error:
        return 0, [], [f"No vector was made again: {error}"]
    if not same_weights(snapshot.encoder_identity, encoder.identity):
        made_by = f"The vectors were made by {snapshot.encoder_identity}, this program has {encoder.identity}"
        return 0, [], [f"{made_by}, so none was made again."]
    least = _SAME_FORM if snapshot.encoder_identity == encoder.identity else _ANOTHER_FORM
    passages = snapshot.passages(rows)
    numbers, sentences = _one_sentence_each(snapshot, rows, passages)
    wrong = [
        f"The vector of {name} {row} is not that of its text. {_AGAIN}"
        for name, stored, numbered, texts in (
            ("passage", snapshot.vectors, rows, [embedded_text(passage) for passage in passages]),
            ("sentence", snapshot.sentence_vectors, numbers, sentences),
        )
        for row, likeness in zip(numbered, _likeness(stored, numbered, encoder.encode_passages(texts)), strict=True)
        if not likeness >= least
    ]
    for row, passage in zip(rows, passages, strict=True):
        if not _is_found_by_its_words(snapshot, int(row), passage):
            wrong.append(f"Passage {row} is not found by its own words. {_AGAIN}")
    return len(rows) + len(numbers), wrong, []


def _spread(count: int, sample: int) -> npt.NDArray[np.int64]:
    """At most `sample` of the numbers below `count`, evenly spread, the first and the last among them."""
    return (
        np.unique(np.linspace(0, count - 1, min(sample, count)).astype(np.int64)) if count and sample else np.array([])
    )


def _one_sentence_each(
    snapshot: Snapshot, rows: npt.NDArray[np.int64], passages: list[Passage]
) -> tuple[npt.NDArray[np.int64], list[str]]:
    """For each passage the number and the text of one of its sentences, in turn the first, the second, ..."""
    numbers, texts = [], []
    for turn, (row, passage) in enumerate(zip(rows, passages, strict=True)):
        ranges = snapshot.sentence_ranges(int(row))
        if ranges:
            place = turn % len(ranges)
            numbers.append(int(snapshot.sentence_offsets[row]) + place)
            texts.append(passage.text[slice(*ranges[place])])
    return np.array(numbers, dtype=np.int64), texts


def _likeness(
    stored: VectorIndex, rows: npt.NDArray[np.int64], again: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """The cosine of each stored vector with the one made again."""
    kept = np.concatenate([stored.rows(int(row), int(row) + 1) for row in rows])
    lengths = np.linalg.norm(kept, axis=1) * np.linalg.norm(again, axis=1)
    return np.asarray((kept * again).sum(axis=1) / np.maximum(lengths, np.float32(1e-9)), dtype=np.float32)


def _is_found_by_its_words(snapshot: Snapshot, row: int, passage: Passage) -> bool:
    first, last = (int(offset) for offset in snapshot.sentence_offsets[row : row + 2])
    numbers = {int(number) for sentence in range(first, last) for number in snapshot.terms.terms_of(sentence)}
    terms = {snapshot.terms.vocabulary[number]: 1.0 for number in sorted(numbers)[:_TERMS]}
    card: DocumentCard = snapshot.documents[passage.document]
    found = snapshot.lexical.search(terms, limit=card.last_row - card.first_row, documents=[passage.document])
    return not terms or row in {hit for hit, _ in found}


def _notes(index: Path) -> Iterator[str]:
    """What is no damage, and worth a word."""
    open_to_others = [
        path for path in (index / BUILDS).rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o077
    ]
    if open_to_others:
        yield (
            f"{len(open_to_others)} files or folders of the index may be opened by others on this machine. "
            f"Close them: chmod -R go-rwx {index}"
        )
    pointed = set()
    for role in (CURRENT, PREVIOUS):
        try:
            pointer = read_pointer(index, role)
        except IndexDamagedError:
            continue
        pointed |= {pointer.folder} if pointer else set()
    if older := [path.name for path in sorted((index / BUILDS).glob("*")) if path.name not in pointed]:
        yield (
            f"{len(older)} folders in {index / BUILDS} belong to no build that answers ({', '.join(older)}): an app "
            "still reads them, or a rebuild is under way or was stopped. The next rebuild-index removes them."
        )
