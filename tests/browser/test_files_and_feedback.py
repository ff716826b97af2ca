"""An export that a person takes home, and feedback from one person to gold by another."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from evaluation.gold import read_gold
from evaluation.publish import publish
from indexer.snapshot import open_snapshot
from retriever.exports import Form
from tests.browser.conftest import served
from tests.retriever.exports.conftest import quotations_in
from tests.ui.test_quality_page import EVALUATION
from ui.places import FEEDBACK_VARIABLE, RESULTS_VARIABLE

QUESTION = "What did inspectors say about strategy meeting attendance in Ambleford?"
NAMES = {Form.WORD: "Word", Form.CSV: "CSV", Form.MARKDOWN: "Markdown"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """Where this module's app keeps what people say, and looks for results."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def address(project, app_index, app_corpus, kept) -> Iterator[str]:
    """An app of this module's own, so that nothing is kept where the project lies."""
    own = {FEEDBACK_VARIABLE: str(kept / "said"), RESULTS_VARIABLE: str(kept / "results")}
    with served(project, app_index, app_corpus, own) as answering:
        yield answering


def test_a_file_taken_home_quotes_what_stands_in_the_reports(visit, app_index, tmp_path):
    visit.open()
    visit.ask(QUESTION)
    with open_snapshot(app_index) as snapshot:
        texts = [page.text for i in range(len(snapshot.documents)) for page in snapshot.document(i).pages]
    lines = "\n".join(texts)
    found = {}
    for form, name in NAMES.items():
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name=f"Export to {name}").click()
        assert download.value.suggested_filename.startswith("Strategy meeting attendance in Ambleford 20")
        assert download.value.suggested_filename.endswith(f".{form}")
        file = tmp_path / f"note.{form}"
        download.value.save_as(file)
        found[form] = quotations_in(file.read_bytes(), form)
    assert len(found[Form.WORD]) > 2
    assert found[Form.WORD] == found[Form.CSV] == found[Form.MARKDOWN]
    for words in found[Form.WORD]:
        assert all(line in lines or line in lines.replace("\n", " ") for line in words.split("\n"))
    assert visit.outside == []


def test_feedback_becomes_gold_by_a_second_person_and_can_be_erased(visit, kept):
    page = visit.page
    visit.open()
    visit.ask(QUESTION)
    page.get_by_text("Is this answer right?").click()
    visit.settle()
    page.get_by_text("right", exact=True).click()
    visit.settle()
    page.get_by_label("Your initials").fill("ab")
    page.get_by_label("Your initials").press("Tab")
    visit.settle()
    page.get_by_role("button", name="Keep this feedback").press("Enter")
    page.get_by_text("It is kept on this machine").wait_for()
    expect(page.locator("summary:focus")).to_contain_text("Is this answer right?")
    (file,) = (kept / "said").glob("*.json")
    assert json.loads(file.read_text(encoding="utf-8"))["question"] == QUESTION

    visit.open("/quality")
    page.get_by_text("Not measured yet").wait_for()
    page.get_by_text("· The answer is right · waiting").click()
    visit.settle()
    initials = page.get_by_label("Your initials, as the second person")
    for who, told in (("A.B.", "somebody else has to approve it"), ("cd", "0 waiting, 1 approved")):
        initials.fill(who)
        initials.press("Tab")
        visit.settle()
        page.get_by_role("button", name="Approve").click()
        page.get_by_text(told).wait_for()
    (question,) = read_gold(kept / "said" / "approved.jsonl").questions
    assert (question.question, question.answerable) == (QUESTION, True)

    visit.open("/quality")
    page.get_by_text("· The answer is right · approved").click()
    visit.settle()
    page.get_by_text("For good, and from the approved questions too").click()
    visit.settle()
    page.get_by_role("button", name="Erase this").click()
    page.get_by_text("Nothing yet.").wait_for()
    assert list((kept / "said").iterdir()) == []
    assert visit.outside == []


def test_the_charts_of_an_evaluation_are_drawn_here(visit, kept):
    publish(EVALUATION, [], kept / "results")
    visit.open("/quality")
    visit.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    assert visit.page.get_by_text("81% (70% to 90%)").first.is_visible()
    assert visit.outside == []
    assert not [complaint for complaint in visit.complaints if "Content Security Policy" in complaint]
