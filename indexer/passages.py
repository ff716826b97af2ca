"""Passages: what is embedded and ranked.

One paragraph is one passage; short neighbours of one kind under one heading run together; a long
paragraph becomes slices that overlap by a sentence. Nothing crosses a heading, and nothing is longer
than the encoder reads: what the encoder would cut off silently is split here, by its own count.
Graded headings are passages of their own: they are evidence of a judgement. Standing matter
(addresses, contents, imprint) is left out, unless a document holds nothing else.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from indexer.document import Document, DocumentType, Paragraph, ParagraphKind, Span, join_slices
from indexer.sentences import sentences

SHORT_PARAGRAPH_WORDS = 30
"""Below this a text paragraph says too little alone and runs together with its neighbours."""

SHORT_ITEM_WORDS = 60
"""Below this a bullet runs together with its neighbours: a list is read as one."""

_KIND_WORDS = {
    DocumentType.INSPECTION: "inspection of children's services",
    DocumentType.FOCUSED_VISIT: "focused visit to children's services",
    DocumentType.SEND: "area SEND inspection",
    DocumentType.MONITORING_VISIT: "monitoring visit to children's services",
    DocumentType.NEWS: "news article",
    DocumentType.OTHER: "document",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, a run of short ones under one heading, or a slice of a long one.

    `document` is the index of its document in the build; `section` and the half-open range
    `first_paragraph:last_paragraph` index into that document's sections and paragraphs (an empty range
    for a graded heading). `number` is the report's own paragraph number ("14", or "14-16" for a
    run), None where it has none. `text` is exactly what stands at `spans`, put together by
    `passage_text`. `context` is a line about where it stands (authority, type, date, headings): embedded
    and indexed with the passage, never shown as quotation.
    """

    document: int
    section: int
    first_paragraph: int
    last_paragraph: int
    number: str | None
    spans: tuple[Span, ...]
    text: str
    context: str


def embedded_text(passage: Passage) -> str:
    """What the encoder is given for a passage: its context line, then its words."""
    return f"{passage.context}\n{passage.text}"


def passage_text(document: Document, spans: Sequence[Span]) -> str:
    """The text at these spans: blocks apart by a line break, slices of one block over a page break joined.

    Two spans are of one block when the first ends its page's part of a paragraph that goes on: the
    document's paragraphs say so.
    """
    return _text(document, spans, _continuations(document) if len(spans) > 1 else frozenset())


def _continuations(document: Document) -> frozenset[tuple[int, int]]:
    """Where a block goes on after a page break, as page and place."""
    spans = [span for paragraph in document.paragraphs for span in paragraph.spans[1:]]
    spans += [span for section in document.sections for span in section.spans[1:]]
    return frozenset((span.page, span.start) for span in spans)


def _text(document: Document, spans: Sequence[Span], continuations: Container[tuple[int, int]]) -> str:
    if len(spans) < 2:
        return document.text_of(spans)
    groups: list[list[Span]] = []
    for span in spans:
        if groups and (span.page, span.start) in continuations:
            groups[-1].append(span)
        else:
            groups.append([span])
    return "\n".join(document.text_of(group) for group in groups)


