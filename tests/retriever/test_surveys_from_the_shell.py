"""Counting, comparing and going through the years with the command `ask`, but for the encoder."""

import json
from pathlib import Path

import pytest

import retriever.searcher
from retriever.__main__ import main

THEME = "return home interviews"


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, fake_encoder, sample_index: Path, capsys: pytest.CaptureFixture[str]):
    """Run `ask` on the sample; gives exit code, output and error output."""
    monkeypatch.setattr(retriever.searcher, "open_encoder", lambda _settings: fake_encoder)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main([*arguments, "--index", str(sample_index)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_count_gives_every_report_its_bucket_as_json_and_as_text(ask) -> None:
    code, out, _ = ask(THEME, "--count", "--json")
    found = json.loads(out)
    assert code == 0
    assert out.count("\n") == 1
    assert found["counts"]["says"] + found["counts"]["silent"] == len(found["reports"])
    assert {report["bucket"] for report in found["reports"]} == {"says", "silent"}
    for report in found["reports"]:
        assert bool(report["quotations"]) == (report["bucket"] == "says")
        for quotation in report["quotations"]:
            assert any(quotation["text"] in passage["text"] for passage in report["passages"])
    _, text, _ = ask(THEME, "--count")
    assert "Says nothing on this" in text
    assert "Files that could not be read" in text


def test_a_comparison_tells_blanks_apart(ask) -> None:
    code, out, _ = ask(THEME, "--compare", "Wexcombe", "--compare", "Thornmere", "--json")
    rows = {row["authority"]: row for row in json.loads(out)["authorities"]}
    assert code == 0
    assert rows["Wexcombe"]["best"]["quotations"]
    assert rows["Thornmere"]["blank"] == "no report in this collection"
    _, text, _ = ask(THEME, "--compare", "Wexcombe", "--compare", "Thornmere")
    assert "Thornmere: no report in this collection" in text


def test_a_group_is_read_from_the_file_that_is_named(ask, project: Path) -> None:
    file = str(project / "neighbours.csv")
    code, out, _ = ask(THEME, "--group", "The county and the borough", "--neighbours", file, "--json")
    assert code == 0
    assert [row["authority"] for row in json.loads(out)["authorities"]] == ["Wexcombe", "Ambleford"]
    code, _, errors = ask(THEME, "--group", "Nobody", "--neighbours", file)
    assert code == 2
    assert "There is no group 'Nobody'" in errors


def test_the_years_are_gone_through_with_a_theme_and_without(ask) -> None:
    code, out, _ = ask(THEME, "--over-time", "Ambleford", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["services"][0]["type"] == "inspection"
    assert {row["name"] for row in found["judgements"]["rows"]} >= {"Overall effectiveness", "Care leavers"}
    code, text, _ = ask("--over-time", "Ambleford")
    assert code == 0
    assert "Care leavers are judged on their own from here on" in text
    code, text, _ = ask("--over-time", "Norfolk")
    assert code == 0
    assert "This collection holds no report on Norfolk." in text


def test_two_ways_of_looking_at_once_are_refused(ask) -> None:
    with pytest.raises(SystemExit, match="2"):
        ask(THEME, "--count", "--compare", "Wexcombe")


def test_a_question_without_a_theme_is_told_what_to_do(ask) -> None:
    code, _, errors = ask("What needs to improve?", "--count")
    assert code == 2
    assert "names no theme" in errors
