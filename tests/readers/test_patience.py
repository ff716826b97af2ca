"""Files that were made to be slow come after the others, and all together cost what was set aside for them."""

import time

import pytest
from misbehaving import act

from indexer import patience
from indexer.cage import CageLimits, Failure
from indexer.patience import NO_TIME_LEFT, run_patiently

LIMITS = CageLimits(seconds=60)


@pytest.fixture(autouse=True)
def _little_time(monkeypatch):
    monkeypatch.setattr(patience, "_FIRST_TRY", ((2.0, 0.6), (float("inf"), 0.2)))
    monkeypatch.setattr(patience, "_PURSE_S", 3.0)
    monkeypatch.setattr(patience, "_AGAIN_S", 1.0)


def test_good_files_are_read_before_slow_ones_and_slow_ones_after_all() -> None:
    found = list(run_patiently(act, [1, "take a second", 2, 3], workers=1, limits=LIMITS))
    assert found == [(1, 1), (2, 2), (3, 3), ("take a second", "take a second")]


def test_many_files_that_never_end_cost_what_was_set_aside_for_them_and_no_good_file() -> None:
    items = [*["hang"] * 15, 1, *["spin"] * 15, 2]
    started = time.monotonic()
    found = list(run_patiently(act, items, workers=2, limits=CageLimits(seconds=2)))
    seconds = time.monotonic() - started
    assert [item for item, _ in found[:2]] == [1, 2]
    assert sorted(map(str, [item for item, _ in found])) == sorted(map(str, items))
    reasons = [result.reason for _, result in found[2:]]
    assert reasons.count(NO_TIME_LEFT) >= 25
    assert sum("longer than 2 seconds" in reason for reason in reasons) >= 1
    assert seconds < 45  # one after another they would take a minute on end, and most of this is starting processes


def test_of_what_proved_slow_the_heaviest_is_tried_first() -> None:
    """A report is slow because it is long; what was made to be slow is short."""
    items = ["hang", "hang", "take a second", "hang", "hang"]
    found = list(run_patiently(act, items, workers=1, limits=CageLimits(seconds=2), weight=len))
    assert found[0] == ("take a second", "take a second")


def test_what_is_known_to_be_slow_comes_last_and_costs_little() -> None:
    items = [1, "take a second", 2]
    started = time.monotonic()
    limits = CageLimits(seconds=2)
    found = list(run_patiently(act, items, workers=1, limits=limits, known_slow=["hang"] * 300))
    assert found[:3] == [(1, 1), (2, 2), ("take a second", "take a second")]
    reasons = [result.reason for _, result in found[3:]]
    assert len(reasons) == 300
    assert reasons.count(NO_TIME_LEFT) == 299
    assert time.monotonic() - started < 15


def test_a_limit_that_is_shorter_than_the_first_try_is_final() -> None:
    [(_, result)] = run_patiently(act, ["hang"], workers=1, limits=CageLimits(seconds=0.5))
    assert isinstance(result, Failure)
    assert result.reason.startswith("This file took longer than 0.5 seconds")


@pytest.mark.parametrize("item", ["crash", "refuse", "eat memory", "break"])
def test_what_fails_for_another_reason_is_not_tried_again(item: str) -> None:
    [(_, result)] = run_patiently(act, [item], workers=1, limits=CageLimits(seconds=5, memory_bytes=500_000_000))
    assert isinstance(result, Failure)
    assert result.stopped_after is None
    assert result.reason != NO_TIME_LEFT
