"""The charts of the page Quality as Vega-Lite: every one stands beside a table with the same numbers."""

from collections.abc import Sequence
from typing import Any, Final

from ui.quality.measures import Measure
from ui.quality.results import Figure, System
from ui.register.chart import ink_of_words

_INK: Final = "#2f7ab0"
_ROW_HEIGHT: Final = 34
_AROUND: Final = 60
_COLOURS: Final = ("#2f7ab0", "#c77700", "#5b8f3f", "#a45ba0", "#8a7a52", "#7a8791")
_DASHES: Final = ([1, 0], [8, 4], [2, 3], [8, 3, 2, 3], [12, 6], [4, 8])


def readable(chart: dict[str, Any], *, dark: bool) -> dict[str, Any]:
    """The chart with its words in a grey that everybody can read, on a light or a `dark` page."""
    ink = ink_of_words(dark=dark)
    words = {"labelColor": ink, "titleColor": ink}
    return {**chart, "config": {"axis": words, "legend": words}}


def with_intervals(rows: Sequence[tuple[str, Figure]], measure: Measure) -> dict[str, Any]:
    """A point with its interval a row, in the rows' order."""
    values = [
        {"row": name, "value": figure.value, "low": figure.low, "high": figure.high}
        for name, figure in rows
        if figure.value is not None
    ]
    across = {"type": "quantitative", "title": measure.label, **_axis(measure)}
    down = {
        "field": "row",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {"labelLimit": 260, "labelOverlap": False},
    }
    return {
        "data": {"values": values},
        "height": len(values) * _ROW_HEIGHT + _AROUND,
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "color": _INK, "opacity": 0.55},
                "encoding": {"y": down, "x": {"field": "low", **across}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110, "color": _INK, "opacity": 1},
                "encoding": {"y": down, "x": {"field": "value", **across}},
            },
        ],
    }


def risk_against_coverage(systems: Sequence[System]) -> dict[str, Any]:
    """A line a system, told apart by dashes as well as by colour."""
    values = [
        {"system": system.name, "share": coverage, "wrong": risk}
        for system in systems
        for coverage, risk in system.curve
    ]
    return {
        "data": {"values": values},
        "height": 320,
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "share",
                "type": "quantitative",
                "title": "Share of questions answered, the surest first",
                "axis": {"format": "%"},
            },
            "y": {
                "field": "wrong",
                "type": "quantitative",
                "title": "Wrong among them",
                "axis": {"format": "%"},
            },
            "color": _by_system(systems, list(_COLOURS)),
            "strokeDash": _by_system(systems, list(_DASHES)),
        },
    }


def _by_system(systems: Sequence[System], looks: list[Any]) -> dict[str, Any]:
    names = [system.name for system in systems]
    return {
        "field": "system",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": [looks[number % len(looks)] for number in range(len(names))]},
        "legend": {"orient": "bottom", "labelLimit": 220, "symbolSize": 600, "symbolStrokeWidth": 2},
    }


def over_builds(runs: Sequence[tuple[str, Figure]], measure: Measure) -> dict[str, Any]:
    """The figure run by run, oldest first, with its interval."""
    values = [
        {"run": name, "value": figure.value, "low": figure.low, "high": figure.high}
        for name, figure in runs
        if figure.value is not None
    ]
    along = {
        "field": "run",
        "type": "ordinal",
        "title": None,
        "sort": None,
        "axis": {"labelAngle": 0, "labelLimit": 160},
    }
    up = {"type": "quantitative", "title": measure.label, **_axis(measure)}
    return {
        "data": {"values": values},
        "height": 280,
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "color": _INK, "opacity": 0.45},
                "encoding": {"x": along, "y": {"field": "low", **up}, "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "line", "color": _INK, "point": {"filled": True, "size": 90, "color": _INK}},
                "encoding": {"x": along, "y": {"field": "value", **up}},
            },
        ],
    }


def _axis(measure: Measure) -> dict[str, Any]:
    if measure.is_share:
        return {"axis": {"format": "%", "tickCount": 5}, "scale": {"domain": [0, 1]}}
    return {"scale": {"zero": True}}
