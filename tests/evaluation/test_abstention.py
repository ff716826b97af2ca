import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.abstention import Judged, auroc, judge_abstention, risk_coverage

CONFIDENCES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=20)
OUTCOMES = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9]), st.booleans()), min_size=1, max_size=20)


def test_auroc_counts_pairs_and_half_of_ties():
    # pairs: .9>.5, .9>.1, .5=.5 (half), .5>.1: 3.5 of 4
    assert auroc([0.9, 0.5], [0.5, 0.1]) == 3.5 / 4


def test_auroc_of_one_side_alone_is_no_number():
    assert math.isnan(auroc([0.5], []))
    assert math.isnan(auroc([], [0.5]))


@given(CONFIDENCES, CONFIDENCES)
def test_auroc_lies_between_0_and_1_and_turns_round_with_its_sides(above, below):
    assert 0 <= auroc(above, below) <= 1
    assert auroc(above, below) == pytest.approx(1 - auroc(below, above))


@given(CONFIDENCES, CONFIDENCES)
def test_auroc_only_depends_on_the_order(above, below):
    assert auroc([value**3 for value in above], [value**3 for value in below]) == auroc(above, below)


@pytest.mark.real
@given(above=CONFIDENCES, below=CONFIDENCES)
def test_auroc_is_the_judges(judge, above, below):
    assert auroc(above, below) == pytest.approx(judge.auroc(above, below), abs=1e-12)


def test_risk_after_each_question_and_the_mean_of_it():
    curve = risk_coverage([0.9, 0.8, 0.7, 0.6], [False, True, False, True])

    assert [point.coverage for point in curve.points] == [1 / 4, 2 / 4, 3 / 4, 1]
    assert [point.risk for point in curve.points] == [0, 1 / 2, 1 / 3, 2 / 4]
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_questions_of_one_confidence_come_together_and_share_their_errors():
    curve = risk_coverage([0.9, 0.5, 0.5], [False, True, False])

    assert [(point.confidence, point.risk) for point in curve.points] == [(0.9, 0), (0.5, 1 / 3)]
    assert curve.area == pytest.approx((0 + 0.5 / 2 + 1 / 3) / 3)


def test_no_questions_have_no_curve():
    assert risk_coverage([], []).points == ()
    assert math.isnan(risk_coverage([], []).area)


@given(OUTCOMES, st.randoms())
def test_the_curve_ends_at_everything_and_does_not_depend_on_the_order(outcomes, random):
    shuffled = list(outcomes)
    random.shuffle(shuffled)
    curve, other = (risk_coverage(*zip(*some, strict=True)) for some in (outcomes, shuffled))

    assert curve.points == other.points
    assert curve.area == pytest.approx(other.area)
    assert curve.points[-1].coverage == 1
    assert curve.points[-1].risk == pytest.approx(sum(wrong for _, wrong in outcomes) / len(outcomes))
    assert 0 <= curve.area <= 1


@given(OUTCOMES)
def test_no_order_beats_the_one_that_puts_right_answers_first(outcomes):
    wrong = [is_wrong for _, is_wrong in outcomes]

    perfect = risk_coverage([1.0 - is_wrong for is_wrong in wrong], wrong).area

    assert risk_coverage(*zip(*outcomes, strict=True)).area >= perfect - 1e-12 or len(set(wrong)) == 1


def judged(*, answerable: bool, answered: bool, confidence: float = 0.5) -> Judged:
    return Judged(answerable, answered, confidence, wrong=not answerable)


def test_balanced_accuracy_is_the_mean_of_both_sides():
    figures = judge_abstention(
        [
            *[judged(answerable=True, answered=True)] * 3,
            judged(answerable=True, answered=False),
            judged(answerable=False, answered=False),
            judged(answerable=False, answered=True),
        ]
    )

    assert figures["answerable_refused"].value == 1 / 4
    assert figures["unanswerable_refused"].value == 1 / 2
    assert figures["balanced_accuracy"].value == (3 / 4 + 1 / 2) / 2


def test_a_set_without_unanswerable_questions_has_no_auroc_and_no_balanced_accuracy():
    figures = judge_abstention([judged(answerable=True, answered=True)] * 3)

    assert figures["auroc"].value is None
    assert figures["balanced_accuracy"].value is None
    assert figures["answerable_refused"].value == 0
    assert figures["risk_coverage_area"].value == 0
