"""Measures speed, size, memory and exactness on this machine and writes them down."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.bench import report
from evaluation.bench.asking import ASKERS, ask_alone, ask_together, of_all_reports, read_questions
from evaluation.bench.chart import draw_growth
from evaluation.bench.growing import NAIVE_LIMIT, Grown
from evaluation.bench.large import Made, make_large
from evaluation.bench.machine import machine, multiplication_peak
from evaluation.bench.reading import read_side_by_side
from evaluation.bench.rebuilding import Rebuilt, grow_by_one, rebuild_in_steps
from indexer.encoder import EncoderSettings
from indexer.encoder.measure import measure
from retriever.searcher import Searcher

SIZES = (10_000, 100_000, 1_000_000)
GFLOP_PER_PASSAGE = 4.6
"""MiniLM: 21.2 million operations a word piece and 9,216 times the length for attention, at 200 word pieces."""

SECTIONS = ("encoding", "reading", "questions", "rebuilding", "growth")


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if asked.quick:
        asked.sizes, asked.passages, asked.files, asked.seconds, asked.askers = [1_000], 8, 4, 1.0, [1, 4]
    if asked.work:
        asked.work.mkdir(parents=True, exist_ok=True)
    command = " ".join(["python -m evaluation.bench", *map(_told, sys.argv[1:] if arguments is None else arguments)])
    parts = [report.head(command, machine())]
    print(parts[0], flush=True)
    for section in asked.only:
        for part in _MEASURED[section](asked):
            parts.append(part)
            print(part, flush=True)
            if asked.output:
                asked.output.write_text("\n".join(parts), encoding="utf-8")
    return 0


def _told(argument: str) -> str:
    """An argument as the report gives it: of a file elsewhere only its name means something there."""
    path = Path(argument)
    return path.name if path.is_absolute() or ".." in path.parts else argument


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench", description=__doc__)
    parser.add_argument("--index", type=Path, default=Path("index"), help="the index that questions are asked of")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="reports to rebuild with")
    parser.add_argument("--questions", type=Path, help="JSON lines with a question each (default: the sample's gold)")
    parser.add_argument("--output", type=Path, help="where the figures are written, beside being printed")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="what is measured")
    parser.add_argument("--sizes", nargs="+", type=int, default=list(SIZES), help="passages that growth is shown at")
    parser.add_argument("--passages", type=int, default=96, help="passages encoded by each form")
    parser.add_argument("--files", type=int, default=40, help="PDFs that both libraries read")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each crowd asks")
    parser.add_argument("--askers", nargs="+", type=int, default=list(ASKERS), help="crowds that ask at once")
    parser.add_argument("--work", type=Path, help="where large builds are made (default: a temporary folder)")
    parser.add_argument("--quick", action="store_true", help="everything once and small: that it works, no figures")
    return parser


def _encoding(asked: argparse.Namespace) -> Iterator[str]:
    peak = multiplication_peak()
    yield report.encoding(list(measure(EncoderSettings(), passages=asked.passages)), peak, GFLOP_PER_PASSAGE)


def _reading(asked: argparse.Namespace) -> Iterator[str]:
    yield report.reading(read_side_by_side(asked.corpus, files=asked.files))


def _questions(asked: argparse.Namespace) -> Iterator[str]:
    questions = read_questions(_question_file(asked))
    searcher = Searcher.open(asked.index)
    alone = ask_alone(searcher, questions)
    of_all = ask_alone(searcher, questions, of_all_reports(searcher))
    crowds = [ask_together(searcher, questions, askers=count, seconds=asked.seconds) for count in asked.askers]
    yield report.questions(alone, of_all, crowds, searcher.snapshot.passage_count)


def _rebuilding(asked: argparse.Namespace) -> Iterator[str]:
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        yield report.rebuilds(rebuild_in_steps(asked.corpus, Path(folder)))


def _growth(asked: argparse.Namespace) -> Iterator[str]:
    measured: list[Grown] = []
    made: dict[int, Made] = {}
    steps: list[Rebuilt] = []
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        for size in asked.sizes:
            large = make_large(asked.index, Path(folder, str(size)), size)
            made[large.passages] = large
            systems = ("ours", "plain", "txtai") if size <= NAIVE_LIMIT else ("ours",)
            measured += [one for system in systems if (one := _grown(system, large.index, _question_file(asked)))]
            steps += grow_by_one(asked.corpus, large.index, Path(folder, f"{size} corpus"))
            shutil.rmtree(large.index)
    chart = asked.output and asked.output.with_suffix(".svg")
    if chart:
        draw_growth(measured, made, chart)
    yield report.growth(measured, made, chart=chart and chart.name)
    yield report.rebuilds(steps, "One report more or less, by the command, from its start to its end")


def _grown(system: str, index: Path, questions: Path) -> Grown | None:
    """Measure one system in a process of its own; None, with the reason on standard error, where it cannot be had."""
    command = [sys.executable, "-m", "evaluation.bench.growing", system]
    command += ["--index", str(index), "--questions", str(questions)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- this very program
    if done.returncode:
        print(f"{system} was not measured: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return Grown(**json.loads(done.stdout.splitlines()[-1]))


def _question_file(asked: argparse.Namespace) -> Path:
    return asked.questions or Path(__file__).parent.parent / "gold" / "sample.jsonl"


_MEASURED = {
    "encoding": _encoding,
    "reading": _reading,
    "questions": _questions,
    "rebuilding": _rebuilding,
    "growth": _growth,
}


if __name__ == "__main__":
    sys.exit(main())
