"""The benchmark's own parts: what it makes is an index, what it counts is right."""

import json

import numpy as np
import pytest

from evaluation.bench.__main__ import main
from evaluation.bench.asking import of_all_reports
from evaluation.bench.chart import draw_growth
from evaluation.bench.growing import Grown, ours
from evaluation.bench.large import make_large, noisy
from evaluation.bench.rebuilding import grow_by_one
from evaluation.bench.report import growth, rebuilds
from evaluation.bench.vector_kinds import measure as measure_kinds
from indexer.build import rebuild
from indexer.settings import Settings
from indexer.snapshot import open_snapshot
from indexer.tokens import tokenize
from indexer.vectors import VectorIndex
from retriever.searcher import Searcher


@pytest.fixture(scope="module")
def base(tmp_path_factory, project):
    """The sample, read for real: what the benchmark copies is a build of this program."""
    folder = tmp_path_factory.mktemp("base")
    rebuild(project / "corpus", folder / "index", Settings())
    return folder / "index"


@pytest.mark.slow
def test_a_large_build_is_an_index_like_any_other(base, tmp_path):
    with open_snapshot(base) as source:
        wanted = source.passage_count * 2 + 5
    made = make_large(base, tmp_path / "large", wanted)
    with open_snapshot(tmp_path / "large") as large:
        assert large.passage_count == made.passages >= wanted
        assert len(large.sentence_vectors) == made.sentences
        first = large.documents[0]
        (passage,) = large.passages([first.first_row])
        number = large.terms.number(tokenize(passage.text)[0])
        assert number is not None
        hits = large.lexical.search({tokenize(passage.text)[0]: 1.0}, limit=5, documents=[0])
        assert {int(large.passage_document[row]) for row, _ in hits} == {0}
    questions = ["What did inspectors say about children in care?", "How were leaders judged?"]
    measured = ours(tmp_path / "large", questions)
    assert measured.recall == 1.0
    assert measured.filters_exact
    assert measured.all_p50 is not None


def test_a_question_to_all_reports_leaves_out_the_authority_that_it_names(base):
    searcher = Searcher.open(base)
    question = "What did inspectors say about missing children in Ambleford?"
    named = searcher.ask(question)
    of_all = searcher.ask(question, of_all_reports(searcher))
    assert (named.understood.authorities, of_all.understood.authorities) == (("Ambleford",), ())
    assert named.searched.documents < of_all.searched.documents


@pytest.mark.slow
def test_a_large_build_grows_by_one_report_and_shrinks_again(base, tmp_path, project):
    make_large(base, tmp_path / "large", 1_500)
    with open_snapshot(tmp_path / "large") as large:
        before = len(large.documents)
    added, removed = grow_by_one(project / "corpus", tmp_path / "large", tmp_path / "corpus")
    assert (added.documents, removed.documents) == (before + 1, before)
    assert added.seconds["split"] < added.seconds["total"]
    assert "split" not in removed.seconds
    assert "| one report added | " in rebuilds([added, removed], "One report more")


def test_noise_keeps_length_and_neighbourhood_and_is_the_same_each_time():
    vectors = np.random.default_rng(0).normal(size=(50, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = noisy(vectors, 3, 0)
    assert np.array_equal(moved, noisy(vectors, 3, 0))
    assert np.linalg.norm(moved, axis=1) == pytest.approx(1, abs=1e-5)
    assert 0.8 < float((moved * vectors).sum(axis=1).mean()) < 0.92
    assert np.array_equal(noisy(vectors, 0, 0), vectors)


def test_a_figure_that_a_system_does_not_have_is_left_empty():
    row = Grown("plain", 10_000, 1.5, None, None, 300.0, 2.0, 3.0, None, None)
    assert "| plain | 10,000 | 2 |  |  | 300 | 2.0 | 3.0 |  |  |  |  |" in growth([row], {})
    assert json.dumps(growth([], {})).count("recall@10") == 1


def test_growth_is_drawn_with_a_line_for_each_system_and_the_same_bytes_twice(tmp_path):
    rows = [
        Grown(system, size, 2.0, None, None, 300.0, 2.0 + number, 3.0 + number, None, None)
        for number, system in enumerate(("ours", "plain"))
        for size in (1_000, 10_000)
    ]
    for name in ("one.svg", "two.svg"):
        draw_growth(rows, {}, tmp_path / name)
    drawn = (tmp_path / "one.svg").read_text()
    assert drawn == (tmp_path / "two.svg").read_text()
    assert "<!-- ours -->" in drawn
    assert "<!-- plain -->" in drawn


def test_the_report_names_files_elsewhere_without_their_folders(tmp_path, capsys):
    main(["--quick", "--only", "reading", "--corpus", str(tmp_path)])
    printed = capsys.readouterr().out
    assert f"--corpus {tmp_path.name}`" in printed
    assert str(tmp_path) not in printed


def test_kinds_of_vector_indexes_are_held_against_exact_search():
    vectors = np.random.default_rng(3).standard_normal((4000, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    exact, *others = measure_kinds(VectorIndex.build(vectors), vectors[:5])
    assert (exact.recall, exact.recall_deep, exact.bytes) == (1.0, 1.0, 64)
    assert others
    assert all(0.9 < one.recall <= 1.0 and one.bytes < exact.bytes for one in others)
