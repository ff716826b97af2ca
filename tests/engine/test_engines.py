"""One question, two engines, the same passages but for ties."""

import json

import numpy as np
import pytest

from indexer.__main__ import main
from indexer.build import rebuild
from indexer.engine import EngineKind, EngineSettings, read_engine
from indexer.engine.embedded import EmbeddedEngine
from indexer.engine.milvus import ALIAS
from indexer.errors import EngineError, IndexDamagedError, IndexMismatchError
from indexer.settings import Settings
from indexer.snapshot import open_snapshot
from indexer.tokens import tokenize

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
pytest.importorskip("milvus_lite", reason="the extra milvus is not installed")

SUBJECTS = "Inspectors Leaders Managers Children Carers Partners Schools".split()
VERBS = "praised missed visited recorded planned funded delayed".split()
OBJECTS = "strategy meetings, return interviews, caseloads, supervision, placements, permanence, housing".split(", ")


def report(number):
    chance = np.random.default_rng(number)
    lines = [f"Inspection of Town{number} children's services", "", "Findings", ""]
    for _ in range(12):
        said = [f"{chance.choice(SUBJECTS)} {chance.choice(VERBS)} {chance.choice(OBJECTS)}" for _ in range(4)]
        lines += [". ".join(said) + ".", ""]
    return "\n".join(lines)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.txt").write_text(report(number), encoding="utf-8")
    return folder


@pytest.fixture
def milvus(tmp_path):
    return EngineSettings(EngineKind.MILVUS, str(tmp_path / "milvus.db"))


@pytest.fixture
def build(corpus, tmp_path, fake_encoder):
    def run(engine=None):
        return rebuild(corpus, tmp_path / "index", Settings(workers=1), encoder=fake_encoder, engine=engine)

    return run


def both(index):
    """The engine of an index, and the embedded one over the same build."""
    snapshot = open_snapshot(index)
    return snapshot, snapshot.engine, EmbeddedEngine(snapshot)


def agree(found, expected, *, within, share=0.0):
    """Whether the same scores stand at each place, and the same rows wherever a score stands once."""
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=within, rel=share)
    clear = [
        place
        for place, (_, score) in enumerate(expected)
        if all(abs(score - other) > 3 * within for n, (_, other) in enumerate(expected) if n != place)
    ]
    assert [found[place][0] for place in clear[:3]] == [expected[place][0] for place in clear[:3]]


@pytest.mark.slow
def test_both_engines_find_the_same_passages_within_any_documents(build, tmp_path, milvus, fake_encoder):
    build(milvus)
    snapshot, served, embedded = both(tmp_path / "index")
    assert type(served).__name__ == "MilvusEngine"
    question = "Leaders missed strategy meetings"
    vector = fake_encoder.encode_questions([question])[0]
    for documents in (None, {2}, {0, 3}, {0, 1, 2, 3, 4}):
        found = served.by_meaning(vector, limit=8, documents=documents)
        agree(found, embedded.by_meaning(vector, limit=8, documents=documents), within=1e-3)
        terms = {term: 1.0 if place % 2 else 0.5 for place, term in enumerate(tokenize(question))}
        by_words = served.by_words(terms, phrases=[], limit=8, documents=documents)
        agree(by_words, embedded.by_words(terms, phrases=[], limit=8, documents=documents), within=0.15, share=0.1)
        for row, _ in [*found, *by_words]:
            assert documents is None or int(snapshot.passage_document[row]) in documents
    phrase = [["missed", "strategy", "meetings"]]
    assert served.by_words({}, phrases=phrase, limit=9, documents=None) == embedded.by_words(
        {}, phrases=phrase, limit=9, documents=None
    )
    assert served.by_meaning(vector, limit=8, documents=set()) == []
    assert served.by_words({"lead": 1.0}, phrases=[], limit=0, documents=None) == []


@pytest.mark.slow
def test_a_server_follows_what_comes_and_goes_and_the_alias_is_moved_last(build, corpus, tmp_path, milvus):
    from pymilvus import MilvusClient

    first = build(milvus)
    kept_open, served, _ = both(tmp_path / "index")
    (corpus / "3.txt").unlink()
    (corpus / "7.txt").write_text(report(7), encoding="utf-8")
    second = build()
    assert (second.added, second.removed) == (1, 1)
    snapshot, newer, embedded = both(tmp_path / "index")
    vector = snapshot.vectors.rows(0, 1)[0]
    agree(
        newer.by_meaning(vector, limit=10, documents=None),
        embedded.by_meaning(vector, limit=10, documents=None),
        within=1e-3,
    )
    assert len(served.by_meaning(vector, limit=200, documents=None)) == kept_open.passage_count
    assert len(newer.by_meaning(vector, limit=200, documents=None)) == snapshot.passage_count
    client = MilvusClient(milvus.uri)
    pointed_at = client.describe_alias(ALIAS)["collection_name"]
    held = client.describe_collection(pointed_at)["properties"]
    assert second.build in held.values()
    assert first.build not in held.values()


@pytest.mark.slow
def test_an_engine_that_lacks_the_build_is_not_asked(build, corpus, tmp_path, milvus):
    build(milvus)
    build(EngineSettings())
    (corpus / "8.txt").write_text(report(8), encoding="utf-8")
    build()
    setting = json.dumps({"kind": "milvus", "uri": milvus.uri})
    (tmp_path / "index" / "ENGINE").write_text(setting, encoding="utf-8")
    with pytest.raises(IndexMismatchError, match="rebuild-index --engine milvus"):
        open_snapshot(tmp_path / "index")


def test_a_server_that_is_not_there_leaves_the_build_that_stands(build, corpus, tmp_path):
    before = build()
    (corpus / "8.txt").write_text(report(8), encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be used"):
        build(EngineSettings(EngineKind.MILVUS, "http://127.0.0.1:9"))
    assert open_snapshot(tmp_path / "index").build == before.build
    assert read_engine(tmp_path / "index") == EngineSettings()


def test_an_engine_that_is_not_named_rightly_is_said_to_be(tmp_path, capsys):
    (tmp_path / "ENGINE").write_text('{"kind": "abacus", "uri": ""}', encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="--engine embedded"):
        read_engine(tmp_path)
    with pytest.raises(SystemExit):
        main(["--engine", "milvus"])
    assert "--uri" in capsys.readouterr().err
