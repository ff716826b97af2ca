from pathlib import Path

import pytest

from evaluation.errors import GoldError
from evaluation.gold import read_gold

GOOD = {
    "id": "a",
    "question": "Who leads?",
    "kind": "fact",
    "evidence": [{"doc": "a.pdf", "page": 2, "quote": "The director leads well"}],
    "answer": "the director",
}


def test_a_gold_set_keeps_the_order_of_its_file_and_every_field(gold_file):
    gold = read_gold(gold_file)

    assert gold.name == "ashmere"
    assert [question.id for question in gold.questions] == ["q1", "q2", "q3", "q4"]
    assert gold.questions[1].evidence[1].document == "ashmere/2022.pdf"
    assert gold.questions[2].evidence[0].page is None
    assert [question.answerable for question in gold.questions] == [True, True, True, False]


def test_blank_lines_a_byte_order_mark_other_keys_and_line_separators_within_text_are_allowed(tmp_path):
    file = tmp_path / "set.jsonl"
    line = '{"id": "a", "question": "Who\u2028leads?", "kind": "fact", "evidence": [], "authority": "Ashmere"}'
    file.write_text(f"\ufeff{line}\n\n   \n", encoding="utf-8")

    [question] = read_gold(file).questions

    assert question.question == "Who\u2028leads?"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": ""}, '"id" must be a text'),
        ({"question": 3}, '"question" must be a text'),
        ({"kind": None}, '"kind" must be a text'),
        ({"evidence": "none"}, '"evidence" must be a list'),
        ({"evidence": ["a quotation"]}, 'every item of "evidence" must be an object'),
        ({"evidence": [{"doc": "a.pdf", "page": 0, "quote": "x"}]}, '"page" of an evidence must be a whole number'),
        ({"evidence": [{"doc": "a.pdf", "page": True, "quote": "x"}]}, '"page" of an evidence must be a whole number'),
        ({"evidence": [{"doc": "a.pdf", "page": 1}]}, '"quote" must be a text'),
        ({"evidence": [{"doc": "a.pdf", "page": 1, "quote": "– …"}]}, '"quote" of an evidence must hold words'),
        ({"evidence": [{"page": 1, "quote": "x"}]}, '"doc" must be a text'),
    ],
)
def test_a_malformed_question_is_refused_with_its_file_its_line_and_what_is_wrong(write_lines, change, complaint):
    file = write_lines("bad.jsonl", GOOD, GOOD | {"id": "b"} | change)

    with pytest.raises(GoldError, match=rf"bad\.jsonl, line 2: .*{complaint}"):
        read_gold(file)


def test_a_line_that_is_not_json_names_the_place_in_the_line(tmp_path):
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "a", \n', encoding="utf-8")

    with pytest.raises(GoldError, match=r"line 1: is not JSON \(.* at character \d+\)"):
        read_gold(file)


def test_a_line_that_holds_a_list_is_refused(tmp_path):
    file = tmp_path / "bad.jsonl"
    file.write_text("[1, 2]\n", encoding="utf-8")

    with pytest.raises(GoldError, match="line 1: must hold one JSON object"):
        read_gold(file)


def test_two_questions_with_one_id_are_refused(write_lines):
    file = write_lines("twice.jsonl", GOOD, GOOD)

    with pytest.raises(GoldError, match='line 2: the id "a" stands on an earlier line'):
        read_gold(file)


def test_a_missing_a_binary_and_an_empty_file_are_refused(tmp_path):
    binary, empty = tmp_path / "binary.jsonl", tmp_path / "empty.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    empty.write_text("\n")

    for file, complaint in [
        (tmp_path / "absent.jsonl", "cannot be read"),
        (binary, "is not UTF-8 text"),
        (empty, "holds no questions"),
    ]:
        with pytest.raises(GoldError, match=complaint):
            read_gold(file)


def test_the_sets_that_ship_can_be_read_and_a_fifth_of_their_questions_is_unanswerable(project: Path):
    files = sorted((project / "evaluation" / "gold").glob("*.jsonl"))
    if not files:
        pytest.skip("evaluation/gold holds no set")

    questions = [question for file in files for question in read_gold(file).questions]

    assert len(questions) >= 40
    assert sum(not question.answerable for question in questions) >= len(questions) / 5
