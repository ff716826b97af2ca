"""A passage as a reader cites it: its chip, its reference, its quoted sentences marked in place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.document import Document, HasFacts, Span
from indexer.snapshot import Snapshot
from retriever.answer import CitedPassage, where_quoted
from retriever.cutting import Cutting
from retriever.matching import Sameness, Why
from retriever.references import human_date, human_range, in_marks, reference, short_reference
from ui.safe import Markdown, compose, joined, safe
from ui.wording import TYPE_NAMES, listed


@dataclass(frozen=True, slots=True)
class DocumentEvidence:
    """The passages of one document, in the order of their citation numbers; never empty."""

    passages: tuple[CitedPassage, ...]

    @property
    def first(self) -> CitedPassage:
        return self.passages[0]


def by_document(passages: Iterable[CitedPassage]) -> list[DocumentEvidence]:
    """Passages gathered by document, the newest document first, undated ones last."""
    documents: dict[str, list[CitedPassage]] = {}
    for passage in passages:
        documents.setdefault(passage.document, []).append(passage)
    groups = [DocumentEvidence(tuple(sorted(group, key=lambda one: one.citation))) for group in documents.values()]
    return sorted(groups, key=lambda group: (_age(group.first), group.first.citation))


def _age(passage: CitedPassage) -> int:
    day = passage.inspected_to or passage.inspected_from or passage.published
    return -day.toordinal() if day else 1


def authority_of(passage: CitedPassage) -> str:
    return listed(passage.authorities) if passage.authorities else "Authority not stated"


def when(report: HasFacts) -> str:
    """When the inspectors were there, or else when it was published."""
    on_site = human_range(report.inspected_from, report.inspected_to)
    return on_site or (f"published {human_date(report.published)}" if report.published else "no date")


def anchor(passage: CitedPassage) -> str:
    """The name by which the address of the page finds this passage."""
    return f"passage-{passage.citation}"


def chip(passage: CitedPassage) -> Markdown:
    """A citation: its number, and whose, when and where; a link to the passage on the same page."""
    return compose(
        "[:blue-badge[**{}**]](#{}) :small[{}]",
        passage.citation,
        safe(anchor(passage)),
        safe(short_reference(where_quoted(passage))),
    )


def chip_on_button(passage: CitedPassage) -> Markdown:
    """The same as it stands on a button."""
    return compose(":blue-badge[**{}**] {}", passage.citation, safe(short_reference(where_quoted(passage))))


def name_of_document(passage: CitedPassage) -> Markdown:
    return compose("{} · {} · {}", safe(authority_of(passage)), safe(TYPE_NAMES[passage.type]), safe(when(passage)))


def quotes_of(passage: CitedPassage) -> list[str]:
    """The quoted sentences, or the whole passage where none is chosen."""
    return [passage.text[start:end] for start, end in passage.highlights] or [passage.text]


def document_of(passage: CitedPassage, snapshot: Snapshot) -> Document:
    return snapshot.document(int(snapshot.passage_document[passage.row]))


def quoted_spans(passage: CitedPassage, document: Document) -> list[Span]:
    """Where the quoted sentences stand on the document's pages."""
    cutting = Cutting.of(document, passage.spans)
    return [span for start, end in passage.highlights for span in cutting.spans(start, end)]


def quoted_with_reference(passage: CitedPassage, quotes: Sequence[str] = ()) -> str:
    """The quoted sentences, or the whole passage where none is chosen, and the reference; plain text to paste."""
    return " […] ".join(map(in_marks, quotes or quotes_of(passage))) + f"\n({reference(where_quoted(passage))})"


def explained(passage: CitedPassage, why: Why) -> Markdown:
    """The passage with the words that met the question: its own bold, others for the same slanted in brackets."""
    parts: list[Markdown] = []
    shown = 0
    for match in why.matches:
        word = safe(passage.text[match.start : match.end])
        own = match.sameness is Sameness.WORD
        parts += [
            safe(passage.text[shown : match.start]),
            compose(":yellow-background[**{}**]", word) if own else compose(":blue-background[*\\[≈ {}\\]*]", word),
        ]
        shown = match.end
    return joined("", [*parts, safe(passage.text[shown:])])


def marked(passage: CitedPassage) -> Markdown:
    """The passage with its quoted sentences bold on a tinted ground, one Markdown paragraph a line of text."""
    paragraphs: list[Markdown] = []
    start = 0
    for line in passage.text.split("\n"):
        if line.strip():
            paragraphs.append(_marked_line(line, _within(passage.highlights, start, start + len(line))))
        start += len(line) + 1
    return joined("\n\n", paragraphs)


def _within(highlights: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    cut = [(max(first, start) - start, min(last, end) - start) for first, last in highlights]
    return sorted((first, last) for first, last in cut if first < last)


def _marked_line(line: str, highlights: Iterable[tuple[int, int]]) -> Markdown:
    parts: list[Markdown] = []
    shown = 0
    for start, end in highlights:
        first, last = max(start, shown), end
        while first < last and line[first].isspace():
            first += 1
        while last > first and line[last - 1].isspace():
            last -= 1
        if first < last:
            parts += [safe(line[shown:first]), compose(":yellow-background[**{}**]", safe(line[first:last]))]
            shown = last
    return joined("", [*parts, safe(line[shown:])])
