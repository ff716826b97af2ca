"""The page Areas for improvement in each of its states, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from indexer.document import DocumentType
from retriever.improvements import Order
from tests.ui.conftest import address, opened_at, press, text_of
from ui.register.chart import table, themes_by_year
from ui.register.state import RegisterState, from_address, to_address


def page(index, corpus):
    from pathlib import Path

    from ui.opening import shared_searcher
    from ui.pages.improvements import show
    from ui.places import Places

    places = Places(Path(index), Path(corpus))
    show(shared_searcher(places), places)


@pytest.fixture
def opened(app_index, app_corpus):
    """Open the page at an address."""

    def run(**parameters):
        test = AppTest.from_function(page, args=(str(app_index), str(app_corpus)), default_timeout=180)
        return opened_at(test, parameters)

    return run


def test_the_page_lists_every_item_page_by_page(opened):
    test = opened()
    assert [title.value for title in test.title] == ["Areas for improvement"]
    assert "53 items in" in test.header[0].value
    assert "1 to 20 of 53 items" in text_of(test)
    followed = sum(button.label == "What the next reports say" for button in test.button)
    assert followed + text_of(test).count("No later report here yet") == 20
    assert 0 < followed < 20
    assert "41 to 53 of 53 items" in text_of(opened(page="3"))


def test_what_is_typed_and_chosen_stands_in_the_address_and_a_link_opens_the_same(opened):
    test = opened()
    test.text_input(key="register-words").input("strategy meetings").run()
    test.multiselect(key="register-authorities").set_value(["Wexcombe"]).run()
    test.selectbox(key="register-order").set_value(Order.OLDEST).run()
    assert address(test) == {"words": ["strategy meetings"], "authority": ["Wexcombe"], "order": ["oldest first"]}
    linked = opened(words="strategy meetings", authority="Wexcombe", order="oldest first")
    assert text_of(linked) == text_of(test)
    assert "“Strategy meetings: their timeliness, and the presence of health.”" in text_of(test)


def test_filters_are_cleared_together_and_the_order_stays(opened):
    test = opened(type="focused visit", order="authority", **{"from": "2020"})
    assert test.multiselect(key="register-types").value == [DocumentType.FOCUSED_VISIT]
    press(test, "Clear all filters")
    assert address(test) == {"order": ["authority"]}


def test_where_no_item_fits_there_is_a_way_out(opened):
    test = opened(words="zeppelins")
    assert test.header[0].value == "No item"
    press(test, "Show every item")
    assert "53 items" in test.header[0].value


def test_an_item_is_followed_through_the_next_reports_and_closed_again(opened):
    test = opened(words="care leavers", order="oldest first")
    press(test, "What the next reports say")
    assert "In the reports up to the next full inspection" in text_of(test)
    assert address(test)["item"]
    assert text_of(opened(words="care leavers", order="oldest first", item=address(test)["item"][0])) == text_of(test)
    press(test, "Close what the next reports say")
    assert "item" not in address(test)


def test_an_item_in_the_address_opens_the_page_it_stands_on(opened):
    test = opened(page="3")
    press(test, "What the next reports say")
    item = address(test)["item"][0]
    assert "41 to 53 of 53 items" in text_of(opened(item=item))


def test_an_address_that_means_nothing_is_left_aside(opened):
    test = opened(page="-1", order="sideways", type="gossip", item="no such item", **{"from": "soon"})
    assert "1 to 20 of 53 items" in text_of(test)


@pytest.mark.parametrize(
    "state",
    [
        RegisterState(),
        RegisterState("visits", ("Ayford",), ("Caseloads",), (DocumentType.SEND,), 2019, 2023, Order.THEME, 4),
        RegisterState(item="80000_ayford/report.pdf#12"),
    ],
)
def test_a_state_survives_the_address(state):
    assert from_address(to_address(state)) == state


def test_the_numbers_by_year_are_made_when_they_are_opened(opened):
    def years(test):
        return [table for table in test.table if "Theme" in table.value.columns]

    test = opened()
    assert (test.get("vega_lite_chart"), years(test)) == ([], [])
    test.session_state["register-chart"] = True
    test.run()
    assert len(test.get("vega_lite_chart")) == len(years(test)) == 1


def test_chart_and_table_hold_the_same_numbers():
    counts = {"Caseloads": {2019: 3, 2021: 1}, "Visits": {2021: 2}}
    drawn = {(one["theme"], one["year"]): one["items"] for one in themes_by_year(counts)["data"]["values"]}
    assert drawn == {("Caseloads", "2019"): 3, ("Caseloads", "2021"): 1, ("Visits", "2021"): 2}
    written = {name: [cell.replace("\\", "") for cell in cells] for name, cells in table(counts).items()}
    assert written == {"Theme": ["Caseloads", "Visits"], "All": ["4", "2"], "2019": ["3", "–"], "2021": ["1", "2"]}
