import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.bootstrap import Figure, draw, figure, ratio

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_the_same_questions_give_the_same_interval():
    values = [0.0, 1.0, 0.5, 0.25, 1.0]

    assert ratio(values, [1] * 5) == ratio(values, [1] * 5)


def test_a_ratio_of_sums_weighs_by_what_is_below():
    assert ratio([1, 0], [1, 3]).value == 1 / 4


def test_nothing_to_count_is_no_figure():
    assert ratio([], []) == Figure(None, None, None)
    assert ratio([0, 0], [0, 0]) == Figure(None, None, None)


def test_questions_with_nothing_to_count_do_not_spoil_the_interval():
    counted = ratio([1, 0, 0], [1, 1, 0])

    assert counted.value == 1 / 2
    assert (counted.low, counted.high) == (0, 1)


def test_the_interval_of_a_mean_is_about_two_standard_errors_either_way():
    values = np.random.default_rng(5).normal(0.5, 0.1, size=400)

    mean = ratio(values.tolist(), [1] * 400)

    assert mean.high - mean.low == pytest.approx(2 * 1.96 * 0.1 / 20, rel=0.1)


def test_about_19_of_20_intervals_hold_the_true_share():
    random = np.random.default_rng(7)
    samples = (random.random(60) < 0.6 for _ in range(200))
    held = sum(
        interval.low <= 0.6 <= interval.high for interval in (ratio(sample.tolist(), [1] * 60) for sample in samples)
    )

    assert 0.90 <= held / 200 <= 0.99


@settings(max_examples=30, deadline=None)
@given(SHARES)
def test_a_mean_and_its_interval_stay_within_what_was_measured(values):
    mean = ratio(values, [1] * len(values))

    assert min(values) - 1e-9 <= mean.low <= mean.high <= max(values) + 1e-9
    assert mean.value == pytest.approx(sum(values) / len(values))


def test_draws_that_give_no_figure_are_left_out():
    assert figure(0.5, np.array([np.nan, 0.5, 0.5])) == Figure(0.5, 0.5, 0.5)


def test_nobody_is_drawn_where_nobody_is():
    assert draw(0).shape == (2_000, 0)
