"""The health of the collection: what a reader of answers should know that its documents lack.

Nothing here stops a document from being searched; each finding says what that costs and what can be done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from indexer.document import Document, DocumentType, ParagraphKind
from indexer.reading import HIDDEN_WORDS
from indexer.snapshot import DocumentCard, Snapshot

_JUDGED = frozenset({DocumentType.INSPECTION, DocumentType.SEND})


class Finding(StrEnum):
    """What a document lacks; the worst for answers first."""

    PARTLY_READ = "partly-read"
    HIDDEN_WORDS = "hidden-words"
    EMPTY_PAGES = "empty-pages"
    NO_AUTHORITY = "no-authority"
    NO_DATE = "no-date"
    NO_INSPECTION_DATE = "no-inspection-date"
    NO_JUDGEMENT = "no-judgement"
    COPY = "copy"
    NO_PUBLICATION_DATE = "no-publication-date"
    NO_PARAGRAPH_NUMBERS = "no-paragraph-numbers"


@dataclass(frozen=True, slots=True)
class DocumentHealth:
    """What was found of one document, in the order of `Finding`. `empty_pages` are numbers of pages without text."""

    path: str
    findings: tuple[Finding, ...]
    empty_pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusHealth:
    """The health of every document of a build, by path. Those without findings are left out."""

    documents: tuple[DocumentHealth, ...]

    def with_finding(self, finding: Finding) -> tuple[DocumentHealth, ...]:
        return tuple(one for one in self.documents if finding in one.findings)


def corpus_health(snapshot: Snapshot) -> CorpusHealth:
    """What the documents of a build lack. Reads every document: some milliseconds each."""
    found = (_health(card, snapshot.document(index)) for index, card in enumerate(snapshot.documents))
    return CorpusHealth(tuple(one for one in found if one.findings))


def _health(card: DocumentCard, document: Document) -> DocumentHealth:
    empty = tuple(page.number for page in document.pages if not page.text.strip())
    dated = [day for day in (card.published, card.inspected_from, card.inspected_to) if day]
    is_report = card.type not in (DocumentType.NEWS, DocumentType.OTHER)
    lacks = {
        Finding.PARTLY_READ: any(not problem.startswith(HIDDEN_WORDS) for problem in card.problems),
        Finding.HIDDEN_WORDS: any(problem.startswith(HIDDEN_WORDS) for problem in card.problems),
        Finding.EMPTY_PAGES: bool(empty),
        Finding.NO_AUTHORITY: not card.authorities,
        Finding.NO_DATE: not dated,
        Finding.NO_INSPECTION_DATE: is_report and bool(dated) and not (card.inspected_from or card.inspected_to),
        Finding.NO_JUDGEMENT: card.type in _JUDGED and not card.judgements,
        Finding.COPY: card.twin_of is not None,
        Finding.NO_PUBLICATION_DATE: bool(dated) and card.published is None,
        Finding.NO_PARAGRAPH_NUMBERS: is_report and not has_numbers(document),
    }
    return DocumentHealth(card.path, tuple(finding for finding in Finding if lacks[finding]), empty)


def has_numbers(document: Document) -> bool:
    """Whether the report numbers its paragraphs: a stray number or two is none."""
    texts: Sequence[str | None] = [p.number for p in document.paragraphs if p.kind is ParagraphKind.TEXT]
    return sum(number is not None for number in texts) * 4 >= len(texts) > 0
