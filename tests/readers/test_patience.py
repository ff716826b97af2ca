"""Files that were made to be slow are put off, and all together then cost what was set aside for them."""

import time

import pytest
from misbehaving import act

from indexer import patience
from indexer.cage import CageLimits, Failure
from indexer.patience import NO_TIME_LEFT, run_briskly, run_patiently

LIMITS = CageLimits(seconds=60)


@pytest.fixture(autouse=True)
def _little_time(monkeypatch):
    monkeypatch.setattr(patience, "_FIRST_TRY", ((2.0, 0.2), (float("inf"), 0.1)))
    monkeypatch.setattr(patience, "_AFTERWARDS", ((2.0, 1.5), (2.0, float("inf"))))
    monkeypatch.setattr(patience, "_ONCE_MORE", ((1.0, float("inf")),))


def reasons(found):
    return [result.reason if isinstance(result, Failure) else "" for _, result in found]


def test_a_slow_file_is_put_off_and_read_afterwards() -> None:
    found = list(run_briskly(act, [1, "take a second", 2, 3], workers=1, limits=LIMITS))
    assert reasons(found) == ["", NO_TIME_LEFT, "", ""]
    assert list(run_patiently(act, ["take a second"], workers=1, limits=LIMITS)) == [("take a second",) * 2]


def test_many_files_that_never_end_cost_a_first_try_little_and_no_good_file() -> None:
    items = [*["hang"] * 15, 1, *["spin"] * 15, 2]
    started = time.monotonic()
    found = list(run_briskly(act, items, workers=2, limits=CageLimits(seconds=2)))
    assert [item for item, _ in found] == items
    assert reasons(found).count(NO_TIME_LEFT) == 30
    assert time.monotonic() - started < 30  # most of this is starting processes


SIZES = {"hang": 0, "take a second": 5}


def test_once_time_was_lost_a_small_file_gets_less_than_a_large_one(monkeypatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_TRY", ((float("inf"), 2.5),))
    monkeypatch.setattr(patience, "_BY_SIZE", (0.1, 0.4))
    lost = patience._FirstTry(most=60.0)
    assert lost.share(0).seconds == 2.5
    lost.took(1.0, stopped=True)
    assert [lost.share(size).seconds for size in (0, 5, 100)] == [0.1, 2.1, 2.5]
    found = list(run_briskly(act, ["hang", "take a second", "hang"], workers=1, limits=LIMITS, weight=SIZES.get))
    assert reasons(found) == [NO_TIME_LEFT, "", NO_TIME_LEFT]


def test_once_time_was_lost_who_gives_no_first_page_is_put_off_at_once_and_who_gives_one_is_read(monkeypatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_TRY", ((float("inf"), 20.0),))
    monkeypatch.setattr(patience, "_BY_SIZE", (20.0, 0.0))
    monkeypatch.setattr(patience, "_FIRST_PAGE", ((0.1, (0.5, 0.5)), (float("inf"), (0.1, 0.01))))
    started = time.monotonic()
    items = ["await a page", *["await a page", "give a page, then work"] * 3]
    found = list(run_briskly(act, items, workers=1, limits=LIMITS))
    assert reasons(found) == [NO_TIME_LEFT, *[NO_TIME_LEFT, ""] * 3]
    assert time.monotonic() - started < 20


def test_of_what_was_put_off_the_heaviest_is_tried_first_and_all_cost_what_was_set_aside() -> None:
    """A report is slow because it is long; what was made to be slow is short."""
    items = ["hang", "hang", "take a second", *["hang"] * 20]
    started = time.monotonic()
    found = list(run_patiently(act, items, workers=1, limits=CageLimits(seconds=2), weight=len))
    assert found[0] == ("take a second", "take a second")
    assert len(found) == len(items)
    assert any("longer than 2 seconds" in reason for reason in reasons(found))
    assert reasons(found).count(NO_TIME_LEFT) >= 18
    assert time.monotonic() - started < 30


def test_what_was_tried_before_comes_last_and_costs_little() -> None:
    items = [*["hang"] * 300, "take a second"]
    started = time.monotonic()
    limits = CageLimits(seconds=2)
    found = list(run_patiently(act, items, workers=1, limits=limits, is_tried=lambda item: item == "hang"))
    assert found[0] == ("take a second", "take a second")
    assert reasons(found)[1:].count(NO_TIME_LEFT) == 299
    assert time.monotonic() - started < 15


def test_a_limit_that_is_shorter_than_the_first_try_is_final() -> None:
    [(_, result)] = run_briskly(act, ["hang"], workers=1, limits=CageLimits(seconds=0.1))
    assert isinstance(result, Failure)
    assert result.reason.startswith("This file took longer than 0.1 seconds")


@pytest.mark.parametrize("item", ["crash", "refuse", "eat memory", "break"])
def test_what_fails_for_another_reason_is_not_tried_again(item: str) -> None:
    [(_, result)] = run_briskly(act, [item], workers=1, limits=CageLimits(seconds=5, memory_bytes=500_000_000))
    assert isinstance(result, Failure)
    assert result.stopped_after is None
    assert result.reason != NO_TIME_LEFT
