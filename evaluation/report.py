"""An evaluation in words and tables: by set and kind, against the baselines, abstention, speed."""

from collections.abc import Iterable

from evaluation.abstention import ABSTENTION_LABELS
from evaluation.compare import Move, SetComparison
from evaluation.measures import MEASURES, Measure
from evaluation.result import Evaluation, KindResult, SetResult, SystemResult
from evaluation.scoring import ALL_KINDS
from evaluation.tables import Table, show_figure

INTERVALS = "In brackets: the 95 % bootstrap interval over questions."


def report_text(evaluation: Evaluation, comparisons: Iterable[SetComparison] = ()) -> str:
    """What the terminal shows."""
    parts = [table.as_text() for table in _report_tables(evaluation)]
    for comparison in comparisons:
        parts.append(_means(comparison).as_text())
        parts.append(_moves_heading(comparison))
        parts += [
            f"{move.direction}: {move.id} ({move.kind}) {move.question}\n    {_steps(move)}"
            for move in comparison.moved
        ]
    return "\n\n".join([*parts, *_notes(evaluation), INTERVALS])


def report_markdown(evaluation: Evaluation, comparisons: Iterable[SetComparison] = ()) -> str:
    """The same as a Markdown page, with what it was made from."""
    parts = ["# Evaluation", f"Made {evaluation.made}, build {evaluation.build or 'unknown'}. {INTERVALS}"]
    parts += [table.as_markdown() for table in _report_tables(evaluation)]
    for comparison in comparisons:
        parts += [_means(comparison).as_markdown(), _moves(comparison).as_markdown()]
    settings = ", ".join(f"{name} {value}" for name, value in evaluation.settings.items())
    versions = ", ".join(f"{name} {value}" for name, value in evaluation.versions.items())
    return "\n\n".join([*parts, *_notes(evaluation), f"Settings: {settings}.", f"Versions: {versions}."]) + "\n"


def _report_tables(evaluation: Evaluation) -> list[Table]:
    return [table for gold in evaluation.sets for table in (_by_kind(gold), _by_system(gold))]


def _by_kind(gold: SetResult) -> Table:
    product = gold.systems[0]
    return Table(
        title=f"{gold.name}: {product.system} by kind of question",
        header=("", *(f"{kind.kind} ({kind.questions})" for kind in product.kinds)),
        rows=tuple((measure.label, *(_cell(kind, measure) for kind in product.kinds)) for measure in MEASURES),
    )


def _by_system(gold: SetResult) -> Table:
    systems = gold.systems
    overall = [next(kind for kind in system.kinds if kind.kind == ALL_KINDS) for system in systems]
    quality = [(measure.label, *(_cell(kind, measure) for kind in overall)) for measure in MEASURES]
    abstention = [
        (label, *(show_figure(system.abstention[name]) for system in systems))
        for name, label in ABSTENTION_LABELS.items()
    ]
    speed = [(f"milliseconds, {name}", *(_latency(system, name) for system in systems)) for name in ("p50", "p95")]
    unanswerable = gold.questions - overall[0].questions
    return Table(
        title=f"{gold.name}: all {gold.questions} questions, {unanswerable} of them unanswerable",
        header=("", *(system.system for system in systems)),
        rows=(*(quality if len(systems) > 1 else []), *abstention, *speed),
    )


def _cell(kind: KindResult, measure: Measure) -> str:
    return show_figure(kind.figures[measure.name], digits=2 if measure.is_share else 0)


def _latency(system: SystemResult, name: str) -> str:
    if system.latency is None:
        return "–"
    return f"{system.latency.p50 if name == 'p50' else system.latency.p95:.1f}"


def _means(comparison: SetComparison) -> Table:
    return Table(
        title=f"{comparison.name}: before and after, mean of the {comparison.compared} questions in both",
        header=("", "before", "after", "difference"),
        rows=tuple(
            (mean.label, f"{mean.before:.3f}", f"{mean.after:.3f}", show_figure(mean.difference, digits=3))
            for mean in comparison.means
        ),
    )


def _moves(comparison: SetComparison) -> Table:
    return Table(
        title=_moves_heading(comparison),
        header=("id", "kind", "", "question", "figures"),
        rows=tuple((move.id, move.kind, move.direction, move.question, _steps(move)) for move in comparison.moved),
    )


def _moves_heading(comparison: SetComparison) -> str:
    return f"{comparison.name}: {len(comparison.moved)} questions moved, the furthest first"


def _steps(move: Move) -> str:
    return ", ".join(f"{change.label} {change.before:.2f} → {change.after:.2f}" for change in move.changes)


def _notes(evaluation: Evaluation) -> list[str]:
    return [
        f"{gold.name}: {system.unanswered} questions have no answer from {system.system}; they score 0."
        for gold in evaluation.sets
        for system in gold.systems
        if system.unanswered
    ]
