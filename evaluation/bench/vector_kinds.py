"""Kinds of vector indexes held against exact search: `python -m evaluation.bench.vector_kinds --index INDEX ...`.

Each kind proposes passages, and the nearest of these are taken by the vectors as they are kept: what a kind leaves out
is lost, what it proposes is ranked exactly.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.bench.asking import read_questions
from evaluation.bench.report import table
from indexer.binary_vectors import BinaryVectors, binary_codes
from indexer.encoder import EncoderSettings, open_encoder
from indexer.snapshot import open_snapshot
from indexer.vectors import VectorIndex

TOP = 10
DEPTH = 300
"""So many passages are candidates by meaning: see retriever/candidates.py."""

_PROPOSED = 3000

Find = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: bytes a passage, milliseconds of processor a question, and the shares of the exact nearest found."""

    name: str
    bytes: int
    p50: float
    p95: float
    recall: float
    recall_deep: float


def measure(vectors: VectorIndex, questions: npt.NDArray[np.float32]) -> list[Kind]:
    """Exact search first; FAISS gets one thread."""

    def all_weighed(question: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        return vectors.best_within(question[np.newaxis], DEPTH, None)[0]

    exact = [all_weighed(question) for question in questions]
    kinds: list[tuple[str, int, Find]] = [("exact, 16 bits a number", 2 * vectors.dimensions, all_weighed)]
    kinds += [(name, size, _ranked(vectors, propose)) for name, size, propose in _proposing(vectors)]
    return [_measured(name, size, find, questions, exact) for name, size, find in kinds]


def _proposing(vectors: VectorIndex) -> list[tuple[str, int, Find]]:
    import faiss

    faiss.omp_set_num_threads(1)
    made: list[tuple[str, Any]] = [
        (
            "4 bits a number",
            faiss.IndexScalarQuantizer(vectors.dimensions, faiss.ScalarQuantizer.QT_4bit, faiss.METRIC_INNER_PRODUCT),
        ),
        (
            "8 bits a number",
            faiss.IndexScalarQuantizer(vectors.dimensions, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT),
        ),
    ]
    step = 50_000
    starts = range(0, len(vectors), step)
    codes = [binary_codes(vectors.rows(first, min(first + step, len(vectors)))) for first in starts]
    binary = BinaryVectors(np.concatenate(codes), vectors.dimensions)
    size = sum(map(len, codes)) // max(len(vectors), 1)
    found: list[tuple[str, int, Find]] = [
        ("1 bit a number (RaBitQ), as this program does", size, lambda question: binary.propose(question[np.newaxis]))
    ]
    for name, index in made:
        index.train(vectors.rows(0, min(len(vectors), step)))
        for first in starts:
            index.add(vectors.rows(first, min(first + step, len(vectors))))
        found.append((name, index.code_size, _proposed_by(index)))
    return found


def _proposed_by(index: Any) -> Find:  # noqa: ANN401 -- FAISS ships no types
    def propose(question: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        rows: npt.NDArray[np.int64] = index.search(question[np.newaxis], min(_PROPOSED, index.ntotal))[1][0]
        return np.sort(rows)

    return propose


def _ranked(vectors: VectorIndex, propose: Find) -> Find:
    def find(question: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        rows = propose(question)
        return rows[vectors.picked(rows).best(question, DEPTH)[0]]

    return find


def _measured(
    name: str,
    size: int,
    find: Find,
    questions: npt.NDArray[np.float32],
    exact: Sequence[npt.NDArray[np.int64]],
) -> Kind:
    taken, shares, deep = [], [], []
    for question, nearest in zip(questions, exact, strict=True):
        started = time.process_time()
        found = find(question)
        taken.append((time.process_time() - started) * 1000)
        shares.append(len(set(nearest[:TOP]) & set(found[:TOP])) / max(len(nearest[:TOP]), 1))
        deep.append(len(set(nearest) & set(found)) / max(len(nearest), 1))
    p50, p95 = np.quantile(taken, (0.5, 0.95)).tolist()
    return Kind(name, size, p50, p95, float(np.mean(shares)), float(np.mean(deep)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench.vector_kinds", description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="JSON lines with a question each")
    asked = parser.parse_args(arguments)
    encoder = open_encoder(EncoderSettings.from_environment())
    with open_snapshot(asked.index) as snapshot:
        kinds = measure(snapshot.vectors, encoder.encode_questions(read_questions(asked.questions)))
        names = ("kind", "bytes a passage", "p50 ms", "p95 ms", f"recall@{TOP}", f"recall@{DEPTH}")
        rows = [
            (
                one.name,
                str(one.bytes),
                f"{one.p50:.1f}",
                f"{one.p95:.1f}",
                f"{one.recall:.4f}",
                f"{one.recall_deep:.4f}",
            )
            for one in kinds
        ]
        print(f"{snapshot.passage_count:,} passages, load {os.getloadavg()[0]:.1f}; processor time of one thread.\n")
        print(table(names, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
