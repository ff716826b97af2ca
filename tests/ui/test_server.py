import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from ui.server import content_security_policy, host_name, protections


async def _page(_request):
    return PlainTextResponse("the page")


async def _socket(socket: WebSocket):
    await socket.accept()
    await socket.close()


APP = Starlette(routes=[Route("/", _page), WebSocketRoute("/_stcore/stream", _socket)], middleware=protections())


def call(kind: str, path: str, client: str = "127.0.0.1", **headers: str) -> list[dict]:
    """The messages that the app sends to one request."""
    sent: list[dict] = []
    scope = {
        "type": kind,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http" if kind == "http" else "ws",
        "method": "GET",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 8501),
        "client": (client, 5000),
        "subprotocols": [],
        "http_version": "1.1",
        "app": APP,
    }

    async def receive():
        return {"type": "http.request" if kind == "http" else "websocket.connect", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(APP(scope, receive, send))
    return sent


OWN = [
    {"host": "127.0.0.1:8501"},
    {"host": "localhost:8501", "origin": "http://localhost:8501"},
    {"host": "LocalHost:8501", "origin": "http://localhost:8501"},
    {"host": "[::1]:8501", "origin": "http://[::1]:8501"},
]
FOREIGN = [
    {},
    {"host": "evil.example"},
    {"host": "evil.example", "origin": "http://evil.example"},
    {"host": "127.0.0.1.evil.example:8501"},
    {"host": "user@127.0.0.1:8501"},
    {"host": "127.0.0.1:notaport"},
    {"host": "127.0.0.1:8501", "origin": "http://evil.example"},
    {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:9999"},
    {"host": "127.0.0.1:8501", "origin": "null"},
]


@pytest.mark.parametrize("headers", OWN)
def test_our_own_page_is_let_in(headers):
    assert call("http", "/", **headers)[0]["status"] == 200
    assert call("websocket", "/_stcore/stream", **headers)[0]["type"] == "websocket.accept"


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_is_refused_before_the_app_sees_it(headers):
    assert call("http", "/", **headers)[0]["status"] == 403
    assert call("websocket", "/_stcore/stream", **headers) == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize("headers", [OWN[0], FOREIGN[1]])
def test_every_response_says_that_nothing_comes_from_elsewhere(headers):
    sent = {name.decode().lower(): value.decode() for name, value in call("http", "/", **headers)[0]["headers"]}
    policy = dict(part.split(" ", 1) for part in sent["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert sent["x-content-type-options"] == "nosniff"
    assert sent["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "x/y", ""])
def test_a_host_that_is_none_cannot_write_into_the_policy(host):
    assert host_name(host) is None or " " not in host
    assert "script-src *" not in content_security_policy(host)


def test_another_machine_is_refused_whatever_address_was_listened_on():
    assert call("http", "/", Host="localhost:8501")[0]["status"] == 200
    assert call("http", "/", client="10.0.0.7", Host="localhost:8501")[0]["status"] == 403
