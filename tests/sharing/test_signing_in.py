"""Signing in at a real OpenID provider, and what there is for those who have not."""

import asyncio
import hashlib
import json
import re
import string
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from scripts.sessions import visiting
from tests.sharing.conftest import SECRET, browser_like, shared_app, sign_in

pytestmark = pytest.mark.slow

OPEN = {"/sign-in", "/auth/login", "/oauth2callback"}
PATHS = [
    "/", "/documents", "/?q=strategy+meetings", "/index.html", "/favicon.png", "/manifest.json", "/static/js/index.js",
    "/static/", "/media/0123456789abcdef.csv", "/media/", "/_stcore/health", "/_stcore/metrics", "/_stcore/host-config",
    "/_stcore/script-health-check", "/_stcore/upload_file/a-session/a-file", "/_stcore/bidi-components/a/b.js",
    "/_stcore/agent/interact", "/_stcore/agent/mcp", "/_stcore/agent/openapi.json", "/_stcore/stream",
    "/component/a/b.js", "/app/static/a.txt", "/healthz", "/auth/logout", "/auth/login/", "/auth/login/../../",
    "/auth//login", "//auth/login", "/AUTH/LOGIN",
    "/oauth2callback/x", "/sign-in/", "/sign-in/../documents", "/%2e%2e/auth/login", "/no/such/page",
]  # fmt: skip
LIST_ROUTES = """
import json
from streamlit import config
from app import app
config.set_option("server.enableStaticServing", True)
config.set_option("server.scriptHealthCheckEnabled", True)
print(json.dumps([route.path or "/x" for route in app._build_starlette_app().routes]))
"""
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]


def streamlit_paths(project) -> set[str]:
    """Every route that Streamlit serves, with something in the place of its parameters."""
    listed = subprocess.run(
        [sys.executable, "-c", LIST_ROUTES], cwd=project, capture_output=True, text=True, check=True, timeout=60
    )
    return {re.sub(r"\{[^}]*\}", "x", path) for path in json.loads(listed.stdout)}


def stream(app, cookies=None, *, origin=None):
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())} if cookies else {}
    return connect(
        f"{app.address.replace('http', 'ws', 1)}/_stcore/stream",
        origin=origin or app.address,
        subprotocols=["streamlit"],
        additional_headers=headers,
        proxy=None,
    )


def knock(app, cookies=None) -> int:
    """The status with which a WebSocket is refused; 101 where it is opened."""

    async def knocked():
        try:
            async with stream(app, cookies):
                return 101
        except InvalidStatus as refusal:
            return refusal.response.status_code

    return asyncio.run(knocked())


def test_someone_on_the_list_signs_in_reads_and_asks(app, officer):
    page = officer.get("/")
    assert page.status_code == 200
    assert '<div id="root">' in page.text
    assert officer.get("/_stcore/health").text == "ok"
    assert knock(app, dict(officer.cookies)) == 101


def test_nothing_answers_who_is_not_signed_in(app):
    tried = 0
    with httpx.Client(base_url=app.address) as client:
        for path in PATHS:
            for method in METHODS:
                response = client.request(method, httpx.URL(app.address + path))
                assert response.status_code == 401, f"{method} {path}: {response.status_code}"
                assert response.text in {"Not signed in.", ""}
                tried += 1
    print(f"routes tried unauthenticated: {tried}, all 401; WebSocket: {knock(app)}")
    assert tried == len(PATHS) * len(METHODS)
    assert knock(app) == 401


@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_signing_in_needs_gives_nothing_away(app, path):
    with httpx.Client(base_url=app.address) as client:
        response = client.get(path)
        assert response.is_redirect
        assert client.post(path).status_code == 401


def test_someone_who_is_not_signed_in_is_shown_where_to(app):
    with browser_like(app.address) as client:
        response = client.get("/?q=%3Cscript%3Ealert(1)%3C/script%3E")
        assert response.status_code == 401
        assert 'href="/sign-in"' in response.text
        assert "script" not in response.text
        assert response.headers["content-security-policy"].startswith("default-src 'self'")
        assert response.headers["cache-control"] == "no-store"


