from dataclasses import replace

import pytest

from evaluation.answers import answer_from_json, read_answers
from evaluation.compare import compare, read_old
from evaluation.errors import OldResultError
from evaluation.gold import read_gold
from evaluation.report import report_markdown, report_text
from evaluation.result import Evaluation, SetResult, write_evaluation
from evaluation.scoring import score_system


def evaluation_of(gold, answers) -> Evaluation:
    system = score_system("this search", gold.questions, answers)
    found = SetResult(gold.name, str(gold.file), "0" * 64, len(gold.questions), (system,))
    return Evaluation("2026-01-05T09:00:00+00:00", "b1", {"python": "3.11"}, {"seed": 1}, (found,))


@pytest.fixture
def old_file(gold_file, answers_file, tmp_path):
    file = tmp_path / "old.json"
    write_evaluation(evaluation_of(read_gold(gold_file), read_answers(answers_file)), file)
    return file


def test_nothing_moved_between_an_evaluation_and_itself(gold_file, answers_file, old_file):
    [comparison] = compare(read_old(old_file), evaluation_of(read_gold(gold_file), read_answers(answers_file)))

    assert comparison.compared == 4
    assert comparison.moved == ()
    assert all(mean.before == mean.after for mean in comparison.means)


def test_questions_that_moved_come_the_furthest_first_with_the_figure_before_and_after(
    gold_file, answer_lines, old_file
):
    answer_lines[0]["passages"].reverse()  # the evidence falls to rank two
    answer_lines[2]["passages"].insert(0, {"document": "ashmere/2022.pdf", "pages": [1], "text": LATER})
    answer_lines[3]["answerable"] = True
    new = evaluation_of(read_gold(gold_file), [answer_from_json(value) for value in answer_lines])

    [comparison] = compare(read_old(old_file), new)

    assert [(move.id, move.direction) for move in comparison.moved] == [
        ("q3", "better"),
        ("q1", "worse"),
        ("q4", "worse"),
    ]
    steps = {change.label: (change.before, change.after) for change in comparison.moved[1].changes}
    assert steps["hit@1"] == (1, 0)
    assert steps["MRR"] == (1, 1 / 2)
    assert steps["nDCG@10"] == (1, pytest.approx(0.6309, abs=1e-4))
    [refusal] = comparison.moved[2].changes
    assert (refusal.label, refusal.before, refusal.after) == ("rightly refused", 1, 0)
    means = {mean.label: mean for mean in comparison.means}
    assert means["MRR"].before == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert means["MRR"].after == pytest.approx((1 / 2 + 1 / 2 + 1) / 3)
    assert means["unanswerable refused"].before == 1
    assert means["unanswerable refused"].after == 0


LATER = "Since the spring all strategy meetings are attended by health and by the police"


def test_a_mean_is_compared_over_the_questions_in_both_alone(gold_file, answers_file, old_file):
    gold = read_gold(gold_file)
    shorter = replace(gold, questions=gold.questions[1:])

    [comparison] = compare(read_old(old_file), evaluation_of(shorter, read_answers(answers_file)))

    assert comparison.compared == 3
    means = {mean.label: mean for mean in comparison.means}
    assert means["hit@10"].before == means["hit@10"].after == 1 / 2
    assert "balanced accuracy" not in means


def test_a_set_that_was_not_there_before_is_not_compared(gold_file, answers_file, old_file):
    gold = replace(read_gold(gold_file), name="another")

    assert compare(read_old(old_file), evaluation_of(gold, read_answers(answers_file))) == []


def test_both_reports_name_the_question_that_moved(gold_file, answer_lines, old_file):
    answer_lines[0]["passages"].reverse()
    new = evaluation_of(read_gold(gold_file), [answer_from_json(value) for value in answer_lines])
    comparisons = compare(read_old(old_file), new)

    text, page = report_text(new, comparisons), report_markdown(new, comparisons)

    assert "worse: q1 (fact) How soon are children on a plan visited?\n    hit@1 1.00 → 0.00, MRR 1.00 → 0.50" in text
    assert "| q1 | fact | worse | How soon are children on a plan visited? | hit@1 1.00 → 0.00, " in page


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "is not JSON"),
        ("[]", "is not an evaluation of format 1"),
        ('{"format": 0}', "is not an evaluation of format 1"),
        ('{"format": 1, "sets": [{"name": "a", "systems": []}]}', "lacks a part of an evaluation"),
        ('{"format": 1, "sets": [{"name": "a", "systems": [{"questions": []}]}]}', "lacks a part of an evaluation"),
        ('{"format": 1}', "lacks a part of an evaluation"),
    ],
)
def test_a_file_that_is_no_evaluation_is_refused_by_name(tmp_path, content, complaint):
    file = tmp_path / "old.json"
    file.write_text(content)

    with pytest.raises(OldResultError, match=rf"old\.json: {complaint}"):
        read_old(file)
