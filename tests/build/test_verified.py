"""A large build is hashed once after each start of the machine, where it is looked at, and again once touched."""

import json
import os

import pytest

from indexer import verified
from indexer.errors import IndexDamagedError
from indexer.snapshot import open_snapshot
from indexer.storage_manifest import check_file


@pytest.fixture
def hashed(build, index, monkeypatch):
    """The files that are hashed from now on; every build counts as large."""
    build()
    files: list[str] = []

    def noted(folder, entry):
        files.append(entry.path)
        check_file(folder, entry)

    monkeypatch.setattr(verified, "LARGE_BUILD_BYTES", 0)
    monkeypatch.setattr(verified, "check_file", noted)
    with open_snapshot(index, proved=True):
        assert len(files) >= 15
    files.clear()
    return files


def a_file_of(index):
    return next((index / "builds").glob("*/corpus.sqlite"))


def test_what_was_hashed_since_the_machine_started_is_not_hashed_again(hashed, index):
    with open_snapshot(index) as snapshot:
        assert snapshot.passage_count > 0
    assert hashed == []
    assert (index / verified.VERIFIED).stat().st_mode & 0o077 == 0


def test_after_the_next_start_of_the_machine_everything_is_hashed(hashed, index, tmp_path, monkeypatch):
    (tmp_path / "boot").write_text("another start")
    monkeypatch.setattr(verified, "_BOOT", tmp_path / "boot")
    open_snapshot(index, proved=True).close()
    assert len(hashed) >= 15


def test_a_byte_changed_is_found_though_its_file_says_it_is_as_old_and_as_long(hashed, index):
    path = a_file_of(index)
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    with pytest.raises(IndexDamagedError, match=r"corpus\.sqlite"):
        open_snapshot(index)
    assert hashed


def test_a_file_exchanged_for_a_copy_is_hashed_again(hashed, index):
    path = a_file_of(index)
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)
    open_snapshot(index).close()
    assert hashed == ["corpus.sqlite"]


@pytest.mark.parametrize("record", ["", "{}", "null", '{"boot": "x", "files": {}}', "\0\1"])
def test_a_record_that_is_not_what_was_written_makes_everything_be_hashed(hashed, index, record):
    (index / verified.VERIFIED).write_text(record)
    open_snapshot(index, proved=True).close()
    assert len(hashed) >= 15


def test_a_record_of_another_build_says_nothing_of_this_one(hashed, index):
    record = index / verified.VERIFIED
    said = json.loads(record.read_text())
    for facts in said["files"].values():
        facts[-1] = "0" * 64
    record.write_text(json.dumps(said))
    open_snapshot(index, proved=True).close()
    assert len(hashed) >= 15


def test_where_the_system_does_not_say_when_it_started_everything_is_hashed_each_time(hashed, index, monkeypatch):
    monkeypatch.setattr(verified, "_BOOT", index / "none")
    for _ in range(2):
        hashed.clear()
        open_snapshot(index, proved=True).close()
        assert len(hashed) >= 15
