"""What moved between an earlier evaluation and this one, question by question."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.abstention import ABSTENTION_LABELS
from evaluation.bootstrap import Figure, ratio
from evaluation.errors import OldResultError
from evaluation.measures import MEASURES
from evaluation.result import FORMAT, Evaluation, QuestionResult, SetResult

SHARES = {measure.name: measure.label for measure in MEASURES if measure.is_share}
LABELS = {measure.name: measure.label for measure in MEASURES}
SAME = 1e-9
"""Figures this close are one figure: versions of a library may differ in the last bits."""


@dataclass(frozen=True, slots=True)
class OldQuestion:
    """What the earlier evaluation said about one question."""

    answered: bool
    figures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one question, before and after."""

    label: str
    before: float
    after: float

    @property
    def step(self) -> float:
        """How far it moved; above zero is better."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Move:
    """One question that moved, with every share that did, the largest step first."""

    id: str
    question: str
    kind: str
    changes: tuple[Change, ...]

    @property
    def size(self) -> float:
        """All steps together, up or down."""
        return sum(abs(change.step) for change in self.changes)

    @property
    def direction(self) -> str:
        """In a word: better, worse, or mixed where some figures rose and others fell."""
        if all(change.step > 0 for change in self.changes):
            return "better"
        return "worse" if all(change.step < 0 for change in self.changes) else "mixed"


@dataclass(frozen=True, slots=True)
class MeanChange:
    """A measure over the questions in both evaluations; `difference` is paired, with its interval.

    Abstention is judged over a whole set: it is compared where both asked the same questions, without an interval.
    """

    label: str
    before: float
    after: float
    difference: Figure


@dataclass(frozen=True, slots=True)
class SetComparison:
    """One gold set in two evaluations. `compared` counts the questions in both; others are left out."""

    name: str
    compared: int
    means: tuple[MeanChange, ...]
    moved: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class OldSet:
    """The product's questions by id, and its figures on abstention, of one gold set in an earlier evaluation."""

    questions: Mapping[str, OldQuestion]
    abstention: Mapping[str, float | None]


def read_old(file: Path) -> dict[str, OldSet]:
    """The sets of an earlier evaluation's JSON by name. Raises OldResultError."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise OldResultError(file, f"cannot be read ({problem.strerror or problem})") from problem
    except ValueError as problem:
        raise OldResultError(file, f"is not JSON ({problem})") from problem
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise OldResultError(file, f"is not an evaluation of format {FORMAT}; make it with evaluate --json")
    try:
        return {gold["name"]: _old_set(gold["systems"][0]) for gold in content["sets"]}
    except (KeyError, IndexError, TypeError, ValueError) as problem:
        raise OldResultError(file, f"lacks a part of an evaluation ({problem})") from problem


def _old_set(product: Mapping[str, Any]) -> OldSet:
    return OldSet(
        questions={
            question["id"]: OldQuestion(bool(question["answered"]), dict(question["figures"]))
            for question in product["questions"]
        },
        abstention={name: figure["value"] for name, figure in product["abstention"].items()},
    )


def compare(old: Mapping[str, OldSet], new: Evaluation) -> list[SetComparison]:
    """The sets in both evaluations, matched by name, in the new one's order."""
    return [_compare_set(old[gold.name], gold) for gold in new.sets if gold.name in old]


def _compare_set(old: OldSet, gold: SetResult) -> SetComparison:
    product = gold.systems[0]
    pairs = [(old.questions[question.id], question) for question in product.questions if question.id in old.questions]
    means = [mean for name, label in LABELS.items() if (mean := _mean_change(name, label, pairs))]
    if len(pairs) == len(old.questions) == len(product.questions):
        means += _abstention_changes(old.abstention, product.abstention)
    moves = [
        Move(after.id, after.question, after.kind, changes)
        for before, after in pairs
        if (changes := _changes(before, after))
    ]
    return SetComparison(
        name=gold.name,
        compared=len(pairs),
        means=tuple(means),
        moved=tuple(sorted(moves, key=lambda move: (-move.size, move.id))),
    )


def _changes(before: OldQuestion, after: QuestionResult) -> tuple[Change, ...]:
    changes = [Change(label, *values) for name, label in SHARES.items() if (values := _both(name, before, after))]
    if not after.answerable:
        changes.append(Change("rightly refused", float(not before.answered), float(not after.answered)))
    moved = [change for change in changes if abs(change.step) > SAME]
    return tuple(sorted(moved, key=lambda change: -abs(change.step)))


def _mean_change(name: str, label: str, pairs: Sequence[tuple[OldQuestion, QuestionResult]]) -> MeanChange | None:
    values = [both for before, after in pairs if (both := _both(name, before, after))]
    if not values:
        return None
    count = len(values)
    return MeanChange(
        label=label,
        before=sum(before for before, _ in values) / count,
        after=sum(after for _, after in values) / count,
        difference=ratio([after - before for before, after in values], [1.0] * count),
    )


def _abstention_changes(before: Mapping[str, float | None], after: Mapping[str, Figure]) -> list[MeanChange]:
    values = [(label, before.get(name), after[name].value) for name, label in ABSTENTION_LABELS.items()]
    return [
        MeanChange(label, earlier, later, Figure(None, None, None))
        for label, earlier, later in values
        if earlier is not None and later is not None
    ]


def _both(name: str, before: OldQuestion, after: QuestionResult) -> tuple[float, float] | None:
    earlier, later = before.figures.get(name), after.figures.get(name)
    return None if earlier is None or later is None else (earlier, later)
