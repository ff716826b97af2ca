"""The main path of the page Areas for improvement, and the same on a phone."""

import csv
import io
from pathlib import Path


def test_an_item_is_found_followed_and_taken_along(visit):
    visit.open("/improvements")
    page = visit.page
    page.get_by_label("Words in the item").fill("care leavers")
    page.get_by_label("Words in the item").press("Enter")
    visit.settle()
    assert "words=care" in page.url
    page.get_by_role("button", name="What the next reports say").first.click()
    visit.settle()
    assert (
        page.get_by_text("In the reports up to the next full inspection")
        .or_(page.get_by_text("holds no later report"))
        .is_visible()
    )
    page.get_by_text("Themes by year").click()
    page.get_by_role("table").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export to CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    quotations = [row["Quotation"] for row in rows if row["Quotation"]]
    assert quotations
    assert all("care leaver" in quotation.lower() for quotation in quotations)
    assert visit.outside == []


def test_the_register_fits_a_phone(phone):
    phone.open("/improvements")
    width = phone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
