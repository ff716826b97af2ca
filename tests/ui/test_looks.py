"""Our style sheet, and the link to it in the page that starts the app."""

import asyncio

import pytest

from ui.looks import SCRIPT_PATH, STYLE_PATH, OwnLooks

PAGE = b"<html><head><title>Streamlit</title></head><body></body></html>"


def asked(path: str, *, content=PAGE, media_type="text/html", pieces=1, headers=()):
    """What a browser gets for this path, and the headers that the app behind saw."""
    sent, seen = [], []

    async def app(scope, _receive, send):
        seen.extend(scope["headers"])
        fields = [(b"content-type", media_type.encode()), (b"content-length", b"63"), (b"etag", b"x")]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        size = -(-len(content) // pieces)
        for at in range(0, len(content), size):
            more = at + size < len(content)
            await send({"type": "http.response.body", "body": content[at : at + size], "more_body": more})

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"accept", b"text/html"), *headers]}
    asyncio.run(OwnLooks(app)(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return dict(sent[0]["headers"]), body, seen


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_page_names_the_style_sheet_once_and_its_length_is_right(pieces):
    headers, body, _ = asked("/documents", pieces=pieces)
    assert body.count(b'<link rel="stylesheet" href="/own-style.css" /></head>') == 1
    assert body.count(b'<script defer src="/own-keyboard.js"></script>') == 1
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"etag" not in headers


def test_the_style_sheet_loads_nothing_and_hides_the_controls_on_paper():
    headers, body, seen = asked(STYLE_PATH)
    assert headers[b"content-type"].startswith(b"text/css")
    assert b"@media print" in body
    assert b"url(" not in body
    assert b"@import" not in body
    assert seen == []


def test_the_script_for_the_keyboard_asks_for_nothing_and_writes_no_html():
    headers, body, seen = asked(SCRIPT_PATH)
    assert headers[b"content-type"].startswith(b"text/javascript")
    assert not [word for word in (b"fetch", b"XMLHttp", b"import", b"HTML", b"eval", b"Storage") if word in body]
    assert seen == []


def test_the_page_is_asked_for_plain_and_whole():
    _, _, seen = asked("/", headers=[(b"accept-encoding", b"gzip"), (b"range", b"bytes=0-3"), (b"cookie", b"a=b")])
    assert [name for name, _ in seen] == [b"accept", b"cookie"]


def test_what_is_no_page_goes_through_as_it_is():
    _, body, _ = asked("/static/a.js", content=b"</head>", media_type="text/javascript")
    assert body == b"</head>"