def test_the_list_decides_by_verified_addresses_and_whole_domains(app):
    with browser_like(app.address) as client:
        assert sign_in(client, "inspector").status_code == 200
    for account in ("stranger", "lookalike", "unverified", "unsaid", "nameless"):
        with browser_like(app.address) as client:
            refused = sign_in(client, account)
            assert refused.status_code == 403, account
            assert "may not read these reports" in refused.text
            assert client.get("/_stcore/metrics").status_code == 403
            assert knock(app, dict(client.cookies)) == 403


def test_only_editors_hand_files_over(app, officer):
    path = "/_stcore/upload_file/a-session/a-file"
    with browser_like(app.address) as reader:
        assert sign_in(reader, "inspector").status_code == 200
        for method in ("PUT", "POST", "DELETE", "PATCH"):
            refused = reader.request(method, path, files={"file": b"A report"})
            assert (refused.status_code, refused.text) == (403, "Not allowed."), method
            assert officer.request(method, path, files={"file": b"A report"}).text != "Not allowed.", method
        assert reader.get("/documents").status_code == 200


def documents_as(app, account) -> str:
    """What the page Documents says to an account that is signed in."""

    async def open_page(cookies):
        written = "; ".join(f"{name}={value}" for name, value in cookies.items())
        port = urlsplit(app.address).port
        async with visiting(port, cookie=written, token=cookies["_streamlit_xsrf"]) as visitor:
            return (await visitor.open("documents")).text

    with browser_like(app.address) as client:
        assert sign_in(client, account).status_code == 200
        client.get("/_stcore/health")
        return asyncio.run(open_page(dict(client.cookies)))


def test_an_editor_is_offered_changes_and_another_reader_is_not(app):
    editor, reader = documents_as(app, "officer"), documents_as(app, "inspector")
    assert "Signed in as invented.officer@council.example" in editor
    assert "Signed in as invented.inspector@inspectors.example" in reader
    for control in ("Add or take out", "More about rebuilding"):
        assert control in editor
        assert control not in reader
    assert "Whoever keeps the collection brings it up to date." in reader


def test_who_signs_out_is_out_and_so_is_a_copy_of_the_cookie(app):
    with browser_like(app.address) as client:
        sign_in(client, "officer")
        kept = dict(client.cookies)
        written_otherwise = kept | {"_streamlit_user": same_signature(kept["_streamlit_user"])}
        assert knock(app, written_otherwise) == 101
        left = client.get("/auth/logout")
        assert left.is_redirect
        assert "/session/end" in left.headers["location"]
        assert "_streamlit_user" not in client.cookies
        assert client.get("/").status_code == 401
        assert httpx.get(app.address + "/", cookies=kept).status_code == 401
        assert knock(app, kept) == 401
        assert knock(app, written_otherwise) == 401


def same_signature(cookie: str) -> str:
    """The same cookie, its signature written in another way: its last letter carries two bits that do not count."""
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    last = letters.index(cookie[-1])
    return cookie[:-1] + letters[last ^ 1]


def test_an_open_page_ends_with_its_session(app):
    async def watch(client):
        async with stream(app, dict(client.cookies)) as socket:
            await asyncio.to_thread(client.get, "/auth/logout")
            started = time.monotonic()
            await asyncio.wait_for(socket.wait_closed(), timeout=30)
            return socket.close_code, time.monotonic() - started

    with browser_like(app.address) as client:
        sign_in(client, "officer")
        code, seconds = asyncio.run(watch(client))
    assert code == 1008
    assert seconds < 15


def test_cookies_that_were_changed_made_up_or_moved_open_nothing(app, officer):
    good = officer.cookies["_streamlit_user"]
    payload, rest = good.split(".", 1)
    for cookie in (
        good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:],
        f"{payload[:-2]}xx.{rest}",
        "chunks-2",
        "null",
        "",
        '"{}"',
        hashlib.sha256(b"x").hexdigest(),
        officer.cookies["_streamlit_user_tokens"],
    ):
        assert httpx.get(app.address + "/", cookies={"_streamlit_user": cookie}).status_code == 401
    assert httpx.get(app.address + "/", cookies={"_streamlit_user_tokens": good}).status_code == 401


