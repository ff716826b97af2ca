"""An answer as a file: its quotations report by report, the passages they stand in, and what was searched."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby

from indexer.document import Span
from indexer.snapshot import Snapshot
from retriever.answer import Answer, CitedPassage, Searched, Understood
from retriever.cutting import Cutting
from retriever.exports.record import Excerpt, Export, Part, counted_up
from retriever.references import human_date, listed, report_name


def answer_export(answer: Answer, snapshot: Snapshot, *, made: date) -> Export:
    """The numbers of the citations are those on the screen; the passages stand in their order."""
    by_citation = sorted(answer.passages, key=lambda passage: passage.citation)
    cited = {passage.citation: passage for passage in by_citation}
    quoted = [excerpt(cited[one.citation], one.text, snapshot) for one in answer.quotations]
    parts = [*_by_report("What the reports say", quoted)] if quoted else []
    for aside, passages in groupby(by_citation, key=lambda passage: passage.aside):
        own = "The passages these stand in" if answer.answerable else "The closest passages"
        parts += _by_report("About other authorities" if aside else own, [_whole(passage) for passage in passages])
    return Export(
        title=answer.question,
        question=answer.question,
        about=(*about(answer.understood), ("Strength of the evidence", answer.strength.value)),
        summary=answer.verdict,
        parts=counted_up(parts),
        receipt=receipt(answer.searched, dropped=answer.dropped),
        build=answer.searched.build,
        made=made,
    )


def excerpt(passage: CitedPassage, quotation: str, snapshot: Snapshot) -> Excerpt:
    """A sentence of a passage with the slices of page text it was cut from.

    Without slices where this build no longer has them: such an excerpt is left out when it is checked.
    """
    start = next((first for first, last in passage.highlights if passage.text[first:last] == quotation), None)
    start = passage.text.find(quotation) if start is None else start
    spans: tuple[Span, ...] = ()
    for index, card in enumerate(snapshot.documents):
        if card.path == passage.document:
            with suppress(ValueError):
                spans = Cutting.of(snapshot.document(index), passage.spans).spans(start, start + len(quotation))
    return Excerpt(quotation, spans, passage, passage.citation)


def about(understood: Understood) -> tuple[tuple[str, str], ...]:
    """What the question was narrowed to, in words; nothing where it was asked of every report."""
    readings = [f"{short} = {long}" for short, long in sorted(understood.expansions.items())]
    pairs = [
        ("Authority", listed(understood.authorities)),
        ("Authority without a report", listed(understood.unknown_authorities)),
        ("Type of report", listed([kind.value for kind in understood.types])),
        ("From", human_date(understood.since) if understood.since else ""),
        ("To", human_date(understood.until) if understood.until else ""),
        ("Reports", "the latest of each authority only" if understood.latest else ""),
        ("Read as", "; ".join(readings)),
    ]
    return tuple((name, value) for name, value in pairs if value)


def receipt(searched: Searched, *, dropped: int = 0) -> tuple[str, ...]:
    """What was searched and what could not be, a sentence each."""
    reports = f"Searched {searched.documents:,} reports and other documents, {searched.passages:,} passages."
    unread = f"{searched.skipped:,} files of the collection could not be read." if searched.skipped else ""
    failed = (
        f"{dropped:,} quotations were dropped when the answer was made: not found word for word." if dropped else ""
    )
    return tuple(sentence for sentence in (reports, unread or "Every file could be read.", failed) if sentence)


def _whole(passage: CitedPassage) -> Excerpt:
    return Excerpt(passage.text, passage.spans, passage, passage.citation)


def _by_report(heading: str, excerpts: Sequence[Excerpt]) -> Iterator[Part]:
    """The excerpts in their order, under a heading for each run of one report."""
    yield Part(heading, ())
    for _, run in groupby(excerpts, key=lambda one: one.source.document):
        together = tuple(run)
        yield Part(report_name(together[0].source), together, level=2)
