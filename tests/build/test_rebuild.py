import os
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest

from indexer.build import rebuild
from indexer.cage import Failure
from indexer.document import Document
from indexer.errors import IndexerError, IndexLockedError
from indexer.passages import embedded_text, passage_text
from indexer.patience import NO_TIME_LEFT, run_briskly, run_patiently
from indexer.progress import Progress
from indexer.settings import Settings
from indexer.snapshot import current_build, open_snapshot
from indexer.sources import files_of, survey


def contents(index):
    return {
        path.relative_to(index).as_posix(): path.read_bytes() for path in sorted(index.rglob("*")) if path.is_file()
    }


def content_of(index):
    """The current build's files but its manifest, which says when it was made."""
    (folder,) = [path for path in (index / "builds").iterdir() if path.name == current_build(index)]
    return {name: data for name, data in contents(folder).items() if name != "manifest.json"}


def test_every_file_is_a_document_or_skipped_with_a_reason(build, corpus):
    (corpus / "web page.pdf").write_text("<!DOCTYPE html><html><body>Not found</body></html>", encoding="utf-8")
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    (corpus / "link.txt").symlink_to("/etc/hostname")
    (corpus / "README.md").write_text("About this folder", encoding="utf-8")
    (corpus / ".hidden").write_text("x", encoding="utf-8")
    summary = build()
    assert summary.documents + len(summary.skipped) == 6
    reasons = {skip.document: skip.reason for skip in summary.skipped}
    assert "link" in reasons["link.txt"]
    assert reasons["empty.txt"]
    assert all(reason.endswith(".") for reason in reasons.values())


def test_an_answering_build_is_what_the_corpus_holds(build, index, texts):
    summary = build()
    with open_snapshot(index) as snapshot:
        assert [card.path for card in snapshot.documents] == sorted(texts)
        assert snapshot.build == summary.build == current_build(index)
        assert snapshot.passage_count == summary.passages == len(snapshot.vectors) == len(snapshot.lexical)
        for row, passage in enumerate(snapshot.passages(range(snapshot.passage_count))):
            document = snapshot.document(passage.document)
            assert passage.document == snapshot.passage_document[row]
            assert passage_text(document, passage.spans) == passage.text
            first, last = snapshot.sentence_offsets[row : row + 2]
            assert len(snapshot.sentence_ranges(row)) == last - first


def test_row_r_of_each_part_is_the_same_passage(build, index, encoder):
    build()
    with open_snapshot(index) as snapshot:
        passages = snapshot.passages(range(snapshot.passage_count))
        vectors = encoder.encode_passages([embedded_text(passage) for passage in passages])
        for row, vector in enumerate(vectors):
            assert snapshot.vectors.scores(vector, np.array([row]))[0] == pytest.approx(1, abs=1e-3)
        sentences = [p.text[a:b] for row, p in enumerate(passages) for a, b in snapshot.sentence_ranges(row)]
        for row, vector in enumerate(encoder.encode_passages(sentences)):
            assert snapshot.sentence_vectors.scores(vector, np.array([row]))[0] == pytest.approx(1, abs=1e-3)
        (row,) = [row for row, passage in enumerate(passages) if "Return home interviews" in passage.text]
        found = snapshot.lexical.search({}, phrases=[["return", "home", "interviews"]], limit=3)
        assert [hit for hit, _ in found] == [row]


def test_acronyms_name_the_documents_that_define_them(build, index):
    build()
    with open_snapshot(index) as snapshot:
        (acronym,) = [a for a in snapshot.acronyms if a.short == "MASH"]
        assert acronym.long == "multi-agency safeguarding hub"
        assert [snapshot.documents[n].path for n in acronym.documents] == ["marlbrook/focused visit - 9 may 2023.txt"]


def test_nothing_changed_means_nothing_is_read_encoded_or_written(build, index, encoder):
    first = build()
    before, encoded = contents(index), encoder.encoded
    second = build()
    assert (second.build, second.unchanged) == (first.build, first.documents)
    assert (second.added, second.changed, second.removed) == (0, 0, 0)
    assert contents(index) == before
    assert encoder.encoded == encoded


