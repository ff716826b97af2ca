"""Our own style sheet and script on Streamlit's page: what its theme cannot say, and what the keyboard needs.

Print and a panel that stays in sight are in the one; the other keeps the focus where a control is gone with what it
did, and lets a screen reader say what an answer comes to. Streamlit has no door for either but unsafe HTML. Its start
page is a small file, so links to ours are put into that page on its way out; the policy of `ui.server` lets through
what comes from this app itself.
"""

from importlib.resources import files
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.bundle import fetched_early

STYLE_PATH: Final = "/own-style.css"
SCRIPT_PATH: Final = "/own-keyboard.js"
_OWN_LINKS: Final = f'<script defer src="{SCRIPT_PATH}"></script><link rel="stylesheet" href="{STYLE_PATH}" /></head>'
_SCRIPT_LINK: Final = '<link rel="modulepreload" crossorigin fetchpriority="low" href="{}" />'


class OwnLooks:
    """Serves the style sheet and the script, and names them in the page that starts the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        own = files("ui")
        self._own = {
            STYLE_PATH: (own.joinpath("style.css").read_bytes(), "text/css"),
            SCRIPT_PATH: (own.joinpath("keyboard.js").read_bytes(), "text/javascript"),
        }
        self._links = "".join([*map(_SCRIPT_LINK.format, fetched_early()), _OWN_LINKS]).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
        elif scope["path"] in self._own:
            content, kind = self._own[scope["path"]]
            await Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})(scope, receive, send)
        elif "text/html" in Headers(scope=scope).get("accept", ""):
            await self._app(_uncompressed(scope), receive, _Linking(send, self._links))
        else:
            await self._app(scope, receive, send)


def _uncompressed(scope: Scope) -> Scope:
    """The same request by a browser that takes plain text alone, and the whole of it."""
    left_out = {b"accept-encoding", b"range", b"if-none-match", b"if-modified-since"}
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in left_out], "extensions": {}}


class _Linking:
    """Sends on what it is given; a page of HTML once it is whole, with the links in its head."""

    def __init__(self, send: Send, links: bytes) -> None:
        self._send = send
        self._links = links
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            html = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
            if html:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        body = self._body.replace(b"</head>", self._links, 1)
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(body))
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
