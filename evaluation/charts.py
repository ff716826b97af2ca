"""Charts of an evaluation as SVG files: quality by kind beside the baselines, and risk against coverage.

Bars and lines differ in more than their colour (hatching, dashes), and the same evaluation makes the
same bytes.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.measures import MEASURES
from evaluation.result import KindResult, SetResult, SystemResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

CHARTED = ("hit@10", "recall@10", "ndcg@10", "answer_recall")
"""The measures drawn: is anything found, is all of it found, in what order, and is it said."""

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "++")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))


def write_charts(gold: SetResult, folder: Path) -> list[Path]:
    """Draw one gold set's two charts into a folder, and say where."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Drawing

    drawn: list[Path] = []
    with mpl.rc_context(
        {"svg.hashsalt": gold.name, "font.size": 10, "axes.spines.top": False, "axes.spines.right": False}
    ):
        for name, draw in (("quality", _draw_quality), ("risk-coverage", _draw_risk)):
            drawing = Drawing(layout="constrained")
            draw(gold, drawing)
            file = folder / f"{gold.name}-{name}.svg"
            drawing.savefig(file, metadata={"Date": None})
            drawn.append(file)
    return drawn


def _draw_quality(gold: SetResult, drawing: "Drawing") -> None:
    labels = {measure.name: measure.label for measure in MEASURES}
    drawing.set_size_inches(11, 7)
    drawing.suptitle(f"{gold.name}: quality by kind of question, with 95 % intervals")
    panels = list(drawing.subplots(2, 2, sharey=True).flat)
    for panel, name in zip(panels, CHARTED, strict=True):
        _draw_bars(panel, gold.systems, name)
        panel.set_title(labels[name])
    panels[0].set_ylim(0, max(1.0, panels[0].get_ylim()[1]))  # the panels share it: recall alone may pass 1
    drawing.legend(*drawing.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(gold.systems))


def _draw_bars(panel: "Axes", systems: tuple[SystemResult, ...], measure: str) -> None:
    width = 0.8 / len(systems)
    kinds = systems[0].kinds
    for number, system in enumerate(systems):
        places = [position + (number + 0.5) * width - 0.4 for position in range(len(kinds))]
        panel.bar(
            places,
            [kind.figures[measure].value or 0.0 for kind in system.kinds],
            width,
            yerr=[list(ends) for ends in zip(*(_whiskers(kind, measure) for kind in system.kinds), strict=True)],
            color=COLOURS[number % len(COLOURS)],
            hatch=HATCHES[number % len(HATCHES)],
            edgecolor="white",
            error_kw={"elinewidth": 1, "ecolor": "#333333"},
            label=system.system,
        )
    panel.set_xticks(range(len(kinds)), [f"{kind.kind}\n({kind.questions})" for kind in kinds])


def _whiskers(kind: KindResult, measure: str) -> tuple[float, float]:
    figure = kind.figures[measure]
    if figure.value is None or figure.low is None or figure.high is None:
        return 0.0, 0.0
    return max(figure.value - figure.low, 0.0), max(figure.high - figure.value, 0.0)


def _draw_risk(gold: SetResult, drawing: "Drawing") -> None:
    drawing.set_size_inches(7, 5)
    panel = drawing.subplots()
    for number, system in enumerate(gold.systems):
        panel.plot(
            [point.coverage for point in system.curve.points],
            [point.risk for point in system.curve.points],
            color=COLOURS[number % len(COLOURS)],
            linestyle=DASHES[number % len(DASHES)],
            label=f"{system.system} (area {system.curve.area:.2f})",
        )
    _mark_operating_point(panel, gold.systems[0])
    panel.set(
        title=f"{gold.name}: risk against coverage",
        xlabel="share of questions answered, the most confident first",
        ylabel="share of those without evidence among ten passages",
        xlim=(0, 1.02),
        ylim=(0, 1.02),
    )
    panel.legend(loc="upper right")


def _mark_operating_point(panel: "Axes", system: SystemResult) -> None:
    answered = [question for question in system.questions if question.answered]
    if not answered:
        return
    wrong = sum(not (question.figures.get("hit@10") or 0.0) for question in answered)
    panel.plot(
        len(answered) / len(system.questions),
        wrong / len(answered),
        marker="o",
        markersize=9,
        color=COLOURS[0],
        linestyle="none",
        label=f"what {system.system} answers",
    )