def test_an_added_report_costs_itself_alone(build, corpus, encoder, index):
    build()
    encoded = encoder.encoded
    (corpus / "elmshire" / "new.txt").write_text("A new letter\n\nVisits to carers are rare.\n", encoding="utf-8")
    summary = build()
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (1, 0, 0, 3)
    with open_snapshot(index) as snapshot:
        card = next(card for card in snapshot.documents if card.path == "elmshire/new.txt")
        passages = card.last_row - card.first_row
        sentences = snapshot.sentence_offsets[card.last_row] - snapshot.sentence_offsets[card.first_row]
    assert 0 < encoder.encoded - encoded <= passages + sentences


def test_a_changed_report_is_read_again_and_a_removed_one_is_gone(build, corpus, index):
    build()
    (corpus / "elmshire" / "letter.txt").write_text("Letter to Elmshire\n\nCarers are heard.\n", encoding="utf-8")
    (corpus / "marlbrook" / "focused visit - 9 may 2023.txt").unlink()
    summary = build()
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (0, 1, 1, 1)
    with open_snapshot(index) as snapshot:
        text = " ".join(passage.text for passage in snapshot.passages(range(snapshot.passage_count)))
    assert "Carers are heard" in text
    assert "Return home" not in text
    assert "MASH" not in text


def test_a_removed_report_leaves_no_word_behind_but_in_the_build_before(build, corpus, index):
    (corpus / "secret.txt").write_text(
        "A draft\n\nThe word quetzalcoatl stands in no other report.\n", encoding="utf-8"
    )
    build()
    (corpus / "secret.txt").unlink()
    build()
    holding = {name.split("/")[1] for name, data in contents(index).items() if b"quetzalcoatl" in data}
    assert current_build(index) not in holding
    (corpus / "another.txt").write_text("A letter\n\nNothing of note.\n", encoding="utf-8")
    build()
    assert not [name for name, data in contents(index).items() if b"quetzalcoatl" in data]
    assert len(list((index / "builds").iterdir())) == 2


def test_the_same_corpus_makes_the_same_build_byte_for_byte(build, tmp_path, index, encoder):
    first, second = build(), build(full=True)
    assert second.build == first.build
    apart = tmp_path / "apart"
    third = rebuild(tmp_path / "corpus", apart, Settings(workers=2), encoder=encoder)
    assert third.build == first.build
    assert content_of(apart) == content_of(index)


def test_an_index_made_step_by_step_equals_one_made_at_once(build, corpus, texts, index):
    for name in sorted(texts, reverse=True):
        (corpus / name).unlink()
    for name, text in sorted(texts.items(), reverse=True):
        (corpus / name).write_text(text, encoding="utf-8")
        build()
    step_by_step = content_of(index)
    build(full=True)
    assert content_of(index) == step_by_step


def test_going_back_to_an_earlier_corpus_gives_the_earlier_build(build, corpus):
    first = build()
    extra = corpus / "extra.txt"
    extra.write_text("Extra\n\nOne more sentence.\n", encoding="utf-8")
    assert build().build != first.build
    extra.unlink()
    assert build().build == first.build


def test_another_encoder_or_setting_makes_another_build(build, encoder):
    first = build()
    encoder.identity = "hashing@2"
    second = build()
    assert second.build != first.build
    assert second.unchanged == second.documents


def test_an_emptied_corpus_makes_an_empty_index(build, corpus, index):
    build()
    for path in corpus.rglob("*.*"):
        path.unlink()
    summary = build()
    assert (summary.documents, summary.passages, summary.removed) == (0, 0, 3)
    with open_snapshot(index) as snapshot:
        assert snapshot.documents == ()
        assert snapshot.lexical.search({"meet": 1.0}, limit=3) == []


