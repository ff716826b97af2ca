"""Where an evaluation is written: its JSON, a Markdown page, the charts beside it, and the history of all runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from evaluation.charts import write_charts
from evaluation.compare import SetComparison
from evaluation.report import report_markdown
from evaluation.result import Evaluation, write_evaluation

JSON_NAME = "evaluation.json"
PAGE_NAME = "evaluation.md"
HISTORY = "history"


def publish(evaluation: Evaluation, comparisons: Sequence[SetComparison], folder: Path) -> list[Path]:
    """Write everything into a folder, which is made where it is missing, and say what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    charts = [chart for gold in evaluation.sets for chart in write_charts(gold, folder)]
    pictures = "\n".join(f"![{chart.stem}]({chart.name})" for chart in charts)
    page = folder / PAGE_NAME
    page.write_text(f"{report_markdown(evaluation, comparisons)}\n{pictures}\n", encoding="utf-8")
    write_evaluation(evaluation, folder / JSON_NAME)
    write_evaluation(_product_alone(evaluation), folder / HISTORY / _name_by_time(evaluation))
    return [folder / JSON_NAME, page, *charts]


def _product_alone(evaluation: Evaluation) -> Evaluation:
    """What later runs are held against: the baselines do not change with us, and are large."""
    return replace(evaluation, sets=tuple(replace(gold, systems=gold.systems[:1]) for gold in evaluation.sets))


def _name_by_time(evaluation: Evaluation) -> str:
    """A name that sorts by time and that every file system takes."""
    return f"{datetime.fromisoformat(evaluation.made).astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
