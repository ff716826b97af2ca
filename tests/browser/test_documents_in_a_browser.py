"""Reports added, indexed and asked in the browser, while the old index answers."""

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from indexer.runs import RunState, read_run
from tests.browser.conftest import served, visited

LETTER = (
    "Focused visit to Ambleford children's services\n\n3 March 2025\n\n"
    "Ponies visit the Ambleford contact centre every Tuesday, and children look forward to them.\n"
)
NOTE = "Note to Ambleford\n\nThe contact centre has been painted yellow by its young visitors.\n"
WAIT_MS = 180_000


@dataclass
class OwnApp:
    """An app of this test's own, whose corpus and index it may change."""

    address: str
    corpus: Path
    index: Path


@pytest.fixture(scope="module")
def own_app(project, app_index, app_corpus, tmp_path_factory) -> Iterator[OwnApp]:
    folder = tmp_path_factory.mktemp("documents")
    shutil.copytree(app_corpus, folder / "corpus")
    shutil.copytree(app_index, folder / "index")
    with served(project, folder / "index", folder / "corpus") as address:
        yield OwnApp(address, folder / "corpus", folder / "index")


@pytest.fixture
def officer(browser, own_app):
    yield from visited(browser.new_context(viewport={"width": 1280, "height": 900}), own_app.address)


@pytest.fixture
def colleague(browser, own_app):
    yield from visited(browser.new_context(viewport={"width": 1280, "height": 900}), own_app.address)


def add(visit, *files, at_once=True):
    visit.open("/documents?part=Add+or+take+out")
    visit.page.locator("input[type=file]").set_input_files(list(files))
    if not at_once:
        visit.page.get_by_text("Index them straight away").click()
    button = visit.page.get_by_role("button", name="Check and add")
    button.wait_for(timeout=WAIT_MS)
    button.click()


def upload(name: str, text: str) -> dict[str, str | bytes]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


@contextmanager
def standing_still(index: Path, since: datetime) -> Iterator[None]:
    """The rebuild that was begun since then does nothing until this is left: however slow a page is, it is seen."""
    until = time.monotonic() + WAIT_MS / 1000
    while (run := read_run(index)) is None or run.started < since or run.state is not RunState.RUNNING:
        assert time.monotonic() < until, "no rebuild was begun"
        time.sleep(0.05)
    os.kill(run.process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(run.process, signal.SIGCONT)


def long_report(vessel: str, paragraphs: int) -> str:
    """A report that takes so long to index that its rebuild can be made to stand still before it ends."""
    lines = (f"{n}. The {vessel} number {n} left the harbour of Ambleford." for n in range(1, paragraphs + 1))
    return "Inspection of Ambleford\n\n" + "\n\n".join(lines) + "\n"


@pytest.mark.slow
def test_added_reports_are_indexed_while_the_old_index_answers_and_then_answer_a_question(officer, colleague, own_app):
    colleague.open("/documents")
    summary = colleague.page.get_by_text("documents in")
    before, since = summary.inner_text(), datetime.now(UTC)
    add(
        officer,
        upload("ponies.txt", LETTER),
        upload("yellow note.txt", NOTE),
        upload("barges.txt", long_report("barge", 900)),
        upload("report.pdf", "<!DOCTYPE html><html><title>Report not found</title><body>Sorry</body></html>"),
    )
    page = officer.page
    with standing_still(own_app.index, since):
        page.get_by_text("Refused: 1 file").wait_for(timeout=WAIT_MS)
        assert "Report not found" in page.locator("body").inner_text()
        assert sorted(path.name for path in own_app.corpus.glob("*o*.txt") if "ambleford" not in path.name)[-2:] == [
            "ponies.txt",
            "yellow note.txt",
        ]
        page.get_by_text("The index is being rebuilt.").wait_for(timeout=WAIT_MS)
        page.reload()
        page.get_by_text("The index is being rebuilt.").wait_for(timeout=WAIT_MS)
        colleague.open("/?q=How+are+care+leavers+supported+in+Ambleford%3F")
        colleague.page.locator("#answer").wait_for(timeout=WAIT_MS)
        colleague.open("/documents")
        assert summary.inner_text() == before
    page.get_by_text("The index is up to date").wait_for(timeout=WAIT_MS)
    colleague.page.get_by_text("The index is up to date").wait_for(timeout=WAIT_MS)
    expect(summary).not_to_have_text(before, timeout=WAIT_MS)
    officer.open("/")
    officer.ask("Which animals visit the contact centre in Ambleford?")
    assert "Ponies visit the Ambleford contact centre every Tuesday" in page.locator("body").inner_text()
    assert officer.outside == []
    assert not [complaint for complaint in officer.complaints if "Content Security Policy" in complaint]


@pytest.mark.slow
def test_a_rebuild_is_stopped_from_another_page_and_the_old_index_stays(officer, colleague, own_app):
    current, since = (own_app.index / "CURRENT").read_bytes(), datetime.now(UTC)
    add(officer, upload("ferries.txt", long_report("ferry", 900)))
    with standing_still(own_app.index, since):
        officer.page.get_by_text("The index is being rebuilt.").wait_for(timeout=WAIT_MS)
        colleague.open("/documents")
        stop = colleague.page.get_by_role("button", name="Stop the rebuild")
        stop.wait_for(timeout=WAIT_MS)
        stop.click()
        colleague.page.get_by_text("The rebuild is being stopped.").first.wait_for(timeout=WAIT_MS)
    for visit in (colleague, officer):
        visit.page.get_by_text("The last rebuild was stopped").wait_for(timeout=WAIT_MS)
    assert (own_app.index / "CURRENT").read_bytes() == current
    assert colleague.page.get_by_text("1 file added").count() == 1


def test_what_is_shown_stands_in_the_address(officer):
    officer.open("/documents")
    officer.page.get_by_label("Title or file contains").fill("wexcombe")
    officer.page.get_by_label("Title or file contains").press("Enter")
    officer.settle()
    assert "contains=wexcombe" in officer.page.url
    shown = officer.page.locator("[data-testid=stTable]").last.inner_text()
    officer.open(officer.page.url.removeprefix(officer.address))
    assert officer.page.locator("[data-testid=stTable]").last.inner_text() == shown
    assert "Ambleford" not in shown.split("Report", 1)[1].split("\n")[1]


def test_who_saves_a_correction_by_keyboard_goes_on_beside_its_document(officer, own_app):
    officer.open("/documents?document=wexcombe+monitoring+visit+june+2024.md")
    page = officer.page
    page.get_by_text("Correct the title, type, authorities or dates").click()
    page.get_by_label("Title", exact=True).fill("First monitoring visit to Wexcombe")
    page.get_by_role("button", name="Save the correction").press("Enter")
    page.get_by_text("the index says so after the next rebuild").first.wait_for()
    expect(page.locator("input:focus")).to_have_accessible_name(re.compile("Open one document"))
    assert "First monitoring visit to Wexcombe" in (own_app.corpus / ".corrections.toml").read_text(encoding="utf-8")
