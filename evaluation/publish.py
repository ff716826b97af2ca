"""Where an evaluation is written: its JSON, a Markdown page, and the charts beside it."""

from collections.abc import Sequence
from pathlib import Path

from evaluation.charts import write_charts
from evaluation.compare import SetComparison
from evaluation.report import report_markdown
from evaluation.result import Evaluation, write_evaluation

JSON_NAME = "evaluation.json"
PAGE_NAME = "evaluation.md"


def publish(evaluation: Evaluation, comparisons: Sequence[SetComparison], folder: Path) -> list[Path]:
    """Write everything into a folder, which is made where it is missing, and say what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    charts = [chart for gold in evaluation.sets for chart in write_charts(gold, folder)]
    pictures = "\n".join(f"![{chart.stem}]({chart.name})" for chart in charts)
    page = folder / PAGE_NAME
    page.write_text(f"{report_markdown(evaluation, comparisons)}\n{pictures}\n", encoding="utf-8")
    write_evaluation(evaluation, folder / JSON_NAME)
    return [folder / JSON_NAME, page, *charts]
