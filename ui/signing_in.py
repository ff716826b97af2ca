"""Nobody gets past here who is not signed in, on the list, and within their session: on any route.

Streamlit's sign-in (OpenID Connect by Authlib) ends in a signed cookie with what the provider said of the
account. Streamlit itself lets everybody fetch everything and never looks at that cookie's age; this layer
lies in front of it and answers every request without a good cookie itself. What a WebSocket was opened with
is looked at again with every message, so a session that ends, ends there too.
"""

import asyncio
import hashlib
import html
import json
import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from ui.sharing import Sharing, account_of

POLICY_VIOLATION: Final = 1008  # WebSocket close code, RFC 6455 section 7.4.1
LOOK_AGAIN_S: Final = 10.0

SIGN_IN: Final = "/sign-in"
SIGN_OUT: Final = "/auth/logout"
_BY_THE_PROVIDER: Final = frozenset({"/auth/login", "/oauth2callback"})
_USER_COOKIE: Final = "_streamlit_user"
_SESSION_COOKIES: Final = (_USER_COOKIE, "_streamlit_user_tokens")
_READ_BY_THE_PAGE: Final = "_streamlit_xsrf"  # the page sends it back in a header, so a script must see it
_KEPT_BY_BROWSERS: Final = "/static/"
_UPLOADS: Final = "/_stcore/upload_file"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a good cookie says: the account, on the list or not, an editor or not, until when (seconds since 1970)."""

    account: str
    listed: bool
    may_change: bool
    until: float
    session: str


class SignedInOnly:
    """Lets through who is signed in and on the list; to all others it shows where to sign in."""

    def __init__(self, app: ASGIApp, sharing: Sharing) -> None:
        self._app = app
        self._sharing = sharing
        self._signed_out: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        send = self._with_safe_cookies(scope, send)
        visitor = self._visitor(HTTPConnection(scope).cookies)
        reading = scope["type"] == "http" and scope["method"] == "GET"
        if reading and scope["path"] == SIGN_IN:
            # The way to the provider is good for two minutes, so it is made when it is taken.
            await RedirectResponse(generate_login_redirect_url("default"), status_code=302)(scope, receive, send)
        elif reading and scope["path"] in _BY_THE_PROVIDER:
            await self._app(scope, receive, send)
        elif reading and scope["path"] == SIGN_OUT and visitor:
            self._sign_out(visitor)
            await self._app(scope, receive, send)
        elif visitor is None or not visitor.listed or (_hands_over_files(scope) and not visitor.may_change):
            await _refuse(scope, receive, send, visitor)
        elif scope["type"] == "websocket":
            await self._watched(visitor, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _visitor(self, cookies: Mapping[str, str]) -> Visitor | None:
        visitor = self._read(cookies)
        return visitor if visitor and self._lasts(visitor) else None

    def _read(self, cookies: Mapping[str, str]) -> Visitor | None:
        def signed(name: str) -> bytes | None:
            value = cookies.get(name, "")
            return decode_signed_value(self._sharing.cookie_secret, name, value, self._sharing.session_hours / 24)

        said = get_cookie_with_chunks(signed, _USER_COOKIE) or b"null"
        try:
            claims = json.loads(said)
        except ValueError:
            return None
        if not isinstance(claims, dict) or not claims.get("is_logged_in"):
            return None
        issued, expires = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int | float) or not isinstance(expires, int | float):
            return None
        return Visitor(
            account=account_of(claims, self._sharing.claim) or "an account without a name",
            listed=self._sharing.admits(claims),
            may_change=self._sharing.may_change(claims),
            until=min(expires, issued + self._sharing.session_hours * 3600),
            # Of what was signed: one signature can be written in several ways. Each sign-in has a nonce of its own.
            session=hashlib.sha256(said).hexdigest(),
        )

    def _lasts(self, visitor: Visitor) -> bool:
        return time.time() < visitor.until and visitor.session not in self._signed_out

    def _sign_out(self, visitor: Visitor) -> None:
        """From now on a copy of this session's cookie is worth nothing either."""
        now = time.time()
        self._signed_out = {session: until for session, until in self._signed_out.items() if until > now}
        self._signed_out[visitor.session] = visitor.until

    async def _watched(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> None:
        """A WebSocket for as long as its session lasts."""
        ended = False

        async def receive_while_it_lasts() -> Message:
            nonlocal ended
            coming = asyncio.ensure_future(receive())
            try:
                while self._lasts(visitor):
                    await asyncio.wait({coming}, timeout=LOOK_AGAIN_S)
                    if coming.done() and self._lasts(visitor):
                        return coming.result()
            finally:
                coming.cancel()
            if not ended:
                ended = True
                await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

        async def send_while_it_lasts(message: Message) -> None:
            if not ended and self._lasts(visitor):
                await send(message)

        await self._app(scope, receive_while_it_lasts, send_while_it_lasts)

    def _with_safe_cookies(self, scope: Scope, send: Send) -> Send:
        stored = scope["path"].startswith(_KEPT_BY_BROWSERS)

        async def send_with_safe_cookies(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                cookies = headers.getlist("set-cookie")
                del headers["set-cookie"]
                for cookie in cookies:
                    headers.append("set-cookie", safe_cookie(cookie, self._sharing))
                if self._sharing.encrypted:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                if not stored:
                    headers["Cache-Control"] = "no-store"
                message = {**message, "headers": headers.raw}
            await send(message)

        return send_with_safe_cookies


def safe_cookie(cookie: str, sharing: Sharing) -> str:
    """A Set-Cookie line as it should be: not for scripts, not for other sites, not unencrypted, not for long."""
    pair, *given = (part.strip() for part in cookie.split(";"))
    name = pair.partition("=")[0]
    attributes: MutableMapping[str, str] = {part.partition("=")[0].lower(): part for part in given if part}
    if name != _READ_BY_THE_PAGE:
        attributes["httponly"] = "HttpOnly"
    if sharing.encrypted:
        attributes["secure"] = "Secure"
    attributes.setdefault("samesite", "SameSite=Lax")
    age = attributes.get("max-age", "").partition("=")[2]
    if name.startswith(_SESSION_COOKIES) and age.isdigit():
        attributes["max-age"] = f"Max-Age={min(int(age), int(sharing.session_hours * 3600))}"
    return "; ".join([pair, *attributes.values()])


def _hands_over_files(scope: Scope) -> bool:
    """Whether a request would leave a file with the server, or take one away: only editors add reports."""
    is_request = scope["type"] == "http" and scope["method"] not in _READING
    return is_request and str(scope["path"]).startswith(_UPLOADS)


async def _refuse(scope: Scope, receive: Receive, send: Send, visitor: Visitor | None) -> None:
    status = 403 if visitor else 401
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(Response(status_code=status))
    elif scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        await HTMLResponse(_page(visitor), status_code=status)(scope, receive, send)
    else:
        await Response("Not signed in." if visitor is None else "Not allowed.", status_code=status)(
            scope, receive, send
        )


def _page(visitor: Visitor | None) -> str:
    heading, words, target, label = (
        ("Sign in", "These reports are for people who are allowed to read them.", SIGN_IN, "Sign in")
        if visitor is None
        else (
            "This account may not read these reports",
            f"You are signed in as {visitor.account}. Ask whoever keeps the reports to put you on the list.",
            SIGN_OUT,
            "Sign out",
        )
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(heading)} · Inspection reports</title>
<style>
:root {{ color-scheme: light dark; font: 17px/1.5 sans-serif; }}
main {{ max-width: 34rem; margin: 15vh auto 0; padding: 0 1rem; }}
a {{ display: inline-block; padding: .6rem 1.4rem; border-radius: .3rem; background: #1b5e8c; color: #fff; }}
</style>
</head>
<body><main>
<h1>{html.escape(heading)}</h1>
<p>{html.escape(words)}</p>
<p><a href="{target}">{html.escape(label)}</a></p>
</main></body>
</html>
"""