def test_a_file_that_changes_while_it_is_read_is_read_once_more(build, corpus, index):
    changing = corpus / "elmshire" / "letter.txt"
    edits = iter(["Letter to Elmshire\n\nThe second edition counts.\n"])

    def edit(step: Progress):
        if step.stage == "hash" and step.document.startswith("marlbrook/in") and (text := next(edits, None)):
            changing.write_text(text, encoding="utf-8")

    summary = build(progress=edit)
    assert summary.documents == 3
    with open_snapshot(index) as snapshot:
        (card,) = [card for card in snapshot.documents if card.path == "elmshire/letter.txt"]
        assert "second edition" in snapshot.passages([card.last_row - 1])[0].text
    assert build().unchanged == 3


def test_a_build_of_the_good_files_answers_before_a_slow_one_gets_its_time(build, index, slow_letter):
    stood = []

    def tried(function, sources, **options):
        with open_snapshot(index) as snapshot:
            stood.append([card.path for card in snapshot.documents])
            assert [(skip.document, skip.reason) for skip in snapshot.skipped] == [(SLOW, NO_TIME_LEFT)]
        yield from run_patiently(function, sources, **options)

    slow_letter("indexer.indexing.run_patiently", tried)
    summary = build()
    assert [len(paths) for paths in stood] == [2]
    assert (summary.documents, summary.added, summary.skipped) == (3, 3, ())
    assert build().build == summary.build


def test_a_file_for_which_no_time_was_left_is_tried_again_by_the_next_rebuild(build, corpus, slow_letter):
    def without_time(_function, sources, **options):
        assert not any(options["is_tried"](source) for source in sources)
        yield from ((source, Failure(NO_TIME_LEFT)) for source in sources)

    slow_letter("indexer.indexing.run_patiently", without_time)
    first = build()
    assert [(skip.document, skip.reason) for skip in first.skipped] == [(SLOW, NO_TIME_LEFT)]
    assert build().build == first.build
    (corpus / "more.txt").write_text("More\n\nOne more sentence stands here.\n", encoding="utf-8")

    def as_one_tried(function, sources, **options):
        assert all(options["is_tried"](source) for source in sources)
        yield from run_patiently(function, sources, **options)

    slow_letter("indexer.indexing.run_patiently", as_one_tried)
    second = build()
    assert second.skipped == ()
    assert second.documents == 4
    assert (second.added, second.unchanged) == (2, 2)


SLOW = "elmshire/letter.txt"


@pytest.fixture
def slow_letter(monkeypatch):
    """Puts one file off, and something else in the place of a name."""

    def put_off(function, sources, **options):
        for source, outcome in run_briskly(function, sources, **options):
            yield source, Failure(NO_TIME_LEFT) if source.path == SLOW else outcome

    monkeypatch.setattr("indexer.indexing.run_briskly", put_off)
    return monkeypatch.setattr


def test_a_file_removed_while_the_index_is_built_is_listed(build, corpus):
    def remove(step: Progress):
        if step.stage == "hash" and step.document.startswith("marlbrook/in"):
            (corpus / "elmshire" / "letter.txt").unlink(missing_ok=True)

    summary = build(progress=remove)
    assert summary.documents == 2
    assert [skip.document for skip in summary.skipped] == ["elmshire/letter.txt"]


def test_what_a_listener_raises_ends_the_rebuild_and_the_next_reads_only_the_rest(build, index):
    def cancel(step: Progress):
        if step.stage == "read" and step.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(progress=cancel)
    assert current_build(index) is None
    steps = []
    build(progress=steps.append)
    assert [step.done for step in steps if step.stage == "read"] == [3]
    assert not (index / "work.sqlite").exists()


def test_vectors_made_before_a_rebuild_was_stopped_are_not_made_again(build, index, encoder, monkeypatch):
    monkeypatch.setattr("indexer.encoding._AT_ONCE", 2)

    def cancel(step: Progress):
        if step.stage == "encode passages" and step.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(progress=cancel)
    assert encoder.encoded == 2
    build()
    stopped_once = encoder.encoded
    build(full=True)
    assert encoder.encoded == 2 * stopped_once
    assert current_build(index)


