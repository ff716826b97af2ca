"""The arrays of a build: where passages and sentences stand, and which terms the sentences hold."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.array_files import write_array
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
    starts = standing.sentence_offsets if standing is not None else np.zeros(1, dtype=np.int64)
    kept_lengths = np.diff(starts)
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
            of_document = kept_lengths[document.first_row : document.last_row]
            parts.append(TermPart(standing.terms, int(starts[document.first_row]), int(starts[document.last_row])))
        lengths.append(of_document)
    sentences = np.concatenate([np.empty(0, np.int64), *lengths])
    of_made = np.array([len(entry.sentences) for entry in made], dtype=np.int64)
    passage_starts = {id(made_terms): np.concatenate([[0], np.cumsum(of_made)])}
    if standing is not None:
        passage_starts[id(standing.terms)] = standing.sentence_offsets
    terms = joined_terms(parts, passage_starts)
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
        write_array(folder / "arrays" / f"{name}.npy", arrays[name].astype(kind, copy=False))
    write_file(folder / VOCABULARY, json.dumps(vocabulary, ensure_ascii=True).encode())
