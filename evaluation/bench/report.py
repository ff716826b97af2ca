"""The figures as Markdown: docs/benchmarks.md is written by the command alone."""

from collections.abc import Iterable, Mapping, Sequence

from evaluation.bench.asking import Asked, Crowd
from evaluation.bench.chart import build_seconds
from evaluation.bench.growing import NAIVE_LIMIT, Grown
from evaluation.bench.large import Made
from evaluation.bench.reading import Read
from evaluation.bench.rebuilding import Rebuilt
from indexer.encoder.measure import Measured

_HEAD = """# Benchmarks

Written by `{command}`; not edited by hand. Compare ratios rather than rates with those of another machine or hour.
"""


def head(command: str, facts: Mapping[str, str]) -> str:
    return _HEAD.format(command=command) + "\n" + table(("", ""), facts.items())


def encoding(rows: Sequence[Measured], peak: float, flops_per_passage: float) -> str:
    plain = rows[0].passages_per_second
    cells = [
        (
            row.name,
            f"{row.passages_per_second:.1f}",
            f"{row.passages_per_second / plain:.2f}",
            f"{row.passages_per_second * flops_per_passage / peak:.0%}",
            f"{row.question_p50_ms:.1f} / {row.question_p95_ms:.1f}",
            "" if row.peak_memory_mib is None else f"{row.peak_memory_mib:.0f}",
            f"{row.cosine:.5f}",
            f"{row.overlap:.3f}",
            f"{row.dependence:.0e}",
        )
        for row in rows
    ]
    names = (
        "form", "passages/s", "ratio", f"of {peak:.0f} GFLOP/s", "question p50 / p95 ms", "peak MiB", "least cosine",
        "top-10 overlap", "depends on neighbours",
    )  # fmt: skip
    note = (
        "\nThe share is that of the 32-bit peak of large matrices, measured in the same run; forms in 16 bits can "
        "pass 100 %.\n"
    )
    return "## Encoding\n\n" + table(names, cells) + note


def questions(asked: Asked, of_all: Asked, crowds: Sequence[Crowd], passages: int) -> str:
    """`of_all` are the same questions, asked of all reports whatever authority they name."""
    stages = ", ".join(f"{name} {value:.1f}" for name, value in asked.stages.items())
    text = (
        f"## Questions\n\n{passages:,} passages, everything included: p50 {asked.p50:.1f} ms, p95 {asked.p95:.1f} ms "
        f"(medians by stage: {stages}). The same questions to all reports, the authority they name left out: p50 "
        f"{of_all.p50:.1f} ms, p95 {of_all.p95:.1f} ms.\n\n"
    )
    rows = [(str(c.askers), f"{c.per_second:.0f}", f"{c.p50:.0f}", f"{c.p95:.0f}") for c in crowds]
    return text + table(("askers at once", "questions/s", "p50 ms", "p95 ms"), rows)


def reading(rows: Sequence[Read]) -> str:
    cells = [(row.library, f"{row.pages:,}", f"{row.per_second:.0f}") for row in rows]
    return "## Reading\n\n" + table(("library", "pages", "pages/s on one processor"), cells)


def rebuilds(steps: Sequence[Rebuilt], heading: str = "Rebuilding") -> str:
    rows = []
    for step in steps:
        slowest = sorted(step.seconds.items(), key=lambda item: -item[1])
        parts = ", ".join(f"{name} {value:.1f}" for name, value in slowest if name != "total" and value >= 0.1)
        total = step.seconds.get("total", sum(step.seconds.values()))
        rows.append((step.what, f"{step.documents:,}", f"{step.passages:,}", f"{total:.1f}", parts))
    return f"## {heading}\n\n" + table(("what", "documents", "passages", "seconds", "of which"), rows)


def growth(measured: Sequence[Grown], made: Mapping[int, Made], *, chart: str | None = None) -> str:
    """`chart` is the file that shows the same, beside the report."""
    rows = [
        (
            one.system,
            f"{one.passages:,}",
            _number(build_seconds(one, made)),
            _number(one.megabytes),
            _number(one.open_s, 2),
            _number(one.resident_mb),
            f"{one.p50:.1f}",
            f"{one.p95:.1f}",
            _number(one.all_p50, 1),
            _number(one.all_p95, 1),
            _number(one.recall, 4),
            {None: "", True: "yes", False: "no"}[one.filters_exact],
        )
        for one in measured
    ]
    names = (
        "system", "passages", "build s", "MB on disk", "open s", "resident MB", "p50 ms", "p95 ms", "of all: p50",
        "p95", "recall@10", "filters exact",
    )  # fmt: skip
    note = (
        "\nPassages of a real build, copied and perturbed (`evaluation/bench/large.py`); building leaves out reading "
        "and encoding, and for the others the vectors are given. This project answers whole questions, quotations "
        "included, and nearly every question names an authority: *of all* are the same questions without it. The "
        "others return a list of passages, always of all. They were stopped at "
        f"{NAIVE_LIMIT:,} passages, where rank-bm25 needs more than a gigabyte.\n"
    )
    shown = f"\n![The table above as a chart, both scales logarithmic]({chart})\n" if chart else ""
    return "## How cost grows\n\n" + table(names, rows) + note + shown


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(names)} |", "| --- |" + " ---: |" * (len(names) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}"
