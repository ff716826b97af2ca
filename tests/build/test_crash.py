import errno
import os
import random
import signal
import time

import pytest

from indexer.errors import IndexerError
from indexer.snapshot import current_build, open_snapshot
from tests.conftest import LONG

OLD, NEW = "Police attend most of them.", "Police attend none of them."


def edit(corpus, text):
    file = corpus / "marlbrook" / "inspection - 4 june 2021.md"
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace(OLD, text).replace(NEW, text), encoding="utf-8")


def answer(index):
    """What the index says, read as the searcher reads it, every part checked against the others."""
    with open_snapshot(index) as snapshot:
        assert snapshot.warnings == ()
        texts = [passage.text for passage in snapshot.passages(range(snapshot.passage_count))]
        found = snapshot.lexical.search({}, phrases=[["police", "attend"]], limit=5)
        return snapshot.build, [texts[row] for row, _ in found]


@pytest.mark.hostile
@pytest.mark.slow
@pytest.mark.parametrize("part", range(6 if LONG else 1))
def test_a_rebuild_killed_at_any_moment_leaves_the_old_build_or_the_new_one(
    start_worker, build, corpus, index, times, figure, part
):
    build()
    old = answer(index)
    edit(corpus, NEW)
    began = time.monotonic()
    start_worker().communicate(timeout=120)
    whole = time.monotonic() - began
    new = answer(index)
    assert new != old
    chance, started, killed = random.Random(7 + part), 0, 0
    while killed < times(8, 50):
        edit(corpus, (OLD, NEW)[started % 2])
        process = start_worker()
        time.sleep(chance.uniform(0.05, 0.9) * whole)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        started += 1
        killed += process.returncode == -signal.SIGKILL
        whole *= 1.02 if process.returncode else 0.95  # a machine gets busier and less busy
        assert answer(index) in (old, new)
        assert started < times(80, 300)
    edit(corpus, OLD)
    build()
    assert answer(index) == old
    assert sorted(path.name for path in index.iterdir()) == ["CURRENT", "PREVIOUS", "builds", "lock"]
    figure("rebuilds killed", {"started": started, "killed": killed, "index whole, old or new after each": started})


@pytest.mark.parametrize("call", ["fsync", "replace", "rename", "write"])
def test_an_error_of_the_disk_at_any_step_leaves_the_old_build_and_one_sentence(
    build, corpus, index, monkeypatch, call
):
    build()
    old = answer(index)
    edit(corpus, NEW)
    errors = []
    while (error := error_of_a_rebuild_that_fails_at(call, len(errors) + 1, build, monkeypatch)) is not None:
        errors.append(error)
        assert answer(index)[1] in (old[1], [text.replace(OLD, NEW) for text in old[1]])
    assert len(errors) >= {"fsync": 15, "replace": 2, "rename": 1, "write": 12}[call]
    expected = f"The index in {index} could not be written: No space left on device"
    assert [error for error in errors if not error.startswith(expected)] == []
    assert [NEW in text for text in answer(index)[1]] == [True]
    assert build().unchanged == 3


def error_of_a_rebuild_that_fails_at(call, number, build, monkeypatch):
    """What the rebuild says when the number-th call of os.<call> finds the disk full; None when it makes fewer."""
    real, calls = getattr(os, call), 0

    def counted(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, counted)
        try:
            build()
        except IndexerError as error:
            return str(error)
    return None


@pytest.mark.slow
@pytest.mark.parametrize("call", ["fsync", "replace", "rename"])
def test_a_process_that_dies_at_any_step_leaves_the_old_build_or_the_new_one(start_worker, build, corpus, index, call):
    build()
    old = answer(index)
    edit(corpus, NEW)
    for number in range(1, 60, 1 if call != "fsync" else 4):
        process = start_worker("--fail", call, number)
        _, errors = process.communicate(timeout=120)
        found = answer(index)
        assert found == old or NEW in found[1][0]
        if process.returncode == 0:
            break
        assert process.returncode == 137, errors
    assert NEW in answer(index)[1][0]


def test_a_killed_rebuild_does_not_keep_the_lock(start_worker, build, index):
    process = start_worker("--fail", "fsync", 3)
    process.communicate(timeout=120)
    assert process.returncode == 137
    assert current_build(index) is None
    assert build().documents == 3


def test_what_a_killed_rebuild_had_finished_is_not_done_again(start_worker, build, index, encoder):
    start_worker("--fail", "rename", 1).communicate(timeout=120)
    assert (index / "work.sqlite").exists()
    assert build().documents == 3
    assert encoder.encoded == 0
    assert not (index / "work.sqlite").exists()


def test_two_rebuilds_at_once_make_one_build(start_worker, index):
    running = [start_worker(), start_worker()]
    results = [(*process.communicate(timeout=120), process.returncode) for process in running]
    assert 0 in {code for *_, code in results}
    for _, errors, code in results:
        assert code == 0 or "Another rebuild is writing the index" in errors
    assert answer(index)[1]


def test_a_work_file_that_is_damaged_is_started_anew(build, index):
    index.mkdir()
    (index / "work.sqlite").write_bytes(b"SQLite format 3\x00" + os.urandom(5000))
    assert build().documents == 3
