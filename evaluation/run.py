"""One run: every gold set asked of the index, or read from a file of answers, and of the baselines."""

import hashlib
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from evaluation.answers import GivenAnswer, answer_from_json, read_answers
from evaluation.bootstrap import RESAMPLES, SEED
from evaluation.gold import GoldQuestion, GoldSet, read_gold
from evaluation.metrics import CUTOFF
from evaluation.result import Evaluation, SetResult
from evaluation.scoring import score_system

if TYPE_CHECKING:
    from indexer.encoder import Encoder
    from indexer.snapshot import Snapshot
    from retriever.searcher import Searcher

PRODUCT = "this search"

NAMED_VERSIONS = (
    "inspection-search",
    "numpy",
    "faiss-cpu",
    "tantivy",
    "sentence-transformers",
    "openvino",
    "torch",
    "rank-bm25",
    "ir-measures",
)

Ask = Callable[[str, str], Mapping[str, object]]
"""Takes a question's id and its words, gives the answer's JSON form."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What to measure. `answers`, one file for each gold set, stands in for asking the index.

    `cache` is where the baselines keep their vectors from run to run. They rank the text of the files in
    `corpus`, read anew, or where that is None the text that the index keeps.
    """

    gold: tuple[Path, ...]
    index: Path
    cache: Path
    answers: tuple[Path, ...] = ()
    baselines: bool = False
    corpus: Path | None = None


def run(settings: RunSettings) -> Evaluation:
    """Measure everything that the settings ask for. Raises EvaluationError, and IndexerError for a bad index."""
    gold_sets = [read_gold(file) for file in settings.gold]
    given = [read_answers(file) for file in settings.answers]
    systems: dict[str, Ask] = {}
    encoder = None
    if settings.baselines or not given:
        encoder = _encoder()
        searcher = _open(settings.index, encoder)
        if not given:
            systems[PRODUCT] = _product(searcher)
        if settings.baselines:
            systems |= _baselines(searcher.snapshot, encoder, settings)
    sets = []
    build: str | None = None
    for number, gold in enumerate(gold_sets):
        answers = {PRODUCT: given[number]} if given else {}
        answers |= {name: ask_all(ask, gold.questions, label=f"{gold.name}: {name}") for name, ask in systems.items()}
        build = build or next((answer.build for answer in answers[PRODUCT] if answer.build), None)
        sets.append(_score_set(gold, answers))
    return Evaluation(
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        build=build,
        versions=_versions(),
        settings={
            "passages": CUTOFF,
            "resamples": RESAMPLES,
            "seed": SEED,
            "index": None if given else str(settings.index),
            "encoder": encoder.identity if encoder else None,
            "baseline_text": ("files" if settings.corpus else "index") if settings.baselines else None,
        },
        sets=tuple(sets),
    )


def ask_all(ask: Ask, questions: Sequence[GoldQuestion], *, label: str) -> list[GivenAnswer]:
    """Ask every question and time it. The first is asked once before, so that no load on demand is timed."""
    for first in questions[:1]:
        ask(first.id, first.question)
    answers = []
    for question in tqdm(questions, desc=label, disable=None, leave=False):
        start = time.perf_counter()
        answer = ask(question.id, question.question)
        taken = (time.perf_counter() - start) * 1000
        answers.append(replace(answer_from_json(dict(answer)), milliseconds=taken))
    return answers


def _score_set(gold: GoldSet, answers: Mapping[str, Sequence[GivenAnswer]]) -> SetResult:
    return SetResult(
        name=gold.name,
        file=str(gold.file),
        sha256=hashlib.sha256(gold.file.read_bytes()).hexdigest(),
        questions=len(gold.questions),
        systems=tuple(
            score_system(name, gold.questions, given, misses=name == PRODUCT) for name, given in answers.items()
        ),
    )


def _encoder() -> "Encoder":
    from indexer.encoder import EncoderSettings, open_encoder

    return open_encoder(EncoderSettings.from_environment())


def _open(index: Path, encoder: "Encoder") -> "Searcher":
    from retriever.searcher import Searcher

    return Searcher.open(index, encoder=encoder)


def _product(searcher: "Searcher") -> Ask:
    from retriever.contract import answer_to_json

    return lambda identifier, question: answer_to_json(searcher.ask(question, top_k=CUTOFF), identifier)


def _baselines(snapshot: "Snapshot", encoder: "Encoder", settings: RunSettings) -> dict[str, Ask]:
    from evaluation.baselines import DenseRanker, FusedRanker, LexicalRanker, Ranker, answer
    from evaluation.chunks import Paged, chunk_documents
    from evaluation.raw_text import read_raw_texts
    from evaluation.vector_cache import encode_once

    documents: Sequence[Paged]
    if settings.corpus:
        documents = read_raw_texts([card.path for card in snapshot.documents], settings.corpus)
    else:
        documents = [snapshot.document(number) for number in range(len(snapshot.documents))]
    chunks = chunk_documents(documents)
    if not chunks:
        return {}
    vectors = encode_once([chunk.text for chunk in chunks], encoder, settings.cache)
    lexical, dense = LexicalRanker(chunks), DenseRanker(vectors, encoder)

    def asking(ranker: Ranker) -> Ask:
        return lambda identifier, question: answer(ranker, chunks, question, identifier=identifier, top_k=CUTOFF)

    return {ranker.name: asking(ranker) for ranker in (lexical, dense, FusedRanker([lexical, dense]))}


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version(), "machine": f"{platform.system()} {platform.machine()}"}
    for name in NAMED_VERSIONS:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    return versions
