"""axe-core on every page of the navigation, in the states that people meet; light, dark and on a phone.

Whatever axe-core finds fails, Streamlit's own faults too but for those listed here. Nothing is fetched: axe-core comes
inside the package that runs it.
"""

from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit, visited

QUESTION = "What did inspectors say about strategy meeting attendance in Ambleford?"
TITLES = ("Ask", "Over time", "Compare", "Areas for improvement", "Documents", "Quality")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_STREAMLIT = {("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"')}
"""A rule that is no part of WCAG, and what breaks it: files are dropped on a box with a name that says it is nothing.
With the keyboard they are chosen by the button in it, which is right."""


def violations(visit: Visit) -> list[str]:
    found = Axe().run(visit.page, options={"runOnly": RULES}).response
    assert len(found["passes"]) > 10, "axe saw no page"
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
        if not any(fault["id"] == rule and part in node["html"] for rule, part in OF_STREAMLIT)
    ]


def test_every_page_of_the_navigation_is_accessible(visit):
    visit.open()
    links = visit.page.locator("[data-testid=stTopNavLink]")
    titles = [text.strip() for text in links.all_inner_texts()]
    assert titles == list(TITLES)
    addresses = [links.nth(number).get_attribute("href") for number in range(links.count())]
    faults = {}
    for title, address in zip(titles, addresses, strict=True):
        visit.page.goto(address if address.startswith("http") else visit.address + address)
        visit.page.locator("h1").wait_for(timeout=60_000)
        visit.settle()
        faults[title] = violations(visit)
    assert {title: found for title, found in faults.items() if found} == {}
    assert visit.outside == []


@pytest.mark.parametrize(
    "parameters", [{"cite": "2"}, {"cite": "1", "as": "text"}, {"view": "list"}, {"q": "zxqv blorp frindle"}]
)
def test_an_answer_is_accessible_in_every_view(visit, parameters):
    visit.open("/?" + urlencode({"q": QUESTION} | parameters))
    visit.page.locator("#answer").wait_for()
    visit.settle()
    assert violations(visit) == []


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}])
def test_an_answer_is_accessible_in_the_dark_and_at_four_hundred_per_cent(browser, address, options):
    """320 pixels are 1280 at 400 % (WCAG 1.4.10): nothing may need scrolling sideways."""
    for visitor in visited(browser.new_context(**options), address):
        visitor.open("/?" + urlencode({"q": QUESTION, "cite": "1"}))
        visitor.page.locator("#answer").wait_for()
        visitor.settle()
        assert violations(visitor) == []
        main = visitor.page.locator("[data-testid=stMain]")
        assert main.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize(
    "path",
    [
        "/compare?" + urlencode({"q": "return home interviews", "authority": "Ambleford", "cite": "1"}),
        "/over-time?" + urlencode({"q": "return home interviews", "authority": "Wexcombe", "cite": "1"}),
        "/improvements?" + urlencode({"words": "return home"}),
    ],
)
@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 800}}])
def test_findings_with_a_passage_open_are_accessible_in_the_dark_and_on_a_phone(browser, address, path, options):
    for visitor in visited(browser.new_context(**options), address):
        visitor.open(path)
        visitor.page.locator(".st-key-evidence-open, [data-testid=stExpander]").first.wait_for(timeout=60_000)
        visitor.settle()
        assert violations(visitor) == []


@pytest.mark.parametrize(
    "path",
    [
        "/documents?" + urlencode({"part": "Health"}),
        "/documents?" + urlencode({"part": "Add or take out"}),
        "/documents?" + urlencode({"document": "wexcombe monitoring visit june 2024.md"}),
        "/over-time?" + urlencode({"q": "return home interviews", "authority": "Ambleford", "follow": "yes"}),
        "/improvements?" + urlencode({"words": "no such words anywhere"}),
        "/compare?" + urlencode({"q": "return home interviews", "group": "no such group"}),
    ],
)
def test_the_parts_of_pages_and_their_empty_states_are_accessible(visit, path):
    visit.open(path)
    visit.page.locator("h2").first.wait_for(timeout=60_000)
    visit.settle()
    assert violations(visit) == []
