"""From ready documents to the files of a build, checked against each other and against the documents."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.boilerplate import count_recurrences
from indexer.errors import IndexDamagedError
from indexer.indexing import Ready, vectors_key
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
from indexer.storage import DATABASE, IndexedPassage, SkippedFile, create_database, write_document, write_facts
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
    dimensions: int
    settings: Mapping[str, str | int | float]


def assemble(
    folder: Path, header: Header, ready: Sequence[Ready], skipped: Sequence[SkippedFile], clock: Clock
) -> tuple[Pointer, Manifest]:
    """Write a whole build into a new folder and check it."""
    passages = [entry for document in ready for entry in document.indexed.passages]
    with clock.stage("facts"):
        twins = find_twins([document.indexed.document for document in ready])
        recurrences = count_recurrences(
            [entry.passage.text for entry in passages],
            [_group(document) for document in ready for _ in document.indexed.passages],
        )
        terms = term_table([sentence.split() for sentence in entry.terms.split("\n")] for entry in passages)
    with clock.stage("write"):
        make_folder(folder / "arrays")
        _write_database(folder / DATABASE, header, ready, skipped, twins)
        _write_vectors(folder, header.dimensions, ready)
        _write_arrays(folder, passages, recurrences, terms)
        write_lexical(folder / LEXICAL, (_lexical_entry(entry) for entry in passages))
        sync_tree(folder)
        manifest = Manifest(
            format=FORMAT,
            build=header.build,
            state=header.state,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            encoder=header.encoder,
            settings=dict(header.settings),
            counts={
                "documents": len(ready),
                "passages": len(passages),
                "sentences": len(terms.offsets) - 1,
                "skipped": len(skipped),
            },
            files=list_files(folder),
        )
        pointer = write_manifest(folder, manifest)
    with clock.stage("check"):
        _check(folder, manifest)
    return pointer, manifest


def _write_database(
    path: Path, header: Header, ready: Sequence[Ready], skipped: Sequence[SkippedFile], twins: Mapping[str, str]
) -> None:
    connection = create_database(path)
    try:
        connection.execute("BEGIN")
        row = 0
        for index, document in enumerate(ready):
            write_document(connection, index, row, document.indexed)
            row += len(document.indexed.passages)
        index_of = {document.source.path: index for index, document in enumerate(ready)}
        write_facts(
            connection,
            twins=sorted((index_of[worse], better) for worse, better in twins.items()),
            vector_keys=((n, vectors_key(document.indexed, header.encoder)) for n, document in enumerate(ready)),
            skipped=skipped,
        )
        connection.execute("COMMIT")
    finally:
        connection.close()


def _write_vectors(folder: Path, dimensions: int, ready: Sequence[Ready]) -> None:
    empty = np.empty((0, dimensions), dtype=np.float32)
    for name, parts in (
        (PASSAGE_VECTORS, [document.vectors.passages for document in ready]),
        (SENTENCE_VECTORS, [document.vectors.sentences for document in ready]),
    ):
        write_file(folder / name, VectorIndex.build(np.concatenate([empty, *parts])).to_bytes())


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


def _group(document: Ready) -> str:
    """Whose report it is: a passage that recurs within one authority's reports is no boilerplate."""
    return " and ".join(document.indexed.document.authorities) or document.source.path


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
