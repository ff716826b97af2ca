from datetime import date

import pytest

from indexer.structure.dates import find_dates, find_ranges


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10 to 14 June 2024", date(2024, 6, 10), date(2024, 6, 14)),
        ("12/09/2016 to 06/10/2016", date(2016, 9, 12), date(2016, 10, 6)),
        ("1/06/2015 – 25/06/2015", date(2015, 6, 1), date(2015, 6, 25)),
        ("3 June – 25 June 2014", date(2014, 6, 3), date(2014, 6, 25)),
        ("8 November 2021 to 19 November 2021", date(2021, 11, 8), date(2021, 11, 19)),
        ("9–24 November 2017", date(2017, 11, 9), date(2017, 11, 24)),
        ("20 June 2017 ─ 13 July 2017", date(2017, 6, 20), date(2017, 7, 13)),
        ("05 July 2016–27 July 2016", date(2016, 7, 5), date(2016, 7, 27)),
        ("24 November - 17 December 2015", date(2015, 11, 24), date(2015, 12, 17)),
        ("on 12 and 13 December 2018", date(2018, 12, 12), date(2018, 12, 13)),
        ("on 30 April and 1 May 2025", date(2025, 4, 30), date(2025, 5, 1)),
        ("on 4, 5 and 6 March 2020", date(2020, 3, 4), date(2020, 3, 6)),
        ("30 November to 4 January 2021", date(2020, 11, 30), date(2021, 1, 4)),
        ("29 January 2024 to 02 February 2024", date(2024, 1, 29), date(2024, 2, 2)),
    ],
)
def test_inspection_dates_are_read_in_every_shape(text, first, last):
    assert [(found.first, found.last) for found in find_ranges(text)] == [(first, last)]


@pytest.mark.parametrize("text", ["31 to 32 June 2024", "14 to 10 Foo 2024", "5 to 6 2024", "", "to 10 June 2024"])
def test_what_is_no_range_gives_none(text):
    assert find_ranges(text) == []


def test_impossible_days_are_no_dates():
    assert find_dates("31 February 2024, 99/99/2024 and 2024-13-01") == []


def test_the_day_comes_first_in_numbers():
    assert find_dates("03/08/2019") == [date(2019, 8, 3)]
