"""References as people write them in a committee paper: one full form, and one short form for chips."""

from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Protocol

from indexer.document import DocumentType, HasFacts
from indexer.structure.heading_words import ends_improvements, is_improvement_heading

_KIND = {
    DocumentType.INSPECTION: "inspection",
    DocumentType.FOCUSED_VISIT: "focused visit",
    DocumentType.SEND: "area SEND inspection",
    DocumentType.MONITORING_VISIT: "monitoring visit",
    DocumentType.NEWS: "news article",
    DocumentType.OTHER: "document",
}


class Citable(HasFacts, Protocol):
    """What a reference is made of: a passage of an answer has it, and so has everything else that is quoted.

    `pages` count from 1 in the file; `page_labels` are the numbers printed on them, None where there is none.
    `paragraph` is the report's own number, "14", or "14-16" for a run.
    """

    @property
    def document(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def paragraph(self) -> str | None: ...
    @property
    def pages(self) -> tuple[int, ...]: ...
    @property
    def page_labels(self) -> tuple[str | None, ...]: ...


def reference(cited: Citable) -> str:
    """The full reference: "Norfolk, inspection 7–18 November 2022, published 13 January 2023, paragraph 14, page 3".

    A document of no authority is named by its title, one without a date by its file.
    """
    return ", ".join(part for part in (report_name(cited, cited.document), place(cited)) if part)


def reference_with_heading(cited: Citable) -> str:
    """The full reference, with the heading that what is cited stands under, whatever it asks."""
    heading = "" if asked_under(cited.section) else cited.section.rpartition(" > ")[2]
    return f"{reference(cited)}, under “{heading}”" if heading else reference(cited)


def asked_under(section: str) -> str:
    """The heading that makes what stands under it something to be improved; empty where none does.

    >>> asked_under("Report > Areas for improvement > Care leavers"), asked_under("Recommendations > Main findings")
    ('Areas for improvement', '')
    """
    for heading in reversed(section.split(" > ")):
        if is_improvement_heading(heading):
            return heading
        if ends_improvements(heading):
            return ""
    return ""


def report_name(cited: HasFacts, path: str) -> str:
    """Whose report, of what kind and when: the full reference without the place in it."""
    on_site = _day_range(cited.inspected_from, cited.inspected_to)
    undated = not on_site and cited.published is None
    parts = [
        listed(cited.authorities) or cited.title,
        f"{_KIND[cited.type]} {on_site}".rstrip(),
        f"published {human_date(cited.published)}" if cited.published else "",
        f"no date, file {PurePosixPath(path).name}" if undated else "",
    ]
    return ", ".join(part for part in parts if part)


def short_reference(cited: Citable) -> str:
    """The short form, for a chip beside a quotation: "Norfolk, November 2022, paragraph 14, page 3"."""
    day = cited.inspected_to or cited.inspected_from or cited.published
    parts = [listed(cited.authorities) or cited.title, f"{day:%B %Y}" if day else "no date", _spot(cited)]
    return ", ".join(part for part in parts if part)


def place(cited: Citable) -> str:
    """Paragraph and page: "paragraph 14, page 3 (printed 1)"; empty where neither is known.

    What a report asks to be improved is cited with the heading that says so: without it "The quality of plans." says
    nothing.
    """
    heading = asked_under(cited.section)
    return ", ".join(part for part in (_spot(cited), f"under “{heading}”" if heading else "") if part)


def _spot(cited: Citable) -> str:
    return ", ".join(part for part in (paragraph_words(cited.paragraph), page_words(cited)) if part)


def paragraph_words(number: str | None) -> str:
    """A paragraph number, or a run of them, in words.

    >>> paragraph_words("14"), paragraph_words("14-16"), paragraph_words(None)
    ('paragraph 14', 'paragraphs 14 to 16', '')
    """
    first, _, last = (number or "").partition("-")
    return f"paragraphs {first} to {last}" if last else f"paragraph {first}" if first else ""


def page_words(cited: Citable) -> str:
    """The pages in the file, each with the number printed on it where that is another one."""
    shown = [
        f"{page} (printed {label})" if label and label != str(page) else str(page)
        for page, label in zip(cited.pages, cited.page_labels, strict=True)
    ]
    return f"{'page' if len(shown) == 1 else 'pages'} {listed(shown)}" if shown else ""


def human_date(day: date) -> str:
    """A date as people write it: 6 June 2022."""
    return f"{day.day} {day:%B %Y}"


def human_range(first: date | None, last: date | None) -> str:
    """Days on site: "10 to 14 June 2024", "29 November to 10 December 2021", "6 June 2022"."""
    return _day_range(first, last, " to ", " to ")


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them.

    >>> listed(["Ayford", "Beechwick", "Corham"]), listed([])
    ('Ayford, Beechwick and Corham', '')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def in_marks(quotation: str) -> str:
    """A quotation in quotation marks; a mark of its own that opens or ends it, without a partner, serves as one.

    >>> in_marks("Plans are clear."), in_marks("They are top of that list.”"), in_marks("“We listen,” they said.")
    ('“Plans are clear.”', '“They are top of that list.”', '““We listen,” they said.”')
    """
    opened, closed = quotation.count("“"), quotation.count("”")
    before = "" if opened > closed and quotation.startswith("“") else "“"
    after = "" if closed > opened and quotation.endswith("”") else "”"
    return f"{before}{quotation}{after}"


def _day_range(first: date | None, last: date | None, days: str = "–", dates: str = " – ") -> str:
    """`days` stands between two days of one month, `dates` between days of two months."""
    if first is None or last is None or first == last:
        day = last or first
        return human_date(day) if day else ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{days}{human_date(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B}{dates}{human_date(last)}"
    return f"{human_date(first)}{dates}{human_date(last)}"
