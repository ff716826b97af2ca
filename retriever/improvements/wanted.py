"""Which items of the register are wanted, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from indexer.document import DocumentType
from indexer.tokens import tokenize
from retriever.improvements.register import Improvement
from retriever.references import human_date, listed

KEPT_TERMS = 20_000
"""Items whose terms are kept between two searches: several times what a collection of some hundred reports holds."""


class Order(StrEnum):
    """The orders of the register; among equals the newest first, and each report's items in its own order."""

    NEWEST = "newest first"
    OLDEST = "oldest first"
    AUTHORITY = "authority"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the register is narrowed to. Empty or None: no limit. `since` and `until` are inclusive.

    `words` are everyday words that an item must all hold, in whatever form: "visit" finds "visits".
    """

    authorities: tuple[str, ...] = ()
    types: tuple[DocumentType, ...] = ()
    themes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    words: str = ""

    def holds(self, item: Improvement) -> bool:
        """Whether an item is wanted; one without a date is not where days are given."""
        evidence, day = item.evidence, item.day
        if self.authorities and not set(self.authorities) & set(evidence.authorities):
            return False
        if (self.types and evidence.type not in self.types) or (self.themes and item.theme not in self.themes):
            return False
        if (self.since or self.until) and day is None:
            return False
        if day is not None and not (self.since or day) <= day <= (self.until or day):
            return False
        return not self.words or _terms(self.words) <= _terms(f"{item.lead_in} {evidence.text}")

    def in_words(self) -> tuple[tuple[str, str], ...]:
        """What it is narrowed to, as pairs of a name and what it is."""
        pairs = [
            ("Authority", listed(self.authorities)),
            ("Type of report", listed([kind.value for kind in self.types])),
            ("Theme", listed(self.themes)),
            ("From", human_date(self.since) if self.since else ""),
            ("To", human_date(self.until) if self.until else ""),
            ("Words", self.words),
        ]
        return tuple((name, value) for name, value in pairs if value)


@lru_cache(maxsize=KEPT_TERMS)
def _terms(text: str) -> frozenset[str]:
    return frozenset(tokenize(text))


def select(items: Iterable[Improvement], wanted: Wanted, order: Order = Order.NEWEST) -> list[Improvement]:
    """The wanted items in this order. `items` are the register's, newest report first."""
    found = [item for item in items if wanted.holds(item)]
    match order:
        case Order.NEWEST:
            return found
        case Order.OLDEST:
            return sorted(found, key=lambda item: (item.day or date.max, item.evidence.document, item.paragraph))
        case Order.AUTHORITY:
            return sorted(found, key=lambda item: listed(item.evidence.authorities) or "\uffff")
        case Order.THEME:
            return sorted(found, key=lambda item: item.theme)


def by_theme_and_year(items: Iterable[Improvement]) -> Mapping[str, Mapping[int, int]]:
    """How many items each theme has in each year, the theme with most items first; undated items left out."""
    counts: dict[str, dict[int, int]] = {}
    for item in items:
        if item.day is not None:
            years = counts.setdefault(item.theme, {})
            years[item.day.year] = years.get(item.day.year, 0) + 1
    return {theme: counts[theme] for theme in sorted(counts, key=lambda one: (-sum(counts[one].values()), one))}
