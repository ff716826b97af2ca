"""What stands between a browser and the app: who may knock, and what the page may load.

The app listens on this machine alone, but a page of another site, open in the same browser, can still
reach it by its address or by a name that it points here (DNS rebinding). So every request must carry
a host name that we answer to and, where the browser says where it comes from, our own origin. This is
settled before Streamlit sees the request: asked about a foreign origin, Streamlit would look up the
machine's outside address on the internet. Unless it is shared (`ui.sharing`), the app also answers nobody on
another machine, whatever address Streamlit was told to listen on.

The content security policy is the second wall behind `ui.safe`: even text that slipped through as
Markdown cannot make the browser load anything from elsewhere.
"""

import re
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib import import_module
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.starlette import App

from ui.bundle import OwnBundle
from ui.faults import keep_messages_out_of_the_log
from ui.looks import OwnLooks
from ui.sharing import Sharing, is_loopback
from ui.signing_in import POLICY_VIOLATION, SignedInOnly

SWITCH_S: Final = 0.0005
"""After what time a thread of Python's gives way to others, in the place of five milliseconds: each element of a page
is handed to the thread that sends it, and the page waits for its turn to go on.
"""

LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})

_POLICY: Final = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline'",  # Streamlit's page starts itself by an inline script
    "style-src": "'self' 'unsafe-inline'",  # and styles itself as it runs
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' ws://{host} wss://{host}",
    "frame-src": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
_HOST: Final = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?", re.ASCII)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class KnownCallers:
    """Refuses requests that name another host, or come from another site's page.

    A shared app answers to its public name alone; its origin is known, so a proxy cannot blur it.
    """

    def __init__(self, app: ASGIApp, sharing: Sharing | None = None) -> None:
        self._app = app
        self._sharing = sharing
        self._host_names = (
            {sharing.host} if sharing else LOOPBACK_NAMES | frozenset(config.get_option("server.allowedHosts"))
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._may_enter(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await PlainTextResponse("This app answers on its own address only.", status_code=403)(scope, receive, send)

    def _may_enter(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host_name(host) not in self._host_names:
            return False
        origin = headers.get("origin")
        if self._sharing:
            return origin in {None, self._sharing.address}
        own = origin is None or urlsplit(origin).netloc.lower() == host.lower()
        return own and is_loopback((scope.get("client") or ("", 0))[0])


class OwnContentOnly:
    """Puts the content security policy and its companions on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = content_security_policy(Headers(scope=scope).get("host", ""))

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers.update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_with_policy)


def opening_early(environment: Mapping[str, str]) -> Callable[[App], AbstractAsyncContextManager[None]]:
    """Opens the index, and what the first visitors want of it, while nobody waits."""

    def open_index() -> None:
        from indexer.errors import IndexerError
        from ui.opening import shared_searcher
        from ui.places import Places
        from ui.reading_ahead import read_ahead

        # Trouble is shown to whoever opens the page, with the way out of it.
        with suppress(IndexerError):
            # OpenVINO prepares the model without Python: the first page is loaded meanwhile.
            threading.Thread(target=import_module, args=("ui.pages.ask",), name="loading the page", daemon=True).start()
            read_ahead(shared_searcher(Places.named_in(environment)))

    @asynccontextmanager
    async def lifespan(_app: App) -> AsyncIterator[None]:
        keep_messages_out_of_the_log()
        sys.setswitchinterval(SWITCH_S)
        threading.Thread(target=open_index, name="opening the index", daemon=True).start()
        yield

    return lifespan


def content_security_policy(host: str) -> str:
    """Everything from this app itself; the host is named for browsers that do not count a WebSocket as 'self'."""
    sockets = host if host_name(host) else "127.0.0.1"
    return "; ".join(f"{name} {sources}" for name, sources in _POLICY.items()).format(host=sockets)


def protections(sharing: Sharing | None = None) -> list[Middleware]:
    """The middleware of the app, outermost first: refusals carry the policy too."""
    signing_in = [Middleware(SignedInOnly, sharing)] if sharing else []
    ours = [Middleware(OwnBundle), Middleware(OwnLooks)]
    return [Middleware(OwnContentOnly), Middleware(KnownCallers, sharing), *signing_in, *ours]


def host_name(host: str) -> str | None:
    """The name in a Host header, without its port; None where it is no host at all.

    >>> host_name("LocalHost:8501"), host_name("[::1]:8501"), host_name("evil@127.0.0.1"), host_name("")
    ('localhost', '::1', None, None)
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    plain = parts.username is None and not parts.path and not parts.query and not parts.fragment
    return parts.hostname if plain and _HOST.fullmatch(host) else None
