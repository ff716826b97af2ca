"""Whether the folder of reports is still what was indexed."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from ui.places import (
    CORPUS_VARIABLE,
    FEEDBACK_VARIABLE,
    INDEX_VARIABLE,
    RESULTS_VARIABLE,
    Drift,
    Places,
    drift,
    files_by_content,
    files_in,
)

MADE = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def corpus(tmp_path):
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
        set_time(file, MADE - timedelta(days=1))
    return tmp_path


def set_time(file, when):
    os.utime(file, (when.timestamp(), when.timestamp()))


def build_of(*names):
    """What `drift` reads of a snapshot: its cards, its skipped files, and when it was made."""
    cards = [SimpleNamespace(path=name, sha256=hashlib.sha256(name.encode()).hexdigest()) for name in names]
    return SimpleNamespace(documents=cards, skipped=[SimpleNamespace(document="sub/c.txt")], made=MADE)


def test_a_folder_as_it_was_indexed_has_not_changed(corpus):
    assert not drift(build_of("a.txt", "b.txt"), corpus)


def test_new_and_missing_files_are_named(corpus):
    assert drift(build_of("a.txt", "gone.txt"), corpus) == Drift(added=("b.txt",), removed=("gone.txt",))


def test_a_younger_file_has_changed_only_if_its_content_has(corpus):
    set_time(corpus / "a.txt", MADE + timedelta(days=1))
    assert not drift(build_of("a.txt", "b.txt"), corpus)
    (corpus / "a.txt").write_text("other words")
    assert drift(build_of("a.txt", "b.txt"), corpus) == Drift(changed=("a.txt",))


def test_an_older_file_put_in_the_place_of_a_younger_one_has_changed(corpus):
    set_time(corpus / "a.txt", MADE)
    (corpus / "a.txt").write_text("an older edition")
    set_time(corpus / "a.txt", MADE - timedelta(days=365))
    assert drift(build_of("a.txt", "b.txt"), corpus) == Drift(changed=("a.txt",))


def test_a_file_in_one_state_is_read_once_however_often_it_is_looked_at(corpus, monkeypatch):
    assert not drift(build_of("a.txt", "b.txt"), corpus)
    monkeypatch.setattr("ui.places.read_document_bytes", lambda path: pytest.fail(f"{path} was read again"))
    assert not drift(build_of("a.txt", "b.txt"), corpus)


def test_what_changed_while_the_build_was_made_has_changed(corpus):
    now = datetime.now(UTC)
    build = build_of("a.txt", "b.txt")
    build.made = now + timedelta(hours=1)
    (corpus / "a.txt").write_text("other words")
    assert not drift(build, corpus)
    assert drift(build, corpus, since=now - timedelta(seconds=5)) == Drift(changed=("a.txt",))


def test_the_files_that_are_there_are_known_by_their_content(corpus):
    known = files_by_content(build_of("a.txt"), corpus)
    assert set(known.values()) == {"a.txt", "b.txt", "sub/c.txt"}
    assert known[hashlib.sha256(b"b.txt").hexdigest()] == "b.txt"


def test_another_folder_altogether_is_not_compared(corpus):
    build = build_of("x.txt")
    build.skipped.clear()
    assert not drift(build, corpus)


def test_a_folder_that_is_not_there_is_not_compared(tmp_path):
    assert not drift(build_of("a.txt"), tmp_path / "nowhere")
    assert files_in(tmp_path / "nowhere") == 0


def test_the_folders_come_from_the_environment_or_stand_beside_the_app(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results, feedback = tmp_path / "evaluation" / "results", tmp_path / "feedback"
    groups = tmp_path / "neighbours.csv"
    default = Places(tmp_path / "index", tmp_path / "corpus", results, feedback, groups, tmp_path / "index-questions")
    assert Places.named_in({}) == default
    named = Places.named_in({INDEX_VARIABLE: str(tmp_path / "i"), CORPUS_VARIABLE: "reports"})
    assert named == Places(tmp_path / "i", tmp_path / "reports", results, feedback, groups, tmp_path / "i-questions")
    elsewhere = Places.named_in({RESULTS_VARIABLE: "runs", FEEDBACK_VARIABLE: "said"})
    assert (elsewhere.results, elsewhere.feedback) == (tmp_path / "runs", tmp_path / "said")
