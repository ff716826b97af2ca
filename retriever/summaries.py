"""What a report says of a council as a whole: its own summary, what it praises there, what it wants improved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.document import Document, DocumentType, Paragraph, ParagraphKind, Span
from indexer.snapshot import DocumentCard
from retriever.aspects import Aspect, aspects_of
from retriever.breadth import Whole
from retriever.lead_ins import with_lead_ins
from retriever.scope import document_date
from retriever.tone import Tone

_SUMMARY = re.compile(
    r"^(?:executive summary|headline findings|overview|summary of (?:key )?findings|inspection outcome|"
    r"overall effectiveness of services)\b",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"^(?:areas of strength|what is the (?:local )?area partnership doing that is effective)", re.IGNORECASE
)
_OVERALL = {Aspect.OVERALL, Aspect.SEND}
"""What is graded once in a report, by the two kinds that have grades."""

_SAYING = frozenset({ParagraphKind.TEXT, ParagraphKind.ITEM})


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a report. `own`: not what other councils' reports say in the same words; `tone`: only what sounds so."""

    spans: tuple[Span, ...]
    own: bool = False
    tone: Tone | None = None


def parts_on_the_whole(document: Document, whole: Whole) -> list[Part]:
    """The parts of a report that say what is wanted of a council as a whole.

    Its weaknesses are what it asks to be improved; where it asks for nothing, the faults that its summary finds.
    """
    summary = _summary(document)
    if whole is Whole.OVERVIEW:
        grades = [row for row in document.judgements if aspects_of(row.name) & _OVERALL]
        return [Part(tuple(span for row in grades for span in row.spans)), Part(summary, own=True)]
    parts = []
    if whole is not Whole.WEAKNESSES:
        parts.append(Part((*summary, *_under(document, _PRAISE)), own=True, tone=Tone.PRAISE))
    if whole is not Whole.STRENGTHS:
        asked_for = _spans(with_lead_ins(document, document.improvements))
        parts.append(Part(asked_for) if asked_for else Part(summary, own=True, tone=Tone.FAULT))
    return parts


def parts_anywhere(document: Document, whole: Whole) -> list[Part]:
    """All that a report praises or finds fault with, for reports whose summaries say nothing of the kind."""
    asked_for = set(document.improvements)
    said = [one for place, one in enumerate(document.paragraphs) if one.kind in _SAYING and place not in asked_for]
    text = _spans(said)
    wanted = {Whole.STRENGTHS: [Tone.PRAISE], Whole.WEAKNESSES: [Tone.FAULT], Whole.BOTH: [Tone.PRAISE, Tone.FAULT]}
    return [Part(text, own=True, tone=tone) for tone in wanted.get(whole, [])]


def newest_on_the_whole(cards: Sequence[DocumentCard], documents: Sequence[int]) -> tuple[int, ...]:
    """Of these documents, those since the newest full inspection of each council, that one first.

    All those on a council that none of them inspects in full.
    """
    by_council: dict[tuple[str, ...], list[int]] = {}
    for index in sorted(documents, key=lambda index: document_date(cards[index]) or date.min):
        held = by_council.setdefault(cards[index].authorities, [])
        if cards[index].type is DocumentType.INSPECTION:
            held.clear()
        held.append(index)
    return tuple(index for held in by_council.values() for index in held)


def _summary(document: Document) -> tuple[Span, ...]:
    """Its own summary: under a heading of that name, else what an inspection says right after its judgement table."""
    under = _under(document, _SUMMARY)
    if under or document.type is not DocumentType.INSPECTION:
        return under
    return _spans([one for one in document.paragraphs if one.section == 0 and one.kind is ParagraphKind.TEXT])


def _under(document: Document, heading: re.Pattern[str]) -> tuple[Span, ...]:
    sections = {number for number, section in enumerate(document.sections) if heading.match(section.heading)}
    return _spans([one for one in document.paragraphs if one.section in sections and one.kind in _SAYING])


def _spans(paragraphs: Sequence[Paragraph]) -> tuple[Span, ...]:
    return tuple(span for paragraph in paragraphs for span in paragraph.spans)
