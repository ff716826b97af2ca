"""The JSON that `evaluate` writes, read as records: the page shows what is there and computes nothing.

`ui` does not import `evaluation`: the file is the contract between them, and its `format` says whether it is
one that this page knows.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import streamlit as st

FORMAT: Final = 1
LATEST: Final = "evaluation.json"
HISTORY: Final = "history"
ALL_KINDS: Final = "all answerable"
SYSTEM_NAMES: Final = {
    "chunks by BM25": "plain search by words",
    "chunks by vectors": "plain search by meaning",
    "chunks by both": "plain search by both",
}
"""What the file calls the baselines, and what people read; other names stay as they are."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and both ends of its 95 % interval; None where there was nothing to count."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The figures by measure of one kind of question; `ALL_KINDS` names all that have an answer."""

    name: str
    questions: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Miss:
    """What a question that went wrong expected, and what it got: (report, pages, words) each.

    `found` says whether evidence stood among the passages, quoted or not.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    answered: bool
    found: bool
    expected: tuple[tuple[str, str, str], ...]
    said: tuple[str, ...]
    passages: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class System:
    """This search, or a plain one beside it. `curve` are points (share answered, share of those wrong)."""

    name: str
    kinds: tuple[Kind, ...]
    abstention: Mapping[str, Figure]
    curve: tuple[tuple[float, float], ...]
    misses: tuple[Miss, ...]

    @property
    def overall(self) -> Mapping[str, Figure]:
        """Every figure over all questions, those on silence included."""
        whole = next((kind.figures for kind in self.kinds if kind.name == ALL_KINDS), {})
        return {**whole, **self.abstention}


@dataclass(frozen=True, slots=True)
class GoldSet:
    """One set of questions; the product is the first of its systems. `sha256` changes with the questions."""

    name: str
    file: str
    sha256: str
    questions: int
    systems: tuple[System, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `evaluate`."""

    made: datetime
    build: str | None
    sets: tuple[GoldSet, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The latest run, None where there is none; all runs oldest first; and the files that cannot be read."""

    latest: Run | None
    history: tuple[Run, ...]
    unreadable: tuple[str, ...]


def read_results(folder: Path) -> Results:
    """Everything in the folder that `evaluate` writes to."""
    unreadable: list[str] = []

    def read(file: Path) -> Run | None:
        try:
            return _read_once(str(file), file.stat().st_mtime_ns)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            unreadable.append(file.name)
            return None

    latest = read(folder / LATEST)
    history = [run for file in sorted((folder / HISTORY).glob("*.json")) if (run := read(file))]
    return Results(latest, tuple(sorted(history, key=lambda run: run.made)), tuple(unreadable))


@st.cache_data(show_spinner=False, max_entries=200)
def _read_once(file: str, changed: int) -> Run:
    """Raises OSError, and ValueError and its like where the file is no evaluation of this format."""
    del changed  # part of the cache's key only
    content = json.loads(Path(file).read_text(encoding="utf-8"))
    if content["format"] != FORMAT:
        raise ValueError(f"an evaluation of format {content['format']}, not {FORMAT}")
    return Run(
        made=datetime.fromisoformat(content["made"]),
        build=content["build"],
        sets=tuple(_gold_set(gold) for gold in content["sets"]),
    )


def _gold_set(gold: Mapping[str, Any]) -> GoldSet:
    systems = tuple(_system(system) for system in gold["systems"])
    return GoldSet(gold["name"], gold["file"], gold["sha256"], int(gold["questions"]), systems)


def _system(system: Mapping[str, Any]) -> System:
    return System(
        name=SYSTEM_NAMES.get(system["system"], system["system"]),
        kinds=tuple(
            Kind(name, int(kind["questions"]), _figures(kind["figures"])) for name, kind in system["kinds"].items()
        ),
        abstention=_figures(system["abstention"]),
        curve=tuple((float(coverage), float(risk)) for _, coverage, risk in system["risk_coverage"]["points"]),
        misses=tuple(_miss(question) for question in system["questions"] if question.get("miss")),
    )


def _figures(figures: Mapping[str, Any]) -> dict[str, Figure]:
    return {name: Figure(figure["value"], figure["low"], figure["high"]) for name, figure in figures.items()}


def _miss(question: Mapping[str, Any]) -> Miss:
    miss = question["miss"]
    return Miss(
        id=question["id"],
        question=question["question"],
        kind=question["kind"],
        answerable=bool(question["answerable"]),
        answered=bool(question["answered"]),
        found=bool(question["figures"].get("hit@10")),
        expected=tuple(
            (item["doc"], str(item["page"]) if item["page"] else "", item["quote"]) for item in miss["expected"]
        ),
        said=tuple(miss["answer"]),
        passages=tuple(
            (item["document"], ", ".join(str(page) for page in item["pages"]), item["text"])
            for item in miss["passages"]
        ),
    )
