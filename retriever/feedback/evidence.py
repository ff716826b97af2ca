"""What feedback quotes, cut from the pages: the quotations of an answer, or a paragraph picked from a report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from indexer.document import Document, ParagraphKind, Span
from indexer.snapshot import Snapshot
from retriever.answer import Answer
from retriever.cutting import is_verbatim
from retriever.exports.excerpts import sentence
from retriever.feedback.record import EvidenceQuote


@dataclass(frozen=True, slots=True)
class ParagraphChoice:
    """A paragraph that can be picked. `number` is the report's own, `page` where most of it stands."""

    number: str | None
    page: int
    text: str


def paragraphs_of(document: Document) -> tuple[ParagraphChoice, ...]:
    """The paragraphs in reading order, without addresses and the like."""
    return tuple(
        ParagraphChoice(paragraph.number, _main_page(paragraph.spans), document.text_of(paragraph.spans))
        for paragraph in document.paragraphs
        if paragraph.kind is not ParagraphKind.STANDING and paragraph.spans
    )


def quotations_of(answer: Answer, snapshot: Snapshot) -> tuple[EvidenceQuote, ...]:
    """What the answer quotes, each held against its page once more; what is not there any longer is left out."""
    documents = {card.path: index for index, card in enumerate(snapshot.documents)}
    cited = {passage.citation: passage for passage in answer.passages}
    found = []
    for quotation in answer.quotations:
        one = sentence(cited[quotation.citation], quotation.text, snapshot)
        index = documents.get(one.source.document)
        if index is not None and one.spans and is_verbatim(snapshot.document(index), one.spans, one.text):
            found.append(EvidenceQuote(one.source.document, _main_page(one.spans), one.text))
    return tuple(dict.fromkeys(found))


def stands(evidence: EvidenceQuote, snapshot: Snapshot) -> bool:
    """Whether a quotation still stands: on its page or in a paragraph that runs over it; spaces aside."""
    for index, card in enumerate(snapshot.documents):
        if card.path == evidence.document:
            document = snapshot.document(index)
            pages = [page.text for page in document.pages if page.number == evidence.page]
            paragraphs = (document.text_of(one.spans) for one in document.paragraphs)
            return any(_bare(evidence.quote) in _bare(text) for text in chain(pages, paragraphs))
    return False


def _bare(text: str) -> str:
    return "".join(text.split())


def _main_page(spans: Sequence[Span]) -> int:
    """The page with most of it, the earliest of those with as much."""
    lengths: Counter[int] = Counter()
    for span in spans:
        lengths[span.page] += span.end - span.start
    return min(lengths, key=lambda page: (-lengths[page], page))
