"""Themes by year as a chart, and the same numbers as a table."""

from collections.abc import Mapping
from typing import Any, Final

from ui.safe import Markdown, safe

Counts = Mapping[str, Mapping[int, int]]

MOST_THEMES: Final = 20
_ROW_HEIGHT: Final = 26
_INK: Final = ("#d6e6f2", "#1d5b87")
_WORDS, _WORDS_ON_DARK = "#3a444d", "#ccd4db"


def ink_of_words(*, dark: bool) -> str:
    """The theme's grey for the words of a chart: that of charts is too faint to be read by all."""
    return _WORDS_ON_DARK if dark else _WORDS


def years_of(counts: Counts) -> list[int]:
    return sorted({year for years in counts.values() for year in years})


def themes_by_year(counts: Counts, *, dark: bool = False) -> dict[str, Any]:
    """A cell a theme and year, darker for more items, the number written in it; `dark`: on a dark page."""
    ink = ink_of_words(dark=dark)
    shown = list(counts)[:MOST_THEMES]
    values = [
        {"theme": theme, "year": str(year), "items": number}
        for theme in shown
        for year, number in sorted(counts[theme].items())
    ]
    most = max((value["items"] for value in values if isinstance(value["items"], int)), default=1)
    across = {
        "field": "year",
        "type": "ordinal",
        "title": None,
        "axis": {"labelAngle": 0, "orient": "top", "domain": False, "ticks": False, "labelColor": ink},
    }
    down = {
        "field": "theme",
        "type": "nominal",
        "title": None,
        "sort": shown,
        "axis": {"labelLimit": 280, "domain": False, "ticks": False, "labelColor": ink},
    }
    return {
        "data": {"values": values},
        "height": {"step": _ROW_HEIGHT},
        "encoding": {"x": across, "y": down},
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 3},
                "encoding": {
                    "color": {
                        "field": "items",
                        "type": "quantitative",
                        "scale": {"range": list(_INK), "domain": [1, max(most, 2)]},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    "text": {"field": "items"},
                    "color": {"condition": {"test": f"datum.items > {most * 0.75}", "value": "#fff"}, "value": "#111"},
                },
            },
        ],
    }


def table(counts: Counts) -> dict[str, list[Markdown]]:
    """The numbers: a theme a row, a year a column, and all years together."""
    years = years_of(counts)
    columns: dict[str, list[Markdown]] = {"Theme": [safe(theme) for theme in counts]}
    columns["All"] = [safe(f"{sum(counts[theme].values()):,}") for theme in counts]
    for year in years:
        columns[str(year)] = [safe(str(counts[theme].get(year, "–"))) for theme in counts]
    return columns
