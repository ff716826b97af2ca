"""A real Chromium in front of the real server; without one these tests are skipped, or fail where one is expected."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.ui.conftest import app_corpus, app_index

__all__ = ["app_corpus", "app_index"]

EXPECTED = "EXPECT_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome")
_MOVING = """document.getAnimations().filter(
    moving => moving.playState === "running" && moving.effect.getComputedTiming().iterations !== Infinity
).length"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module: while Playwright is open its event loop runs, and no other test could run one."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        message = f"no Chromium was found (looked for {', '.join(NAMES)})"
        if os.environ.get(EXPECTED):
            pytest.fail(f"{message}, and {EXPECTED} says that there is one")
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(project, app_index, app_corpus) -> Iterator[str]:
    """Where the app over the sample answers."""
    with served(project, app_index, app_corpus) as answering:
        yield answering


@contextmanager
def served(project: Path, index: Path, corpus: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The app, started as a user starts it and stopped afterwards; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "ui", "--index", str(index), "--corpus", str(corpus), "--port", str(port)]
    server = subprocess.Popen(command, cwd=project, env={**os.environ, **(environment or {})})
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_it_answers(url: str, *, timeout_s: float = 60) -> None:
    until = time.monotonic() + timeout_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


@dataclass
class Visit:
    """One visitor: a page, and everything their browser asked for or complained about."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        self.page.goto(self.address + path)
        self.page.locator("h1").wait_for(timeout=60_000)
        self.settle()

    def settle(self) -> None:
        """Wait until the app has run to its end, every piece of it is drawn and nothing moves any longer."""
        self.page.wait_for_timeout(200)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
        for waiting in self.page.locator("[data-testid=stSkeleton]").all():
            waiting.wait_for(state="detached", timeout=60_000)
        self.page.wait_for_timeout(300)
        while self.page.evaluate(_MOVING):
            self.page.wait_for_timeout(100)

    def ask(self, question: str) -> None:
        self.page.get_by_label("Your question").fill(question)
        self.page.get_by_label("Your question").press("Enter")
        self.page.locator("#answer").wait_for(timeout=60_000)
        self.settle()

    @property
    def outside(self) -> list[str]:
        own = (self.address, self.address.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]


@pytest.fixture
def visit(browser, address) -> Iterator[Visit]:
    yield from visited(
        browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]),
        address,
    )


@pytest.fixture
def phone(browser, address) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 390, "height": 800}, is_mobile=True, has_touch=True)
    yield from visited(context, address)


def visited(context: BrowserContext, address: str) -> Iterator[Visit]:
    visitor = Visit(context.new_page(), address)
    context.on("request", lambda request: visitor.requests.append(request.url))
    visitor.page.on("websocket", lambda socket: visitor.requests.append(socket.url))
    visitor.page.on(
        "console", lambda message: visitor.complaints.append(message.text) if message.type == "error" else None
    )
    yield visitor
    context.close()
