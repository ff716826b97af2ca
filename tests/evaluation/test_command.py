import json
import subprocess
import sys

import pytest

from evaluation.__main__ import main


def test_answers_of_a_batch_are_scored_shown_and_written(gold_file, answers_file, tmp_path, capsys):
    wanted = tmp_path / "elsewhere" / "figures.json"

    code = main(
        [
            *("--gold", str(gold_file), "--answers", str(answers_file)),
            *("--output", str(tmp_path / "out"), "--json", str(wanted)),
        ]
    )

    assert code == 0
    assert "ashmere: this search by kind of question" in capsys.readouterr().out
    content = json.loads(wanted.read_text(encoding="utf-8"))
    assert content["build"] == "b1"
    assert content["versions"]["python"]
    assert content["settings"]["passages"] == 10
    assert json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8")) == content


def test_what_moved_is_shown_when_an_older_evaluation_is_given(
    gold_file, answer_lines, answers_file, write_lines, tmp_path, capsys
):
    out = tmp_path / "out"
    main(["--gold", str(gold_file), "--answers", str(answers_file), "--output", str(out)])
    answer_lines[0]["passages"].reverse()
    later = write_lines("later.jsonl", *answer_lines)
    capsys.readouterr()

    old = str(out / "evaluation.json")
    code = main(["--gold", str(gold_file), "--answers", str(later), "--output", str(out), "--compare", old])

    assert code == 0
    assert "ashmere: 1 questions moved" in capsys.readouterr().out


def test_the_same_answers_give_the_same_figures(gold_file, answers_file, tmp_path):
    runs = []
    for name in ("first", "second"):
        main(["--gold", str(gold_file), "--answers", str(answers_file), "--output", str(tmp_path / name)])
        content = json.loads((tmp_path / name / "evaluation.json").read_text(encoding="utf-8"))
        runs.append({key: value for key, value in content.items() if key != "made"})

    assert runs[0] == runs[1]


def test_a_missing_file_and_a_malformed_line_are_wrong_usage(gold_file, write_lines, tmp_path, capsys):
    bad = write_lines("bad.jsonl", {"id": "a"})

    for arguments, complaint in [
        (["--gold", str(tmp_path / "absent.jsonl")], "absent.jsonl: cannot be read"),
        (["--gold", str(bad)], 'bad.jsonl, line 1: "question" must be a text'),
        (["--gold", str(gold_file), "--answers", str(bad)], "bad.jsonl, line 1: "),
        (["--gold", str(gold_file), "--compare", str(tmp_path / "old.json")], "old.json: cannot be read"),
    ]:
        assert main([*arguments, "--output", str(tmp_path / "out")]) == 2
        assert complaint in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "required: --gold"),
        (["--gold", "a.jsonl", "--corpus", "corpus"], "--corpus is for --baselines"),
        (["--gold", "a/set.jsonl", "b/set.jsonl"], "same file name"),
        (["--gold", "a.jsonl", "b.jsonl", "--answers", "c.jsonl"], "one file for each gold set: 2, not 1"),
    ],
)
def test_wrong_arguments_are_wrong_usage(arguments, complaint, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert complaint in capsys.readouterr().err


def test_help_does_not_wait_for_any_library(project):
    program = (
        "import sys; sys.argv = ['evaluate', '--help']\n"
        "import evaluation.__main__ as command\n"
        "try: command.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'ir_measures', 'matplotlib', 'torch', 'faiss', 'retriever'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False, timeout=60
    )

    assert finished.returncode == 0, finished.stderr
    assert "--baselines" in finished.stdout
