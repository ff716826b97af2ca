import json
import os
import sqlite3
import threading

import numpy as np
import pytest

from indexer.engine.setting import EngineKind, EngineSettings, write_engine
from indexer.errors import IndexDamagedError, IndexerError, IndexLockedError, IndexMissingError
from indexer.lock import single_writer
from indexer.progress import Progress
from indexer.purge import main
from indexer.purging import purge
from indexer.remains import occurring
from indexer.snapshot import current_build, open_snapshot

SECRET = "Quetzalcoatl Smithson, aged seven, was seen at the blue house on Zanzibar Lane every single morning."
DRAFT = f"A draft about one child\n\n{SECRET}\n\nHer social worker wrote that nothing of this may be known.\n"


def everything_in(index):
    return {path.relative_to(index).as_posix(): path.read_bytes() for path in index.rglob("*") if path.is_file()}


def spellings_of(encoder, text):
    """The bytes of a text's vector as builds keep it and as unfinished work does."""
    (vector,) = encoder.encode_passages([text])
    return vector.astype(np.float16).tobytes(), vector.astype(np.float32).tobytes()


def holding(index, *needles):
    return sorted(name for name, data in everything_in(index).items() if any(needle in data for needle in needles))


@pytest.fixture
def forgotten(build, corpus):
    """A report was indexed, has left the corpus, and the index was made again. Returns what it must not hold."""
    (corpus / "draft.txt").write_text(DRAFT, encoding="utf-8")
    build()
    (corpus / "draft.txt").unlink()
    return build()


def test_a_removed_report_is_gone_from_every_byte_its_vectors_too(forgotten, index, encoder):
    needles = (b"Quetzalcoatl", b"quetzalcoatl", b"Zanzibar", *spellings_of(encoder, SECRET))
    assert len(holding(index, *needles[:3])) >= 2
    assert holding(index, *needles[3:])
    purged = purge(index)
    assert holding(index, *needles) == []
    assert purged.is_complete
    assert purged.build == forgotten.build == current_build(index)
    assert (len(purged.builds), purged.unread, purged.strangers) == (1, (), [])
    assert purged.pieces_sought >= 3
    assert purged.vectors_sought >= 2
    assert purged.words_sought >= 3
    assert sorted(path.name for path in index.iterdir()) == ["CURRENT", "builds", "lock"]


def test_what_is_left_answers_as_before_and_the_next_rebuild_makes_nothing_anew(forgotten, build, index, encoder):
    with open_snapshot(index) as snapshot:
        before = [passage.text for passage in snapshot.passages(range(snapshot.passage_count))]
    purge(index)
    with open_snapshot(index) as snapshot:
        assert [passage.text for passage in snapshot.passages(range(snapshot.passage_count))] == before
        assert snapshot.warnings == ()
    encoder.encoded = 0
    assert build().build == forgotten.build
    assert encoder.encoded == 0


@pytest.mark.usefixtures("forgotten")
def test_the_bytes_are_overwritten_before_the_name_goes(index, monkeypatch):
    files = [path for path in (index / "builds").rglob("*") if path.is_file() and b"Quetzalcoatl" in path.read_bytes()]
    opened = [path.open("rb", buffering=0) for path in files]
    places = {os.fstat(file.fileno()).st_ino: file for file in opened}
    left, cut = [], os.ftruncate

    def look_and_cut(descriptor, length):
        if file := places.get(os.fstat(descriptor).st_ino):
            left.append(b"Quetzalcoatl" in file.read())
            file.seek(0)
        cut(descriptor, length)

    monkeypatch.setattr(os, "ftruncate", look_and_cut)
    purge(index)
    assert left == [False] * len(files)
    assert files
    for file in opened:
        with file:
            assert file.read() == b""


def test_unfinished_work_is_removed_with_what_it_held(build, corpus, index, encoder):
    build()
    (corpus / "draft.txt").write_text(DRAFT, encoding="utf-8")

    def stop(step: Progress):
        if step.stage == "write":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(progress=stop)
    needles = (b"Quetzalcoatl", *spellings_of(encoder, SECRET))
    assert holding(index, *needles) == ["work.sqlite"]
    (corpus / "draft.txt").unlink()
    purged = purge(index)
    assert purged.pieces_sought > 0
    assert purged.vectors_sought > 0
    assert holding(index, *needles) == []
    assert build().documents == 3


def test_a_build_that_an_app_still_reads_is_left_and_said_to_be(forgotten, build, corpus, index):
    (corpus / "draft.txt").write_text(DRAFT, encoding="utf-8")
    build()
    with open_snapshot(index) as snapshot:
        (corpus / "draft.txt").unlink()
        build()
        purged = purge(index)
        assert purged.in_use == [snapshot.build]
        assert not purged.is_complete
        assert any("Quetzalcoatl" in passage.text for passage in snapshot.passages(range(snapshot.passage_count)))
    purged = purge(index)
    assert (purged.in_use, purged.is_complete, purged.build) == ([], True, forgotten.build)
    assert holding(index, b"Quetzalcoatl") == []


def test_where_the_current_build_is_damaged_nothing_is_removed(forgotten, index):
    (index / "builds" / forgotten.build / "corpus.sqlite").write_bytes(b"")
    before = everything_in(index)
    with pytest.raises(IndexDamagedError, match=r"nothing was removed.*Run rebuild-index"):
        purge(index)
    assert {**everything_in(index), "lock": b""} == {**before, "lock": b""}


