import pytest

from evaluation.answers import read_answers
from evaluation.gold import read_gold
from evaluation.scoring import ALL_KINDS, SHOWN_OF_A_MISS, score_system


@pytest.fixture
def scored(gold_file, answers_file):
    return score_system("this search", read_gold(gold_file).questions, read_answers(answers_file))


def test_figures_stand_by_kind_in_the_sets_order_and_all_answerable_ones_last(scored):
    assert [(kind.kind, kind.questions) for kind in scored.kinds] == [
        ("fact", 1),
        ("change", 1),
        ("theme", 1),
        (ALL_KINDS, 3),
    ]


def test_the_figures_of_the_invented_council_are_those_worked_out_by_hand(scored):
    figures = {name: figure.value for name, figure in scored.kinds[-1].figures.items()}

    assert figures["hit@1"] == pytest.approx((1 + 0 + 0) / 3)
    assert figures["hit@10"] == pytest.approx((1 + 1 + 0) / 3)
    assert figures["recall@10"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert figures["mrr"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert figures["document_recall"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert figures["answer_hit"] == pytest.approx(1 / 3)
    assert figures["answer_precision"] == pytest.approx(1 / 3)
    assert figures["page_correct"] == 1 / 2  # page 3 cited rightly, page 4 cited as 5
    assert figures["answered"] == pytest.approx(2 / 3)


def test_abstention_of_the_invented_council(scored):
    figures = {name: figure.value for name, figure in scored.abstention.items()}

    assert figures["auroc"] == 1  # 0.9, 0.6 and 0.3 are all above 0.2
    assert figures["balanced_accuracy"] == pytest.approx((2 / 3 + 1) / 2)
    assert figures["risk_coverage_area"] == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)


def test_latency_is_the_median_and_the_95th_percentile(scored):
    assert (scored.latency.p50, scored.latency.p95) == (25.0, pytest.approx(38.5))


def test_questions_without_an_answer_are_counted_and_score_nothing(gold_file):
    scored = score_system("this search", read_gold(gold_file).questions, [])

    assert scored.unanswered == 4
    assert scored.latency is None
    assert scored.kinds[-1].figures["hit@10"].value == 0
    assert scored.kinds[-1].figures["page_correct"].value is None


def test_a_question_that_went_wrong_keeps_what_was_expected_and_what_was_found(gold_file, answers_file):
    questions = read_gold(gold_file).questions
    kept = score_system("this search", questions, read_answers(answers_file), misses=True)

    for question, result in zip(questions, kept.questions, strict=True):
        went_well = result.answered and bool(result.figures["hit@10"]) and bool(result.figures["answer_hit"])
        assert (result.miss is None) == (went_well if question.answerable else not result.answered)
        if result.miss:
            assert result.miss.expected == question.evidence
            assert len(result.miss.passages) <= SHOWN_OF_A_MISS
    assert any(result.miss for result in kept.questions)


def test_misses_of_baselines_are_not_kept(scored):
    assert all(result.miss is None for result in scored.questions)