def test_another_site_cannot_use_the_cookie(app, officer):
    assert officer.get("/", headers={"Origin": "http://evil.example"}).status_code == 403
    assert officer.get("/", headers={"Host": "evil.example"}).status_code == 403

    async def foreign():
        async with stream(app, dict(officer.cookies), origin="http://evil.example"):
            pass

    with pytest.raises(InvalidStatus, match="403"):
        asyncio.run(foreign())


def test_cookies_are_for_this_site_and_not_for_scripts(app):
    with browser_like(app.address) as client:
        lines = []
        client.event_hooks["response"] = [lambda response: lines.extend(response.headers.get_list("set-cookie"))]
        sign_in(client, "officer")
        client.get("/_stcore/host-config")
    ours = [line for line in lines if line.startswith("_streamlit")]
    assert {next(iter(SimpleCookie(line))) for line in ours} >= {"_streamlit_session", "_streamlit_user"}
    for line in ours:
        assert "HttpOnly" in line or line.startswith("_streamlit_xsrf="), line
        assert re.search("samesite=(lax|strict)", line, re.IGNORECASE), line
        age = re.search(r"max-age=(\d+)", line, re.IGNORECASE)
        assert age is None or int(age[1]) <= 14 * 24 * 3600
        assert not line.startswith("_streamlit_user") or int(age[1]) <= 8 * 3600


def test_the_way_to_the_provider_is_guarded_against_replay(app):
    with browser_like(app.address) as client:
        response = client.get(client.get("/sign-in").headers["location"])
        asked = parse_qs(urlsplit(response.headers["location"]).query)
        assert {"state", "nonce", "code_challenge"} <= asked.keys()
        assert asked["code_challenge_method"] == ["S256"]
        forged = client.get("/oauth2callback?state=another&code=another")
        assert forged.is_redirect
        assert client.get("/").status_code == 401


def test_no_secret_is_written_to_the_log(app, officer):
    assert officer.get("/").status_code == 200
    log = app.log.read_text(encoding="utf-8")
    assert SECRET not in log
    assert officer.cookies["_streamlit_user"] not in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("hours", "id_token_seconds"), [(4 / 3600, 3600), (8, 4)], ids=["the session's hours", "the provider's own time"]
)
def test_a_session_ends_by_itself(project, app_index, app_corpus, tmp_path, hours, id_token_seconds):
    with (
        shared_app(project, app_index, app_corpus, tmp_path, hours=hours, id_token_seconds=id_token_seconds) as running,
        browser_like(running.address) as client,
    ):
        assert sign_in(client, "officer").status_code == 200
        kept = dict(client.cookies)
        time.sleep(5.5)
        assert httpx.get(running.address + "/", cookies=kept).status_code == 401
        assert knock(running, kept) == 401


def test_an_encrypted_app_sends_no_cookie_in_the_clear(project, app_index, app_corpus, tmp_path):
    with shared_app(project, app_index, app_corpus, tmp_path, encrypted=True) as running:
        lines: list[str] = []
        with browser_like(running.address) as client:
            client.event_hooks["response"] = [lambda response: lines.extend(response.headers.get_list("set-cookie"))]
            arrived = sign_in(client, "officer")
            assert arrived.status_code == 200
            assert arrived.headers["strict-transport-security"] == "max-age=31536000"
        ours = [line for line in lines if line.startswith("_streamlit")]
        assert len(ours) >= 3
        assert [line for line in ours if "Secure" not in line] == []
        with pytest.raises(httpx.TransportError):
            httpx.get(running.address.replace("https", "http", 1))


def test_no_route_of_streamlit_answers_who_is_not_signed_in(app, project):
    with httpx.Client(base_url=app.address) as client:
        paths = streamlit_paths(project)
        assert len(paths) > 12
        for path in paths - OPEN:
            assert client.get(path).status_code == 401, path
    print(f"{len(paths)} routes of Streamlit, {len(OPEN & paths)} of them open for signing in")
    assert json.dumps(sorted(OPEN & paths)) == '["/auth/login", "/oauth2callback"]'
