"""What one run of `evaluate` found: records, and the JSON they are kept in.

The JSON is what later runs are compared with and what the notebook and the app read. Its keys are
the names in measures.py; `FORMAT` rises when a key changes its meaning.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.abstention import RiskCoverage
from evaluation.answers import RankedPassage
from evaluation.bootstrap import Figure
from evaluation.gold import Evidence

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that went wrong: the evidence that was expected, what was said, and the passages found first."""

    expected: tuple[Evidence, ...]
    said: tuple[str, ...]
    passages: tuple[RankedPassage, ...]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of one system. `figures` is by measure; empty where the corpus has no answer.

    `miss` is None where it went well, and for baselines, whose misses nobody mends.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    answered: bool
    confidence: float
    milliseconds: float | None
    figures: Mapping[str, float | None]
    miss: Miss | None = None


@dataclass(frozen=True, slots=True)
class KindResult:
    """The figures of one kind of question, or of all answerable ones, by measure."""

    kind: str
    questions: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a question took, in milliseconds: the median, and what 95 % of questions stay within."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class SystemResult:
    """One system over one gold set.

    `kinds` ends with all answerable questions together. `unanswered` counts questions for which no answer
    was handed in; they score 0.
    """

    system: str
    kinds: tuple[KindResult, ...]
    abstention: Mapping[str, Figure]
    curve: RiskCoverage
    latency: Latency | None
    unanswered: int
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True)
class SetResult:
    """One gold set and every system that was asked it; the product first, baselines after it."""

    name: str
    file: str
    sha256: str
    questions: int
    systems: tuple[SystemResult, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One whole run. `made` is an ISO time in UTC; `build` names the index state that was asked."""

    made: str
    build: str | None
    versions: Mapping[str, str]
    settings: Mapping[str, int | float | str | None]
    sets: tuple[SetResult, ...]


def write_evaluation(evaluation: Evaluation, file: Path) -> None:
    """Write the JSON whole or not at all, making its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".part")
    content = json.dumps(evaluation_to_json(evaluation), ensure_ascii=False, indent=1, allow_nan=False)
    unfinished.write_text(content + "\n", encoding="utf-8")
    unfinished.replace(file)


def evaluation_to_json(evaluation: Evaluation) -> dict[str, object]:
    """The evaluation as plain JSON values; a figure that cannot be had is null."""
    return {
        "format": FORMAT,
        "made": evaluation.made,
        "build": evaluation.build,
        "versions": dict(evaluation.versions),
        "settings": dict(evaluation.settings),
        "sets": [
            {
                "name": gold.name,
                "file": gold.file,
                "sha256": gold.sha256,
                "questions": gold.questions,
                "systems": [_system_to_json(system) for system in gold.systems],
            }
            for gold in evaluation.sets
        ],
    }


def _system_to_json(system: SystemResult) -> dict[str, object]:
    latency = system.latency
    return {
        "system": system.system,
        "kinds": {
            kind.kind: {"questions": kind.questions, "figures": _figures_to_json(kind.figures)} for kind in system.kinds
        },
        "abstention": _figures_to_json(system.abstention),
        "risk_coverage": {
            "area": None if math.isnan(system.curve.area) else system.curve.area,
            "points": [list(point) for point in system.curve.points],
        },
        "latency_ms": None if latency is None else {"p50": latency.p50, "p95": latency.p95},
        "unanswered": system.unanswered,
        "questions": [
            {
                "id": question.id,
                "question": question.question,
                "kind": question.kind,
                "answerable": question.answerable,
                "answered": question.answered,
                "confidence": question.confidence,
                "milliseconds": question.milliseconds,
                "figures": dict(question.figures),
                "miss": _miss_to_json(question.miss),
            }
            for question in system.questions
        ],
    }


def _miss_to_json(miss: Miss | None) -> dict[str, object] | None:
    if miss is None:
        return None
    return {
        "expected": [{"doc": item.document, "page": item.page, "quote": item.quote} for item in miss.expected],
        "answer": list(miss.said),
        "passages": [
            {"document": passage.document, "pages": list(passage.pages), "text": passage.text}
            for passage in miss.passages
        ],
    }


def _figures_to_json(figures: Mapping[str, Figure]) -> dict[str, object]:
    return {name: {"value": figure.value, "low": figure.low, "high": figure.high} for name, figure in figures.items()}
