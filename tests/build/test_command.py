import json
import os
import subprocess
import sys

import pytest

CONTRACT = ["build", "added", "changed", "removed", "unchanged", "skipped", "documents", "passages", "seconds"]


@pytest.fixture
def command(project, tmp_path):
    """Run rebuild-index as users do, by a process of its own."""

    def run(*arguments, folder=tmp_path, **options):
        environment = {**os.environ, "PYTHONPATH": str(project)}
        line = [sys.executable, "-m", "indexer", *map(str, arguments)]
        return subprocess.run(
            line, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False, **options
        )

    return run


@pytest.mark.slow
def test_json_is_one_line_to_the_contract(command, corpus, index):
    (corpus / "page.pdf").write_text("<html><body>Report not found</body></html>", encoding="utf-8")
    first = command("--corpus", corpus, "--index", index, "--json")
    assert first.returncode == 0, first.stderr
    assert first.stdout.count("\n") == 1
    assert first.stderr == ""
    said = json.loads(first.stdout)
    assert [key for key in said if key in CONTRACT] == CONTRACT
    assert said["vector_index"] == {
        "kind": "exact-fp16",
        "sentences": "exact-fp16",
        "groups": 1,
        "read": "whole",
    }
    assert (said["added"], said["changed"], said["removed"], said["unchanged"], said["documents"]) == (3, 0, 0, 0, 3)
    assert [sorted(skip) for skip in said["skipped"]] == [["document", "reason"]]
    assert said["documents"] + len(said["skipped"]) == 4
    assert all(seconds >= 0 for seconds in said["seconds"].values())
    again = json.loads(command("--corpus", corpus, "--index", index, "--json").stdout)
    assert (again["build"], again["unchanged"], again["added"]) == (said["build"], 3, 0)
    assert again["skipped"] == said["skipped"]


@pytest.mark.slow
def test_without_options_the_folders_here_are_meant_and_the_summary_is_for_people(command, corpus):
    result = command(folder=corpus.parent)
    assert result.returncode == 0, result.stderr
    assert "3 documents" in result.stdout
    assert "3 added, 0 changed, 0 removed, 0 unchanged, 0 skipped." in result.stdout
    assert (corpus.parent / "index" / "CURRENT").exists()


def test_nothing_changed_loads_no_model(corpus, index, project):
    code = (
        "import sys\nfrom indexer.__main__ import main\n"
        f"code = main(['--corpus', {str(corpus)!r}, '--index', {str(index)!r}, '--json'])\n"
        "print([name for name in ('torch', 'openvino', 'faiss', 'tantivy', 'transformers') if name in sys.modules])\n"
        "sys.exit(code)"
    )
    environment = {**os.environ, "PYTHONPATH": str(project)}

    def run():
        line = [sys.executable, "-c", code]
        return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300, check=True).stdout

    assert json.loads(run().splitlines()[0])["added"] == 3
    second = run().splitlines()
    assert json.loads(second[0])["unchanged"] == 3
    assert second[1] == "[]"


def test_a_rebuild_stands_back_for_people_who_ask_meanwhile(corpus, index, project):
    code = (
        "import os\nfrom indexer.__main__ import GIVES_WAY, main\nbefore = os.nice(0)\n"
        f"main(['--corpus', {str(corpus)!r}, '--index', {str(index)!r}, '--json'])\n"
        "print(os.nice(0) == min(before + GIVES_WAY, 19) > before)"
    )
    environment = {**os.environ, "PYTHONPATH": str(project)}
    line = [sys.executable, "-c", code]
    run = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300, check=True)
    assert run.stdout.splitlines()[-1] == "True"


@pytest.mark.parametrize("arguments", [["--workers", "0"], ["--workers", "many"], ["--unknown"], ["extra"]])
def test_wrong_usage_exits_2(command, arguments):
    result = command(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("usage: rebuild-index")


def test_trouble_is_one_sentence_and_exit_1(command, corpus, index):
    missing = command("--corpus", corpus / "nowhere", "--index", index)
    assert missing.returncode == 1
    assert missing.stderr.startswith(f"rebuild-index: The corpus folder {corpus / 'nowhere'} cannot be read")
    assert "Traceback" not in missing.stderr
    index.write_text("I am a file", encoding="utf-8")
    blocked = command("--corpus", corpus, "--index", index)
    assert blocked.returncode == 1
    assert "is a file" in blocked.stderr
    assert "Traceback" not in blocked.stderr
