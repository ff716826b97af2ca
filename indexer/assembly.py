"""From ready documents to the files of a build, checked against each other and against the documents."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from indexer.arrays import make_arrays, passages_in, write_arrays
from indexer.boilerplate import joined_wordings, recurrences
from indexer.comparing import compared, group_of, twin_facts_of, wordings_kept
from indexer.document import Document
from indexer.encoding import Matrix
from indexer.errors import IndexDamagedError
from indexer.lexical import LexicalEntry, document_number
from indexer.lexical_groups import LexicalDocument, write_groups
from indexer.passages import passage_text
from indexer.progress import Clock
from indexer.reuse import StandingBuild
from indexer.shingles import Shingler
from indexer.snapshot import LEXICAL, PASSAGE_VECTORS, SENTENCE_VECTORS, Snapshot
from indexer.storage import (
    DATABASE,
    Compared,
    IndexedDocument,
    KeptDocument,
    SkippedFile,
    at_index,
    create_database,
    write_documents,
    write_facts,
)
from indexer.storage_files import make_folder, sync_tree
from indexer.storage_manifest import FORMAT, Manifest, Pointer, list_files, write_manifest
from indexer.twins import twins_among
from indexer.vectors import VectorIndex, write_joined

Part = tuple[VectorIndex, int, int]


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

    The vectors are those of the documents made now alone, in the order of their passages and sentences.
    """

    documents: Sequence[IndexedDocument | KeptDocument]
    skipped: Sequence[SkippedFile]
    passage_vectors: Matrix
    sentence_vectors: Matrix
    standing: StandingBuild | None = None

    @property
    def least_bytes(self) -> int:
        """What the files of the build will hold for certain: the vectors and the texts made now."""
        texts = sum(len(page.text) for document in self.made for page in document.document.pages)
        return self.passage_vectors.nbytes + self.sentence_vectors.nbytes + texts

    @property
    def made(self) -> list[IndexedDocument]:
        return [document for document in self.documents if isinstance(document, IndexedDocument)]


def assemble(folder: Path, header: Header, content: Content, clock: Clock) -> tuple[Pointer, Manifest]:
    """Write a whole build into a new folder and check it. Raises IndexDamagedError where the check fails."""
    content = replace(content, documents=_numbered(content.documents))
    with clock.stage("facts"):
        facts = _compared(content)
        twins = twins_among([twin_facts_of(fact) for fact in facts], _document_of(content))
        groups = [group_of(document) for document in content.documents for _ in range(passages_in(document))]
        standings = recurrences(joined_wordings([wordings_kept(fact) for fact in facts]), groups)
        arrays, vocabulary = make_arrays(content.documents, content.standing)
    with clock.stage("write"):
        make_folder(folder / "arrays")
        _write_database(folder / DATABASE, content, twins, facts)
        sizes = _write_vectors(folder, content)
        write_arrays(folder, arrays | {"recurrences": standings}, vocabulary)
        _write_words(folder / LEXICAL, content)
        sync_tree(folder)
        manifest = _manifest(folder, header, content, sizes)
        pointer = write_manifest(folder, manifest)
    with clock.stage("check"):
        _check(folder, manifest, content)
    return pointer, manifest


def _numbered(documents: Sequence[IndexedDocument | KeptDocument]) -> list[IndexedDocument | KeptDocument]:
    return [
        at_index(document, index) if isinstance(document, IndexedDocument) else document
        for index, document in enumerate(documents)
    ]


def _compared(content: Content) -> list[Compared]:
    shingler = Shingler()
    return [
        compared(document, shingler) if isinstance(document, IndexedDocument) else _standing(content).compared(document)
        for document in content.documents
    ]


def _document_of(content: Content) -> Callable[[str], Document]:
    by_path = {document.path: document for document in content.documents}

    def read(path: str) -> Document:
        document = by_path[path]
        return document.document if isinstance(document, IndexedDocument) else _standing(content).read(document)

    return read


