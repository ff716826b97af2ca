"""Streamlit's own scripts, as we hand them out."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util

from ui.bundle import SHOWN_FIRST, OwnBundle, fetched_early

BEHIND = "from the app behind"
FOLDER = Path(file_util.get_static_dir())
SCRIPT = max((FOLDER / "static" / "js").glob("*.js"), key=lambda file: file.stat().st_size)
ADDRESS = f"/static/js/{SCRIPT.name}"


@pytest.fixture(scope="module")
def browser():
    behind = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse(BEHIND), methods=["GET", "POST"])])
    return TestClient(OwnBundle(behind))


def test_a_script_is_given_as_it_is_and_kept_by_the_browser(browser):
    answer = browser.get(ADDRESS)
    assert answer.content == SCRIPT.read_bytes()
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["/", "/static/js/none.js", "/static/js/", "/static/../index.html", "/static/js/..%2f..%2findex.html", "/static"],
)
def test_what_is_not_of_the_bundle_is_left_to_streamlit(browser, path):
    assert browser.get(path).text == BEHIND


@pytest.mark.parametrize("header", ["Range", "If-None-Match", "If-Modified-Since"])
def test_who_asks_for_less_than_the_whole_is_left_to_streamlit(browser, header):
    assert browser.get(ADDRESS, headers={header: "bytes=0-3"}).text == BEHIND


def test_only_reading_is_answered(browser):
    assert browser.post(ADDRESS).text == BEHIND


def test_the_first_elements_are_fetched_early_each_once_and_all_are_there(browser):
    early = fetched_early()
    assert sorted(set(early)) == early
    assert {Path(address).name.split(".")[0] for address in early} >= SHOWN_FIRST
    assert all(browser.get(address).text != BEHIND for address in early)


def test_nothing_is_fetched_early_that_the_starting_page_names_itself():
    named = set(re.findall(r'"\.(/static/js/[^"]+)"', (FOLDER / "index.html").read_text(encoding="utf-8")))
    assert named.isdisjoint(fetched_early())
