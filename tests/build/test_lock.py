import os

import pytest

from indexer.errors import IndexLockedError
from indexer.lock import hold_for_reading, is_in_use, single_writer


def test_one_writer_at_a_time(tmp_path):
    refused = pytest.raises(IndexLockedError, match=rf"process {os.getpid()} on .*try again")
    with single_writer(tmp_path), refused, single_writer(tmp_path):
        pass
    with single_writer(tmp_path):
        pass


def test_a_lock_left_by_a_dead_process_is_no_obstacle(tmp_path):
    (tmp_path / "lock").write_text("process 1 on elsewhere\n", encoding="utf-8")
    with single_writer(tmp_path):
        assert f"process {os.getpid()} " in (tmp_path / "lock").read_text(encoding="utf-8")
    assert (tmp_path / "lock").read_text(encoding="utf-8") == ""


def test_a_file_is_in_use_as_long_as_any_reader_holds_it(tmp_path):
    file = tmp_path / "manifest.json"
    assert not is_in_use(file)
    file.write_text("{}", encoding="utf-8")
    readers = [hold_for_reading(file), hold_for_reading(file)]
    for reader in readers:
        assert is_in_use(file)
        os.close(reader)
    assert not is_in_use(file)
