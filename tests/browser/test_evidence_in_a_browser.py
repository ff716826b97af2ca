"""The evidence beside an answer, in a browser."""

from urllib.parse import urlencode

from tests.browser.test_in_a_browser import QUESTION, in_sight, reach


def test_a_citation_opens_its_page_beside_the_answer_and_the_address_opens_it_again(visit):
    visit.open()
    visit.ask(QUESTION)
    page = visit.page
    page.get_by_role("button", name="1 Ambleford").first.click()
    picture = page.locator(".st-key-page-picture img")
    picture.wait_for(timeout=60_000)
    visit.settle()
    assert "with the passage outlined" in picture.get_attribute("alt")
    assert page.get_by_role("heading", name="Evidence 1").is_visible()
    assert beside(page)
    where = page.url
    assert "cite=1" in where
    visit.page.goto(where)
    picture.wait_for(timeout=60_000)
    assert "with the passage outlined" in picture.get_attribute("alt")
    assert visit.outside == []


def beside(page) -> bool:
    words, evidence = page.locator("#answer").bounding_box(), page.locator("#evidence").bounding_box()
    return evidence["x"] > words["x"] + words["width"] * 0.8 and abs(evidence["y"] - words["y"]) < 200


def test_pages_and_citations_can_be_stepped_through(visit):
    visit.open("/?" + urlencode({"q": QUESTION, "cite": "1"}))
    page = visit.page
    page.locator(".st-key-page-picture img").wait_for(timeout=60_000)
    page.get_by_role("button", name="Next page").click()
    page.wait_for_url("**page=*")
    visit.settle()
    assert "without an outline" in page.locator(".st-key-page-picture img").get_attribute("alt")
    page.get_by_role("button", name="Next citation").click()
    page.get_by_role("heading", name="Evidence 2").wait_for()
    assert "page=" not in page.url


def test_the_words_stand_between_their_neighbours_and_say_why_they_matched(visit):
    visit.open("/?" + urlencode({"q": QUESTION, "cite": "1", "as": "text"}))
    page = visit.page
    page.locator(".st-key-the-passage").wait_for()
    panel = page.locator(".st-key-evidence-panel").inner_text()
    assert len(panel) > 2 * len(page.locator(".st-key-the-passage").inner_text())
    page.get_by_text("Why this matched").click()
    page.get_by_text("Nearest to the question in meaning").wait_for()


def test_on_a_phone_an_opened_citation_comes_up_over_the_foot_of_the_page_and_goes_again(phone):
    phone.open("/?" + urlencode({"q": QUESTION}))
    page = phone.page
    page.locator("#answer").wait_for()
    assert not page.locator("#evidence").is_visible()
    page.get_by_role("button", name="1 Ambleford").first.click()
    page.locator(".st-key-page-picture img").wait_for(timeout=60_000)
    phone.settle()
    assert in_sight(page, "#evidence")
    page.get_by_role("button", name="Close").click()
    phone.settle()
    assert not page.locator("#evidence").is_visible()
    assert "cite=" not in page.url


def test_a_question_is_saved_and_found_again_by_keyboard(visit):
    question = "How are care leavers supported in Ambleford?"
    visit.open("/?" + urlencode({"q": question}))
    visit.page.locator("#answer").wait_for()
    visit.settle()
    reach(visit.page, "Save this question")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("button", name="Saved. Do not keep it").wait_for()
    visit.open()
    assert visit.page.get_by_role("heading", name="Saved questions").is_visible()
    reach(visit.page, question)
    visit.page.keyboard.press("Enter")
    visit.page.locator("#answer").wait_for()
    assert visit.page.get_by_label("Your question").input_value() == question
