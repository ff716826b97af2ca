"""What a question costs one who asks, and many."""

import json
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from retriever.answer import Filters
from retriever.searcher import Searcher

ROUNDS = 3
ASKERS = (1, 10, 50, 100)

_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of a question: half are at most p50, 95 in a hundred at most p95; medians by stage."""

    p50: float
    p95: float
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many who ask one question after the other: questions a second in all, and what one waits."""

    askers: int
    per_second: float
    p50: float
    p95: float


def read_questions(file: Path) -> list[str]:
    """Of JSON lines the question of each."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


def of_all_reports(searcher: Searcher) -> Filters:
    """What makes a question one to all reports, whichever authorities it names."""
    return Filters(disregard=tuple({name for card in searcher.snapshot.documents for name in card.authorities}))


def ask_alone(searcher: Searcher, questions: Sequence[str], filters: Filters = _NO_FILTERS) -> Asked:
    """Each question several times, its median counted; the first round, which fills what is kept, is left out."""
    for question in questions:
        searcher.ask(question, filters)
    taken = [[searcher.ask(question, filters).timings_ms for _ in range(ROUNDS)] for question in questions]
    totals = [median(one["total"] for one in rounds) for rounds in taken]
    stages = [name for name in taken[0][0] if name != "total"]
    p50, p95 = np.quantile(totals, (0.5, 0.95)).tolist()
    return Asked(
        p50,
        p95,
        {name: median(median(one[name] for one in rounds) for rounds in taken) for name in stages},
    )


def ask_together(searcher: Searcher, questions: Sequence[str], *, askers: int, seconds: float) -> Crowd:
    """All ask at the same time, for so long."""
    waited: list[float] = []
    begin = threading.Barrier(askers + 1)
    end = [0.0]

    def ask(number: int) -> None:
        begin.wait()
        place = number
        while time.perf_counter() < end[0]:
            started = time.perf_counter()
            searcher.ask(questions[place % len(questions)])
            waited.append((time.perf_counter() - started) * 1000)
            place += 7

    with ThreadPoolExecutor(askers) as crowd:
        running = [crowd.submit(ask, number) for number in range(askers)]
        started = time.perf_counter()
        end[0] = started + seconds
        begin.wait()
        for one in running:
            one.result()
        taken = time.perf_counter() - started
    return Crowd(askers, len(waited) / taken, *np.quantile(waited, (0.5, 0.95)).tolist())
