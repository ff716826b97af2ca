"""References as people write them in a committee paper."""

from datetime import date

from indexer.document import DocumentType
from retriever.answer import CitedPassage

_KIND = {
    DocumentType.INSPECTION: "inspection",
    DocumentType.FOCUSED_VISIT: "focused visit",
    DocumentType.SEND: "area SEND inspection",
    DocumentType.MONITORING_VISIT: "monitoring visit",
    DocumentType.NEWS: "news article",
    DocumentType.OTHER: "document",
}


def reference(passage: CitedPassage) -> str:
    """The full reference of a passage: authority, kind, dates, section, paragraph, page, file.

    The page is the physical one, with the printed number beside it where the two differ.
    """
    authority = ", ".join(passage.authorities)
    parts = [
        " ".join(part for part in (authority, _KIND[passage.type]) if part),
        _dates(passage),
        passage.section,
        f"paragraph {passage.paragraph}" if passage.paragraph else "",
        _pages(passage),
        passage.document,
    ]
    return ", ".join(part for part in parts if part)


def human_date(day: date) -> str:
    """A date as people write it: 6 June 2022."""
    return f"{day.day} {day:%B %Y}"


def human_range(first: date | None, last: date | None) -> str:
    """Days on site: "10 to 14 June 2024", "29 November to 10 December 2021", "6 June 2022"."""
    if first is None or last is None or first == last:
        day = last or first
        return human_date(day) if day else ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {human_date(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {human_date(last)}"
    return f"{human_date(first)} to {human_date(last)}"


def _dates(passage: CitedPassage) -> str:
    inspected = human_range(passage.inspected_from, passage.inspected_to)
    published = f"published {human_date(passage.published)}" if passage.published else ""
    return ", ".join(part for part in (inspected, published) if part)


def _pages(passage: CitedPassage) -> str:
    if len(passage.pages) == 0:
        return ""
    shown = [
        f"{page} (printed {label})" if label and label != str(page) else str(page)
        for page, label in zip(passage.pages, passage.page_labels, strict=True)
    ]
    return f"page {shown[0]}" if len(shown) == 1 else f"pages {' and '.join(shown)}"
