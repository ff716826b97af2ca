"""From ready documents to the files of a build, checked against each other and against the documents."""

import io
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.boilerplate import count_recurrences
from indexer.document import Document
from indexer.encoding import Matrix
from indexer.errors import IndexDamagedError
from indexer.lexical import LexicalEntry, write_lexical
from indexer.passages import passage_text
from indexer.progress import Clock
from indexer.snapshot import (
    ARRAYS,
    LEXICAL,
    PASSAGE_VECTORS,
    SENTENCE_VECTORS,
    VOCABULARY,
    Snapshot,
)
from indexer.storage import (
    DATABASE,
    IndexedDocument,
    IndexedPassage,
    SkippedFile,
    create_database,
    write_document,
    write_facts,
)
from indexer.storage_files import make_folder, sync_tree, write_file
from indexer.storage_manifest import FORMAT, Manifest, Pointer, list_files, write_manifest
from indexer.terms import TermTable, term_table
from indexer.twins import find_twins
from indexer.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class Header:
    """What a build says of itself beside its content."""

    build: str
    state: str
    encoder: str
    settings: Mapping[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Content:
    """What a build is written from: documents numbered from 0, and vectors in the order of passages and sentences."""

    documents: Sequence[IndexedDocument]
    skipped: Sequence[SkippedFile]
    passage_vectors: Matrix
    sentence_vectors: Matrix

    @property
    def passages(self) -> list[IndexedPassage]:
        """All passages; the place of each is its row."""
        return [entry for indexed in self.documents for entry in indexed.passages]


def assemble(folder: Path, header: Header, content: Content, clock: Clock) -> tuple[Pointer, Manifest]:
    """Write a whole build into a new folder and check it. Raises IndexDamagedError where the check fails."""
    passages = content.passages
    with clock.stage("facts"):
        twins = find_twins([indexed.document for indexed in content.documents])
        groups = [_group(indexed.document) for indexed in content.documents for _ in indexed.passages]
        recurrences = count_recurrences([entry.passage.text for entry in passages], groups)
        terms = term_table([sentence.split() for sentence in entry.terms.split("\n")] for entry in passages)
    with clock.stage("write"):
        make_folder(folder / "arrays")
        _write_database(folder / DATABASE, content, twins)
        write_file(folder / PASSAGE_VECTORS, VectorIndex.build(content.passage_vectors).to_bytes())
        write_file(folder / SENTENCE_VECTORS, VectorIndex.build(content.sentence_vectors).to_bytes())
        _write_arrays(folder, passages, recurrences, terms)
        write_lexical(folder / LEXICAL, (_lexical_entry(entry) for entry in passages))
        sync_tree(folder)
        manifest = _manifest(folder, header, content)
        pointer = write_manifest(folder, manifest)
    with clock.stage("check"):
        _check(folder, manifest)
    return pointer, manifest


def _manifest(folder: Path, header: Header, content: Content) -> Manifest:
    counts = {
        "documents": len(content.documents),
        "passages": len(content.passage_vectors),
        "sentences": len(content.sentence_vectors),
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


def _write_database(path: Path, content: Content, twins: Mapping[str, str]) -> None:
    with closing(create_database(path)) as connection:
        connection.execute("BEGIN")
        row = 0
        for index, indexed in enumerate(content.documents):
            write_document(connection, index, row, indexed)
            row += len(indexed.passages)
        index_of = {indexed.document.path: index for index, indexed in enumerate(content.documents)}
        numbered = sorted((index_of[worse], better) for worse, better in twins.items())
        write_facts(connection, twins=numbered, skipped=content.skipped)
        connection.execute("COMMIT")


def _write_arrays(
    folder: Path, passages: Sequence[IndexedPassage], recurrences: npt.NDArray[np.int32], terms: TermTable
) -> None:
    values: dict[str, npt.NDArray[np.integer[Any]]] = {
        "passage_document": np.array([entry.passage.document for entry in passages], dtype=np.int32),
        "sentence_offsets": np.cumsum([0, *(len(entry.sentences) for entry in passages)]),
        "recurrences": recurrences,
        "term_ids": terms.ids,
        "term_offsets": terms.offsets,
        "term_frequencies": terms.frequencies,
    }
    for name, kind in ARRAYS.items():
        buffer = io.BytesIO()
        np.save(buffer, values[name].astype(kind), allow_pickle=False)
        write_file(folder / "arrays" / f"{name}.npy", buffer.getvalue())
    write_file(folder / VOCABULARY, json.dumps(terms.vocabulary, ensure_ascii=True).encode())


def _lexical_entry(entry: IndexedPassage) -> LexicalEntry:
    passage = entry.passage
    return LexicalEntry(document=passage.document, body=entry.terms, context=passage.context, words=entry.words)


def _group(document: Document) -> str:
    """Whose report it is: a passage that recurs within one authority's reports is no boilerplate."""
    return " and ".join(document.authorities) or document.path


def _check(folder: Path, manifest: Manifest) -> None:
    """Open the build as a reader would and hold every passage against its document's pages.

    Raises IndexDamagedError where anything is not as it should be.
    """
    with Snapshot(folder, manifest) as snapshot:
        for index, card in enumerate(snapshot.documents):
            document = snapshot.document(index)
            for row, passage in enumerate(snapshot.passages(range(card.first_row, card.last_row)), card.first_row):
                right = passage.document == index == snapshot.passage_document[row]
                if not right or passage_text(document, passage.spans) != passage.text:
                    raise IndexDamagedError(
                        f"Passage {row} is not what stands on the pages of {card.path}. This is a fault of the "
                        "program: please report it. The index stays as it was."
                    )
