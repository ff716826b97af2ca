"""The arrays of a build: where passages and sentences stand, and which terms the sentences hold."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.reuse import StandingBuild
from indexer.snapshot import ARRAYS, VOCABULARY
from indexer.storage import IndexedDocument, KeptDocument
from indexer.storage_files import write_file
from indexer.terms import TermPart, joined_terms, term_table

Integers = npt.NDArray[np.integer[Any]]


def passages_in(document: IndexedDocument | KeptDocument) -> int:
    if isinstance(document, IndexedDocument):
        return len(document.passages)
    return document.last_row - document.first_row


def make_arrays(
    documents: Sequence[IndexedDocument | KeptDocument], standing: StandingBuild | None
) -> tuple[dict[str, Integers], tuple[str, ...]]:
    """The arrays by name, but for the recurrences, and the vocabulary that the terms are numbered by."""
    made = [entry for one in documents if isinstance(one, IndexedDocument) for entry in one.passages]
    made_terms = term_table([sentence.split() for sentence in entry.terms.split("\n")] for entry in made)
    parts, lengths = [], []
    sentence = 0
    for document in documents:
        if isinstance(document, IndexedDocument):
            of_document = np.array([len(entry.sentences) for entry in document.passages], dtype=np.int64)
            last = sentence + int(of_document.sum())
            parts.append(TermPart(made_terms, sentence, last))
            sentence = last
        else:
            if standing is None:
                raise AssertionError("only a standing build keeps documents")
            offsets = standing.sentence_offsets[document.first_row : document.last_row + 1]
            of_document = np.diff(offsets)
            parts.append(TermPart(standing.terms, int(offsets[0]), int(offsets[-1])))
        lengths.append(of_document)
    sentences = np.concatenate([np.empty(0, np.int64), *lengths])
    terms = joined_terms(parts, np.repeat(np.arange(len(sentences)), sentences))
    arrays: dict[str, Integers] = {
        "passage_document": np.repeat(np.arange(len(documents)), [passages_in(one) for one in documents]),
        "sentence_offsets": np.concatenate([[0], np.cumsum(sentences)]),
        "term_ids": terms.ids,
        "term_offsets": terms.offsets,
        "term_frequencies": terms.frequencies,
    }
    return arrays, terms.vocabulary


def write_arrays(folder: Path, arrays: Mapping[str, Integers], vocabulary: Sequence[str]) -> None:
    for name, kind in ARRAYS.items():
        buffer = io.BytesIO()
        np.save(buffer, arrays[name].astype(kind), allow_pickle=False)
        write_file(folder / "arrays" / f"{name}.npy", buffer.getvalue())
    write_file(folder / VOCABULARY, json.dumps(vocabulary, ensure_ascii=True).encode())
