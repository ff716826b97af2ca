"""The latest measurement on the page: in short, by kind, against plain searches, over builds, and what fails."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from indexer.snapshot import Snapshot
from retriever.references import human_date
from ui.quality.charts import over_builds, readable, risk_against_coverage, with_intervals
from ui.quality.measures import MAIN, OTHERS, Measure
from ui.quality.misses import show_misses
from ui.quality.results import ALL_KINDS, Figure, GoldSet, Results, Run, System
from ui.safe import Markdown, compose, quiet, safe
from ui.wording import counted

_TABLED_SHARES = (0.25, 0.5, 0.75, 1.0)


def show_latest(results: Results, run: Run, snapshot: Snapshot) -> None:
    """Everything about one set of questions, the one chosen where there are several."""
    st.header("The latest measurement", anchor=False)
    gold = _chosen_set(run.sets)
    product, *baselines = gold.systems
    st.markdown(_made(run, gold, snapshot))
    _in_short(product)
    st.header("A closer look", anchor=False)
    measure = _chosen_measure(product)
    _by_kind(product, measure)
    _against_baselines(product, baselines, measure)
    _over_builds(results.history, gold, measure)
    _risk(gold.systems)
    show_misses(product.misses)


def _chart(chart: dict[str, Any], *, key: str, alt: str) -> None:
    dark = st.context.theme.type == "dark"
    st.vega_lite_chart(readable(chart, dark=dark), key=f"quality-{key}", width="stretch", alt=safe(alt))


def _chosen_set(sets: Sequence[GoldSet]) -> GoldSet:
    if len(sets) == 1:
        return sets[0]
    name = st.selectbox("Set of questions", [gold.name for gold in sets], key="quality-set")
    return next(gold for gold in sets if gold.name == name)


def _made(run: Run, gold: GoldSet, snapshot: Snapshot) -> Markdown:
    measured = "It measured the index that answers now."
    if run.build != snapshot.build:
        measured = (
            f"It measured another index (build {run.build or 'unknown'}) than the one that answers now (build "
            f"{snapshot.build}): these figures say nothing certain of it until it is measured too."
        )
    return compose(
        "Made on {} with {}, the set “{}”. {}",
        safe(_when(run.made)),
        safe(counted(gold.questions, "question")),
        safe(gold.name),
        safe(measured),
    )


def _when(made: datetime) -> str:
    local = made.astimezone()
    return f"{human_date(local.date())}, {local:%H:%M}"


def _short_when(made: datetime) -> str:
    local = made.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def _in_short(product: System) -> None:
    st.markdown(
        "Beside each figure stands the range in which it would most likely lie with other questions of the same kind "
        "(95%). Few questions make it wide."
    )
    _table_of(product, MAIN)
    with st.expander("More figures"):
        _table_of(product, OTHERS)


def _table_of(product: System, measures: Sequence[Measure]) -> None:
    st.table(
        {
            "Figure": [compose("**{}**", safe(measure.label)) for measure in measures],
            "Result": [safe(measure.shown(product.overall.get(measure.name))) for measure in measures],
            "What it counts": [safe(measure.meaning) for measure in measures],
        },
        hide_index=True,
        border="horizontal",
    )


def _chosen_measure(product: System) -> Measure:
    by_kind = next((kind.figures for kind in product.kinds if kind.name == ALL_KINDS), {})
    labels = {measure.label: measure for measure in (*MAIN, *OTHERS) if measure.name in by_kind}
    label = st.selectbox("Figure to look at", list(labels), key="quality-measure")
    st.markdown(quiet(safe(labels[label].meaning)))
    return labels[label]


def _by_kind(product: System, measure: Measure) -> None:
    st.subheader("By kind of question", anchor=False)
    rows = [
        (f"{'all with an answer' if kind.name == ALL_KINDS else kind.name} ({kind.questions})", figure)
        for kind in product.kinds
        if (figure := kind.figures.get(measure.name))
    ]
    _chart(with_intervals(rows, measure), key="kinds", alt=f"{measure.label} by kind of question")
    _figures_table("Kind (questions)", rows, measure)


def _against_baselines(product: System, baselines: Sequence[System], measure: Measure) -> None:
    st.subheader("Against plain searches", anchor=False)
    if not baselines:
        st.markdown("Measure with `--baselines` to see plain searches of the same reports beside it.")
        return
    st.markdown(
        "The same questions, asked of plain searches that cut the same reports into pieces: by words, by meaning, "
        "and by both."
    )
    rows = [(system.name, figure) for system in (product, *baselines) if (figure := system.overall.get(measure.name))]
    _chart(with_intervals(rows, measure), key="systems", alt=f"{measure.label} of this search and of plain ones")
    _figures_table("Search", rows, measure)


def _over_builds(history: Sequence[Run], gold: GoldSet, measure: Measure) -> None:
    st.subheader("From measurement to measurement", anchor=False)
    runs = [
        (run, kept, figure)
        for run in history
        for kept in run.sets
        if kept.name == gold.name and kept.systems and (figure := kept.systems[0].overall.get(measure.name))
    ]
    if len(runs) < 2:
        st.markdown("Every measurement is kept; from the second on, this shows how the figure moved.")
        return
    rows = [(f"{_when(run.made)}, build {run.build or 'unknown'}", figure) for run, _, figure in runs]
    moved = over_builds([(_short_when(run.made), figure) for run, _, figure in runs], measure)
    _chart(moved, key="runs", alt=f"{measure.label} from measurement to measurement")
    _figures_table("Measured", rows[::-1], measure)
    if any(kept.sha256 != gold.sha256 for _, kept, _ in runs):
        st.markdown("The questions of this set changed in between: not all of these figures can be compared.")


def _risk(systems: Sequence[System]) -> None:
    st.subheader("If it answered only what it is sure of", anchor=False)
    st.markdown(
        "The further to the right, the more questions are answered, the surest first; the height is the share of those "
        "that is wrong. A line that stays low on the left means that its sureness can be trusted."
    )
    _chart(risk_against_coverage(systems), key="risk", alt="Share wrong by share of questions answered")
    st.table(_risk_columns(systems), hide_index=True, border="horizontal")


def _risk_columns(systems: Sequence[System]) -> dict[Markdown, list[Markdown]]:
    shares = {safe("Questions answered"): [safe(f"the surest {share:.0%}") for share in _TABLED_SHARES]}
    wrong = {
        safe(f"Wrong: {system.name}"): [safe(_risk_at(system, share)) for share in _TABLED_SHARES] for system in systems
    }
    return shares | wrong


def _risk_at(system: System, share: float) -> str:
    """The risk at the first point that answers at least this share."""
    return next((f"{risk:.0%}" for coverage, risk in system.curve if coverage >= share - 1e-9), "–")


def _figures_table(heading: str, rows: Sequence[tuple[str, Figure]], measure: Measure) -> None:
    st.table(
        {
            safe(heading): [safe(name) for name, _ in rows],
            safe(measure.label): [safe(measure.shown(figure)) for _, figure in rows],
        },
        hide_index=True,
        border="horizontal",
    )
