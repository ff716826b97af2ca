"""Questions of several people at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.encoder.questions import WaitingText, WaitingTexts

QUESTIONS = [f"How many care leavers had a personal adviser in {year}?" for year in range(2000, 2030)]


def text(length, number=0):
    return WaitingText(np.array([number]), length)


@given(st.lists(st.sampled_from([8, 16, 24])), st.integers(1, 4))
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


def test_a_question_that_is_no_text_leaves_the_encoder_in_order(open_form):
    encoder = open_form("openvino f32")
    with pytest.raises(TypeError, match="NoneType"):
        encoder.encode_questions([None])
    assert encoder.encode_questions(["Still there?"]).shape == (1, encoder.dimensions)
    assert encoder.encode_questions([]).shape == (0, encoder.dimensions)
