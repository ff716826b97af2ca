"""The command rebuild-index: makes the index match the corpus."""

import argparse
import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from indexer.build import BuildSummary, rebuild
from indexer.engine import EngineKind, EngineSettings
from indexer.errors import IndexerError
from indexer.progress import Listener, Progress, both, ignore
from indexer.runs import STARTED_BY_VARIABLE, RunRecorder
from indexer.settings import Settings
from indexer.shell import say

GIVES_WAY = 5
"""How far the command stands back for other work on this machine (`nice`): people who ask meanwhile come first."""

_COLLECTIONS = (50_000, 20, 20)
"""Python looks for rings of objects that nobody needs far more seldom than by itself: a large index holds many objects,
and next to no rings."""

_STOPPED = "Stopped. The index as it was still stands; the next rebuild-index goes on from what was done."


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when a build is current, 1 when it failed and the old one stands, 2 for wrong usage."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if (asked.engine == EngineKind.MILVUS) != (asked.uri is not None):
        parser.error("--engine milvus needs --uri, and --uri needs --engine milvus")
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    record = RunRecorder(asked.index, os.environ.get(STARTED_BY_VARIABLE, ""))
    try:
        with _ended_by_a_signal(), _few_collections(), _progress_bar() as listen:
            summary = rebuild(
                asked.corpus,
                asked.index,
                Settings(),
                full=asked.full,
                workers=asked.workers,
                progress=both(record.listen, listen),
                engine=_engine(asked),
            )
    except IndexerError as error:
        record.failed(error)
        print(f"rebuild-index: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        record.stopped()
        print(f"rebuild-index: {_STOPPED}", file=sys.stderr)
        return 1
    except Exception as error:
        record.broke(error)
        raise
    record.done(summary)
    for note in summary.notes:
        print(f"rebuild-index: {note}", file=sys.stderr)
    say(json.dumps(summary_to_json(summary), ensure_ascii=True) if asked.json else _in_words(summary))
    return 0


def summary_to_json(summary: BuildSummary) -> dict[str, object]:
    """The summary as the contract of `rebuild-index --json` has it."""
    return {
        "build": summary.build,
        "added": summary.added,
        "changed": summary.changed,
        "removed": summary.removed,
        "unchanged": summary.unchanged,
        "skipped": [{"document": skip.document, "reason": skip.reason} for skip in summary.skipped],
        "documents": summary.documents,
        "passages": summary.passages,
        "vector_index": summary.vector_index,
        "seconds": summary.seconds,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rebuild-index",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Makes the index match the corpus: reads what is new or changed, drops what was removed.",
    )
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), metavar="DIR", help="the reports")
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR", help="where the index is")
    parser.add_argument("--full", action="store_true", help="read and embed every file again")
    parser.add_argument("--workers", type=_count, metavar="N", help="files to read at once")
    parser.add_argument("--json", action="store_true", help="print one line of JSON at the end")
    parser.add_argument(
        "--engine",
        choices=[kind.value for kind in EngineKind],
        help="what ranks the passages from now on: files on this machine, or a Milvus server",
    )
    parser.add_argument("--uri", help="where the server is (http://...), or the file of Milvus Lite")
    return parser


def _engine(asked: argparse.Namespace) -> EngineSettings | None:
    if asked.engine is None:
        return None
    return EngineSettings(EngineKind(asked.engine), asked.uri or "")


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


@contextmanager
def _few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _ended_by_a_signal() -> Iterator[None]:
    """A request to end is what Ctrl-C is, whatever the program that started this one does with Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress_bar() -> Iterator[Listener]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield ignore
        return
    from tqdm import tqdm

    with tqdm(unit="file", leave=False, dynamic_ncols=True) as bar:

        def listen(step: Progress) -> None:
            bar.set_description_str(step.stage, refresh=False)
            bar.set_postfix_str(step.document[-40:], refresh=False)
            bar.total = step.total
            bar.update(step.done - bar.n)

        yield listen


def _in_words(summary: BuildSummary) -> str:
    counts = ("added", "changed", "removed", "unchanged")
    return "\n".join(
        [
            f"Build {summary.build} is current: {summary.documents} documents, {summary.passages} passages.",
            ", ".join(f"{getattr(summary, name)} {name}" for name in counts) + f", {len(summary.skipped)} skipped.",
            *(f"  skipped {skip.document}: {skip.reason}" for skip in summary.skipped),
            "Seconds: " + ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in summary.seconds.items()),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