def test_a_second_rebuild_says_who_holds_the_index(build, index):
    waiting, seen = threading.Event(), threading.Event()

    def hold(step: Progress):
        if step.stage == "hash":
            waiting.set()
            seen.wait(30)

    first = threading.Thread(target=build, kwargs={"progress": hold})
    first.start()
    try:
        assert waiting.wait(30)
        with pytest.raises(IndexLockedError, match=rf"process {os.getpid()} on .*Wait until it is done"):
            build()
    finally:
        seen.set()
        first.join()
    assert current_build(index)


def test_an_open_snapshot_keeps_its_build_while_newer_ones_are_made(build, corpus, index):
    first = build().build
    with open_snapshot(index) as snapshot:
        for number in range(3):
            (corpus / f"more {number}.txt").write_text(f"More\n\nSentence number {number}.\n", encoding="utf-8")
            build()
        assert (index / "builds" / first).exists()
        assert len(snapshot.passages(range(snapshot.passage_count))) == snapshot.passage_count
        assert isinstance(snapshot.document(0), Document)
    build()
    assert not (index / "builds" / first).exists()


def test_the_index_is_private_to_its_owner(build, index):
    build()
    for path in (index / "builds").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    assert (index / "CURRENT").stat().st_mode & 0o077 == 0


def test_names_that_are_no_text_or_hold_markup_are_indexed(build, corpus):
    odd = [b"caf\xe9.txt", b"=cmd.txt", b"<img src=x>.txt", b"two\nlines.txt", "naïve ☂.txt".encode()]
    for number, name in enumerate(odd):
        Path(os.fsdecode(bytes(corpus) + b"/" + name)).write_text(f"Note\n\nNumber {number} here.\n", encoding="utf-8")
    summary = build()
    assert summary.documents == 3 + len(odd)
    assert build().unchanged == 3 + len(odd)


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_corpus_that_is_no_folder_is_said_to_be(tmp_path, index, encoder, name):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(IndexerError, match=f"The corpus folder .*{name} cannot be read"):
        rebuild(tmp_path / name, index, Settings(), encoder=encoder)
    assert not index.exists()


def test_an_index_folder_that_is_a_file_is_said_to_be(build, index):
    index.write_text("x", encoding="utf-8")
    with pytest.raises(IndexerError, match="is a file"):
        build()


@pytest.fixture
def another_user():
    """Act as a user without rights; the tests' own folders are then out of reach."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root can act as another user")
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def open_corpus(texts, write_corpus):
    """A corpus that everybody may read but for one file, in a folder that only its owner may write."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        write_corpus(folder / "corpus", texts)
        (folder / "corpus" / "elmshire" / "letter.txt").chmod(0o000)
        yield folder / "corpus"


def test_an_index_that_may_not_be_written_is_said_to_be(open_corpus, encoder, request):
    folder = open_corpus.parent
    rebuild(open_corpus, folder / "index", Settings(), encoder=encoder)
    (folder / "index").chmod(0o555)
    request.getfixturevalue("another_user")
    for index in (folder / "new", folder / "index"):
        with pytest.raises(IndexerError, match=rf"The index in {index} could not be written: Permission denied"):
            rebuild(open_corpus, index, Settings(), encoder=encoder)


def test_a_file_that_may_not_be_read_is_skipped(open_corpus, texts, request):
    files = files_of(open_corpus)
    request.getfixturevalue("another_user")
    sources, unopened = survey(open_corpus, files, lambda *_: None)
    assert [source.path for source in sources] == sorted(texts)[1:]
    ((path, sha256, reason),) = [(file.path, file.sha256, file.reason) for file in unopened]
    assert (path, sha256) == ("elmshire/letter.txt", None)
    assert "permission was denied" in reason


def test_vectors_that_are_not_of_unit_length_are_refused(build, encoder, index, monkeypatch):
    monkeypatch.setattr(
        encoder, "encode_passages", lambda texts, **_: np.full((len(texts), 8), np.nan, dtype=np.float32)
    )
    with pytest.raises(IndexerError, match="not of unit length"):
        build()
    assert current_build(index) is None
