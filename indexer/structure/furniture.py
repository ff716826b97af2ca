"""Running headers, footers and printed page numbers: found by recurrence and by shape, taken off, the number kept.

Only lines at the edges of a page are looked at, from the edge inwards, and on the first page only a
page number goes: the title there often reads exactly like the running header.
"""

import re
from collections import Counter
from collections.abc import Sequence

from indexer.structure.lines import TextLine

EDGE_LINES = 5
RECURRENCE = 0.4
LEAST_PAGES = 3

_NUMBER = re.compile(r"^(?:page |(?:19|20)\d\d )?[-–—]? ?(\d{1,3}) ?[-–—]?(?: (?:of|/) \d{1,3})?$", re.IGNORECASE)
_TRAILING_NUMBER = re.compile(r"\D (\d{1,3})$|\d{4} (\d{1,3})$")
_YEAR, _DAYS = re.compile(r"^(?:19|20)\d\d$"), re.compile(r" to \d{1,2} \w+$")
_SHAPES = re.compile(
    r"^(?:(?:Area SEND |Joint area SEND )?[Ii]nspection report: .+"
    r"|(?:Area SEND )?[Ii]nspection of .+ (?:children.?s services|Local Area Partnership)"
    r"|\d{1,2}(?: \w+)?(?: \d{4})? (?:to|and|–|-) \d{1,2} \w+ \d{4}(?: \d{1,3})?)$"
)


def drop_furniture(pages: Sequence[Sequence[TextLine]]) -> tuple[list[list[TextLine]], list[str | None]]:
    """The pages without their running lines, and the number printed on each page."""
    recurring = _recurring(pages)
    offset = _number_offset(pages)
    kept: list[list[TextLine]] = []
    labels: list[str | None] = []
    for index, lines in enumerate(pages):
        first, last, label = _inner_range(lines, index, recurring, offset)
        kept.append(list(lines[first:last]))
        labels.append(label)
    return kept, labels


def _inner_range(
    lines: Sequence[TextLine], index: int, recurring: set[str], offset: int | None
) -> tuple[int, int, str | None]:
    label: str | None = None

    def is_furniture(line: TextLine, beside: str) -> bool:
        nonlocal label
        number = _NUMBER.match(line.text)
        if number:
            if offset is not None and int(number[1]) != line.page + offset:
                return False
            label = label or number[1]
            return True
        if index == 0:
            return False
        if _YEAR.match(line.text) and _DAYS.search(beside):
            return True
        if _key(line.text) not in recurring and not _SHAPES.match(line.text):
            return False
        trailing = _TRAILING_NUMBER.search(line.text)
        if trailing and offset is not None and int(trailing[1] or trailing[2]) == line.page + offset:
            label = label or trailing[1] or trailing[2]
        return True

    first, last = 0, len(lines)
    while first < min(last, EDGE_LINES) and is_furniture(lines[first], lines[first - 1].text if first else ""):
        first += 1
    while last > max(first, len(lines) - EDGE_LINES) and is_furniture(lines[last - 1], lines[last - 2].text):
        last -= 1
    return first, last, label


def _recurring(pages: Sequence[Sequence[TextLine]]) -> set[str]:
    counts: Counter[str] = Counter()
    for lines in pages:
        counts.update({_key(line.text) for line in [*lines[:EDGE_LINES], *lines[-EDGE_LINES:]]})
    enough = max(LEAST_PAGES, RECURRENCE * len(pages))
    return {key for key, count in counts.items() if count >= enough and re.search("[a-z]{3}", key)}


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _number_offset(pages: Sequence[Sequence[TextLine]]) -> int | None:
    """What to add to a physical page number to get the printed one, by majority; None where no number is printed."""
    offsets: Counter[int] = Counter()
    for lines in pages:
        found = set()
        for line in [*lines[:EDGE_LINES], *lines[-EDGE_LINES:]]:
            match = _NUMBER.match(line.text) or _TRAILING_NUMBER.search(line.text)
            if match:
                found.add(int(next(group for group in match.groups() if group)) - line.page)
        offsets.update(found)
    if not offsets:
        return None
    offset, count = min(offsets.items(), key=lambda item: (-item[1], abs(item[0])))
    return offset if count > 1 or len(pages) == 1 else None