def split(
    document: Document, *, document_index: int, count_tokens: Callable[[str], int], max_tokens: int
) -> list[Passage]:
    """The passages of a document in reading order.

    `count_tokens` counts the encoder's word pieces, special tokens included; no passage's embedded text
    has more than `max_tokens` of them. Raises ValueError where the context line alone leaves no room.
    """
    splitter = _Splitter(document, document_index, count_tokens, max_tokens)
    return list(splitter.passages())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the document that could be a passage: its paragraphs, its spans."""

    first: int
    last: int
    spans: tuple[Span, ...]


class _Splitter:
    def __init__(
        self, document: Document, document_index: int, count_tokens: Callable[[str], int], max_tokens: int
    ) -> None:
        self._document = document
        self._index = document_index
        self._count = count_tokens
        self._max_tokens = max_tokens
        self._contexts: dict[int, str] = {}
        self._continuations = _continuations(document)

    def passages(self) -> Iterator[Passage]:
        paragraphs = self._document.paragraphs
        kept = [i for i, paragraph in enumerate(paragraphs) if paragraph.kind is not ParagraphKind.STANDING]
        kept = kept or list(range(len(paragraphs)))
        headed: set[int] = set()
        for run in self._runs(kept):
            section = paragraphs[run[0]].section
            yield from self._graded_headings(section, headed, run[0])
            spans = tuple(span for i in run for span in paragraphs[i].spans)
            piece = _Piece(run[0], run[-1] + 1, spans)
            if self._fits(section, spans):
                yield self._passage(section, piece)
            else:
                yield from self._slices(section, piece)
        for section in range(len(self._document.sections)):
            yield from self._graded_headings(section, headed, len(paragraphs))

    def _graded_headings(self, section: int, headed: set[int], at: int) -> Iterator[Passage]:
        """The graded headings not yet given that enclose `section`, outermost first."""
        lineage: list[int] = []
        current: int | None = section
        while current is not None:
            lineage.append(current)
            current = self._document.sections[current].parent
        for index in reversed(lineage):
            if index not in headed:
                headed.add(index)
                if self._document.sections[index].grade and self._document.sections[index].spans:
                    yield self._passage(index, _Piece(at, at, self._document.sections[index].spans))

    def _runs(self, kept: Sequence[int]) -> Iterator[list[int]]:
        """Paragraphs in runs: a long one alone, short neighbours of one kind and section together."""
        run: list[int] = []
        for index in kept:
            if run and self._joins(run, index):
                run.append(index)
                continue
            if run:
                yield run
            run = [index]
        if run:
            yield run

    def _joins(self, run: Sequence[int], index: int) -> bool:
        before, after = self._document.paragraphs[run[-1]], self._document.paragraphs[index]
        if (before.section, before.kind) != (after.section, after.kind) or index != run[-1] + 1:
            return False
        if not (self._is_short(before) and self._is_short(after)):
            return False
        spans = tuple(span for i in [*run, index] for span in self._document.paragraphs[i].spans)
        return self._fits(after.section, spans)

    def _is_short(self, paragraph: Paragraph) -> bool:
        limit = SHORT_PARAGRAPH_WORDS if paragraph.kind is ParagraphKind.TEXT else SHORT_ITEM_WORDS
        return len(self._document.text_of(paragraph.spans).split()) < limit

    def _fits(self, section: int, spans: tuple[Span, ...]) -> bool:
        text = _text(self._document, spans, self._continuations)
        return self._count(f"{self._context(section)}\n{text}") <= self._max_tokens

    def _slices(self, section: int, piece: _Piece) -> Iterator[Passage]:
        """Overlapping slices at sentence ends; a sentence too long by itself is cut between words."""
        units = [unit for spans in self._sentence_spans(piece.spans) for unit in self._cut_to_fit(section, spans)]
        start = 0
        while start < len(units):
            end = start + 1
            while end < len(units) and self._fits(section, _merged(units[start : end + 1])):
                end += 1
            yield self._passage(section, _Piece(piece.first, piece.last, _merged(units[start:end])))
            if end == len(units):
                return
            overlap = end - 1
            fits_with_next = overlap > start and self._fits(section, _merged(units[overlap : end + 1]))
            start = overlap if fits_with_next else end

    def _sentence_spans(self, spans: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
        """Sentences as spans, a sentence over a page break as two."""
        slices = [self._document.text_of([span]) for span in spans]
        text = ""
        offsets = []
        for piece in slices:
            joined = join_slices([text, piece]) if text else piece
            offsets.append(len(joined) - len(piece))
            text = joined
        for start, end in sentences(text):
            parts = []
            for span, offset, piece in zip(spans, offsets, slices, strict=True):
                low, high = max(start, offset), min(end, offset + len(piece))
                if low < high:
                    parts.append(Span(span.page, span.start + low - offset, span.start + high - offset))
            yield tuple(parts)

    def _cut_to_fit(self, section: int, spans: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
        if self._fits(section, spans):
            yield spans
            return
        if len(spans) > 1:
            for span in spans:
                yield from self._cut_to_fit(section, (span,))
            return
        span = spans[0]
        text = self._document.text_of(spans)
        middle = text.rfind(" ", 1, len(text) // 2 + 1)
        middle = middle if middle > 0 else len(text) // 2
        if middle == 0:
            raise ValueError(f"no room for text beside the context {self._context(section)!r}")
        yield from self._cut_to_fit(section, (Span(span.page, span.start, span.start + middle),))
        rest = span.start + middle + (len(text[middle:]) - len(text[middle:].lstrip()))
        if rest < span.end:
            yield from self._cut_to_fit(section, (Span(span.page, rest, span.end),))

    def _passage(self, section: int, piece: _Piece) -> Passage:
        return Passage(
            document=self._index,
            section=section,
            first_paragraph=piece.first,
            last_paragraph=piece.last,
            number=self._number(piece),
            spans=piece.spans,
            text=_text(self._document, piece.spans, self._continuations),
            context=self._context(section),
        )

    def _number(self, piece: _Piece) -> str | None:
        numbers = [p.number for p in self._document.paragraphs[piece.first : piece.last] if p.number]
        if not numbers:
            return None
        return numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"

    def _context(self, section: int) -> str:
        if section not in self._contexts:
            self._contexts[section] = context_line(self._document, section)
        return self._contexts[section]


def context_line(document: Document, section: int) -> str:
    """Where a passage stands: authorities, kind of report, month, the headings over it; at most 45 words."""
    day = document.inspected_to or document.published
    parts = [
        " and ".join(document.authorities[:3]),
        _KIND_WORDS[document.type],
        day.strftime("%B %Y") if day else "",
        *document.heading_path(section)[-2:],
    ]
    return " ".join(". ".join(part for part in parts if part).split()[:45])


def _merged(units: Sequence[tuple[Span, ...]]) -> tuple[Span, ...]:
    """The spans of neighbouring sentences, with touching ones on one page made one slice.

    White space between two sentences of one line belongs to the merged slice.
    """
    merged: list[Span] = []
    for span in (span for unit in units for span in unit):
        if merged and merged[-1].page == span.page and 0 <= span.start - merged[-1].end <= 1:
            merged[-1] = Span(span.page, merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)
