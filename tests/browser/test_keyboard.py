"""The focus stays near where it was when a control goes with what it did, and an answer is said."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

QUESTION = "What did inspectors say about strategy meeting attendance?"


def expect_focus(visit, name):
    expect(visit.page.locator(":focus").last).to_have_accessible_name(re.compile(re.escape(name)), timeout=10_000)


def press(visit, name):
    button = visit.page.get_by_role("button", name=name).first
    button.focus()
    visit.page.keyboard.press("Enter")
    visit.settle()


@pytest.mark.parametrize(
    ("path", "pressed", "now"),
    [
        ("/", "What needs to improve in", "Ask"),
        ("/?" + urlencode({"q": QUESTION, "authority": "Ambleford"}), "Clear all filters", "To year"),
        ("/improvements", "Page 2", "Page 2"),
        ("/improvements?words=zeppelins", "Show every item", "Theme"),
        ("/documents?part=Health", "No paragraph numbers", "Add or take out"),
    ],
)
def test_where_a_button_goes_with_what_it_did_the_focus_stays_near(visit, path, pressed, now):
    visit.open(path)
    press(visit, pressed)
    expect_focus(visit, now)


def test_at_the_last_citation_the_focus_turns_to_the_way_back(visit):
    visit.open("/?" + urlencode({"q": "How many return home interviews were offered in Wexcombe?", "cite": "1"}))
    following = visit.page.get_by_role("button", name="Next citation").first
    for _ in range(20):
        if following.is_disabled():
            break
        press(visit, "Next citation")
    expect_focus(visit, "Previous citation")


def test_who_goes_by_mouse_is_not_led_about(visit):
    visit.open()
    visit.page.get_by_role("button", name="What needs to improve in").first.click()
    visit.page.locator("#answer").wait_for()
    visit.settle()
    visit.page.wait_for_timeout(1000)
    assert visit.page.evaluate("document.activeElement === document.body")


def test_an_answer_is_said_when_it_comes_and_not_when_a_page_is_opened(visit):
    visit.open("/?" + urlencode({"q": QUESTION}))
    status = visit.page.locator("[role=status].only-said")
    visit.page.wait_for_timeout(1000)
    assert status.inner_text() == ""
    visit.ask("How are care leavers supported in Ambleford?")
    verdict = visit.page.locator("#answer").inner_text()
    expect(status).to_have_text(verdict)
