"""The command `ask`, run as a user runs it, but for the encoder."""

import json
from pathlib import Path

import pytest

import retriever.searcher
from retriever.__main__ import main
from retriever.searcher import LONGEST_QUESTION


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, fake_encoder, sample_index: Path, capsys: pytest.CaptureFixture[str]):
    """Run `ask` on the sample; gives exit code, output and error output."""
    monkeypatch.setattr(retriever.searcher, "open_encoder", lambda _settings: fake_encoder)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--index", str(sample_index)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_json_holds_every_key_of_the_contract(ask) -> None:
    code, out, _ = ask("return home interviews in Ambleford", "--json")
    answer = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert {
        "id",
        "question",
        "understood",
        "answerable",
        "confidence",
        "strength",
        "answer",
        "passages",
    } <= answer.keys()
    assert {"searched", "timings_ms"} <= answer.keys()
    assert {"authorities", "types", "since", "until", "latest", "expansions"} <= answer["understood"].keys()
    assert {"build", "documents", "passages", "skipped"} == answer["searched"].keys()
    passage = answer["passages"][0]
    keys = "rank citation document title authorities type published inspected_from inspected_to"
    keys += " section paragraph pages text"
    assert {*keys.split(), "highlights", "score", "ranks"} <= passage.keys()
    assert {"dense", "lexical"} == passage["ranks"].keys()
    assert answer["answer"][0].keys() >= {"text", "citation"}
    assert answer["timings_ms"]["total"] > 0


def test_words_for_people_give_verdict_reference_and_receipt(ask) -> None:
    code, out, _ = ask("return home interviews in Ambleford")
    assert code == 0
    assert "speak to this" in out.splitlines()[0]
    assert "\u201c" in out
    assert "page" in out
    assert out.rstrip().splitlines()[-1].startswith("Searched ")


def test_an_abstention_says_so_and_shows_the_closest(ask) -> None:
    code, out, _ = ask("What did the 2020 focused visit to Ambleford conclude?")
    assert code == 0
    assert "The reports do not say" in out
    assert "The closest passages:" in out


def test_a_batch_is_answered_line_by_line_in_order(ask, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"id": "b", "question": "return home\u2028interviews", "kind": "theme"}\n\n{"id": "a", "question": "PEPs"}\n',
        encoding="utf-8",
    )
    code, out, _ = ask("--batch", str(questions), "--output", str(tmp_path / "answers.jsonl"))
    assert out == f"2 questions answered, written to {tmp_path / 'answers.jsonl'}\n"
    lines = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text().splitlines()]
    assert code == 0
    assert [line["id"] for line in lines] == ["b", "a"]


def test_filters_of_the_command_line_hold(ask) -> None:
    _, out, _ = ask("care leavers", "--authority", "Wexcombe", "--type", "inspection", "--since", "2020", "--json")
    answer = json.loads(out)
    assert answer["understood"]["since"] == "2020-01-01"
    assert {name for passage in answer["passages"] for name in passage["authorities"]} == {"Wexcombe"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "one question"),
        (("q", "--batch", "x"), "one question"),
        (("--batch", "x"), "go together"),
        (("q", "--since", "soon"), "date"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(ask, capsys, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        ask(*arguments)
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "b"}', "not a JSON object of the form"),
        ('{"id": "b", "question": null}', "not a JSON object of the form"),
        ('["b", "PEPs"]', "not a JSON object of the form"),
        ('{"id": "b", "question": " "}', "The question is empty"),
        (json.dumps({"question": "PEPs " * LONGEST_QUESTION}), "at most"),
    ],
)
def test_a_line_that_cannot_be_asked_is_named_before_anything_is_written(
    ask, tmp_path: Path, line: str, words: str
) -> None:
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(f'{{"id": "a", "question": "PEPs"}}\n{line}\n')
    code, _, err = ask("--batch", str(questions), "--output", str(answers))
    assert code == 2
    assert "line 2" in err
    assert words in err
    assert not answers.exists()


def test_an_empty_question_is_wrong_usage(ask) -> None:
    code, _, err = ask(" ")
    assert code == 2
    assert "The question is empty" in err


def test_a_missing_index_exits_with_1_and_names_the_command(monkeypatch, fake_encoder, tmp_path: Path, capsys) -> None:
    monkeypatch.setattr(retriever.searcher, "open_encoder", lambda _settings: fake_encoder)
    assert main(["PEPs", "--index", str(tmp_path)]) == 1
    assert "rebuild-index" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["docx", "csv", "md"])
@pytest.mark.parametrize(
    "asked",
    [
        ["return home interviews in Ambleford"],
        ["return home interviews", "--count"],
        ["return home interviews", "--compare", "Ambleford", "--compare", "Wexcombe", "--compare", "Nowhere"],
        ["return home interviews", "--over-time", "Ambleford"],
        ["--over-time", "Ambleford"],
    ],
)
def test_whatever_is_asked_can_be_taken_along_as_a_file(ask, tmp_path: Path, asked: list[str], ending: str) -> None:
    file = tmp_path / f"note.{ending}"
    code, out, err = ask(*asked, "--export", str(file))
    assert (code, err) == (0, f"Written to {file}\n")
    assert out
    assert file.stat().st_size > 500
    if ending == "md":
        text = file.read_text(encoding="utf-8")
        assert "left out" not in text
        assert "compared word for word" in text


def test_a_file_of_no_known_form_is_wrong_usage(ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        ask("return home interviews", "--export", str(tmp_path / "note.pdf"))
    assert r".docx, .csv, .md" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
