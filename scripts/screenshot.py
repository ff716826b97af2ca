"""Takes the README's picture of the app: `make screenshot`. Needs Chromium, and an index of the sample corpus."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "answer.png"
QUESTION = "What did inspectors say about strategy meeting attendance in Ambleford?"
WAIT_S = 120


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
        take(browser, f"http://127.0.0.1:{port}/?{urlencode({'q': QUESTION})}")
    finally:
        server.terminate()
        server.wait()
    print(PICTURE.relative_to(ROOT))
    return 0


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


def take(browser: str, address: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 1100})
        page.goto(address)
        page.get_by_text("Searched").first.wait_for(timeout=WAIT_S * 1000)
        page.wait_for_load_state("networkidle")
        page.get_by_test_id("stSkeleton").first.wait_for(state="detached")
        page.get_by_role("button", name="1 Ambleford").first.click()
        page.mouse.move(640, 1090)
        page.locator(".st-key-page-picture img").first.wait_for(timeout=WAIT_S * 1000)
        page.get_by_test_id("stSkeleton").first.wait_for(state="detached")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    sys.exit(main())