def _standing(content: Content) -> StandingBuild:
    if content.standing is None:
        raise AssertionError("only a standing build keeps documents")
    return content.standing


def _manifest(folder: Path, header: Header, content: Content, sizes: tuple[int, int]) -> Manifest:
    counts = {
        "documents": len(content.documents),
        "passages": sizes[0],
        "sentences": sizes[1],
        "skipped": len(content.skipped),
    }
    return Manifest(
        format=FORMAT,
        build=header.build,
        state=header.state,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=header.encoder,
        settings=dict(header.settings),
        counts=counts,
        files=list_files(folder),
    )


def _write_database(path: Path, content: Content, twins: Mapping[str, str], facts: Sequence[Compared]) -> None:
    with closing(create_database(path)) as connection:
        standing = content.standing
        write_documents(connection, content.documents, standing.folder / DATABASE if standing else None)
        index_of = {document.path: index for index, document in enumerate(content.documents)}
        numbered = sorted((index_of[worse], better) for worse, better in twins.items())
        connection.execute("BEGIN")
        write_facts(connection, twins=numbered, skipped=content.skipped, compared=facts)
        connection.execute("COMMIT")


def _write_vectors(folder: Path, content: Content) -> tuple[int, int]:
    """Write both files of vectors; gives how many each holds."""
    made = (VectorIndex.build(content.passage_vectors), VectorIndex.build(content.sentence_vectors))
    parts: tuple[list[Part], list[Part]] = ([], [])
    row = sentence = 0
    for document in content.documents:
        if isinstance(document, IndexedDocument):
            rows, sentences = len(document.passages), sum(len(entry.sentences) for entry in document.passages)
            parts[0].append((made[0], row, row + rows))
            parts[1].append((made[1], sentence, sentence + sentences))
            row, sentence = row + rows, sentence + sentences
        else:
            standing, first, last = _standing(content), document.first_row, document.last_row
            offsets = standing.sentence_offsets
            parts[0].append((standing.passage_vectors, first, last))
            parts[1].append((standing.sentence_vectors, int(offsets[first]), int(offsets[last])))
    counts = [sum(last - first for _, first, last in part) for part in parts]
    for name, index, part, count in zip((PASSAGE_VECTORS, SENTENCE_VECTORS), made, parts, counts, strict=True):
        write_joined(folder / name, index.dimensions, part, count=count)
    return counts[0], counts[1]


def _write_words(folder: Path, content: Content) -> None:
    def entries_of(document: IndexedDocument | KeptDocument) -> Sequence[LexicalEntry]:
        if isinstance(document, KeptDocument):
            return _standing(content).lexical_entries(document)
        number = document_number(document.path)
        return [LexicalEntry(number, e.terms, e.passage.context, e.words) for e in document.passages]

    documents = [LexicalDocument(one.path, one.key, partial(entries_of, one)) for one in content.documents]
    write_groups(folder, documents, content.standing.folder / LEXICAL if content.standing else None)


def _check(folder: Path, manifest: Manifest, content: Content) -> None:
    """Open the build as a reader would and hold every passage made now against its document's pages.

    Of a document that was taken over from a checked build, the first passage and the last are held against them.
    Raises IndexDamagedError where anything is not as it should be.
    """
    with Snapshot(folder, manifest) as snapshot:
        for index, (card, source) in enumerate(zip(snapshot.documents, content.documents, strict=True)):
            document = snapshot.document(index)
            rows = range(card.first_row, card.last_row)
            looked_at = rows if isinstance(source, IndexedDocument) else sorted({*rows[:1], *rows[-1:]})
            for row, passage in zip(looked_at, snapshot.passages(looked_at), strict=True):
                right = passage.document == index == snapshot.passage_document[row]
                if card.path != source.path or not right or passage_text(document, passage.spans) != passage.text:
                    raise IndexDamagedError(
                        f"Passage {row} is not what stands on the pages of {card.path}. This is a fault of the "
                        "program: please report it. The index stays as it was."
                    )
