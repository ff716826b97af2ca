"""The app as it is started: what it answers to odd paths and long texts, and what it leaves behind."""

import asyncio
import os
import re
import socket
import stat
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from scripts.sessions import visiting
from tests.browser.conftest import free_port, wait_until_it_answers

pytestmark = pytest.mark.slow

MARKER = "the quiet kingfisher of the audit"
QUESTION = f"What did inspectors say about {MARKER} in Ambleford?"
REPORT = f"""# Inspection of Ambleford local authority children's services

Inspection dates: 4 to 8 March 2024

1. Inspectors saw {MARKER} in every team and found that it helped social workers.
"""
OUT_OF_THE_FOLDER = [
    f"{prefix}{climb}{target}"
    for prefix in ("/app/static/", "/media/", "/component/", "/static/", "/_stcore/bidi-components/", "/")
    for climb in ("../../../", "..%2f..%2f..%2f", "%2e%2e/%2e%2e/%2e%2e/", "..\\..\\..\\", "..%5c..%5c", "//", "/%00/")
    for target in ("etc/passwd", "app.py", ".streamlit/config.toml")
]  # fmt: skip


@pytest.fixture(scope="module")
def running(project, tmp_path_factory):
    """The app on a report with a sentence that is nowhere else; gives its port, its folder and its process."""
    folder = tmp_path_factory.mktemp("running")
    for name in ("corpus", "temporary", "home"):
        (folder / name).mkdir()
    (folder / "corpus" / "ambleford 2024.md").write_text(REPORT, encoding="utf-8")
    environment = {**os.environ, "TMPDIR": str(folder / "temporary"), "HOME": str(folder / "home")}
    index = ["--index", str(folder / "index"), "--corpus", str(folder / "corpus")]
    subprocess.run([sys.executable, "-m", "indexer", *index], cwd=project, env=environment, check=True, timeout=300)
    port = free_port()
    command = [sys.executable, "-m", "ui", *index, "--port", str(port)]
    with (
        (folder / "log").open("wb") as written,
        subprocess.Popen(command, cwd=project, env=environment, stdout=written, stderr=written) as server,
    ):
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/_stcore/health")
            yield port, folder, server.pid
        finally:
            server.terminate()
            server.wait(timeout=20)


def asked(port, question):
    async def ask():
        async with visiting(port) as visitor:
            return await visitor.open(q=question)

    return asyncio.run(ask())


def raw(port, path) -> bytes:
    """The answer to a path that no client would send as it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode("latin-1")
        )
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_a_path_out_of_its_folder_leads_to_no_file(running, project):
    port, *_ = running
    secrets = [b"root:", (project / "app.py").read_bytes()[:60], b"[server]"]
    page = raw(port, "/").partition(b"\r\n\r\n")[2]
    statuses = set()
    for path in OUT_OF_THE_FOLDER:
        answer = raw(port, path)
        status = int(answer.split(b" ", 2)[1])
        body = answer.partition(b"\r\n\r\n")[2]
        assert not any(secret in body for secret in secrets), path
        assert status >= 400 or body == page, path
        statuses.add(status)
    print(f"{len(OUT_OF_THE_FOLDER)} paths tried, statuses {sorted(statuses)}")


def test_nothing_but_the_page_s_own_address_opens_a_session(running):
    port, *_ = running

    async def knock(**headers):
        async with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], proxy=None, additional_headers=headers
        ):
            pass

    for foreign in ({"Origin": "null"}, {"Origin": "http://evil.example"}, {"Origin": f"http://evil.example:{port}"}):
        with pytest.raises(Exception, match="403"):
            asyncio.run(knock(**foreign))
    for path, method in (("/_stcore/agent/interact", "POST"), ("/_stcore/agent/mcp", "POST")):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=b"{}", method=method)
        with pytest.raises(urllib.error.HTTPError, match=r"40[034]"):
            urllib.request.urlopen(request, timeout=10)


def test_a_file_cannot_be_sent_by_another_site(running):
    port, *_ = running
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/_stcore/upload_file/a-session/a-file", data=b"x", method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError, match=r"40[03]"):
        urllib.request.urlopen(request, timeout=10)


@pytest.mark.parametrize("length", [1_200, 50_000, 1_000_000])
def test_a_question_without_end_is_cut_and_the_next_one_answered(running, length):
    port, *_ = running
    shown = asked(port, "zebra " * (length // 6))
    assert shown.faults == []
    assert "Something went wrong" not in shown.text
    assert "zebra " * 200 not in shown.text
    assert length > 50_000 or "Only the first 1,000 characters were asked" in shown.text
    assert MARKER in asked(port, QUESTION).text


def test_a_message_without_end_closes_that_session_alone(running):
    port, *_ = running

    async def flood():
        async with visiting(port) as visitor:
            await visitor._socket.send(b"x" * 300 * 2**20)
            await visitor._socket.recv()

    with pytest.raises((ConnectionClosed, ConnectionError)):
        asyncio.run(flood())
    assert MARKER in asked(port, QUESTION).text


def test_what_is_read_and_asked_stays_in_the_index(running):
    """Neither the log nor a temporary or settings file holds a sentence of a report, or a question."""
    port, folder, _ = running
    assert MARKER in asked(port, QUESTION).text
    places = [folder / "log", *(folder / "temporary").rglob("*"), *(folder / "home").rglob("*")]
    assert [place for place in places if place.is_file() and MARKER.encode() in place.read_bytes()] == []
    assert MARKER.encode() in b"".join(path.read_bytes() for path in (folder / "index").rglob("*") if path.is_file())


def test_what_is_kept_is_for_its_owner_alone(running):
    _, folder, _ = running
    kept = [folder / "index", *(folder / "index").rglob("*")]
    assert len(kept) > 5
    others = {path.relative_to(folder).as_posix(): stat.filemode(path.stat().st_mode) for path in kept
              if path.stat().st_mode & 0o077 and not path.is_symlink()}  # fmt: skip
    assert others == {}


def test_nobody_is_told_of_its_use(project):
    settings = tomllib.loads((project / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["enableAgentApi"] is False


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="this system does not show a process's limits")
def test_a_crash_would_write_no_memory_to_the_disk(running):
    limits = Path(f"/proc/{running[2]}/limits").read_text(encoding="utf-8")
    assert re.search(r"^Max core file size\s+0\s+0", limits, re.MULTILINE)


def test_a_thousand_silent_connections_keep_nobody_out(running):
    port, *_ = running
    with ExitStack() as opened:
        for _ in range(1000):
            opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
        assert MARKER in asked(port, QUESTION).text
