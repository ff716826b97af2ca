import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from misbehaving import act

from indexer.cage import Cage, CageLimits, Failure, run_caged

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
            outcome = cage.run(item, 0.6)
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


def test_a_child_serves_many_items_and_is_then_replaced() -> None:
    processes = outcomes(["process"] * 6, workers=1, limits=CageLimits(items_per_child=3))
    assert len(set(processes)) == 2
    assert processes[0] == processes[2] != processes[3] == processes[5]


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


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupt_ends_parent_and_children() -> None:
    program = (
        f"import sys; sys.path[:0] = {[str(Path(__file__).parent), str(Path.cwd())]!r}\n"
        "from contextlib import closing\nfrom misbehaving import act\nfrom indexer.cage import run_caged\n"
        "with closing(run_caged(act, ['process', 'hang'], workers=1)) as results:\n"
        "    for item, result in results: print(result, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGINT)
        assert parent.wait(timeout=20) != 0
        assert b"KeyboardInterrupt" in parent.stderr.read()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
