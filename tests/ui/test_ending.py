"""How the app ends when it is told to: at once, in its first second too, and without a word about its insides."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.conftest import free_port, wait_until_it_answers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="what a process does with signals is read from /proc"),
]

HEARING_SIGNALS = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background of a shell ignores it
runpy.run_module("ui", run_name="__main__", alter_sys=True)
"""


@contextmanager
def started(project: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The app on a folder that holds no index yet, its port; what it says is in `folder`."""
    port = free_port()
    options = ["--index", str(folder / "index"), "--corpus", str(project / "corpus"), "--port", str(port)]
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(
            [sys.executable, "-c", HEARING_SIGNALS, *options], cwd=project, stdout=said, stderr=said
        ) as app,
    ):
        try:
            yield app, port
        finally:
            app.kill()


def catches_ctrl_c(process: int) -> bool:
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return bool(int(status["SigCgt"], 16) >> (signal.SIGINT - 1) & 1)


def wait_until_it_opens_the_index(process: int) -> None:
    """Until there is a thread for that, and the server does not listen to signals yet."""
    end = time.monotonic() + 60
    while sum(1 for _ in Path(f"/proc/{process}/task").iterdir()) < 2 or catches_ctrl_c(process):
        assert time.monotonic() < end, "it heard signals itself before it was served"
        time.sleep(0.002)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["as it opens the index", "as it is served"])
def test_told_to_end_it_ends_at_once_and_without_a_traceback(project, tmp_path, told, moment) -> None:
    with started(project, tmp_path) as (app, port):
        if moment == "as it is served":
            wait_until_it_answers(f"http://127.0.0.1:{port}/_stcore/health")
        else:
            wait_until_it_opens_the_index(app.pid)
        app.send_signal(told)
        assert app.wait(timeout=10) == -told
    assert "Traceback" not in (tmp_path / "said").read_text(encoding="utf-8")
