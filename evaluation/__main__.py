"""The command `evaluate`: figures for gold question sets, with intervals, baselines and what moved.

Exit codes: 0 when the figures were made, 1 when the index cannot be used or the results cannot be written,
2 for wrong usage (a file is missing, a line is malformed).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

DONE, FAILED, WRONG_USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.answers and len(options.answers) != len(options.gold):
        parser.error(f"--answers takes one file for each gold set: {len(options.gold)}, not {len(options.answers)}")
    if options.corpus and not options.baselines:
        parser.error("--corpus is for --baselines")
    names = [file.stem for file in options.gold]
    if len(set(names)) < len(names):
        parser.error("two gold sets have the same file name, by which figures are told apart; rename one")
    return _evaluate(options)


def _evaluate(options: argparse.Namespace) -> int:
    from evaluation.compare import compare, read_old
    from evaluation.errors import EvaluationError
    from evaluation.publish import publish
    from evaluation.report import report_text
    from evaluation.result import write_evaluation
    from evaluation.run import RunSettings, run
    from indexer.errors import IndexerError
    from retriever.errors import RetrieverError

    settings = RunSettings(
        gold=tuple(options.gold),
        index=options.index,
        cache=options.output / "cache",
        answers=tuple(options.answers),
        baselines=options.baselines,
        corpus=options.corpus,
    )
    try:
        old = read_old(options.compare) if options.compare else {}
        evaluation = run(settings)
        comparisons = compare(old, evaluation)
        written = publish(evaluation, comparisons, options.output)
        if options.json:
            write_evaluation(evaluation, options.json)
            written.append(options.json)
    except EvaluationError as error:
        return _fail(str(error), code=WRONG_USAGE)
    except (IndexerError, RetrieverError) as error:
        return _fail(str(error), code=FAILED)
    except OSError as error:
        return _fail(f"{error.filename} cannot be written ({error.strerror})", code=FAILED)
    print(report_text(evaluation, comparisons))
    print("\nWritten: " + ", ".join(map(str, written)))
    return DONE


def _fail(message: str, *, code: int) -> int:
    print(f"evaluate: {message}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evaluate",
        description="Ask the questions of gold sets and measure the answers: what is found, what is said, "
        "what is refused, each figure with its 95 % interval.",
    )
    parser.add_argument(
        "--gold", type=Path, nargs="+", action="extend", required=True, metavar="FILE", help="gold sets, JSON lines"
    )
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR", help="the index asked (index)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the evaluation here too")
    parser.add_argument("--baselines", action="store_true", help="measure plain chunks of the same text beside it")
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="the folder that the index was made from: the baselines then read its files as they are, "
        "instead of the cleaned text that the index keeps",
    )
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="an earlier evaluation: show what moved")
    parser.add_argument(
        "--answers",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="score these files of `ask --batch`, one for each gold set, instead of asking",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("evaluation/results"),
        metavar="FOLDER",
        help="where the JSON, a Markdown page and charts go (evaluation/results)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
