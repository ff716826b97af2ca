import pytest

from evaluation.answers import answer_from_json, match_answers, read_answers
from evaluation.errors import AnswersError
from evaluation.gold import read_gold


def test_answers_are_read_with_their_build_and_their_time(answers_file):
    first = read_answers(answers_file)[0]

    assert (first.key, first.answered, first.confidence) == ("q1", True, 0.9)
    assert (first.build, first.milliseconds) == ("b1", 10.0)
    assert first.passages[0].pages == (3,)


def test_answers_are_found_by_id_else_by_the_questions_words_in_whatever_order(gold_file, answer_lines):
    by_words = {key: value for key, value in answer_lines[1].items() if key != "id"}
    answers = [answer_from_json(value) for value in (answer_lines[2], by_words, answer_lines[0])]

    matched = match_answers(read_gold(gold_file).questions, answers)

    assert [answer and answer.confidence for answer in matched] == [0.9, 0.6, 0.3, None]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"answerable": "yes"}, '"answerable" must be true or false'),
        ({"confidence": "high"}, '"confidence" must be a number'),
        ({"answer": None}, '"answer" must be a list'),
        ({"passages": [{"document": "a", "pages": 3, "text": "b"}]}, '"pages" of a passage must be a list'),
        ({"passages": [{"pages": [], "text": "b"}]}, '"document" must be a text'),
    ],
)
def test_a_malformed_answer_is_refused_with_its_file_and_line(write_lines, answer_lines, change, complaint):
    file = write_lines("bad.jsonl", answer_lines[0], answer_lines[1] | change)

    with pytest.raises(AnswersError, match=rf"bad\.jsonl, line 2: .*{complaint}"):
        read_answers(file)
