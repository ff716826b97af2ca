import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from misbehaving import act

from indexer.cage import Cage, CageLimits, Failure, Share, run_caged

FAST = CageLimits(seconds=3, memory_bytes=500_000_000)


def outcomes(items: list, *, workers: int = 2, limits: CageLimits = FAST) -> list:
    return [result for _, result in run_caged(act, items, workers=workers, limits=limits)]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    items = list(range(40))
    assert list(run_caged(act, items, workers=workers)) == [(item, item) for item in items]


def test_no_items_give_no_results() -> None:
    assert list(run_caged(act, [], workers=2)) == []


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("crash", "crash"),
        ("exit", "crash"),
        ("system exit", "crash"),
        ("eat memory", "needs more than 0.5 GB of memory"),
        ("refuse", "It is a scan."),
        ("break", "fault in this program"),
        ("recurse", "nested too deeply"),
        ("give what cannot be sent", "fault in this program"),
    ],
)
def test_an_item_that_misbehaves_costs_itself_alone(item: str, reason: str) -> None:
    before, failure, after = outcomes([1, item, 2], workers=1)
    assert (before, after) == (1, 2)
    assert isinstance(failure, Failure)
    assert reason in failure.reason


@pytest.mark.parametrize("item", ["hang", "spin"])
def test_an_item_that_takes_too_long_is_stopped(item: str) -> None:
    started = time.monotonic()
    before, failure, after = outcomes([1, item, 2], workers=1, limits=CageLimits(seconds=1))
    assert (before, after) == (1, 2)
    assert failure.reason.startswith("This file took longer than 1 seconds to read and was stopped.")
    assert time.monotonic() - started < 20


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not say what a process used")
def test_what_waits_for_a_busy_machine_is_given_longer_by_the_clock_than_what_uses_it() -> None:
    for item, expected in (("take a second", False), ("spin", True)):
        cage = Cage(act, CageLimits(seconds=30))
        try:
            started = time.monotonic()
            outcome = cage.run(item, Share(0.6))
            assert isinstance(outcome, Failure) is expected
            assert time.monotonic() - started < 15
        finally:
            cage.close()


def test_what_the_function_prints_goes_nowhere(capfd) -> None:
    assert outcomes(["print", 1]) == ["print", 1]
    assert capfd.readouterr().out == ""


def test_a_failure_notes_the_place_but_never_the_message() -> None:
    [failure] = outcomes(["break"])
    assert failure.detail.startswith("ValueError at misbehaving.py:")
    assert "no log" not in failure.detail


@pytest.fixture
def memory_would_be_written() -> Iterator[None]:
    """As where a crash leaves its memory on the disk, as far as the system lets these tests have it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


@pytest.mark.usefixtures("memory_would_be_written")
def test_a_child_writes_no_file_and_no_memory_and_would_end_itself_if_nobody_did() -> None:
    limits, processor = outcomes(["limits", "processor"], workers=1)
    assert limits == [0, 0]
    assert FAST.seconds < processor < FAST.seconds + 5


LEFT_ALONE = """
import time
from indexer import caged_child
caged_child._GRACE_SECONDS = 0.3
caged_child._answer(caged_child.Task(time.sleep, 0.2, 1 << 30, 0), 60)
"""


def test_a_child_that_sleeps_past_its_time_ends_itself_where_nobody_does(project: Path) -> None:
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", LEFT_ALONE], cwd=project, capture_output=True, text=True, timeout=50, check=False
    )
    assert ended.returncode == 1
    assert "Timeout" in ended.stderr
    assert time.monotonic() - started < 30


def test_a_child_serves_many_items_and_is_then_replaced() -> None:
    processes = outcomes(["process"] * 6, workers=1, limits=CageLimits(items_per_child=3))
    assert len(set(processes)) == 2
    assert processes[0] == processes[2] != processes[3] == processes[5]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each child is a program of its own")
def test_a_fresh_child_after_one_that_was_stopped_costs_next_to_nothing() -> None:
    """Else every file that was made to hang would cost a start of the readers, which takes longer than a report."""
    times_before = os.times()
    started = time.monotonic()
    results = outcomes(["exit", "process"] * 20, workers=1)
    times_after = os.times()
    processes = [result for result in results if not isinstance(result, Failure)]
    assert len(set(processes)) == 20
    assert times_after.user + times_after.children_user - times_before.user - times_before.children_user < 3
    assert time.monotonic() - started < 20


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each child is a program of its own")
def test_where_children_come_from_is_replaced_when_it_was_killed() -> None:
    cage = Cage(act, FAST)
    try:
        first = cage.run("process")
        os.kill(parent_of(first), signal.SIGKILL)
        os.kill(first, signal.SIGKILL)
        assert cage.run(7) == 7
        assert cage.run("process") != first
    finally:
        cage.close()


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize(
    ("item", "stopped_after"),
    [("await a page", 0.3), ("await a heavy page", 0.1), ("give a page, then work", None)],
)
def test_who_gives_a_first_page_soon_has_more_time_than_who_gives_none(item: str, stopped_after: float | None) -> None:
    cage = Cage(act, CageLimits(seconds=30))
    try:
        outcome = cage.run(item, Share(20.0, first_page_seconds=0.3, heavy_page_seconds=0.1))
        assert (outcome.stopped_after if isinstance(outcome, Failure) else None) == stopped_after
    finally:
        cage.close()


def test_closing_early_leaves_no_child_behind() -> None:
    results = run_caged(act, ["process", "hang", "hang"], workers=2)
    _, process = next(results)
    started = time.monotonic()
    results.close()
    assert time.monotonic() - started < 10
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_function_that_a_child_cannot_import_is_a_fault_of_the_program(capfd) -> None:
    def local(item: int) -> int:
        return item

    with pytest.raises(Exception, match="local"):
        list(run_caged(local, [1], workers=1))
    capfd.readouterr()


PROGRAM = (
    f"import sys; sys.path[:0] = {[str(Path(__file__).parent), str(Path.cwd())]!r}\n"
    "from contextlib import closing\nfrom misbehaving import act\nfrom indexer.cage import run_caged\n"
    "with closing(run_caged(act, ['process', 'hang'], workers=1)) as results:\n"
    "    for item, result in results: print(result, flush=True)\n"
)


def is_at_work(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child whose parent was killed ends at its time limit")
def test_where_the_parent_is_killed_its_children_end_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 20
    while is_at_work(child):
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupt_ends_parent_and_children() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGINT)
        assert parent.wait(timeout=20) != 0
        assert b"KeyboardInterrupt" in parent.stderr.read()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
