"""The load of a hundred people on a collection of one's own, while two builds of it are swapped under them.

    python scripts/load_collection.py --index A --index B --corpus DIR --questions-of gold.jsonl --port 8599

The builds are copied, and only their pointer is swapped, so that nothing is built beside the visitors. Each asks the
questions of the files, in an order of its own. A page counts as wrong if it lacks what one of the two builds quotes
first for its question, asked by itself before; where none quotes anything, if it shows an error.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from indexer.storage_manifest import BUILDS, CURRENT, Pointer, read_pointer, write_pointer  # noqa: E402 - started as a file, it has to say where it stands
from retriever.searcher import Searcher  # noqa: E402
from scripts.load import Load, lines, served  # noqa: E402


class Collected(Load):
    """Visitors who ask what is in the files, of builds whose first quotations are known."""

    def __init__(
        self, process: int, port: int, index: Path, builds: Sequence[Path], sessions: int, quoted: dict[str, set[str]]
    ) -> None:
        super().__init__(process, port, index, builds, sessions)
        self._quoted = quoted
        self._questions = sorted(quoted)

    def theme(self, number: int) -> str:
        return self._questions[number % len(self._questions)]

    def question(self, theme: str) -> str:
        return theme

    def faults(self, text: str, theme: str) -> list[str]:
        shown = _letters(text)
        wanted = self._quoted[theme]
        return [] if not wanted or any(quotation in shown for quotation in wanted) else ["its answer is not there"]

    async def swap_to(self, corpus: Path) -> bool:
        write_pointer(self.index, CURRENT, current(corpus))
        return True


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def questions_of(files: Sequence[Path]) -> list[str]:
    return [json.loads(line)["question"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def first_quotations(indexes: Sequence[Path], questions: Sequence[str]) -> dict[str, set[str]]:
    """What each build quotes first for each question, letters alone; nothing where it abstains."""
    quoted: dict[str, set[str]] = {question: set() for question in questions}
    for index in indexes:
        searcher = Searcher.open(index)
        for question in questions:
            quoted[question] |= {_letters(one.text) for one in searcher.ask(question).quotations[:1]}
    return quoted


def current(index: Path) -> Pointer:
    pointer = read_pointer(index, CURRENT)
    if pointer is None:
        raise SystemExit(f"{index} holds no index.")
    return pointer


def both_in(folder: Path, indexes: Sequence[Path]) -> Path:
    """An index with the current builds of all these, of which the first answers."""
    both = folder / "index"
    for index in indexes:
        pointer = current(index)
        shutil.copytree(index / BUILDS / pointer.folder, both / BUILDS / pointer.folder, dirs_exist_ok=True)
    write_pointer(both, CURRENT, current(indexes[0]))
    return both


def main() -> None:
    parser = argparse.ArgumentParser(description="Let many people ask a collection of one's own at once.")
    parser.add_argument("--index", type=Path, action="append", required=True, help="a built index; give two")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--questions-of", type=Path, action="append", required=True, help="a file of gold questions")
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--questions", type=int, default=5, help="of each session, one after another")
    parser.add_argument("--think", type=float, default=20, help="seconds between two questions of a session")
    parser.add_argument("--port", type=int, default=8599)
    given = parser.parse_args()
    quoted = first_quotations(given.index, questions_of(given.questions_of))
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        index = both_in(Path(folder), given.index)

        def watched(process: int) -> Load:
            return Collected(process, given.port, index, given.index, given.sessions, quoted)

        log = Path(folder) / "server.log"
        outcome = served(watched, index, given.corpus, given.port, log, questions=given.questions, think_s=given.think)
    print("\n".join(lines(outcome)))
    raise SystemExit(1 if outcome.errors else 0)


if __name__ == "__main__":
    main()
