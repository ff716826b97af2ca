"""Room on the disk: what is needed and what is free is said to the byte, and what fits is never refused."""

import errno
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from indexer import room
from indexer.errors import IndexerError
from indexer.room import Room, is_full
from indexer.snapshot import current_build
from indexer.storage_manifest import read_manifest, read_pointer


@pytest.fixture
def disk_with(monkeypatch):
    """Let the disk seem to have so many bytes free."""

    def free(count):
        monkeypatch.setattr(room, "_free", lambda _: count)

    return free


def bytes_of_build(index):
    return sum(entry.size for entry in read_manifest(index, read_pointer(index, "CURRENT")).files)


def test_too_little_room_is_found_before_anything_is_read_or_written(build, corpus, index, disk_with):
    (corpus / "long.txt").write_text("Plans were late. " * 100_000, encoding="utf-8")
    disk_with(1_234_567)
    read = []
    with pytest.raises(IndexerError) as refusal:
        build(progress=lambda step: read.append(step.stage))
    said = str(refusal.value)
    assert said.startswith(f"The index in {index} could not be written: there is too little room for it.")
    assert "has 1.2 MB (1,234,567 bytes) free" in said
    assert re.search(
        r"this build needs about \d\.\d MB \([\d,]{9} bytes\)\. Free at least [\d.]+ MB \([\d,]+ bytes\)", said
    )
    assert f"The disk mounted at {mount_of(index)} " in said
    assert "read" not in read
    assert not (index / "work.sqlite").exists()
    assert current_build(index) is None


def mount_of(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists() and place.is_mount())


def test_too_little_room_for_the_vectors_is_found_before_the_build_is_written(build, index, disk_with, monkeypatch):
    monkeypatch.setattr(Room, "look_before_reading", lambda *_: None)
    disk_with(10)
    with pytest.raises(IndexerError, match=r"too little room for it.* has 0\.0 MB \(10 bytes\) free"):
        build()
    assert list((index / "builds").iterdir()) == []


def test_what_was_done_before_the_disk_was_full_is_not_done_again(build, disk_with, encoder, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Room, "look_before_reading", lambda *_: None)
        disk_with(10)
        with pytest.raises(IndexerError):
            build()
    encoded = encoder.encoded
    disk_with(10**12)
    assert build().documents == 3
    assert encoder.encoded == encoded


def test_a_disk_that_fills_while_a_build_is_written_says_how_much_is_needed_and_free(build, monkeypatch, corpus):
    build()
    (corpus / "more.txt").write_text("More\n\nOne more sentence stands here.\n", encoding="utf-8")

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("indexer.group_writing.write_joined", full)
    with pytest.raises(IndexerError) as refusal:
        build()
    said = str(refusal.value)
    assert "No space left on device" in said
    assert re.search(
        r"has [\d,.]+ MB \([\d,]+ bytes\) free, and this build needs about [\d,.]+ MB \([\d,]+ bytes\)", said
    )
    assert "What stood before still stands." in said


def test_a_rebuild_of_the_sample_is_not_refused_where_it_fits(project, tmp_path, encoder, disk_with):
    """The least that is asked for before reading is less than what the build will take."""
    from indexer.build import rebuild
    from indexer.settings import Settings

    shutil.copytree(project / "corpus", tmp_path / "corpus")
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings(workers=1), encoder=encoder)
    taken = bytes_of_build(tmp_path / "index")
    expected = Room(tmp_path)
    disk_with(taken)
    expected.look_before_reading([path for path in (tmp_path / "corpus").rglob("*") if path.is_file()], 0)
    assert taken / 10 < expected.expected < 10 * taken


def test_a_rebuild_that_finds_nothing_to_do_needs_no_room(build, disk_with):
    first = build()
    disk_with(0)
    assert build().build == first.build


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "x"), True),
        (OSError(errno.EDQUOT, "x"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (sqlite3.OperationalError("database or disk is full"), True),
        (IndexerError("The word index could not be written: No space left on device (os error 28)"), True),
        (IndexerError("Another rebuild is writing the index"), False),
    ],
)
def test_a_full_disk_is_told_from_other_trouble(error, full):
    assert is_full(error) is full
