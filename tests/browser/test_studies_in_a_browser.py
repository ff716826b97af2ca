"""Compare and Over time as a person meets them."""

from itertools import pairwise
from urllib.parse import urlencode

import pytest

from tests.ui.conftest import HOSTILE
from ui.safe import WORD_JOINER

THEME = "return home interviews"
COMPARED = "/compare?" + urlencode({"q": THEME, "authority": ["Wexcombe", "Ambleford"]}, doseq=True)
COUNTED = "/compare?" + urlencode({"q": THEME})
YEARS = "/over-time?" + urlencode({"q": THEME, "authority": "Ambleford"})


def text_of(page) -> str:
    return page.locator("[data-testid=stMain]").inner_text().replace(WORD_JOINER, "")


def test_a_theme_is_typed_and_authorities_chosen_and_the_table_leads_to_the_paragraphs(visit):
    visit.open("/compare")
    page = visit.page
    page.get_by_label("Theme or question").fill(THEME)
    page.get_by_label("Theme or question").press("Enter")
    page.locator("#counts").wait_for(timeout=60_000)
    visit.settle()
    assert "reports say something on this" in text_of(page)
    chooser = page.get_by_role("combobox", name="Authorities")
    for name in ("Wexcombe", "Ambleford"):
        chooser.click()
        page.get_by_role("option", name=name).click()
        page.keyboard.press("Escape")
        visit.settle()
    page.get_by_role("heading", name="2 of 2 authorities have a report that says something").wait_for(timeout=60_000)
    visit.settle()
    assert page.url.count("authority=") == 2
    table = page.get_by_role("table").first
    assert "Wexcombe" in table.inner_text()
    page.locator("a[href='#passage-1']").first.click()
    page.wait_for_timeout(500)
    box = page.locator("#passage-1").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < page.viewport_size["height"]
    assert visit.outside == []


def test_each_bucket_opens_and_a_quotation_shows_its_page(visit):
    visit.open(COUNTED)
    page = visit.page
    page.get_by_role("button", name="2 Show it in its report").click()
    page.locator(".st-key-page-picture img").wait_for(timeout=60_000)
    visit.settle()
    assert "cite=2" in page.url
    assert page.get_by_role("heading", name="Evidence 2").is_visible()
    assert page.get_by_role("button", name="2 Show it in its report").is_visible(), "the list stays open"
    page.get_by_text("Could not be read (").first.click()
    visit.settle()
    assert "Download the report again" in text_of(page)


def test_the_years_are_read_from_the_grades_to_what_became_of_it(visit):
    visit.open("/over-time")
    page = visit.page
    page.get_by_role("combobox", name="Authority").click()
    page.get_by_role("option", name="Ambleford").click()
    page.get_by_role("heading", name="Grades").wait_for(timeout=60_000)
    page.get_by_label("Theme or question").fill(THEME)
    page.get_by_label("Theme or question").press("Enter")
    page.locator("#verdict").wait_for(timeout=60_000)
    visit.settle()
    table = page.get_by_role("table").first.inner_text()
    assert "Care leavers" in table
    assert "not judged" in table
    page.get_by_text("Follow each area for improvement").click()
    page.get_by_text("in what came after").first.wait_for(timeout=60_000)
    assert "follow=yes" in page.url
    assert visit.outside == []


def test_a_link_opens_the_same_findings_and_another_page_does_not_lose_them(visit):
    visit.open(COMPARED)
    before = text_of(visit.page)
    visit.open(COMPARED)
    assert text_of(visit.page) == before
    visit.page.get_by_role("link", name="Documents").click()
    visit.page.get_by_role("heading", name="Documents", exact=True).wait_for()
    visit.page.get_by_role("link", name="Compare").click()
    visit.page.locator("#counts").wait_for()
    assert visit.page.get_by_label("Theme or question").input_value() == THEME


@pytest.mark.parametrize("path", [COMPARED, COUNTED, YEARS, "/compare", "/over-time"])
def test_headings_are_in_order(visit, path):
    visit.open(path)
    levels = visit.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", [COMPARED, YEARS])
def test_a_phone_shows_the_page_without_scrolling_sideways(phone, path):
    phone.open(path)
    widths = phone.page.evaluate(
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth] })()"
    )
    assert widths[0] <= widths[1]


@pytest.mark.parametrize("page", ["compare", "over-time"])
def test_a_hostile_address_is_only_text(visit, page):
    visit.open(f"/{page}?" + urlencode({"q": HOSTILE, "authority": HOSTILE, "group": HOSTILE}))
    assert visit.outside == []
    assert visit.page.locator("a[href*='evil.example'], img[src*='evil'], .katex, iframe").count() == 0
    assert visit.page.evaluate("window.bad") is None
