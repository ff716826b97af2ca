"""Connections that ask for nothing, or too much."""

import asyncio
import socket
import threading
import time
import urllib.request
from contextlib import ExitStack

import pytest
import uvicorn

from ui.connections import ImpatientProtocol


async def slow_to_answer(scope, _receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(1.2)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})


@pytest.fixture
def port(monkeypatch):
    """A server that waits a third of a second, not fifteen."""
    monkeypatch.setattr("ui.connections.PATIENCE_S", 0.3)
    config = uvicorn.Config(slow_to_answer, http=ImpatientProtocol, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(2048)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def hung_up(connection, timeout_s=5.0) -> bool:
    connection.settimeout(timeout_s)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionResetError:
        pass
    return True


@pytest.mark.parametrize("sent", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
def test_a_connection_that_makes_no_whole_request_is_hung_up(port, sent):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        assert hung_up(connection)


def test_a_second_request_that_never_ends_is_hung_up_too(port):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(4096)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert hung_up(connection)


def test_an_answer_that_takes_its_time_is_waited_for(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/slow", timeout=10) as answer:
        assert answer.read() == b"here"


def test_three_hundred_silent_connections_keep_nobody_out(port):
    with ExitStack() as opened:
        silent = [opened.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(300)]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            assert answer.read() == b"here"
        assert all(hung_up(connection) for connection in silent)
