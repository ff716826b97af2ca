"""Takes the README's pictures of the app: `make screenshot`. Needs Chromium, and an index of the sample corpus."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
QUESTION = "What did inspectors say about strategy meeting attendance in Ambleford?"
THEME = "return home interviews"
WAIT_S = 120
LARGEST = 200_000
"""Bytes of a picture at most: a README is read over slow lines too."""


def main() -> int:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("screenshot: no Chromium was found; install it and try again", file=sys.stderr)
        return 1
    port = free_port()
    command = [sys.executable, "-m", "ui", "--index", "index", "--corpus", "corpus", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        taken = take(browser, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()
    large = [picture for picture in taken if picture.stat().st_size > LARGEST]
    for picture in taken:
        print(picture.relative_to(ROOT), f"{picture.stat().st_size:,} bytes", "TOO LARGE" if picture in large else "")
    return 1 if large else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    """Return once the address answers. Raises TimeoutError when it does not within two minutes."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise TimeoutError(f"{address} did not answer within {WAIT_S} seconds")


def take(browser: str, address: str) -> list[Path]:
    """An answer with its evidence, an authority over time, the register: the pictures that were taken."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    years = urlencode({"authority": "Ambleford", "q": THEME, "cite": 1})
    register = urlencode({"words": "return home", "from": "2019", "order": "oldest first"})
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 960})
        opened(page, f"{address}/?{urlencode({'q': QUESTION})}")
        page.get_by_role("button", name="1 Ambleford").first.click()
        page.locator(".st-key-page-picture img").first.wait_for(timeout=WAIT_S * 1000)
        taken = [kept(page, "answer")]
        opened(page, f"{address}/over-time?{years}")
        page.locator(".st-key-page-picture img").first.wait_for(timeout=WAIT_S * 1000)
        taken.append(kept(page, "over-time"))
        page.set_viewport_size({"width": 1280, "height": 1100})
        opened(page, f"{address}/improvements?{register}")
        page.get_by_role("button", name="What the next reports say").first.click()
        page.get_by_text("In the reports up to the next full inspection").wait_for(timeout=WAIT_S * 1000)
        taken.append(kept(page, "improvements"))
        chromium.close()
    return taken


def opened(page: Page, address: str) -> None:
    """The page at this address, run to its end."""
    page.goto(address)
    page.locator("h1").wait_for(timeout=WAIT_S * 1000)
    settle(page)


def settle(page: Page) -> None:
    page.wait_for_timeout(1000)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=WAIT_S * 1000)
    page.get_by_test_id("stSkeleton").first.wait_for(state="detached")


def kept(page: Page, name: str) -> Path:
    """The picture of what is in sight, in 128 colours: text and one chart need no more."""
    settle(page)
    page.mouse.move(1270, 950)
    page.wait_for_timeout(1000)
    path = PICTURES / f"{name}.png"
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
