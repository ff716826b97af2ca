from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.periods import Event, find_period


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What changed between 2017 and 2025?", date(2017, 1, 1), date(2025, 12, 31)),
        ("From 2018 to 2023, how did it change?", date(2018, 1, 1), date(2023, 12, 31)),
        ("What has been said since 2019?", date(2019, 1, 1), None),
        ("missing children (2018 onwards)", date(2018, 1, 1), None),
        ("the grade in 2018 and now", date(2018, 1, 1), None),
        ("missing children (2018 on)", date(2018, 1, 1), None),
        ("the 2018 on-site inspection", date(2018, 1, 1), date(2018, 12, 31)),
        ("Has it been put right since the inspection in late 2022?", date(2022, 1, 1), None),
        ("any better since its full inspection of June 2022", date(2022, 6, 1), None),
        ("Are plans better than they were in 2019?", date(2019, 1, 1), None),
        ("What was said before 2018?", None, date(2017, 12, 31)),
        ("How many children were seen in autumn 2019?", date(2019, 9, 1), date(2019, 11, 30)),
        ("the June 2024 inspection", date(2024, 6, 1), date(2024, 6, 30)),
        ("What does the report from 2019 say?", date(2019, 1, 1), date(2019, 12, 31)),
        ("the letter from March 2019", date(2019, 3, 1), date(2019, 3, 31)),
        ("What has been said from 2019?", date(2019, 1, 1), None),
        ("the letter of 6 June 2022", date(2022, 6, 6), date(2022, 6, 6)),
        ("16- and 17-year-olds", None, None),
        ("the april 22 visit", date(2022, 4, 1), date(2022, 4, 30)),
        ("since Sept '23", date(2023, 9, 1), None),
        ("May 21 to June 23", date(2021, 5, 1), date(2023, 6, 30)),
        ("children who may 16 year olds", None, None),
        ("may 15 children leave?", None, None),
        ("the figures for 2018/19", date(2018, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_question_names_a_time(question: str, since: date | None, until: date | None) -> None:
    period = find_period(question)
    assert (period.since, period.until) == (since, until)


def test_the_year_before_an_inspection_belongs_to_that_inspection() -> None:
    period = find_period("referrals in the year before the 2020 inspection")
    assert (period.since, period.until, period.names_report) == (date(2020, 1, 1), date(2020, 12, 31), True)


def test_a_year_of_a_report_asks_for_that_report_and_a_bare_year_does_not() -> None:
    assert find_period("What did the 2021 visit find?").names_report
    assert not find_period("How many homes did the council run in 2018?").names_report


@pytest.mark.parametrize(
    "when", ["early 2023", "late 2023", "mid-2023", "at the end of 2023", "the start of March 2023"]
)
def test_the_part_of_a_year_is_no_topic(when: str) -> None:
    ((start, end),) = find_period(f"homeless teenagers {when}").ranges
    assert f"homeless teenagers {when}"[start:end] == when.removeprefix("at ")


def test_published_asks_for_the_publication_date() -> None:
    assert find_period("the report published in January 2022").event is Event.PUBLISHED
    assert find_period("the inspection of January 2022").event is Event.ANY


@pytest.mark.parametrize("question", ["the 2015 Leeds report", "the report of 2015", "the report for 2015"])
def test_the_report_of_a_year_may_be_of_an_inspection_or_published_in_it(question: str) -> None:
    assert find_period(question).event is Event.EITHER


@pytest.mark.parametrize(
    ("question", "latest"),
    [
        ("What did the latest inspection say?", True),
        ("at their most recent full inspections", True),
        ("its last inspection", True),
        ("When was it last inspected?", True),
        ("When were inspectors last in Leeds?", True),
        ("What has changed since the last inspection?", False),
        ("How many years did it last?", False),
    ],
)
def test_latest_is_told_from_other_uses_of_last(question: str, *, latest: bool) -> None:
    assert find_period(question).latest is latest


@given(st.text(max_size=200))
def test_any_text_has_a_period_whose_ranges_lie_within_it(text: str) -> None:
    period = find_period(text)
    assert all(0 <= start < end <= len(text) for start, end in period.ranges)
    assert period.since is None or period.until is None or period.since <= period.until
