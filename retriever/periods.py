"""The time a question speaks of: years, months, ranges, "since", "latest"."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class Event(StrEnum):
    """Which of a document's dates the question means."""

    ANY = "any"
    INSPECTED = "inspected"
    PUBLISHED = "published"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Period:
    """The time a question names. `since` and `until` are inclusive; None is open.

    `point` is true for one year, month or season ("in 2019"), false for a range or an open end.
    `names_report` is true where the time belongs to a report or visit ("the 2019 inspection"): then a
    document of that time must exist for the question to have an answer. `ranges` are the
    character ranges of the question that said so.
    """

    since: date | None = None
    until: date | None = None
    event: Event = Event.ANY
    point: bool = False
    names_report: bool = False
    latest: bool = False
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether documents of any time are meant."""
        return self.since is None and self.until is None and not self.latest


_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 12)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19[89]\d|20[0-4]\d)"
_END_OF_TIME = (
    r"\s*(?:$|[?.;:)!]|[-\u2013\u2014]|,(?!\s*(?:19|20)\d\d)|(?:(?:ofsted|focused|monitoring|full|SEND|ILACS)\s+)?"
    r"(?:inspections?|visits?|reports?|letters?)\b|(?:and|to|until|till|onwards?|vs?)\b)"
)
"""What follows a year of two digits: "22" in "the April 22 visit" is one, in "may 15 children" it is not."""
_WHEN = (
    r"(?:(?:early|late|mid|(?:the\s+)?(?:start|beginning|middle|end)\s+of)[\s-]+(?:in\s+)?)?"
    rf"(?:(?:(?P<day{{0}}>\d{{{{1,2}}}})\s+)?"
    rf"(?P<month{{0}}>{_MONTH}|spring|summer|autumn|winter)\s+)?"
    rf"(?P<year{{0}}>{_YEAR}(?:[/\u2013-]\d\d(?![\d/-]))?|(?(month{{0}})['\u2019]?[12]\d(?={_END_OF_TIME})|(?!)))"
)
_A, _B = _WHEN.format("a"), _WHEN.format("b")
_DASH = r"[-\u2013\u2014]"

_REPORT_WORD = r"(?:inspections?|reports?|visits?|reviews?|letters?|ofsted|graded?|rated|judged|judge?ments?|ILACS|SIF)"

_RANGE = re.compile(rf"\b(?:between|from)?\s*{_A}\s*(?:and|to|until|till|{_DASH})\s*{_B}\b", re.IGNORECASE)
_FROM = r"(?<!report )(?<!letter )(?<!visit )(?<!inspection )from"
"""Not of "the letter from March 2019", which is of that month alone."""
_SINCE = re.compile(
    rf"\b(?:since|after|{_FROM}|than\s+(?:(?:it|they|that)\s+(?:was|were|did)\s+)?in|starting(?:\s+in)?)\s+"
    rf"(?:the\s+)?{_A}(?:\s+(?:on|onwards?))?\b|\b{_WHEN.format('c')}\s+(?:onwards?\b|and\s+(?:later|after|now|today)\b|on(?=\s*(?:[),.;:?!]|$)))|"
    rf"\b(?:since|after)\s+(?:the|its|their|that)\s+(?:\w+\s+){{0,3}}?{_REPORT_WORD}\s+(?:in|of|from)\s+{_WHEN.format('d')}\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\b(?P<short>before|prior\s+to|until|till|up\s+to)\s+(?:the\s+)?{_A}\b(?!\s+(?:\w+\s+){{0,2}}{_REPORT_WORD})",
    re.IGNORECASE,
)
_POINT = re.compile(rf"\b{_A}\b", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:latest|most\s+recent(?:ly)?|newest|last\s+time\s+(?:ofsted|inspectors)|"
    r"last(?=\s+(?:inspected|visited)\b)|(?<=inspectors )last(?=\s+(?:in|at|with)\b)|(?:last|current)(?=\s+(?:full\s+)?"
    r"(?:ofsted\s+)?(?:inspections?|reports?|visits?)\b))\b",
    re.IGNORECASE,
)
_SINCE_LAST = re.compile(r"\bsince\s+(?:the|its|their)\s+(?:last|latest|previous)\b", re.IGNORECASE)
_NEAR_REPORT = re.compile(
    rf"{_REPORT_WORD}(?:\W+\w+){{0,4}}\W*$|"
    rf"^\W*(?:\w+\W+){{0,5}}{_REPORT_WORD}\b",
    re.IGNORECASE,
)
_YEARS_REPORT = re.compile(
    rf"\b{_YEAR}\s+(?:\w+\s+){{0,3}}reports?\b|\breports?\s+(?:of|from|for)\s+{_YEAR}\b", re.IGNORECASE
)
_PUBLISHED = re.compile(r"\bpublish(?:ed|ing|ication)?\b", re.IGNORECASE)


def find_period(question: str) -> Period:
    """The time the question names; a Period without limits where it names none.

    >>> find_period("Did pathway plans improve between 2017 and 2025?").until
    datetime.date(2025, 12, 31)
    >>> find_period("the June 2024 inspection").names_report
    True
    """
    latest = _LATEST.search(question) if not _SINCE_LAST.search(question) else None
    period = _range(question) or _open(question) or _points(question) or Period()
    if latest is None:
        return period
    return replace(period, latest=True, ranges=(*period.ranges, latest.span()))


def _range(question: str) -> Period | None:
    match = _RANGE.search(question)
    if match is None:
        return None
    since, until = _first_day(match, "a"), _last_day(match, "b")
    return Period(since, until, ranges=(match.span(),)) if since <= until else None


def _open(question: str) -> Period | None:
    if match := _SINCE.search(question):
        group = next(group for group in "acd" if match[f"year{group}"])
        event = Event.EITHER if group == "d" else Event.ANY
        return Period(since=_first_day(match, group), event=event, ranges=(match.span(),))
    if match := _UNTIL.search(question):
        short_of = match["short"].lower().startswith(("before", "prior"))
        until = _first_day(match, "a") - timedelta(days=1) if short_of else _last_day(match, "a")
        return Period(until=until, ranges=(match.span(),))
    return None


def _points(question: str) -> Period | None:
    """One or several single times: from the first to the last of them."""
    matches = list(_POINT.finditer(question))
    if not matches:
        return None
    since = min(_first_day(match, "a") for match in matches)
    until = max(_last_day(match, "a") for match in matches)
    named = any(
        _NEAR_REPORT.search(question[: match.start()][-60:]) or _NEAR_REPORT.search(question[match.end() :][:60])
        for match in matches
    )
    reported = Event.EITHER if _YEARS_REPORT.search(question) else Event.ANY
    return Period(
        since,
        until,
        event=Event.PUBLISHED if _PUBLISHED.search(question) else reported,
        point=len(matches) == 1,
        names_report=named,
        ranges=tuple(match.span() for match in matches),
    )


def _years(match: re.Match[str], group: str) -> tuple[int, int]:
    """The first and the last of the years that are named: 2018 and 2019 of "2018/19", 2022 and 2022 of "April 22"."""
    first, *last = (int(number) for number in re.findall(r"\d+", match[f"year{group}"]))
    first += 2000 if first < 100 else 0
    return first, max([first, *(first // 100 * 100 + number for number in last)])


def _first_day(match: re.Match[str], group: str) -> date:
    year = _years(match, group)[0]
    word = (match[f"month{group}"] or "").lower()
    if not word:
        return date(year, 1, 1)
    month = _SEASONS[word][0] if word in _SEASONS else _MONTHS[word]
    return _day(year, month, match[f"day{group}"], default=1)


def _last_day(match: re.Match[str], group: str) -> date:
    year = _years(match, group)[1]
    word = (match[f"month{group}"] or "").lower()
    if not word:
        return date(year, 12, 31)
    month = _SEASONS[word][1] if word in _SEASONS else _MONTHS[word]
    return _day(year, month, match[f"day{group}"], default=calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: str | None, *, default: int) -> date:
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(day), last) if day and int(day) >= 1 else default)
