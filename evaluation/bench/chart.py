"""How cost grows, drawn: a panel for each cost, a line for each system, both scales logarithmic."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from evaluation.bench.growing import Grown
from evaluation.bench.large import Made
from evaluation.charts import COLOURS, DASHES

_MARKS = "osD"


def build_seconds(one: Grown, made: Mapping[int, Made]) -> float | None:
    """What building took: as the system said, else as the build was written."""
    if one.build_s is not None:
        return one.build_s
    written = made.get(one.passages)
    return sum(written.seconds.values()) if written else None


def draw_growth(measured: Sequence[Grown], made: Mapping[int, Made], file: Path) -> None:
    """Write the drawing as SVG; the same figures make the same bytes."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Drawing

    costs: tuple[tuple[str, list[float | None]], ...] = (
        ("building, seconds", [build_seconds(one, made) for one in measured]),
        ("on disk, MB", [one.megabytes for one in measured]),
        ("resident memory, MB", [one.resident_mb for one in measured]),
        ("a question, half take at most, ms", [one.p50 for one in measured]),
        ("a question, 95 in 100 take at most, ms", [one.p95 for one in measured]),
    )
    with mpl.rc_context({"svg.hashsalt": "growth", "font.size": 10}):
        drawing = Drawing(layout="constrained", figsize=(11, 6.5))
        panels = list(drawing.subplots(2, 3).flat)
        for panel, (label, values) in zip(panels, costs, strict=False):
            for number, system in enumerate(dict.fromkeys(one.system for one in measured)):
                points = [
                    (one.passages, value)
                    for one, value in zip(measured, values, strict=True)
                    if one.system == system and value is not None
                ]
                panel.loglog(
                    [size for size, _ in points],
                    [value for _, value in points],
                    color=COLOURS[number],
                    linestyle=DASHES[number],
                    marker=_MARKS[number],
                    label=system,
                )
            panel.set_title(label)
            panel.set_xlabel("passages")
            panel.grid(alpha=0.3)
        panels[-1].axis("off")
        panels[-1].legend(*panels[0].get_legend_handles_labels(), loc="center", frameon=False)
        drawing.savefig(file, metadata={"Date": None})
