"""The command `ask`: a question, or a file of questions, to cited answers on the terminal or as JSON."""

import argparse
import json
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from indexer.document import DocumentType
from indexer.errors import IndexerError
from indexer.shell import hush
from retriever.answer import Answer, CitedPassage, Filters, where_quoted
from retriever.contract import answer_to_json
from retriever.errors import QuestionError, RetrieverError
from retriever.neighbours import FILE_NAME, read_groups
from retriever.references import in_marks, reference
from retriever.shell import DONE, FAILED, WRONG_USAGE, add_limits

if TYPE_CHECKING:
    from retriever.comparison import Comparison
    from retriever.over_time import Timeline
    from retriever.searcher import Searcher
    from retriever.survey import Survey


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 answered (abstentions too), 1 failed, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.question is None) == (options.batch is None) and not options.over_time:
        parser.error("give one question, or --batch with a file of questions")
    if sum(map(bool, (options.batch, options.count, options.compare or options.group, options.over_time))) > 1:
        parser.error("--batch, --count, --compare (or --group) and --over-time are asked one at a time")
    if (options.batch is None) != (options.output is None):
        parser.error("--batch and --output go together")
    if options.batch and options.export:
        parser.error("--export is for one question")
    try:
        code = _run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
        return DONE
    except QuestionError as error:
        print(f"ask: {error}", file=sys.stderr)
        return WRONG_USAGE
    except (IndexerError, RetrieverError, OSError) as error:
        print(f"ask: {error}", file=sys.stderr)
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ask", description="Ask the indexed reports a question.")
    parser.add_argument("question", nargs="?", help="the question, in everyday words")
    add_limits(parser)
    parser.add_argument("--top-k", type=_positive, default=10, help="most passages to return (default: 10)")
    parser.add_argument("--count", action="store_true", help="look at every report: which say something, which do not")
    parser.add_argument("--compare", action="append", default=[], metavar="AUTHORITY", help="may be repeated")
    parser.add_argument("--group", help="compare the authorities of this group")
    parser.add_argument("--neighbours", type=Path, help=f"file of groups (default: {FILE_NAME} beside the index)")
    parser.add_argument("--over-time", metavar="AUTHORITY", help="its grades and what each report says on the question")
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    parser.add_argument("--batch", type=Path, help='questions, one JSON object a line: {"id", "question"}')
    parser.add_argument("--output", type=Path, help="where --batch writes its answers, one JSON object a line")
    parser.add_argument(
        "--export",
        type=_export_file,
        metavar="FILE",
        help="write it to this file too: .docx, .csv or .md by its ending",
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    questions = list(_questions(options.batch)) if options.batch else []
    from retriever.searcher import Searcher

    filters = Filters(
        authorities=tuple(options.authority),
        types=tuple(DocumentType(kind) for kind in options.type),
        since=options.since,
        until=options.until,
    )
    searcher = Searcher.open(options.index)
    if options.batch:
        with options.output.open("w", encoding="utf-8") as output:
            for identifier, question in questions:
                answer = searcher.ask(question, filters, top_k=options.top_k)
                print(json.dumps(answer_to_json(answer, identifier), ensure_ascii=False), file=output)
        print(f"{len(questions)} questions answered, written to {options.output}")
        return DONE
    if options.count or options.compare or options.group or options.over_time:
        _look_at_every_report(searcher, options, filters)
        return DONE
    answer = searcher.ask(options.question, filters, top_k=options.top_k)
    if options.json:
        print(json.dumps(answer_to_json(answer), ensure_ascii=False))
    else:
        print_answer(answer, sys.stdout)
    _export(options, searcher, answer)
    return DONE


def _export(
    options: argparse.Namespace, searcher: "Searcher", found: "Answer | Survey | Comparison | Timeline"
) -> None:
    """Write the file asked for, if one is."""
    if not options.export:
        return
    from retriever.exports import export_of, write_export

    snapshot = searcher.snapshot
    write_export(export_of(found, snapshot, made=datetime.now().astimezone().date()), snapshot, options.export)
    print(f"Written to {options.export}", file=sys.stderr)


def _look_at_every_report(searcher: "Searcher", options: argparse.Namespace, filters: Filters) -> None:
    """Count, compare or go through the years, as JSON or as text."""
    from retriever.comparison import compare
    from retriever.over_time import over_time
    from retriever.survey_contract import comparison_to_json, survey_to_json, timeline_to_json
    from retriever.survey_printing import print_comparison, print_survey, print_timeline

    if options.over_time:
        timeline = over_time(searcher, options.over_time, options.question or "", filters)
        _give(options, lambda: timeline_to_json(timeline), lambda: print_timeline(timeline, sys.stdout))
        _export(options, searcher, timeline)
    elif options.count:
        survey = searcher.survey(options.question, filters)
        _give(options, lambda: survey_to_json(survey), lambda: print_survey(survey, sys.stdout))
        _export(options, searcher, survey)
    else:
        comparison = compare(searcher, options.question, [*options.compare, *_group(options)], filters)
        _give(options, lambda: comparison_to_json(comparison), lambda: print_comparison(comparison, sys.stdout))
        _export(options, searcher, comparison)


def _give(options: argparse.Namespace, as_json: Callable[[], object], as_text: Callable[[], None]) -> None:
    if options.json:
        print(json.dumps(as_json(), ensure_ascii=False))
    else:
        as_text()


def _group(options: argparse.Namespace) -> tuple[str, ...]:
    """The authorities of the group asked for. Raises QuestionError where there is no such group."""
    if not options.group:
        return ()
    path = options.neighbours or options.index.resolve().parent / FILE_NAME
    found = read_groups(path)
    for trouble in found.troubles:
        print(f"ask: {trouble}", file=sys.stderr)
    if options.group not in found.groups:
        known = f" It holds: {', '.join(found.groups)}." if found.groups else ""
        raise QuestionError(f"There is no group {options.group!r} in {path}.{known}")
    return found.groups[options.group]


def _questions(path: Path) -> Iterator[tuple[str | None, str]]:
    """The questions of a file, each with its id. Raises QuestionError for the first line that cannot be asked."""
    from retriever.searcher import checked

    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or not isinstance(record.get("question"), str):
            wanted = '{"id": "...", "question": "..."}'
            raise QuestionError(f"{path}, line {number}: not a JSON object of the form {wanted}")
        try:
            yield record.get("id"), checked(record["question"])
        except QuestionError as error:
            raise QuestionError(f"{path}, line {number}: {error}") from error


def print_answer(answer: Answer, output: TextIO) -> None:
    """Print an answer for people: the verdict, the quotations with references, then what was searched."""
    print(answer.verdict, file=output)
    cited = {passage.citation: passage for passage in answer.passages}
    group = ""
    for quotation in answer.quotations:
        if quotation.group != group:
            group = quotation.group
            print(f"\n{group}", file=output)
        print(file=output)
        print(_wrapped(f"[{quotation.citation}] {in_marks(quotation.text)}"), file=output)
        print(_wrapped(reference(where_quoted(cited[quotation.citation], quotation.place)), indent="    "), file=output)
    if not answer.answerable and answer.passages:
        print("\nThe closest passages:", file=output)
        for passage in answer.passages[:3]:
            _print_passage(passage, output)
    searched = answer.searched
    files = "file" if searched.skipped == 1 else "files"
    skipped = f", {searched.skipped} {files} could not be read" if searched.skipped else ""
    print(
        f"\nSearched {searched.documents} documents ({searched.passages} passages){skipped}; build {searched.build}.",
        file=output,
    )


def _print_passage(passage: CitedPassage, output: TextIO) -> None:
    print(file=output)
    print(_wrapped(f"[{passage.citation}] {in_marks(passage.text)}"), file=output)
    print(_wrapped(reference(passage), indent="    "), file=output)


def _wrapped(text: str, indent: str = "") -> str:
    lines = text.splitlines() or [""]
    return "\n".join(
        textwrap.fill(line, width=100, initial_indent=indent, subsequent_indent=indent or "    ") for line in lines
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _export_file(text: str) -> Path:
    from retriever.exports import Form

    try:
        Form.of(Path(text))
    except RetrieverError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return Path(text)


if __name__ == "__main__":
    sys.exit(main())
