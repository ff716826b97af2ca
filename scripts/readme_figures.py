"""Writes the README's figures from evaluations: `make figures`, or with the JSON files of other runs of `evaluate`.

    python scripts/readme_figures.py EVALUATION.json...

The block between the two marks in README.md is replaced; nothing in it is written by hand.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN = "<!-- figures: written by `make figures`, do not edit -->"
END = "<!-- end of figures -->"
ALL_KINDS = "all answerable"
COLUMNS = {
    "hit@1": "first passage right",
    "hit@10": "hit@10",
    "recall@10": "recall@10",
    "ndcg@10": "nDCG@10",
    "answer_hit": "evidence in the answer",
    "page_correct": "page right",
}


class MarksMissingError(Exception):
    """The README has lost the marks between which the figures stand."""


def table(evaluations: Sequence[Mapping[str, Any]]) -> str:
    """One row a gold set and system: the measures over all answerable questions, then balanced accuracy of refusals."""
    header = ["questions", "system", *COLUMNS.values(), "answers or refuses rightly"]
    rule = ["---", "---", *["---:"] * (len(COLUMNS) + 1)]
    rows = [row for evaluation in evaluations for gold in evaluation["sets"] for row in set_rows(gold)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rule, *rows])


def set_rows(gold: Mapping[str, Any]) -> Iterator[list[str]]:
    """The rows of one gold set, its name in the first alone."""
    for number, system in enumerate(gold["systems"]):
        figures = system["kinds"][ALL_KINDS]["figures"]
        yield [
            f"{gold['name']} ({gold['questions']})" if number == 0 else "",
            system["system"],
            *(shown(figures[name]["value"]) for name in COLUMNS),
            shown(system["abstention"]["balanced_accuracy"]["value"]),
        ]


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def replaced(readme: str, block: str) -> str:
    """The README with the block between its marks. Raises MarksMissingError where a mark is missing."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise MarksMissingError(f"README.md needs the lines {BEGIN} and {END}, in this order")
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


def main(files: Sequence[str]) -> int:
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    evaluations = [json.loads(Path(file).read_text(encoding="utf-8")) for file in files]
    README.write_text(replaced(README.read_text(encoding="utf-8"), table(evaluations)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
