"""From ready documents to the files of a build, checked against each other and against the documents."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.arrays import make_arrays, passages_in, write_arrays
from indexer.boilerplate import joined_wordings, recurrences
from indexer.catalogue import Catalogue, rows_of_documents, write_catalogue
from indexer.comparing import Compared, compared, group_of
from indexer.document import Document
from indexer.encoding import Matrix
from indexer.errors import IndexDamagedError
from indexer.group_writing import Made, Member, write_group_files
from indexer.lexical import LexicalEntry, document_number
from indexer.lexical_groups import LexicalDocument, write_groups
from indexer.passages import passage_text
from indexer.progress import Clock
from indexer.recurring import Counted, counted_on
from indexer.reuse import StandingBuild
from indexer.shingles import Shingler
from indexer.snapshot import LEXICAL, Snapshot
from indexer.storage import DATABASE, TEXTS, IndexedDocument, KeptDocument, SkippedFile, at_index
from indexer.storage_files import make_folder, sync_tree
from indexer.storage_manifest import FORMAT, GROUPS, FileEntry, Manifest, Pointer, write_manifest
from indexer.twins import TwinFacts, Twins, twins_among
from indexer.vectors import VectorIndex
from indexer.verified import prove

_FEW_CHANGES = 0.25  # of the passages; where more came or went, counting all of them anew is as quick


@dataclass(frozen=True, slots=True)
class Header:
    """What a build says of itself beside its content."""

    build: str
    state: str
    encoder: str
    settings: Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Content:
    """What a build is written from: documents in the order of their paths, some of them kept as they stand.

    The vectors, which may still be on their way, are those of the documents made now alone, in the order of their
    passages and sentences.
    """

    documents: Sequence[IndexedDocument | KeptDocument]
    skipped: Sequence[SkippedFile]
    passage_vectors: Callable[[], Matrix]
    sentence_vectors: Callable[[], Matrix]
    standing: StandingBuild | None = None

    @property
    def least_bytes(self) -> int:
        """What the files of the build will hold for certain: the texts made now, as pages and as passages."""
        pages = sum(len(page.text) for document in self.made for page in document.document.pages)
        return pages + sum(len(entry.passage.text) for document in self.made for entry in document.passages)

    @property
    def made(self) -> list[IndexedDocument]:
        return [document for document in self.documents if isinstance(document, IndexedDocument)]


@dataclass(frozen=True, slots=True)
class _Job:
    """One build under way. `compared` has what the documents made now are compared by, by their place."""

    folder: Path
    content: Content
    compared: Mapping[int, Compared]
    carried: dict[str, FileEntry] = field(default_factory=dict)

    @property
    def standing(self) -> StandingBuild:
        if self.content.standing is None:
            raise AssertionError("only a standing build keeps documents")
        return self.content.standing

    def facts_of(self, index: int) -> TwinFacts:
        document = self.content.documents[index]
        if isinstance(document, IndexedDocument):
            return self.compared[index].facts
        return self.standing.twin_facts(document)

    def compared_by(self, index: int) -> Compared:
        document = self.content.documents[index]
        return self.compared[index] if isinstance(document, IndexedDocument) else self.standing.compared(document)


def assemble(folder: Path, header: Header, content: Content, clock: Clock) -> tuple[Pointer, Manifest]:
    """Write a whole build into a new folder and check it. Raises IndexDamagedError where the check fails."""
    content = replace(content, documents=_numbered(content.documents))
    with clock.stage("facts"):
        shingler = Shingler()
        documents = enumerate(content.documents)
        made = {place: compared(one, shingler) for place, one in documents if isinstance(one, IndexedDocument)}
        job = _Job(folder, content, made)
        facts = [job.facts_of(index) for index in range(len(content.documents))]
        with ThreadPoolExecutor(1, "arrays") as beside:  # most of either is done outside Python
            coming = beside.submit(make_arrays, content.documents, content.standing)
            twins = twins_among(facts, _document_of(job), _known_pairs(job))
            standings = _recurrences(job)
            arrays, vocabulary = coming.result()
    with ThreadPoolExecutor(1, "arrays") as beside:  # which waits for the disk
        with clock.stage("write"):
            make_folder(folder / "arrays")
            written = beside.submit(write_arrays, folder, arrays | {"recurrences": standings}, vocabulary)
            _write_words(job)
        vectors = Made(VectorIndex.build(content.passage_vectors()), VectorIndex.build(content.sentence_vectors()))
        with clock.stage("write"):
            _write_groups(job, vectors, facts, twins)
            written.result()
    with clock.stage("sync"):
        sync_tree(folder, there={folder / path for path in job.carried})
    with clock.stage("prove"):
        sentences = int(arrays["sentence_offsets"][-1])
        manifest = _manifest(job, header, (len(standings), sentences))
        pointer = write_manifest(folder, manifest)
    with clock.stage("check"):
        _check(job, manifest)
    return pointer, manifest


def _numbered(documents: Sequence[IndexedDocument | KeptDocument]) -> list[IndexedDocument | KeptDocument]:
    return [
        at_index(document, index) if isinstance(document, IndexedDocument) else document
        for index, document in enumerate(documents)
    ]


def _document_of(job: _Job) -> Callable[[str], Document]:
    by_path = {document.path: document for document in job.content.documents}

    def read(path: str) -> Document:
        document = by_path[path]
        return document.document if isinstance(document, IndexedDocument) else job.standing.read(document)

    return read


def _known_pairs(job: _Job) -> Mapping[tuple[str, str], bool]:
    """What the standing build found of pairs of documents that are both as they were."""
    if job.content.standing is None:
        return {}
    kept = {document.path for document in job.content.documents if isinstance(document, KeptDocument)}
    return {pair: alike for pair, alike in job.content.standing.likened.items() if kept.issuperset(pair)}


def _recurrences(job: _Job) -> npt.NDArray[np.int32]:
    documents, standing = job.content.documents, job.content.standing
    kept = [document for document in documents if isinstance(document, KeptDocument)]
    stays = sum(map(passages_in, kept))
    before = len(standing.recurrences) if standing else 0
    changed = before - stays + sum(map(passages_in, job.content.made))
    if standing is None or not (standing.takes_over and standing.is_whole) or changed > _FEW_CHANGES * before:
        groups = [group_of(document) for document in documents for _ in range(passages_in(document))]
        return recurrences(
            joined_wordings([job.compared_by(index).wordings for index in range(len(documents))]), groups
        )
    were = standing.documents
    numbers = {name: number for number, name in enumerate(sorted({group_of(one) for one in [*were, *documents]}))}
    is_kept = np.zeros(before, dtype=np.bool_)
    for one in kept:
        is_kept[one.first_row : one.last_row] = True
    counts, added = counted_on(
        Counted(
            [(one.run_starts, one.runs) for one in map(standing.group_compared, range(len(standing.groups)))],
            _groups_of(were, numbers),
            standing.recurrences,
        ),
        is_kept,
        joined_wordings([job.compared[index].wordings for index in sorted(job.compared)]),
        _groups_of(job.content.made, numbers),
    )
    of_documents, row = [np.empty(0, np.int32)], 0
    for document in documents:
        if isinstance(document, KeptDocument):
            of_documents.append(counts[document.first_row : document.last_row])
        else:
            of_documents.append(added[row : row + passages_in(document)])
            row += passages_in(document)
    return np.concatenate(of_documents)


def _groups_of(
    documents: Sequence[IndexedDocument | KeptDocument], numbers: Mapping[str, int]
) -> npt.NDArray[np.int64]:
    """The number of the authority of each passage."""
    of_documents = np.array([numbers[group_of(document)] for document in documents], dtype=np.int64)
    return np.repeat(of_documents, [passages_in(document) for document in documents])


def _write_groups(job: _Job, made: Made, facts: Sequence[TwinFacts], twins: Twins) -> None:
    """Write the groups of documents, and the catalogue of them."""
    members, row, sentence = [], 0, 0
    for index, document in enumerate(job.content.documents):
        if isinstance(document, IndexedDocument):
            rows, sentences = len(document.passages), sum(len(entry.sentences) for entry in document.passages)
            place = ((row, row + rows), (sentence, sentence + sentences))
            row, sentence = row + rows, sentence + sentences
        else:
            first, last = document.first_row, document.last_row
            offsets = job.standing.sentence_offsets
            place = ((first, last), (int(offsets[first]), int(offsets[last])))
        members.append(Member(document, *place, partial(job.compared_by, index)))
    groups, carried = write_group_files(job.folder, members, made, job.content.standing)
    job.carried.update(carried)
    rows_of = rows_of_documents(job.content.documents, job.content.standing)
    write_catalogue(job.folder / DATABASE, Catalogue(rows_of, groups, facts, twins, job.content.skipped))


def _manifest(job: _Job, header: Header, sizes: tuple[int, int]) -> Manifest:
    counts = {
        "documents": len(job.content.documents),
        "passages": sizes[0],
        "sentences": sizes[1],
        "skipped": len(job.content.skipped),
    }
    return Manifest(
        format=FORMAT,
        build=header.build,
        state=header.state,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=header.encoder,
        settings=dict(header.settings),
        counts=counts,
        files=prove(job.folder, job.carried),
    )


def _write_words(job: _Job) -> None:
    def entries_of(document: IndexedDocument | KeptDocument) -> Sequence[LexicalEntry]:
        if isinstance(document, KeptDocument):
            return job.standing.lexical_entries(document)
        number = document_number(document.path)
        return [LexicalEntry(number, e.terms, e.passage.context, e.words) for e in document.passages]

    documents = [LexicalDocument(one.path, one.key, partial(entries_of, one)) for one in job.content.documents]
    standing = job.content.standing if job.content.standing and job.content.standing.takes_over else None
    words = standing.folder / LEXICAL if standing and standing.has_words else None
    linked = write_groups(job.folder / LEXICAL, documents, words, linked=bool(standing and standing.is_large))
    if standing and linked:
        entries = {entry.path: entry for entry in standing.files_below(LEXICAL)}
        names = (file.relative_to(job.folder).as_posix() for file in linked)
        job.carried.update({name: entries[name] for name in names})


def _check(job: _Job, manifest: Manifest) -> None:
    """Open the build as a reader would and hold every passage made now against its document's pages.

    Of a document that was taken over from a checked build into a new file, the first passage and the last are held
    against them; what is in a file of that build itself is what was checked then. Raises IndexDamagedError where
    anything is not as it should be.
    """
    with Snapshot(job.folder, manifest) as snapshot:
        is_new = [
            f"{GROUPS}/{group.name}/{TEXTS}" not in job.carried
            for group in snapshot.groups
            for _ in range(group.documents)
        ]
        for index, (card, source) in enumerate(zip(snapshot.documents, job.content.documents, strict=True)):
            right = card.path == source.path and card.last_row - card.first_row == passages_in(source)
            if not right or (is_new[index] and not _are_on_their_pages(snapshot, index, source)):
                raise IndexDamagedError(
                    f"What was written of {source.path} is not what stands on its pages. This is a fault of the "
                    "program: please report it. The index stays as it was."
                )


def _are_on_their_pages(snapshot: Snapshot, index: int, source: IndexedDocument | KeptDocument) -> bool:
    card, document = snapshot.documents[index], snapshot.document(index)
    rows = range(card.first_row, card.last_row)
    looked_at = rows if isinstance(source, IndexedDocument) else sorted({*rows[:1], *rows[-1:]})
    return all(
        passage.document == index == snapshot.passage_document[row]
        and passage_text(document, passage.spans) == passage.text
        for row, passage in zip(looked_at, snapshot.passages(looked_at), strict=True)
    )
