"""Dates as metadata writes them."""

import re
from datetime import date

_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")


def iso_date(text: str) -> str | None:
    """The first unambiguous date in a metadata value as YYYY-MM-DD, else None; 03/04/2019 is ambiguous.

    >>> iso_date("2019-06-12T08:30:00+01:00"), iso_date("12th June 2019"), iso_date("June 12, 2019"), iso_date("2019")
    ('2019-06-12', '2019-06-12', '2019-06-12', None)
    """
    if match := _ISO.search(text):
        return _checked(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.search(text):
        return _checked(int(match[3]), _MONTHS.get(match[2].lower(), 0), int(match[1]))
    if match := _MONTH_FIRST.search(text):
        return _checked(int(match[3]), _MONTHS.get(match[1].lower(), 0), int(match[2]))
    return None


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
