"""Many people at once, and for long: real sessions ask while the corpus is swapped under them.

    python scripts/load.py --sessions 100 --questions 5 --think 20  everybody at once, from a cold start
    python scripts/load.py --sessions 8 --minutes 20                a soak: slopes of memory, threads, descriptors

Two small invented corpora say the same things in other words; `rebuild-index` makes the one and the other current
in turn. Each session asks about a theme of its own and counts as wrong if it is shown another's question, no
answer, or words of both corpora. Between two questions it thinks for so long as --think says, by half more or less,
while its page looks for newer builds as an open page does; without --think it asks on at once, as nobody does.
Everything runs on this machine and is stopped by itself.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Final

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.sessions import Shown, Visitor, visiting  # noqa: E402 - started as a file, it has to say where it stands

THEMES: Final = 100
A_DOCUMENT: Final = 10
SYLLABLES: Final = "bar den fel gor hal kin lum mer nov pel".split()
SEASONS: Final = ("in early spring", "in late autumn")
START_LIMIT_S: Final = 120.0
SWAPS_WANTED: Final = 2
PAUSE_S: Final = 20.0
"""Between two rebuilds beside people who think."""

SWAPS_LIMIT_S: Final = 240.0
LATER_PARTS: Final = {"the whole": 1.0, "later three quarters": 0.75, "second half": 0.5}
FORGOTTEN_AFTER_S: Final = 135.0
"""Streamlit keeps a session, with three descriptors, for two minutes after its visitor left."""


@dataclass(frozen=True, slots=True)
class Use:
    """What the server holds at one moment. `seconds` are since its start."""

    seconds: float
    memory_mb: float
    threads: int
    descriptors: int
    builds: int


@dataclass(slots=True)
class Outcome:
    """What came of it.

    `first_seconds` are those of each session's first answer, from a cold start where all come at once; `seconds` those
    of the others; `taken_up_seconds` those of pages that took up a newer build by themselves, and `looks` how often
    one looked for it. `slopes` are by the hour; `afterwards` is what the server holds once all have left and are
    forgotten; `processor_s` what it used of one core.
    """

    sessions: int
    answers: int = 0
    errors: list[str] = field(default_factory=list)
    waited: int = 0
    swaps: int = 0
    corpora_seen: int = 0
    opened: int = 0
    first_seconds: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    taken_up_seconds: list[float] = field(default_factory=list)
    looks: int = 0
    wall_s: float = 0.0
    processor_s: float = 0.0
    uses: list[Use] = field(default_factory=list)
    afterwards: Use | None = None
    peak_mb: float = 0.0
    load_average: float = 0.0

    @staticmethod
    def spread(seconds: Sequence[float]) -> str:
        """Median, 95th percentile and longest, in words."""
        if not seconds:
            return "none"
        median, p95, longest = np.percentile(seconds, [50, 95, 100])
        return f"median {median:.2f}, p95 {p95:.2f}, longest {longest:.2f}"

    def slopes(self, *, later: float = 0.75) -> dict[str, float]:
        """By the hour, over the later part of the time."""
        settled = self.uses[round(len(self.uses) * (1 - later)) :]
        hours = np.array([use.seconds for use in settled]) / 3600
        names = ("memory_mb", "threads", "descriptors", "builds")
        return {name: float(np.polyfit(hours, [getattr(use, name) for use in settled], 1)[0]) for name in names}


def themes() -> list[str]:
    """Words that no report has, one a session."""
    return [f"{first}{second}ow" for first in SYLLABLES for second in SYLLABLES]


def question(theme: str) -> str:
    return f"What did inspectors say about the {theme} rota?"


def write_corpora(folder: Path) -> list[Path]:
    """The same reports twice, in other words: a passage of the one is never a passage of the other."""
    corpora = []
    for season in SEASONS:
        corpus = folder / season.replace(" ", "-")
        corpus.mkdir(parents=True)
        words = themes()
        for number in range(0, THEMES, A_DOCUMENT):
            paragraphs = (
                f"{index}. Inspectors found that the {word} rota was kept by the duty manager {season} and that the "
                f"{word} rota was read by all staff.\n"
                for index, word in enumerate(words[number : number + A_DOCUMENT], 1)
            )
            (corpus / f"report {number // A_DOCUMENT}.md").write_text(
                f"# Inspection of services in Ambleford, part {number // A_DOCUMENT}\n\n" + "\n".join(paragraphs),
                encoding="utf-8",
            )
        corpora.append(corpus)
    return corpora


def rebuild_command(corpus: Path, index: Path) -> list[str]:
    return [sys.executable, "-m", "indexer", "--corpus", str(corpus), "--index", str(index)]


@contextmanager
def serving(index: Path, corpus: Path, port: int, log: Path) -> Iterator[int]:
    """The app as a user starts it; gives its process. It is not warm: nobody has been there yet."""
    command = [sys.executable, "-m", "ui", "--index", str(index), "--corpus", str(corpus), "--port", str(port)]
    with log.open("wb") as written, subprocess.Popen(command, cwd=ROOT, stdout=written, stderr=written) as server:
        try:
            yield server.pid
        finally:
            server.terminate()


async def wait_for(port: int) -> None:
    """Until the port is open; the index need not be."""
    async with asyncio.timeout(START_LIMIT_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


class Load:
    """One run: the server that is watched, and what its visitors found."""

    def __init__(self, process: int, port: int, index: Path, corpora: Sequence[Path], sessions: int) -> None:
        self._process = Path(f"/proc/{process}")
        self._port = port
        self.index = index
        self._corpora = corpora
        self._started = time.monotonic()
        self.seen: set[str] = set()  # what tells which of the corpora answered
        self._go_on_until = 0.0
        self.outcome = Outcome(sessions)

    async def everybody(self, *, questions: int, think_s: float = 0) -> None:
        """All sessions at once, each with so many questions one after another, more until the corpus was swapped."""
        self._go_on_until = time.monotonic() + SWAPS_LIMIT_S
        swapping = asyncio.create_task(self._swap(pause_s=PAUSE_S if think_s else 0))
        sampling = asyncio.create_task(self._sample(every_s=1))
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(self.outcome.sessions):
                    group.create_task(self._session(number, questions, think_s))
        finally:
            await _stopped(swapping, sampling)

    async def soak(self, *, minutes: float) -> None:
        """So many people coming, asking a few questions and leaving, until the time is over."""
        end = time.monotonic() + minutes * 60
        swapping = asyncio.create_task(self._swap(pause_s=45))
        sampling = asyncio.create_task(self._sample(every_s=5))

        async def come_and_go(number: int) -> None:
            pace = random.Random(number)
            for visit in range(number, sys.maxsize, self.outcome.sessions):
                if time.monotonic() > end:
                    return
                await self._session(visit, questions=3, think_s=pace.uniform(0.5, 3))

        try:
            async with asyncio.TaskGroup() as group:
                for number in range(self.outcome.sessions):
                    group.create_task(come_and_go(number))
        finally:
            await _stopped(swapping, sampling)
        await asyncio.sleep(FORGOTTEN_AFTER_S)
        await self._session(0, questions=1)
        self.outcome.afterwards = self.sample()

    def theme(self, number: int) -> str:
        """What a session asks about in a turn; 0 and on."""
        return themes()[number % THEMES]

    def question(self, theme: str) -> str:
        return question(theme)

    async def _session(self, number: int, questions: int, think_s: float = 0) -> None:
        pace = random.Random(number)
        try:
            async with visiting(self._port) as visitor:
                for turn in count():
                    if turn >= questions and not self._goes_on():
                        return
                    theme = self.theme(number + 7 * turn)
                    await self._ask(visitor, theme, first=turn == 0)
                    for look in await visitor.stay(think_s * pace.uniform(0.5, 1.5)):
                        self._looked(look, theme)
        except Exception as error:  # noqa: BLE001 - the edge of a visitor: whatever happens to one is counted
            self.outcome.errors.append(f"session {number}: {type(error).__name__} {error}")

    def _goes_on(self) -> bool:
        return self.outcome.swaps < SWAPS_WANTED and time.monotonic() < self._go_on_until

    async def _ask(self, visitor: Visitor, theme: str, *, first: bool) -> None:
        shown = await visitor.open(q=self.question(theme))
        self.outcome.answers += 1
        (self.outcome.first_seconds if first else self.outcome.seconds).append(shown.seconds)
        self.outcome.waited += "Busy:" in shown.text
        self.outcome.errors += [f"{theme}: {fault}" for fault in self._all_faults(shown, theme)]

    def _looked(self, look: Shown, theme: str) -> None:
        """A page that was left open looked for a newer build, and where there was one, showed its answer from that."""
        self.outcome.looks += 1
        if look.whole:
            self.outcome.taken_up_seconds.append(look.seconds)
            self.outcome.errors += [f"{theme}: {fault}, of a newer build" for fault in self._all_faults(look, theme)]

    def _all_faults(self, shown: Shown, theme: str) -> list[str]:
        error = ["the page shows an error"] if "Something went wrong" in shown.text else []
        return [*shown.faults, *error, *self.faults(shown.text, theme)]

    def faults(self, text: str, theme: str) -> list[str]:
        """What is wrong with a page as an answer to the question about this theme."""
        seasons = {season for season in SEASONS if season in text}
        self.seen |= seasons
        faults = []
        if f"the {theme} rota was kept" not in text:
            faults.append("its answer is not there")
        if len(seasons) != 1:
            faults.append(f"words of {len(seasons)} corpora")
        others = [other for other in themes() if other != theme and question(other) in text]
        if others:
            faults.append(f"another question is shown: {others}")
        return faults

    async def swap_to(self, corpus: Path) -> bool:
        """Make another corpus answer; whether that was done. What a rebuild says that fails is counted as an error."""
        rebuild = await asyncio.create_subprocess_exec(
            *rebuild_command(corpus, self.index), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _, said = await rebuild.communicate()
            if rebuild.returncode:
                self.outcome.errors.append(f"a rebuild ended with {rebuild.returncode}: {said.decode()[-500:]}")
            return rebuild.returncode == 0
        except asyncio.CancelledError:
            rebuild.kill()
            await rebuild.wait()
            raise

    async def _swap(self, *, pause_s: float) -> None:
        for corpus in cycle([*self._corpora[1:], self._corpora[0]]):
            await asyncio.sleep(pause_s)
            self.outcome.swaps += await self.swap_to(corpus)

    async def _sample(self, *, every_s: float) -> None:
        while True:
            self.sample()
            await asyncio.sleep(every_s)

    def sample(self) -> Use:
        status = dict(line.split(":", 1) for line in (self._process / "status").read_text().splitlines())
        use = Use(
            seconds=round(time.monotonic() - self._started, 1),
            memory_mb=int(status["VmRSS"].split()[0]) / 1024,
            threads=int(status["Threads"]),
            descriptors=len(os.listdir(self._process / "fd")),  # noqa: PTH208 - counted, not walked
            builds=sum(1 for _ in (self.index / "builds").iterdir()),
        )
        self.outcome.uses.append(use)
        self.outcome.peak_mb = int(status["VmHWM"].split()[0]) / 1024
        self.outcome.corpora_seen = len(self.seen)
        self.outcome.load_average = os.getloadavg()[0]
        self.outcome.wall_s = use.seconds
        times = (self._process / "stat").read_text().rpartition(")")[2].split()
        self.outcome.processor_s = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
        return use


async def _stopped(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def run(
    folder: Path, *, port: int, sessions: int, questions: int = 0, think_s: float = 0, minutes: float = 0
) -> Outcome:
    """Make the corpora and the index, start the app and let everybody in. Give either questions or minutes."""
    corpora = write_corpora(folder)
    index = folder / "index"
    subprocess.run(rebuild_command(corpora[0], index), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    log = folder / "server.log"

    def watched(process: int) -> Load:
        return Load(process, port, index, corpora, sessions)

    return served(watched, index, corpora[0], port, log, questions=questions, think_s=think_s, minutes=minutes)


def served(
    watched: Callable[[int], Load],
    index: Path,
    corpus: Path,
    port: int,
    log: Path,
    *,
    questions: int = 0,
    think_s: float = 0,
    minutes: float = 0,
) -> Outcome:
    """Start the app and let everybody in; `watched` makes the run once its process is known."""

    async def load(process: int) -> Outcome:
        await wait_for(port)
        running = watched(process)
        running.sample()
        if minutes:
            await running.soak(minutes=minutes)
        else:
            await running.everybody(questions=questions, think_s=think_s)
        running.sample()
        return running.outcome

    with serving(index, corpus, port, log) as process:
        outcome = asyncio.run(load(process))
    written = log.read_text(encoding="utf-8")
    outcome.opened = written.count("Index opened")
    if "Traceback" in written or "code " in written:
        outcome.errors.append(f"the server's log holds an error: {log}")
    return outcome


def lines(outcome: Outcome) -> Iterator[str]:
    """The figures in words."""
    first, last = outcome.uses[0], outcome.uses[-1]
    yield f"sessions {outcome.sessions}, answers {outcome.answers}, errors {len(outcome.errors)}"
    both = f", both answered: {outcome.corpora_seen == len(SEASONS)}" if outcome.corpora_seen else ""
    yield f"swaps of the corpus {outcome.swaps}{both}"
    yield f"indexes and models opened {outcome.opened}; answers that had to wait their turn {outcome.waited}"
    yield f"seconds to a whole answer: {outcome.spread(outcome.seconds)}"
    yield f"seconds to a session's first: {outcome.spread(outcome.first_seconds)}"
    if outcome.looks:
        yield (
            f"open pages looked {outcome.looks} times for a newer build and took one up "
            f"{len(outcome.taken_up_seconds)} times, seconds: {outcome.spread(outcome.taken_up_seconds)}"
        )
    yield f"{outcome.wall_s:.0f} seconds in all, of which the server used {outcome.processor_s:.0f} of one core"
    yield f"memory {first.memory_mb:.0f} MB at first, {last.memory_mb:.0f} MB at last, {outcome.peak_mb:.0f} MB at most"
    threads, descriptors = (max(getattr(use, name) for use in outcome.uses) for name in ("threads", "descriptors"))
    yield f"threads {threads} and descriptors {descriptors} at most, builds kept {last.builds}"
    yield f"load average of the machine {outcome.load_average:.1f} on {os.cpu_count()} cores"
    if outcome.afterwards:
        late = outcome.afterwards
        yield (
            f"once all had left: memory {late.memory_mb:.0f} MB, threads {late.threads}, descriptors {late.descriptors}"
        )
    yield from (f"error: {error}" for error in outcome.errors[:20])


def main() -> None:
    parser = argparse.ArgumentParser(description="Let many people in at once, or a few for long.")
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--questions", type=int, default=10, help="of each session, one after another")
    parser.add_argument("--think", type=float, default=0, help="seconds between two questions of a session")
    parser.add_argument("--minutes", type=float, default=0, help="a soak of so long, in the place of --questions")
    parser.add_argument("--port", type=int, default=8599)
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        outcome = run(
            Path(folder),
            port=given.port,
            sessions=given.sessions,
            questions=given.questions,
            think_s=given.think,
            minutes=given.minutes,
        )
    print("\n".join(lines(outcome)))
    slopes = {part: outcome.slopes(later=later) for part, later in LATER_PARTS.items()}
    if given.minutes:
        for part, found in slopes.items():
            print(f"by the hour, {part}: " + ", ".join(f"{name} {slope:+.1f}" for name, slope in found.items()))
    if given.json:
        given.json.write_text(json.dumps(asdict(outcome) | {"slopes": slopes}, indent=2), encoding="utf-8")
    raise SystemExit(1 if outcome.errors else 0)


if __name__ == "__main__":
    main()
