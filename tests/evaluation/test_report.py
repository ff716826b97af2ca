import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from evaluation.answers import read_answers
from evaluation.bootstrap import Figure
from evaluation.charts import write_charts
from evaluation.compare import compare, read_old
from evaluation.gold import read_gold
from evaluation.publish import publish
from evaluation.report import report_markdown, report_text
from evaluation.result import Evaluation, SetResult, evaluation_to_json
from evaluation.scoring import score_system
from evaluation.tables import Table, show_figure


@pytest.fixture
def evaluation(gold_file, answers_file) -> Evaluation:
    """A product and a system without answers beside it."""
    gold = read_gold(gold_file)
    systems = (
        score_system("this search", gold.questions, read_answers(answers_file)),
        score_system("silence", gold.questions, []),
    )
    found = SetResult(gold.name, str(gold.file), "0" * 64, len(gold.questions), systems)
    return Evaluation("2026-01-05T09:00:00+00:00", "b1", {"python": "3.11"}, {"seed": 1}, (found,))


def test_a_table_keeps_its_columns_in_line():
    table = Table("Title", ("", "a", "bb"), (("first", "1", "2"), ("second one", "10", "–")))

    assert table.as_text() == (
        "Title\n\n             a  bb\n----------  --  --\nfirst        1   2\nsecond one  10   –"
    )


def test_a_bar_in_a_cell_does_not_break_a_markdown_table():
    assert "| a \\| b | 1 |" in Table("T", ("", "n"), (("a | b", "1"),)).as_markdown()


def test_a_figure_that_cannot_be_had_is_a_dash():
    assert show_figure(Figure(None, None, None)) == "–"


def test_the_terminal_shows_every_kind_every_system_and_what_has_no_answer(evaluation):
    text = report_text(evaluation)

    assert "ashmere: this search by kind of question" in text
    assert all(kind in text for kind in ("fact (1)", "change (1)", "theme (1)", "all answerable (3)"))
    assert "ashmere: all 4 questions, 1 of them unanswerable" in text
    assert "AUROC of the confidence" in text
    assert "ashmere: 4 questions have no answer from silence; they score 0." in text


def test_the_markdown_page_says_what_it_was_made_from(evaluation):
    page = report_markdown(evaluation)

    assert "Made 2026-01-05T09:00:00+00:00, build b1." in page
    assert "Settings: seed 1." in page
    assert "Versions: python 3.11." in page


def test_the_json_holds_every_question_and_no_number_that_json_lacks(evaluation):
    content = json.loads(json.dumps(evaluation_to_json(evaluation), allow_nan=False))
    [gold] = content["sets"]
    product, silence = gold["systems"]

    assert [question["id"] for question in product["questions"]] == ["q1", "q2", "q3", "q4"]
    assert product["kinds"]["all answerable"]["figures"]["hit@10"]["value"] == pytest.approx(2 / 3)
    assert product["latency_ms"] == {"p50": 25.0, "p95": pytest.approx(38.5)}
    assert product["questions"][3]["figures"] == {}
    assert silence["latency_ms"] is None
    assert silence["kinds"]["all answerable"]["figures"]["page_correct"] == {"value": None, "low": None, "high": None}


def test_charts_are_pictures_that_name_every_system_and_fetch_nothing(evaluation, tmp_path):
    files = write_charts(evaluation.sets[0], tmp_path)

    assert [file.name for file in files] == ["ashmere-quality.svg", "ashmere-risk-coverage.svg"]
    for file in files:
        content = file.read_text(encoding="utf-8")
        assert ET.fromstring(content).tag.endswith("svg")
        assert "this search" in content
        assert "silence" in content
        assert 'href="http' not in content


def test_the_same_evaluation_draws_the_same_bytes(evaluation, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()

    pairs = zip(write_charts(evaluation.sets[0], first), write_charts(evaluation.sets[0], second), strict=True)

    assert all(one.read_bytes() == other.read_bytes() for one, other in pairs)


def test_everything_is_published_into_one_folder_that_need_not_exist(evaluation, tmp_path):
    folder = tmp_path / "new" / "results"

    written = publish(evaluation, [], folder)

    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == sorted(path.name for path in written)
    page = (folder / "evaluation.md").read_text(encoding="utf-8")
    assert "![ashmere-quality](ashmere-quality.svg)" in page


def test_every_run_stays_in_the_history_and_can_be_compared_with(evaluation, tmp_path):
    later = replace(evaluation, made="2030-01-02T03:04:05+00:00")

    for run in (evaluation, later):
        publish(run, [], tmp_path)

    kept = sorted((tmp_path / "history").iterdir())
    assert len(kept) == 2
    assert kept[-1].name == "20300102T030405Z.json"
    assert {gold.name for gold in evaluation.sets} == read_old(kept[-1]).keys()
    assert compare(read_old(kept[0]), later)[0].moved == ()


def test_the_history_leaves_the_baselines_out(evaluation, tmp_path):
    publish(evaluation, [], tmp_path)

    (kept,) = (tmp_path / "history").iterdir()
    systems = json.loads(kept.read_text(encoding="utf-8"))["sets"][0]["systems"]
    assert [system["system"] for system in systems] == [evaluation.sets[0].systems[0].system]
