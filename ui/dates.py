"""Dates as people write them in British English."""

from datetime import date


def written(day: date) -> str:
    """One day in full.

    >>> written(date(2024, 6, 4))
    '4 June 2024'
    """
    return f"{day.day} {day:%B} {day.year}"


def written_range(first: date, last: date) -> str:
    """Two days with nothing said twice.

    >>> written_range(date(2024, 6, 10), date(2024, 6, 14))
    '10 to 14 June 2024'
    >>> written_range(date(2022, 11, 28), date(2022, 12, 2))
    '28 November to 2 December 2022'
    >>> written_range(date(2022, 12, 12), date(2023, 1, 6))
    '12 December 2022 to 6 January 2023'
    """
    if first == last:
        return written(first)
    if first.year != last.year:
        return f"{written(first)} to {written(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {written(last)}"
    return f"{first.day} to {written(last)}"


def inspected(first: date | None, last: date | None) -> str | None:
    """The days on site, None where the report gives none."""
    if first and last:
        return written_range(first, last)
    known = first or last
    return written(known) if known else None


def month_and_year(day: date) -> str:
    """A day's month and year: "June 2024"."""
    return f"{day:%B} {day.year}"
