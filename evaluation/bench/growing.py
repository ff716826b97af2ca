"""One system over one build, measured in a process of its own: `python -m evaluation.bench.growing SYSTEM ...`.

`ours` opens a build and answers whole questions; `plain` is rank-bm25 beside a flat FAISS index; `txtai` its
hybrid index. The last two return ranked passages only, which is a part of what ours does.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evaluation.bench.asking import ask_alone, of_all_reports, read_questions
from evaluation.bench.large import texts_of
from evaluation.bench.machine import resident_mb
from indexer.encoder import Encoder, EncoderSettings, open_encoder
from indexer.snapshot import Snapshot, open_snapshot
from indexer.tokens import tokenize
from retriever.searcher import Searcher

TOP = 10
NAIVE_LIMIT = 100_000
"""More are not tried with rank-bm25, which needs more than a gigabyte for these and seconds a question beyond."""


@dataclass(frozen=True, slots=True)
class Grown:
    """One system at one size.

    `recall` is the share of the exact ten nearest passages found, `filters_exact` whether filters let nothing else
    through and lose nothing; None where a system is not asked. `all_p50` and `all_p95` are of questions to all
    passages, None where `p50` and `p95` are that already.
    """

    system: str
    passages: int
    build_s: float | None
    megabytes: float | None
    open_s: float | None
    resident_mb: float
    p50: float
    p95: float
    recall: float | None
    filters_exact: bool | None
    all_p50: float | None = None
    all_p95: float | None = None


def ours(index: Path, questions: Sequence[str]) -> Grown:
    encoder = open_encoder(EncoderSettings.from_environment())
    started = time.perf_counter()
    searcher = Searcher.open(index, encoder=encoder)
    opened = time.perf_counter() - started
    searcher.snapshot.prove()  # as the app does beside what it answers
    asked = ask_alone(searcher, questions)
    of_all = ask_alone(searcher, questions, of_all_reports(searcher))
    memory = resident_mb()
    snapshot = searcher.snapshot
    recall, exact = _exactness(snapshot, encoder.encode_questions(list(questions[:20])))
    size = sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6
    return Grown(
        "this project",
        snapshot.passage_count,
        None,
        size,
        opened,
        memory,
        asked.p50,
        asked.p95,
        recall,
        exact,
        of_all.p50,
        of_all.p95,
    )


def _exactness(snapshot: Snapshot, questions: npt.NDArray[np.float32]) -> tuple[float, bool]:
    """Against brute force in full precision over the vectors as they are kept, whole and within a third of all."""
    chosen = set(range(0, len(snapshot.documents), 3))
    inside = np.isin(snapshot.passage_document, sorted(chosen))
    scores = _products(snapshot, questions)
    shares, exact = [], True
    for question, products in zip(questions, scores, strict=True):
        nearest = set(np.argsort(-products, kind="stable")[:TOP].tolist())
        found = snapshot.engine.by_meaning(question, limit=TOP, documents=None)
        shares.append(len(nearest & {row for row, _ in found}) / len(nearest))
        filtered = snapshot.engine.by_meaning(question, limit=TOP, documents=chosen)
        least = np.sort(np.where(inside, products, -np.inf))[-TOP:].min()
        exact &= all(inside[row] and products[row] >= least - 1e-6 for row, _ in filtered) and len(filtered) == TOP
    return float(np.mean(shares)), bool(exact)


def _products(snapshot: Snapshot, questions: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    step = 50_000
    starts = range(0, snapshot.passage_count, step)
    parts = [snapshot.vectors.rows(start, min(start + step, snapshot.passage_count)) @ questions.T for start in starts]
    return np.concatenate(parts).T


def plain(index: Path, questions: Sequence[str]) -> Grown:
    import faiss
    from rank_bm25 import BM25Okapi

    encoder, texts, vectors = _inputs(index)
    started = time.perf_counter()
    words = BM25Okapi([tokenize(text) for text in texts])
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    built = time.perf_counter() - started

    def ask(question: str) -> None:
        flat.search(encoder.encode_questions([question]), TOP)
        np.argpartition(-words.get_scores(tokenize(question)), TOP)

    p50, p95 = _times(ask, questions)
    return Grown("rank-bm25 + flat FAISS", len(texts), built, None, None, resident_mb(), p50, p95, None, None)


def txtai(index: Path, questions: Sequence[str]) -> Grown:
    os.environ["ALLOW_RESOLVE_TRANSFORM"] = "True"  # txtai takes a function of ours only where it is told so
    from txtai import Embeddings

    encoder, texts, vectors = _inputs(index)
    known = dict(zip(texts, vectors, strict=True))

    def transform(asked: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([known[text] if text in known else encoder.encode_questions([text])[0] for text in asked])

    embeddings = Embeddings({"hybrid": True, "method": "external", "transform": transform, "content": False})
    started = time.perf_counter()
    embeddings.index((number, text, None) for number, text in enumerate(texts))
    built = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        embeddings.save(folder)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
    p50, p95 = _times(lambda question: embeddings.search(question, TOP), questions)
    found = [
        {number for number, _ in embeddings.batchsearch([question], TOP, weights=1.0)[0]} for question in questions[:20]
    ]
    exact = [set(np.argsort(-(vectors @ encoder.encode_questions([q])[0]))[:TOP].tolist()) for q in questions[:20]]
    recall = float(np.mean([len(one & other) / TOP for one, other in zip(found, exact, strict=True)]))
    return Grown("txtai hybrid", len(texts), built, size, None, resident_mb(), p50, p95, recall, None)


def _inputs(index: Path) -> tuple[Encoder, list[str], npt.NDArray[np.float32]]:
    """The encoder, and the texts and vectors of a build's passages."""
    with open_snapshot(index) as snapshot:
        vectors = snapshot.vectors.rows(0, snapshot.passage_count)
    texts = [f"{text} [{row}]" for row, text in enumerate(texts_of(index))]
    return open_encoder(EncoderSettings.from_environment()), texts, vectors


def _times(ask: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    for question in questions[:3]:
        ask(question)
    taken = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - started) * 1000)
    p50, p95 = np.quantile(taken, (0.5, 0.95)).tolist()
    return p50, p95


SYSTEMS = {"ours": ours, "plain": plain, "txtai": txtai}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench.growing", description=__doc__)
    parser.add_argument("system", choices=list(SYSTEMS))
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="JSON lines with a question each")
    asked = parser.parse_args(arguments)
    print(json.dumps(asdict(SYSTEMS[asked.system](asked.index, read_questions(asked.questions)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
