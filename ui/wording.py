"""The words the app has for types, strength and counts, the same on every page."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from indexer.document import DocumentType
from retriever.answer import Strength
from retriever.references import listed

__all__ = ["STRENGTH_WORDS", "TYPE_NAMES", "counted", "listed", "month_and_year", "program"]

TYPE_NAMES: Final[Mapping[DocumentType, str]] = {
    DocumentType.INSPECTION: "Inspection",
    DocumentType.FOCUSED_VISIT: "Focused visit",
    DocumentType.SEND: "SEND inspection",
    DocumentType.MONITORING_VISIT: "Monitoring visit",
    DocumentType.NEWS: "News",
    DocumentType.OTHER: "Other document",
}

STRENGTH_WORDS: Final[Mapping[Strength, str]] = {
    Strength.STRONG: "Strong evidence: the reports say this in so many words.",
    Strength.PARTIAL: "Partial evidence: the reports speak to part of this.",
    Strength.WEAK: "Weak evidence: the reports only touch on this. Read the passages before relying on them.",
    Strength.NONE: "No evidence: nothing in the reports searched answers this.",
}


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "report"), counted(1200, "passage"), counted(2, "authority", "authorities")
    ('1 report', '1,200 passages', '2 authorities')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def program(name: str) -> str:
    """A command of this project as it is typed in the folder where the app was started: ".venv/bin/evaluate"."""
    path = Path(sys.executable).with_name(name)
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else f'"{path}"'


def month_and_year(day: date) -> str:
    """A day's month and year: "June 2024"."""
    return f"{day:%B %Y}"
