"""The command on real indexes: the sample that ships, and real reports where they are there."""

import json
import subprocess
from pathlib import Path

import pytest

from evaluation.__main__ import main
from evaluation.run import PRODUCT
from indexer.build import rebuild
from indexer.settings import Settings
from indexer.snapshot import current_build
from retriever.__main__ import main as ask

pytestmark = pytest.mark.slow

WITHOUT_CLOCK = ("made", "latency_ms", "milliseconds")


def untimed(value):
    """The same JSON without what a clock wrote."""
    if isinstance(value, dict):
        return {key: untimed(item) for key, item in value.items() if key not in WITHOUT_CLOCK}
    return [untimed(item) for item in value] if isinstance(value, list) else value


def evaluate(*arguments: object, output) -> dict:
    assert main([*map(str, arguments), "--output", str(output)]) == 0
    return json.loads((output / "evaluation.json").read_text(encoding="utf-8"))


def overall(system: dict) -> dict[str, float]:
    return {name: figure["value"] for name, figure in system["kinds"]["all answerable"]["figures"].items()}


@pytest.fixture(scope="module")
def sample_gold(project):
    return project / "evaluation" / "gold" / "sample.jsonl"


@pytest.fixture(scope="module")
def sample_run(measured_index, sample_gold, tmp_path_factory) -> dict:
    """The sample's questions asked of the product and of the baselines."""
    output = tmp_path_factory.mktemp("sample-run")
    return evaluate("--gold", sample_gold, "--index", measured_index, "--baselines", output=output) | {
        "output": str(output)
    }


def test_the_product_stands_beside_three_baselines_and_every_question_has_a_time(sample_run):
    [gold] = sample_run["sets"]

    assert [system["system"] for system in gold["systems"]] == [
        PRODUCT,
        "chunks by BM25",
        "chunks by vectors",
        "chunks by both",
    ]
    for system in gold["systems"]:
        assert len(system["questions"]) == gold["questions"]
        assert all(question["milliseconds"] > 0 for question in system["questions"])
        assert 0 < system["latency_ms"]["p50"] <= system["latency_ms"]["p95"]


def test_the_run_says_which_build_was_asked_by_which_encoder(sample_run, measured_index):
    assert sample_run["build"] == current_build(measured_index)
    assert sample_run["settings"]["encoder"].startswith("all-MiniLM-L6-v2")


def test_the_product_finds_more_than_plain_chunks_in_better_order_and_knows_better_when_to_be_silent(sample_run):
    product, *baselines = sample_run["sets"][0]["systems"]

    for baseline in baselines:
        assert overall(product)["ndcg@10"] > overall(baseline)["ndcg@10"]
        assert overall(product)["recall@10"] > overall(baseline)["recall@10"]
        assert product["abstention"]["auroc"]["value"] > baseline["abstention"]["auroc"]["value"]


def test_a_second_run_gives_the_same_figures_and_embeds_no_chunk_again(
    sample_run, measured_index, sample_gold, tmp_path
):
    first = Path(sample_run["output"])
    (tmp_path / "cache").symlink_to(first / "cache")
    [kept] = (first / "cache").iterdir()
    written = kept.stat().st_mtime_ns

    again = evaluate("--gold", sample_gold, "--index", measured_index, "--baselines", output=tmp_path)

    assert untimed(again["sets"]) == untimed(sample_run["sets"])
    assert kept.stat().st_mtime_ns == written


def test_baselines_can_read_the_files_themselves_page_footers_and_all(
    sample_run, measured_index, sample_gold, project, tmp_path
):
    corpus = project / "corpus"

    run = evaluate(
        *("--gold", sample_gold, "--index", measured_index, "--baselines", "--corpus", corpus), output=tmp_path
    )

    assert (sample_run["settings"]["baseline_text"], run["settings"]["baseline_text"]) == ("index", "files")
    (product, *raw), (same_product, *cleaned) = run["sets"][0]["systems"], sample_run["sets"][0]["systems"]
    assert untimed(product) == untimed(same_product)
    assert all(untimed(one) != untimed(other) for one, other in zip(raw, cleaned, strict=True))


def test_a_corpus_that_lacks_a_file_of_the_index_is_wrong_usage(measured_index, sample_gold, tmp_path, capsys):
    arguments = ["--gold", sample_gold, "--index", measured_index, "--baselines", "--corpus", tmp_path]

    assert main([*map(str, arguments), "--output", str(tmp_path / "out")]) == 2
    assert "is in the index and not in this corpus" in capsys.readouterr().err


def test_figures_from_a_batch_of_answers_are_those_of_asking(sample_run, measured_index, sample_gold, tmp_path):
    answers = tmp_path / "answers.jsonl"
    assert ask(["--batch", str(sample_gold), "--index", str(measured_index), "--output", str(answers)]) == 0

    scored = evaluate("--gold", sample_gold, "--answers", answers, output=tmp_path / "out")

    [product] = scored["sets"][0]["systems"]
    assert untimed(product) == untimed(sample_run["sets"][0]["systems"][0])
    assert scored["build"] == sample_run["build"]


def test_an_index_that_is_not_there_is_a_failure_with_the_way_out(sample_gold, tmp_path, capsys):
    assert main(["--gold", str(sample_gold), "--index", str(tmp_path / "none"), "--output", str(tmp_path / "o")]) == 1
    assert "rebuild-index" in capsys.readouterr().err


@pytest.mark.real
def test_real_answers_are_scored_as_the_judge_scores_them(judged, shared, tmp_path):
    corpus, index, answers = tmp_path / "corpus", tmp_path / "index", tmp_path / "answers.jsonl"
    gold = shared / "gold" / "redbridge.jsonl"
    subprocess.run([shared / "tools" / "redbridge-corpus", corpus], check=True, capture_output=True)
    rebuild(corpus, index, Settings())
    assert ask(["--batch", str(gold), "--index", str(index), "--output", str(answers)]) == 0

    ours = evaluate("--gold", gold, "--index", index, output=tmp_path / "out")["sets"][0]["systems"][0]

    gold_lines, answer_lines = (
        [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line] for file in (gold, answers)
    )
    by_kind, whole = judged(gold_lines, answer_lines)
    for kind, figures in by_kind.items():
        mine = {name: figure["value"] for name, figure in ours["kinds"][kind]["figures"].items()}
        mine["questions"] = ours["kinds"][kind]["questions"]
        assert {name: mine[name] for name in figures} == pytest.approx(figures, abs=1e-12)
    mine = overall(ours) | {name: figure["value"] for name, figure in ours["abstention"].items()}
    assert {name: mine[name] for name in whole} == pytest.approx(whole, abs=1e-12)
