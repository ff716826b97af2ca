"""An answer as a file: its quotations report by report, the passages they stand in, and what was searched."""

from datetime import date
from itertools import groupby

from indexer.snapshot import Snapshot
from retriever.answer import Answer, CitedPassage, Searched, Understood, where_quoted
from retriever.exports.excerpts import by_report, sentence, whole
from retriever.exports.record import Export, as_title, counted_up
from retriever.references import human_date, listed


def answer_export(answer: Answer, snapshot: Snapshot, *, made: date) -> Export:
    """The numbers of the citations are those on the screen; the passages stand in their order."""
    by_citation = sorted(answer.passages, key=lambda passage: passage.citation)
    cited = {passage.citation: passage for passage in by_citation}
    quoted = [sentence(where_quoted(cited[one.citation], one.place), one.text, snapshot) for one in answer.quotations]
    parts = [*by_report("What the reports say", quoted)] if quoted else []
    for aside, passages in groupby(sorted(by_citation, key=_is_aside), key=_is_aside):
        own = "The passages these stand in" if answer.answerable else "The closest passages"
        heading = "About other authorities" if aside else own
        parts += by_report(heading, [whole(passage, passage.citation) for passage in passages])
    return Export(
        title=as_title(answer.question),
        question=answer.question,
        about=(*about(answer.understood), ("Strength of the evidence", answer.strength.value)),
        summary=answer.verdict,
        parts=counted_up(parts),
        receipt=receipt(answer.searched, dropped=answer.dropped),
        build=answer.searched.build,
        made=made,
    )


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
    documents = "document" if searched.documents == 1 else "documents"
    files = "file" if searched.skipped == 1 else "files"
    unread = f"{searched.skipped:,} {files} of the collection could not be read." if searched.skipped else ""
    return (
        f"Searched {searched.documents:,} {documents} with {searched.passages:,} passages.",
        unread or "Every file of the collection could be read.",
        *dropped_words(dropped),
    )


def dropped_words(dropped: int) -> tuple[str, ...]:
    """What failed before the file was made; nothing where nothing did."""
    if not dropped:
        return ()
    quotations, were = ("quotation", "was") if dropped == 1 else ("quotations", "were")
    return (f"{dropped:,} {quotations} {were} dropped when this was found: not word for word on the page.",)


def _is_aside(passage: CitedPassage) -> bool:
    return passage.aside
