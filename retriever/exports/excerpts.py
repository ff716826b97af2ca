"""Excerpts of cited passages: the whole of one, its marked sentences, or one sentence, with the slices they are."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby

from indexer.document import Span
from indexer.snapshot import Snapshot
from retriever.answer import CitedPassage, where_quoted
from retriever.citing import place_of_ranges
from retriever.cutting import Cutting
from retriever.exports.record import Excerpt, Part
from retriever.references import Citable, report_name


class Numbers:
    """Citation numbers for what has none of its own: one for each passage, in the order asked for."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, tuple[Span, ...]], int] = {}

    def of(self, passage: CitedPassage) -> int:
        return self._numbers.setdefault((passage.document, passage.spans), len(self._numbers) + 1)


def whole(passage: CitedPassage, citation: int) -> Excerpt:
    """All of a passage."""
    return Excerpt(passage.text, passage.spans, passage, citation)


def marked(passage: CitedPassage, citation: int, snapshot: Snapshot) -> tuple[Excerpt, ...]:
    """The marked sentences of a passage, or all of it where none is marked."""
    if not passage.highlights:
        return (whole(passage, citation),)
    return tuple(
        replace(sentence(passage, passage.text[start:end], snapshot, start=start), citation=citation)
        for start, end in passage.highlights
    )


def sentence(passage: CitedPassage, quotation: str, snapshot: Snapshot, *, start: int | None = None) -> Excerpt:
    """A sentence of a passage, cited by its own paragraph and pages.

    `start` is where it begins, found where that is not given.
    Without slices where this build no longer has them: such an excerpt is left out when it is checked.
    """
    if start is None:
        start = next((first for first, last in passage.highlights if passage.text[first:last] == quotation), None)
    if start is None:
        start = passage.text.find(quotation)
    spans: tuple[Span, ...] = ()
    source = passage
    for index, card in enumerate(snapshot.documents):
        if card.path == passage.document:
            with suppress(ValueError):
                cutting = Cutting.of(snapshot.document(index), passage.spans)
                own = (start, start + len(quotation))
                spans = cutting.spans(*own)
                source = where_quoted(replace(passage, quoted=place_of_ranges(cutting, [own])))
    return Excerpt(quotation, spans, source, passage.citation)


def by_report(heading: str, excerpts: Sequence[Excerpt], *, level: int = 1) -> Iterator[Part]:
    """The excerpts in their order, under a heading for each run of one report."""
    yield Part(heading, (), level=level)
    for _, run in groupby(excerpts, key=lambda one: one.source.document):
        together = tuple(run)
        source: Citable = together[0].source
        yield Part(report_name(source, source.document), together, level=level + 1)
