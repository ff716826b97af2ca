"""The answer: quoted sentences with their citations, or an abstention with the closest passages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from indexer.document import DocumentType, Span


class Strength(StrEnum):
    """How well the evidence answers the question, in the words shown to users."""

    STRONG = "strong"
    PARTIAL = "partial"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the user narrows a search to, beside what the question itself says. Empty or None: no limit.

    `since` and `until` are inclusive and hold a document's inspection date, or its publication date
    where it has no inspection date. `disregard` names readings of the question to leave out: the display
    name of an authority, the value of a type, "since", "until", "latest", or an acronym as asked.
    """

    authorities: tuple[str, ...] = ()
    types: tuple[DocumentType, ...] = ()
    since: date | None = None
    until: date | None = None
    disregard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What the question was taken to ask for; filters given beside it are folded in.

    `authorities` are display names of the corpus, `unknown_authorities` names of authorities that the
    question gives and the corpus has no document of. `area` is what it names in place of them, where it does
    ("London"). `latest` asks for the newest report alone.
    `expansions` maps an acronym as asked to what it stands for, or the other way round, and a misspelt word to what it
    was read as.
    """

    authorities: tuple[str, ...] = ()
    unknown_authorities: tuple[str, ...] = ()
    area: str = ""
    types: tuple[DocumentType, ...] = ()
    since: date | None = None
    until: date | None = None
    latest: bool = False
    expansions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in their report: the paragraph's number, the pages, and the numbers printed on them."""

    paragraph: str | None
    pages: tuple[int, ...]
    page_labels: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """One piece of evidence, cut from its document, with everything a citation needs.

    `text` is verbatim: it was checked against the page text at `spans` when this was made. `highlights`
    are half-open character ranges of `text` where the quoted sentences stand. `citation` is the number
    that answer, list and export share; `ranks` counts from 1, None where that ranking did not return it.
    `also_in` names the other copies of the same source, cited once. `aside` is true where the passage
    is not about the authority that was asked for and stands apart. `quoted` is where its highlights stand, None
    where it has none: a passage may run over several paragraphs and a page break.
    """

    rank: int
    citation: int
    row: int
    document: str
    title: str
    authorities: tuple[str, ...]
    type: DocumentType
    published: date | None
    inspected_from: date | None
    inspected_to: date | None
    section: str
    paragraph: str | None
    pages: tuple[int, ...]
    page_labels: tuple[str | None, ...]
    spans: tuple[Span, ...]
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    also_in: tuple[str, ...] = ()
    aside: bool = False
    quoted: Place | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """One verbatim sentence (or few) of the answer and the citation number of its passage.

    `place` is the quotation's own, None for that of its passage. `group` is what it stands beside others
    as: an authority where several were named, a year where the question is about change, the report's own heading
    where a council as a whole is, else "".
    """

    text: str
    citation: int
    place: Place | None = None
    group: str = ""


def where_quoted(passage: CitedPassage, place: Place | None = None) -> CitedPassage:
    """The passage with this place for its own, or that of its highlights, for a reference to what is quoted."""
    own = place or passage.quoted
    if own is None:
        return passage
    return replace(passage, paragraph=own.paragraph, pages=own.pages, page_labels=own.page_labels, quoted=None)


@dataclass(frozen=True, slots=True)
class Searched:
    """The receipt: which build was searched and how much of it was in scope of the question."""

    build: str
    documents: int
    passages: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reports say to one question.

    `quotations` is empty and `answerable` false where they do not say; `passages` then holds the
    closest. `verdict` is one plain sentence that can stand first on the screen. `dropped` counts
    quotations that failed the verbatim check (always shown, normally 0). `on_theme` is true where it quotes the
    strongest of what reports say on a theme, so that there may be more; false for facts, grades and lists.
    """

    question: str
    understood: Understood
    answerable: bool
    confidence: float
    strength: Strength
    verdict: str
    quotations: tuple[Quotation, ...]
    passages: tuple[CitedPassage, ...]
    searched: Searched
    dropped: int
    timings_ms: Mapping[str, float]
    on_theme: bool = False
