"""A rebuild written down as it goes, for whoever looks."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from indexer.errors import IndexLockedError
from indexer.lock import single_writer
from indexer.progress import READ, WAITING, Progress
from indexer.runs import RUN_NAME, FileRead, Outcome, RunRecorder, RunState, read_run
from indexer.snapshot import current_build


@pytest.fixture
def recorder(index):
    index.mkdir()
    return RunRecorder(index, "app")


def test_a_run_names_every_file_it_has_to_read_and_what_became_of_it(build, corpus, index):
    (corpus / "page.pdf").write_text("<html><body>Report not found</body></html>", encoding="utf-8")
    recorder = RunRecorder(index)
    recorder.done(build(progress=recorder.listen))
    run = read_run(index)
    assert (run.state, run.build) == (RunState.DONE, current_build(index))
    assert (run.counts.added, run.counts.skipped) == (3, 1)
    assert [file.outcome for file in run.files] == [Outcome.INDEXED, Outcome.INDEXED, Outcome.INDEXED, Outcome.SKIPPED]
    assert "web page" in run.files[3].reason


def test_no_word_of_a_report_is_written_down(build, corpus, index):
    (corpus / "secret.txt").write_text("A draft\n\nThe word quetzalcoatl stands here.\n", encoding="utf-8")
    seen = []
    recorder = RunRecorder(index)

    def listen(step):
        recorder.listen(step)
        seen.append((index / RUN_NAME).read_bytes() if (index / RUN_NAME).exists() else b"")

    recorder.done(build(progress=listen))
    recorder.broke(ValueError("quetzalcoatl"))
    seen.append((index / RUN_NAME).read_bytes())
    assert any(b"secret.txt" in data for data in seen)
    assert not [data for data in seen if b"quetzalcoatl" in data]


def test_a_file_waits_until_it_was_read(recorder, index):
    for step in (Progress(WAITING, 0, 2, "a"), Progress(WAITING, 1, 2, "b"), Progress(READ, 1, 2, "a", "Too large.")):
        recorder.listen(step)
    with single_writer(index):
        run = read_run(index)
    assert run.files == (FileRead("a", Outcome.SKIPPED, "Too large."), FileRead("b", Outcome.WAITING))
    assert (run.state, run.stage, run.started_by) == (RunState.RUNNING, READ, "app")


def test_a_run_whose_process_was_killed_is_broken_off(recorder, index):
    recorder.listen(Progress(READ, 0, 2, "a"))
    fields = json.loads((index / RUN_NAME).read_text())
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (index / RUN_NAME).write_text(json.dumps({**fields, "process": gone.pid}))
    assert read_run(index).state is RunState.BROKEN_OFF
    with single_writer(index):
        assert read_run(index).state is RunState.RUNNING


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"format": 2}', b'{"format": 1}', b"\xff"])
def test_what_is_no_run_is_none(index, data):
    index.mkdir()
    (index / RUN_NAME).write_bytes(data)
    assert read_run(index) is None


def test_a_run_that_found_another_at_work_leaves_its_record_alone(recorder, index):
    recorder.listen(Progress(READ, 0, 2, "a"))
    before = (index / RUN_NAME).read_bytes()
    RunRecorder(index).failed(IndexLockedError("another"))
    assert (index / RUN_NAME).read_bytes() == before


def test_the_record_is_private_and_leaves_nothing_beside_it(recorder, index):
    recorder.listen(Progress(READ, 0, 2, "a"))
    assert [path.name for path in index.iterdir()] == [RUN_NAME]
    assert (index / RUN_NAME).stat().st_mode & 0o077 == 0


@pytest.fixture
def command(project, corpus, index):
    """Start rebuild-index as the app does."""

    def start():
        line = [sys.executable, "-m", "indexer", "--corpus", str(corpus), "--index", str(index)]
        environment = {**os.environ, "PYTHONPATH": str(project), "INSPECTION_STARTED_BY": "app"}
        return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


@pytest.mark.slow
def test_a_request_to_end_stops_the_command_cleanly_and_the_next_run_goes_on(command, corpus, index):
    for number in range(60):
        (corpus / f"more {number}.txt").write_text(f"Letter {number}\n\nText number {number}.\n", encoding="utf-8")
    process = command()
    wait_for(lambda: (run := read_run(index)) and run.stage == READ)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert errors.startswith("rebuild-index: Stopped.")
    run = read_run(index)
    assert (run.state, run.started_by, run.process) == (RunState.STOPPED, "app", process.pid)
    assert current_build(index) is None
    finished = sum(file.outcome is Outcome.INDEXED for file in run.files)
    again = command()
    assert again.communicate(timeout=300)
    assert again.returncode == 0
    assert len(read_run(index).files) <= 63 - finished + 1
    assert read_run(index).state is RunState.DONE


def test_a_failure_is_written_down_in_its_own_words(command, corpus, index):
    corpus.rename(corpus.with_name("elsewhere"))
    index.mkdir()
    command().communicate(timeout=120)
    run = read_run(index)
    assert run.state is RunState.FAILED
    assert "cannot be read" in run.message


def wait_for(condition, *, timeout_s=120.0):
    until = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)
