"""Matter around the report: contents lists, addresses, signatures, imprints. Kept on the page, never quoted."""

import re
from collections.abc import Sequence

from indexer.cleaning import BULLET
from indexer.structure.heading_words import known_level
from indexer.structure.lines import FULL_STOP, Mark, Marks, Role, TextLine, starts_afresh

_CONTENTS = re.compile(r"^(?:table of )?contents$", re.IGNORECASE)
_CONTENTS_ENTRY = re.compile(r"\S.*?[\s.…·]\d{1,3}$")
_IMPRINT = re.compile(
    r"^(?:The Office for Standards in Education, Children.s Services|Any complaints about the inspection"
    r"|© ?Crown copyright"
    r"|If you (?:would like a copy of this|are not happy with (?:the|this))|The Care Quality Commission \(CQC\) is the"
    r"|You (?:may|can) (?:copy|reuse|re-use) (?:all|this))"
)
_OFFICE_START = re.compile(r"^(?:Ofsted|Piccadilly Gate|Agora|Aviation House)\b[^.]{0,60}$")
_OFFICE_END = re.compile(r"^(?:www\.|W: ?www\.|Website)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}$")
_SALUTATION = re.compile(r"^Dear [A-Z]")
_SIGNING_OFF = re.compile(r"^Your'?s? (?:sincerely|faithfully)", re.IGNORECASE)
_SIGNED_AS = re.compile(r"^(?:Her|His) Majesty.?s Inspector$")
_DETAILS = re.compile(r"^Local area partnership details$", re.IGNORECASE)
_TEAM = re.compile(r"^Inspection team$", re.IGNORECASE)
_AFTER_DETAILS = re.compile(r"^Information about this inspection$", re.IGNORECASE)

ADDRESS_LINES = 14
LETTER_HEAD_LINES = 45
ADDRESS_LETTERS = 40
ENTRY_LINES = 3
SHORT_LINE = 60


def mark_standing(lines: Sequence[TextLine]) -> Marks:
    marks: Marks = {}
    for find in (_contents, _imprint, _office_addresses, _page_end_addresses, _letter_head, _signature):
        for index in find(lines):
            marks.setdefault(index, Mark(Role.STANDING, starts=index - 1 not in marks or _has_ended(lines, index)))
    for index in [*_details(lines), *_team(lines)]:
        marks.setdefault(index, Mark(Role.TABLE))
    return marks


def _has_ended(lines: Sequence[TextLine], index: int) -> bool:
    above, line = lines[index - 1], lines[index]
    return (
        line.gap
        or above.page != line.page
        or len(above.text) < SHORT_LINE
        or re.search(r"[.!?\d]$", above.text) is not None
    )


def salutation_index(lines: Sequence[TextLine]) -> int | None:
    """The line "Dear ...", where this is a letter."""
    return next((i for i, line in enumerate(lines[:LETTER_HEAD_LINES]) if _SALUTATION.match(line.text)), None)


def signing_off_index(lines: Sequence[TextLine]) -> int | None:
    return next((i for i, line in enumerate(lines) if _SIGNING_OFF.match(line.text)), None)


def _contents(lines: Sequence[TextLine]) -> list[int]:
    """The contents list: from its heading to the last entry, an entry being up to three lines ending in a number.

    Where the numbers were lost it ends before the first two entries that come again in the same order.
    """
    start = next((i for i, line in enumerate(lines) if _CONTENTS.match(line.text)), None)
    if start is None:
        return []
    last, index, numbered = start, start + 1, False
    pairs: set[tuple[str, str]] = set()
    while index < len(lines) and index - last <= ENTRY_LINES and lines[index].page <= lines[start].page + 1:
        pair = (_plain(lines[index].text), _plain(lines[index + 1].text) if index + 1 < len(lines) else "")
        if pair in pairs:
            break
        pairs.add(pair)
        if _CONTENTS_ENTRY.match(lines[index].text):
            last, numbered = index, True
        elif not numbered and known_level(lines[index].text) is not None:
            last = index
        index += 1
    return list(range(start, last + 1))


def _plain(entry: str) -> str:
    return entry.rstrip("0123456789 .").casefold()


def _imprint(lines: Sequence[TextLine]) -> list[int]:
    """From the first imprint sentence of a page to the page's end, and on the last pages to the document's."""
    found: list[int] = []
    last_page = lines[-1].page if lines else 0
    for index, line in enumerate(lines):
        if found and index <= found[-1]:
            continue
        if _IMPRINT.match(line.text):
            to_the_end = line.page >= last_page - 1 and line.page > 1
            found += [i for i in range(index, len(lines)) if to_the_end or lines[i].page == line.page]
    return found


def _office_addresses(lines: Sequence[TextLine]) -> list[int]:
    """The inspectorate's own address: from its name to its web address, a few short lines."""
    found: list[int] = []
    for start, line in enumerate(lines):
        if not _OFFICE_START.match(line.text):
            continue
        for index in range(start, min(start + ADDRESS_LINES, len(lines))):
            if lines[index].page != line.page or len(lines[index].text) > 90:
                break
            if _OFFICE_END.match(lines[index].text):
                found += range(start, index + 1)
                break
    return found


def _page_end_addresses(lines: Sequence[TextLine]) -> list[int]:
    """A letterhead's address at the foot of a page: short lines, the last of them ending in a postcode."""
    found: list[int] = []
    for last, line in enumerate(lines):
        ends_page = last + 1 == len(lines) or lines[last + 1].page != line.page
        if not ends_page or not _POSTCODE.search(line.text) or len(line.text) > ADDRESS_LETTERS:
            continue
        start = last
        while start and last - start < ADDRESS_LINES // 2 and _may_be_address(lines[start - 1], line.page):
            start -= 1
        found += range(start, last + 1)
    return found


def _may_be_address(line: TextLine, page: int) -> bool:
    is_short = line.page == page and len(line.text) <= ADDRESS_LETTERS
    return (
        is_short and starts_afresh(line.text) and not FULL_STOP.search(line.text) and not line.text.startswith(BULLET)
    )


def _letter_head(lines: Sequence[TextLine]) -> list[int]:
    """Everything over a letter's salutation, and the salutation."""
    salutation = salutation_index(lines)
    return [] if salutation is None else list(range(salutation + 1))


def _signature(lines: Sequence[TextLine]) -> list[int]:
    start = signing_off_index(lines)
    if start is None and salutation_index(lines) is not None:
        signed = next((i for i in range(len(lines) - 1, 0, -1) if _SIGNED_AS.match(lines[i].text)), None)
        start = signed - 1 if signed else None
    if start is None:
        return []
    end = start + 1
    while end < len(lines) and end - start < ADDRESS_LINES and len(lines[end].text) < 60:
        end += 1
    return list(range(start, end))


def _details(lines: Sequence[TextLine]) -> list[int]:
    """The two-column table of names and addresses in area SEND reports, without its heading."""
    start = next((i for i, line in enumerate(lines) if _DETAILS.match(line.text)), None)
    if start is None:
        return []
    end = next((i for i in range(start, len(lines)) if _AFTER_DETAILS.match(lines[i].text)), None)
    return list(range(start + 1, end)) if end is not None else []


def _team(lines: Sequence[TextLine]) -> list[int]:
    """The two-column table of inspectors in area SEND reports, to its page's end, without its heading."""
    start = next((i for i, line in enumerate(lines) if _TEAM.match(line.text)), None)
    if start is None:
        return []
    return [
        i for i in range(start + 1, len(lines)) if lines[i].page <= lines[start].page + 1 and len(lines[i].text) < 90
    ]
