"""The index opened while the server is still being loaded."""

import socket
import subprocess
import sys

import pytest

from ui.head_start import begin_opening, take_opened


def test_what_was_begun_is_given_once_and_answers(app_index):
    begin_opening(app_index)
    searcher = take_opened(app_index)
    assert searcher is not None
    assert searcher.ask("strategy meetings").searched.build == searcher.snapshot.build
    assert take_opened(app_index) is None


def test_where_it_could_not_be_opened_who_asks_tries_again(tmp_path):
    begin_opening(tmp_path / "index")
    assert take_opened(tmp_path / "index") is None


def test_where_nothing_was_begun_there_is_nothing_to_take(tmp_path):
    assert take_opened(tmp_path) is None


@pytest.mark.slow
def test_a_port_in_use_is_said_though_the_index_is_just_being_opened(app_index, project):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "ui", "--index", str(app_index), "--port", str(port)]
        ended = subprocess.run(command, check=False, cwd=project, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert f"Port {port} is not available" in ended.stdout + ended.stderr
