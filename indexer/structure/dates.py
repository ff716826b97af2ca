"""Dates and ranges of dates in the shapes that reports, letters, file names and bylines use."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = rf"(?P<{{0}}>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>\d{{4}})"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_TO = r"\s*(?:to|until|and|&|–|—|─|−|-)\s*"

_RANGE = re.compile(
    rf"\b{_DAY.format('d1')}(?: {_MONTH.format('m1')})?(?:,? {_YEAR.format('y1')})?"
    rf"(?:, \d{{1,2}}(?: [a-z]+)?){{0,4}},?{_TO}"
    rf"{_WEEKDAY}{_DAY.format('d2')} {_MONTH.format('m2')},? {_YEAR.format('y2')}",
    re.IGNORECASE,
)
_NUMERIC_RANGE = re.compile(
    rf"\b(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}}){_TO}(\d{{1,2}})[/.](\d{{1,2}})[/.](\d{{4}})\b", re.IGNORECASE
)
_DAY_FIRST = re.compile(rf"\b{_DAY.format('d')} {_MONTH.format('m')},? {_YEAR.format('y')}\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH.format('m')} {_DAY.format('d')},? {_YEAR.format('y')}\b", re.IGNORECASE)
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


class DateRange(NamedTuple):
    """Days on site, both ends included, and where in the text they stand."""

    first: date
    last: date
    start: int
    end: int


def find_dates(text: str) -> list[date]:
    """Single dates in the order in which they stand; day first where only numbers are given, as is British.

    >>> find_dates("Report published: 8 August 2014; 12/09/2016; June 4, 2019; 2019-03-08")
    [datetime.date(2014, 8, 8), datetime.date(2016, 9, 12), datetime.date(2019, 6, 4), datetime.date(2019, 3, 8)]
    """
    found: dict[int, date] = {}
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            _keep(found, match.start(), match["y"], match["m"], match["d"])
    for match in _NUMERIC.finditer(text):
        _keep(found, match.start(), match[3], match[2], match[1])
    for match in _ISO.finditer(text):
        _keep(found, match.start(), match[1], match[2], match[3])
    return [found[start] for start in sorted(found)]


def find_ranges(text: str) -> list[DateRange]:
    """Ranges of days: "10 to 14 June 2024", "29 April and 1 May 2025", "12/09/2016 to 06/10/2016".

    What the first day leaves out is taken from the last; a range over a year's end is understood.

    >>> [(r.first.isoformat(), r.last.isoformat()) for r in find_ranges("27, 28 and 30 April 2022")]
    [('2022-04-27', '2022-04-30')]
    >>> [(r.first.isoformat(), r.last.isoformat()) for r in find_ranges("28 November to 9 January 2020")]
    [('2019-11-28', '2020-01-09')]
    """
    return sorted(_ranges(text), key=lambda found: found.start)


def _ranges(text: str) -> Iterator[DateRange]:
    for match in _RANGE.finditer(text):
        last = _date(match["y2"], match["m2"], match["d2"])
        if last is None:
            continue
        month = match["m1"] or match["m2"]
        first = _date(match["y1"] or match["y2"], month, match["d1"])
        if first and first > last and not match["y1"]:
            first = _date(str(last.year - 1), month, match["d1"])
        if first and first <= last:
            yield DateRange(first, last, match.start(), match.end())
    for match in _NUMERIC_RANGE.finditer(text):
        first, last = _date(match[3], match[2], match[1]), _date(match[6], match[5], match[4])
        if first and last and first <= last:
            yield DateRange(first, last, match.start(), match.end())


def _keep(found: dict[int, date], start: int, year: str, month: str, day: str) -> None:
    value = _date(year, month, day)
    if value:
        found.setdefault(start, value)


def _date(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.casefold()) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
