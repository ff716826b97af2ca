"""Questions of several people at once."""

import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.encoder.questions import QuestionStream, WaitingText, WaitingTexts

QUESTIONS = [f"How many care leavers had a personal adviser in {year}?" for year in range(2000, 2030)]


def text(length, number=0):
    return WaitingText(np.array([number]), length)


@given(st.lists(st.sampled_from([8, 16, 24, 80])), st.integers(1, 4))
def test_every_text_is_taken_once_with_others_of_its_length_alone(lengths, most):
    waiting = WaitingTexts()
    texts = [text(length, number) for number, length in enumerate(lengths)]
    waiting.add(texts)
    taken = []
    while batch := waiting.take(most):
        assert len(batch) <= most
        assert len({one.length for one in batch}) == 1
        taken += batch
    assert sorted(int(one.ids[0]) for one in taken) == list(range(len(texts)))


def test_the_length_that_waits_longest_comes_first_and_none_waits_for_ever():
    waiting = WaitingTexts()
    waiting.add([text(16), text(8), text(16), text(16)])
    assert [one.length for one in waiting.take(2)] == [16, 16]
    assert [one.length for one in waiting.take(2)] == [8]
    assert [one.length for one in waiting.take(2)] == [16]
    assert waiting.take(2) == []


def test_long_questions_are_encoded_one_by_one():
    waiting = WaitingTexts()
    waiting.add([text(80, 1), text(80, 2)])
    assert not waiting.has_batch()
    assert [len(waiting.take(64)) for _ in range(3)] == [1, 1, 0]


def test_many_who_ask_at_once_get_the_vectors_they_get_alone(encoder):
    alone = [encoder.encode_questions([question])[0] for question in QUESTIONS]
    start = threading.Barrier(len(QUESTIONS))

    def ask(question):
        start.wait(timeout=30)
        return encoder.encode_questions([question, f"{question} And what was said of their homes and schools?"])[0]

    with ThreadPoolExecutor(len(QUESTIONS)) as askers:
        together = list(askers.map(ask, QUESTIONS))
    assert np.array_equal(together, alone)


def test_a_question_begun_and_never_waited_for_holds_nobody_up(encoder):
    (alone,) = encoder.encode_questions(QUESTIONS[:1])
    for question in QUESTIONS[1:4]:
        encoder.begin_questions([question])
    later = [encoder.begin_questions([question]) for question in QUESTIONS[:3]]
    assert np.array_equal(later[0]()[0], alone)
    assert len(later[2]()) == 1
    assert np.array_equal(later[0]()[0], alone)


class Failing:
    """A stream that fails at a step, with all that it is asked afterwards: as one that ran out of memory."""

    def __init__(self, fails_at=""):
        self.fails_at = fails_at

    def begin(self, texts, _length):
        self.texts = texts
        self._step("begin")

    def end(self):
        self._step("end")
        return np.array([[float(ids[0])] for ids in self.texts], dtype=np.float32)

    def is_done(self):
        return True

    def do_batches_agree(self):
        self._step("try")
        return True

    def _step(self, name):
        if self.fails_at in (name, "broken"):
            self.fails_at = "broken"
            raise MemoryError("no room")


@pytest.mark.parametrize("step", ["begin", "end"])
def test_after_a_stream_ran_out_of_memory_the_next_question_has_another(step):
    opened = iter([Failing(step), Failing()])
    questions = QuestionStream(lambda: next(opened))
    first, second = text(8, 1), text(8, 2)
    questions.begin([first])
    questions.wait([first])
    with pytest.raises(MemoryError):
        first.vector.result(timeout=0)
    questions.begin([second])
    questions.wait([second])
    assert second.vector.result(timeout=0) == [2.0]


def test_a_stream_that_cannot_even_be_tried_costs_no_question():
    opened = iter([Failing("try"), Failing()])
    questions = QuestionStream(lambda: next(opened))
    texts = [text(8, number) for number in range(3)]
    questions.begin(texts)
    questions.wait(texts)
    assert [one.vector.result(timeout=0) for one in texts] == [[0.0], [1.0], [2.0]]


def test_a_question_that_is_no_text_leaves_the_encoder_in_order(open_form):
    encoder = open_form("openvino f32")
    with pytest.raises(TypeError, match="NoneType"):
        encoder.encode_questions([None])
    assert encoder.encode_questions(["Still there?"]).shape == (1, encoder.dimensions)
    assert encoder.encode_questions([]).shape == (0, encoder.dimensions)


TWO_QUESTIONS_MEET = """
import sys
from pathlib import Path
from indexer.encoder import EncoderForm, EncoderSettings, open_encoder

def held():
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["RssAnon"].split()[0]) // 1024

encoder = open_encoder(EncoderSettings(form=EncoderForm.OPENVINO, cache=Path(sys.argv[1])))
encoder.encode_questions(["strategy meetings"])
alone = held()
encoder.encode_questions(["strategy meetings"] * 2)
print(held() - alone)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process holds is read from /proc")
def test_when_two_questions_first_meet_the_room_to_try_batches_in_is_given_back(open_form, cache, project, tmp_path):
    """Kept, it was a step of more than seventy megabytes, hours after the app was started."""
    open_form("openvino f32")  # prepared in `cache`, once for all tests
    shutil.copytree(cache, tmp_path / "never tried")
    for remembered in (tmp_path / "never tried").rglob("batches.json"):
        remembered.unlink()
    command = [sys.executable, "-c", TWO_QUESTIONS_MEET, str(tmp_path / "never tried")]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) < 45
