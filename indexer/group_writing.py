"""The files of a group of documents: written, or taken over from a standing build that has the same group."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from indexer.array_files import write_array
from indexer.binary_vectors import binary_codes
from indexer.comparing import COMPARED, Compared, group_array
from indexer.groups import PASSAGE_VECTORS, SENTENCE_VECTORS, binary_name, group_folder, parted
from indexer.reuse import StandingBuild
from indexer.sources import digest
from indexer.storage import (
    TEXTS,
    GroupEntry,
    IndexedDocument,
    KeptDocument,
    at_index,
    create_database,
    write_documents,
)
from indexer.storage_files import make_folder, take_over, write_file_in_parts
from indexer.storage_manifest import GROUPS, FileEntry
from indexer.vectors import VectorIndex, write_joined

_AT_ONCE = 10_000  # vectors, whose codes are made in memory


@dataclass(frozen=True, slots=True)
class Made:
    """The vectors of the documents made now, in the order of their passages and of their sentences."""

    passages: VectorIndex
    sentences: VectorIndex


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a group, and which rows are its vectors: of those made now, or of those of the standing build."""

    document: IndexedDocument | KeptDocument
    rows: tuple[int, int]
    sentences: tuple[int, int]
    compared: Callable[[], Compared]


def write_group_files(
    build: Path, members: Sequence[Member], made: Made, standing: StandingBuild | None
) -> tuple[list[GroupEntry], dict[str, FileEntry]]:
    """Write the groups of a build; also gives its files that are second names of those of the standing build."""
    make_folder(build / GROUPS)
    known = standing.whole_groups() if standing and standing.takes_over else {}
    groups, carried = [], {}
    for run in parted([member.document.path for member in members]):
        inside = members[run.start : run.stop]
        group = GroupEntry(
            name=digest([member.document.key for member in inside])[:16],
            documents=len(inside),
            passages=sum(member.rows[1] - member.rows[0] for member in inside),
            sentences=sum(member.sentences[1] - member.sentences[0] for member in inside),
        )
        make_folder(group_folder(build, group))
        if standing and known.get(group.name) == group:
            carried.update(_take_over(build, group, standing))
        else:
            _write(group_folder(build, group), inside, made, standing)
        groups.append(group)
    return groups, carried


def _take_over(build: Path, group: GroupEntry, standing: StandingBuild) -> dict[str, FileEntry]:
    entries = standing.files_below(f"{GROUPS}/{group.name}")
    for entry in entries:
        take_over(standing.folder / entry.path, build / entry.path, linked=standing.is_large)
    return {entry.path: entry for entry in entries if (build / entry.path).stat().st_nlink > 1}


def _write(folder: Path, members: Sequence[Member], made: Made, standing: StandingBuild | None) -> None:
    with closing(create_database(folder / TEXTS)) as database:
        write_documents(
            database,
            [
                at_index(member.document, index)
                if isinstance(member.document, IndexedDocument)
                else _standing(standing).stored(member.document)
                for index, member in enumerate(members)
            ],
        )
    passages, sentences = [], []
    for member in members:
        is_made = isinstance(member.document, IndexedDocument)
        passages.append((made.passages if is_made else _standing(standing).passage_vectors, *member.rows))
        sentences.append((made.sentences if is_made else _standing(standing).sentence_vectors, *member.sentences))
    for name, parts in ((PASSAGE_VECTORS, passages), (SENTENCE_VECTORS, sentences)):
        count = sum(last - first for _, first, last in parts)
        write_vectors(folder, name, made.passages.dimensions, parts, count=count)
    write_array(folder / COMPARED, group_array([member.compared() for member in members]))


def write_vectors(
    folder: Path, name: str, dimensions: int, parts: Iterable[tuple[VectorIndex, int, int]], *, count: int
) -> None:
    """Write the rows first:last of other indexes, `count` in all, one after the other, and the codes that propose them.

    Raises OSError.
    """
    write_joined(folder / name, dimensions, parts, count=count)
    written = VectorIndex.from_file(folder / name)
    blocks = (written.rows(first, min(first + _AT_ONCE, count)) for first in range(0, count, _AT_ONCE))
    write_file_in_parts(folder / binary_name(name), (binary_codes(block).data for block in blocks))


def _standing(standing: StandingBuild | None) -> StandingBuild:
    if standing is None:
        raise AssertionError("only a standing build keeps documents")
    return standing
