"""The document: one file of the corpus with its structure found.

Everything here points into the cleaned text of the pages: a span is a slice of one page's text, and
text is only ever made by cutting slices (`Document.text_of`), so what is quoted is what stands on
the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol


class DocumentType(StrEnum):
    """The kinds of report that readers of inspection evidence tell apart."""

    INSPECTION = "inspection"
    FOCUSED_VISIT = "focused visit"
    SEND = "SEND"
    MONITORING_VISIT = "monitoring visit"
    NEWS = "news"
    OTHER = "other"


class ParagraphKind(StrEnum):
    """What part a paragraph plays. STANDING is matter around the report: addresses, contents, imprint."""

    TEXT = "text"
    ITEM = "item"  # a bullet, or a numbered recommendation
    TABLE = "table"  # a row or a block of a table
    FOOTNOTE = "footnote"
    STANDING = "standing"


class Span(NamedTuple):
    """A slice of one page's text: `page.text[start:end]`, `page` being the page's number (from 1)."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page as cleaned: running headers gone, wrapped lines joined, one block a line.

    `number` is the physical page from 1; `label` the number printed on it, where there is one.
    """

    number: int
    label: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading of its level or higher.

    Section 0 of a document is what stands before the first heading: heading "" and no spans.
    `parent` is the index of the enclosing section; `grade` the grade a heading repeats
    ("...children in care: outstanding" -> "outstanding"), lower case, else None.
    """

    heading: str
    parent: int | None
    grade: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The report's own unit: a numbered or unnumbered paragraph, an item, a table row.

    `number` is printed in the report ("14"), and is not part of the text. More than one span means
    that the paragraph runs over a page break. Spans are in reading order and never overlap.
    """

    section: int
    number: str | None
    kind: ParagraphKind
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row of the judgement table: what was judged, and its grade in lower case.

    `name` is in reading order ("The experiences and progress of children in care"), put together even
    where the PDF scatters it; `spans` is where the row stands on the page, verbatim.
    """

    name: str
    grade: str
    spans: tuple[Span, ...]


class HasFacts(Protocol):
    """What a report is named, found and put in order by: a document, its card, what is quoted of it."""

    @property
    def title(self) -> str: ...
    @property
    def type(self) -> DocumentType: ...
    @property
    def authorities(self) -> tuple[str, ...]: ...
    @property
    def published(self) -> date | None: ...
    @property
    def inspected_from(self) -> date | None: ...
    @property
    def inspected_to(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus with its structure.

    `path` is relative to the corpus, with forward slashes. `published` is the publication date;
    `inspected_from` and `inspected_to` the days on site; None where the document does not say.
    `authorities` are display names ("Telford and Wrekin"), none where unclear. `improvements`
    are indexes into `paragraphs`: the items of "What needs to improve", or the recommendations.
    """

    path: str
    sha256: str
    title: str
    type: DocumentType
    authorities: tuple[str, ...]
    published: date | None
    inspected_from: date | None
    inspected_to: date | None
    inspectors: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    improvements: tuple[int, ...]
    problems: tuple[str, ...] = ()

    def text_of(self, spans: Iterable[Span]) -> str:
        """The text at these spans, slices joined as `join_slices` does. Raises ValueError for a page it lacks."""
        return join_slices([self._page(span.page).text[span.start : span.end] for span in spans])

    def _page(self, number: int) -> Page:
        """Pages stand in order, nearly always all of them."""
        if 0 < number <= len(self.pages) and self.pages[number - 1].number == number:
            return self.pages[number - 1]
        for page in self.pages:
            if page.number == number:
                return page
        raise ValueError(f"{self.path} has no page {number}")

    def heading_path(self, section: int) -> tuple[str, ...]:
        """The headings over a section, outermost first, its own last; empty for section 0."""
        path: list[str] = []
        current: int | None = section
        while current is not None:
            if self.sections[current].heading:
                path.append(self.sections[current].heading)
            current = self.sections[current].parent
        return tuple(reversed(path))


def join_slices(slices: Iterable[str]) -> str:
    """Join slices that follow one another over page breaks.

    A single space stands for the break, nothing where a word was divided at its own hyphen.

    >>> join_slices(["a plan for multi-", "agency work", "and review"])
    'a plan for multi-agency work and review'
    """
    joined = ""
    for piece in slices:
        if joined and not (joined.endswith("-") and piece[:1].islower()):
            joined += " "
        joined += piece
    return joined