@pytest.mark.usefixtures("forgotten")
def test_a_copy_under_a_second_name_is_not_overwritten_and_is_told_of(index, tmp_path):
    (file,) = [path for path in index.rglob("texts.sqlite") if b"Quetzalcoatl" in path.read_bytes()]
    backup = tmp_path / "backup.sqlite"
    backup.hardlink_to(file)
    purged = purge(index)
    assert purged.linked == [str(file)]
    assert b"Quetzalcoatl" in backup.read_bytes()


@pytest.mark.usefixtures("forgotten")
def test_files_of_others_in_the_folder_are_searched_and_left(index, capsys):
    (index / "feedback.jsonl").write_text(json.dumps({"quotation": SECRET}), encoding="utf-8")
    (index / "notes.txt").write_text("Nothing of note is written here, and nobody is named.", encoding="utf-8")
    assert main(["--index", str(index)]) == 1
    said = capsys.readouterr().out
    assert f"of them in {index / 'feedback.jsonl'}. Remove that file by hand" in said
    assert "left alone: feedback.jsonl, notes.txt." in said
    assert (index / "feedback.jsonl").exists()
    (index / "feedback.jsonl").unlink()


@pytest.mark.usefixtures("forgotten")
def test_a_build_that_cannot_be_read_goes_as_well_and_is_told_of(index):
    (old,) = [path.parents[2] for path in index.rglob("texts.sqlite") if b"Quetzalcoatl" in path.read_bytes()]
    (old / "corpus.sqlite").write_bytes(b"no database")
    purged = purge(index)
    assert purged.unread == (old.name,)
    assert holding(index, b"quetzalcoatl") == []


def test_a_link_is_removed_and_what_it_points_to_is_not(forgotten, index, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("Not yours", encoding="utf-8")
    (old,) = [path for path in (index / "builds").iterdir() if path.name != forgotten.build]
    (old / "link").symlink_to(outside)
    (index / "builds" / "more").symlink_to(tmp_path)
    purge(index)
    assert outside.read_text(encoding="utf-8") == "Not yours"
    assert [path.name for path in (index / "builds").iterdir()] == [forgotten.build]


@pytest.mark.slow
@pytest.mark.parametrize("call", ["unlink", "fsync", "ftruncate"])
def test_stopped_at_any_step_the_current_build_answers_and_the_next_purge_ends_it(
    build, corpus, index, monkeypatch, call
):
    number = 0
    while True:
        (corpus / "draft.txt").write_text(DRAFT, encoding="utf-8")
        build()
        (corpus / "draft.txt").unlink()
        current = build().build
        number += 6
        if not fails_at(call, number, index, monkeypatch):
            break
        with open_snapshot(index) as snapshot:
            assert (snapshot.build, snapshot.warnings) == (current, ())
        assert purge(index).is_complete
        assert holding(index, b"Quetzalcoatl") == []
    assert number > 12


def fails_at(call, number, index, monkeypatch):
    real, calls = getattr(os, call), 0

    def counted(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(5, "Input/output error", "a file")
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, counted)
        try:
            purge(index)
        except IndexerError as error:
            return "The current build still stands." in str(error)
    return False


def test_while_a_rebuild_writes_nothing_is_purged(forgotten, index):
    held, done = threading.Event(), threading.Event()

    def hold():
        with single_writer(index):
            held.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(30)
        with pytest.raises(IndexLockedError):
            purge(index)
    finally:
        done.set()
        holder.join()
    assert len(list((index / "builds").iterdir())) == 2
    assert forgotten.build == current_build(index)


def test_where_there_is_no_index_there_is_nothing_to_purge(index, capsys):
    with pytest.raises(IndexMissingError, match="nothing to purge"):
        purge(index)
    assert main(["--index", str(index)]) == 1
    assert capsys.readouterr().err.startswith("purge: There is no index")
    assert not index.exists()


@pytest.mark.usefixtures("forgotten")
def test_the_command_says_what_it_cannot_reach(index, capsys):
    assert main(["--index", str(index)]) == 0
    said = capsys.readouterr().out
    assert "Found: none." in said
    assert "Beyond its reach: backups and other copies, snapshots" in said
    assert main(["--index", str(index), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["builds"], again["files"], again["found"]) == ([], 0, {})


def test_pieces_are_found_at_any_place_and_never_where_they_are_not():
    data = bytes(range(256)) * 3
    for start in range(0, 250, 7):
        piece = data[start : start + 40]
        assert occurring(b"x" * (start % 9) + data, [piece]) == {piece}
        assert occurring(b"x" * 300, [piece]) == set()
    assert occurring(b"short", [b"a longer piece"]) == occurring(b"data that is long", []) == set()


def test_a_database_row_that_was_only_marked_as_deleted_is_found(tmp_path):
    database = sqlite3.connect(tmp_path / "x.sqlite")
    database.execute("CREATE TABLE texts (text TEXT)")
    database.execute("INSERT INTO texts VALUES (?)", (SECRET,))
    database.commit()
    database.execute("PRAGMA secure_delete = OFF")
    database.execute("DELETE FROM texts")
    database.commit()
    database.close()
    assert occurring((tmp_path / "x.sqlite").read_bytes(), [SECRET[:40].encode()])


@pytest.mark.usefixtures("forgotten")
def test_a_search_server_that_holds_passages_too_is_told_of(index, capsys):
    write_engine(index, EngineSettings(EngineKind.MILVUS, "http://127.0.0.1:19530"))
    assert main(["--index", str(index)]) == 1
    assert "The search server at http://127.0.0.1:19530 holds passages" in capsys.readouterr().out
