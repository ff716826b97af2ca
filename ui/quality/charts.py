"""The charts of the page Quality as Vega-Lite: every one stands beside a table with the same numbers."""

from collections.abc import Sequence
from typing import Any, Final

from ui.quality.measures import Measure
from ui.quality.results import Figure, System

_INK: Final = "#1b5e8c"
_ROW_HEIGHT: Final = 34


def with_intervals(rows: Sequence[tuple[str, Figure]], measure: Measure) -> dict[str, Any]:
    """A point with its interval a row, in the rows' order."""
    values = [
        {"row": name, "value": figure.value, "low": figure.low, "high": figure.high}
        for name, figure in rows
        if figure.value is not None
    ]
    across = {"type": "quantitative", "title": measure.label, **_axis(measure)}
    down = {"field": "row", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260}}
    return {
        "data": {"values": values},
        "height": max(2, len(values)) * _ROW_HEIGHT,
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
                "title": "Share of those answers that is wrong",
                "axis": {"format": "%"},
            },
            "color": {"field": "system", "type": "nominal", "title": None, "legend": {"orient": "bottom"}},
            "strokeDash": {"field": "system", "type": "nominal", "title": None, "legend": {"orient": "bottom"}},
        },
    }


def over_builds(runs: Sequence[tuple[str, Figure]], measure: Measure) -> dict[str, Any]:
    """The figure run by run, oldest first, with its interval."""
    values = [
        {"run": name, "value": figure.value, "low": figure.low, "high": figure.high}
        for name, figure in runs
        if figure.value is not None
    ]
    along = {"field": "run", "type": "ordinal", "title": None, "sort": None, "axis": {"labelAngle": -30}}
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
        return {"axis": {"format": "%"}, "scale": {"domain": [0, 1]}}
    return {"scale": {"zero": True}}
