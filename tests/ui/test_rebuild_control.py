"""The rebuild that the app starts: a process of its own, one at a time, whose end is said in words."""

import time

import pytest

from indexer.runs import RunState
from ui.places import Places
from ui.rebuild_control import Phase, RebuildControl


@pytest.fixture
def places(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "letter.txt").write_text("Letter to Ambleford\n\nFoster carers are heard.\n")
    return Places(tmp_path / "index", tmp_path / "corpus")


def wait_for(condition, *, timeout_s=120.0):
    until = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_ends_a_rebuild_before_it_could_write_anything_down_is_said_in_its_own_words(places):
    places.corpus.rename(places.corpus.with_name("elsewhere"))
    control = RebuildControl(places)
    assert control.view().phase is Phase.NONE
    control.start()
    assert control.view().is_active
    wait_for(lambda: control.view().failure.startswith("The corpus folder"))
    assert control.view().phase is Phase.ENDED
    assert not places.index.exists()


@pytest.mark.slow
def test_one_rebuild_at_a_time_and_another_control_sees_it_and_may_stop_it(places):
    control, after_a_restart = RebuildControl(places), RebuildControl(places)
    control.start()
    wait_for(lambda: control.view().phase is Phase.RUNNING)
    process = control.view().run.process
    after_a_restart.start()
    view = after_a_restart.view()
    assert (view.run.process, view.can_cancel) == (process, True)
    after_a_restart.cancel()
    wait_for(lambda: not control.view().is_active)
    assert control.view().run.state in (RunState.STOPPED, RunState.DONE)
    assert control.view().run.process == process
