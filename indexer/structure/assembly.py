"""From blocks to the document's records: page texts, sections, paragraphs, and spans that point into them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from indexer.cleaning import BULLET
from indexer.document import Judgement, Page, Paragraph, ParagraphKind, Section, Span
from indexer.structure.blocks import Block, Piece
from indexer.structure.footnotes import drop_heading_mark, drop_note_marks
from indexer.structure.grades import split_grade
from indexer.structure.heading_words import ends_improvements, is_improvement_heading
from indexer.structure.hyphens import Vocabulary, join_lines
from indexer.structure.judgements import OUTCOME, Row, outcome_of
from indexer.structure.lines import SENTENCE_END, Role

LONGEST_IMPROVEMENT = 550
LONGEST_LABEL = 60
_ASKS = re.compile(r"\b(?:should|needs? to|must)\b")
_NOTHING_ASKED = re.compile(
    r"^(?:There (?:are|were) no |The inspection (?:did not find|found no)|No areas? for|None\b)", re.IGNORECASE
)
_KINDS = {
    Role.TEXT: ParagraphKind.TEXT,
    Role.ITEM: ParagraphKind.ITEM,
    Role.TABLE: ParagraphKind.TABLE,
    Role.FOOTNOTE: ParagraphKind.FOOTNOTE,
    Role.STANDING: ParagraphKind.STANDING,
}


@dataclass(frozen=True, slots=True)
class Located:
    """A block with its place: its spans, and its text as those spans give it."""

    block: Block
    spans: tuple[Span, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """Sections and paragraphs, and which paragraphs are asked-for improvements."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    improvements: tuple[int, ...]


def lay_out(
    blocks: Sequence[Block],
    page_labels: Mapping[int, str | None],
    vocabulary: Vocabulary,
    notes: Mapping[int, Sequence[str]],
) -> tuple[tuple[Page, ...], list[Located]]:
    """Write each page as its blocks, one a line, in the order in which they stand on it."""
    by_page: dict[int, list[tuple[int, Piece]]] = {page: [] for page in page_labels}
    for index, block in enumerate(blocks):
        for piece in block.pieces:
            by_page[piece.page].append((index, piece))
    spans: dict[int, list[Span]] = {}
    pages: list[Page] = []
    for number, pieces in by_page.items():
        text = ""
        for index, piece in pieces:
            words = drop_note_marks(join_lines(piece.lines, vocabulary), notes.get(number, ()))
            if blocks[index].role is Role.HEADING:
                words = drop_heading_mark(words)
            if text:
                text += "\n"
            start = len(text) + len(piece.marker)
            text += piece.marker + words
            if words:
                spans.setdefault(index, []).append(Span(number, start, len(text)))
        pages.append(Page(number, page_labels[number], text))
    texts = {page.number: page.text for page in pages}
    located = [
        Located(blocks[i], tuple(found), " ".join(texts[span.page][span.start : span.end] for span in found))
        for i, found in sorted(spans.items())
    ]
    return tuple(pages), located


def arrange(located: Sequence[Located]) -> Body:
    """Sections by heading level, paragraphs under them in reading order."""
    sections = [Section("", None, None, ())]
    levels = [0]
    paragraphs: list[Paragraph] = []
    improvements: list[int] = []
    items_seen = False
    for index, place in enumerate(located):
        if place.block.role is Role.HEADING and not _repeats(located, index):
            parent = _parent(levels, sections, place.block.level)
            _, grade = split_grade(place.text)
            sections.append(Section(place.text, parent, grade, place.spans))
            levels.append(place.block.level)
            items_seen = False
            continue
        kind = _KINDS.get(place.block.role, ParagraphKind.STANDING)
        current = len(sections) - 1
        if _asks_for_improvement(sections, current):
            asked, kind = _improvement_kind(located, index, kind, items_seen=items_seen)
            items_seen = items_seen or place.block.pieces[0].marker.startswith(BULLET)
            if asked:
                improvements.append(len(paragraphs))
        paragraphs.append(Paragraph(current, place.block.number, kind, place.spans))
    return Body(tuple(sections), tuple(paragraphs), tuple(_without_findings(improvements, paragraphs)))


def locate_judgements(rows: Sequence[Row], located: Sequence[Located]) -> tuple[Judgement, ...]:
    """The judgements with their place on the page; the first of each name counts."""
    by_first_line = {place.block.first: place for place in located}
    found: dict[str, Judgement] = {}
    for row in rows:
        place = by_first_line.get(row.first)
        if place:
            found.setdefault(row.name.casefold(), Judgement(row.name, row.grade, place.spans))
    under_outcome = False
    for place in located:
        if place.block.role is Role.HEADING:
            under_outcome = place.text == OUTCOME
        outcome = outcome_of(place.text) if under_outcome else None
        if outcome:
            found.setdefault(OUTCOME.casefold(), Judgement(OUTCOME, outcome, place.spans))
    return tuple(found.values())


def _without_findings(improvements: Sequence[int], paragraphs: Sequence[Paragraph]) -> list[int]:
    """The improvements of the sections where most are short: long ones are findings under a misplaced heading."""
    lengths: dict[int, list[int]] = {}
    for index in improvements:
        lengths.setdefault(paragraphs[index].section, []).append(_length(paragraphs[index].spans))
    return [i for i in improvements if median(lengths[paragraphs[i].section]) <= LONGEST_IMPROVEMENT]


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _parent(levels: Sequence[int], sections: Sequence[Section], level: int) -> int | None:
    current: int | None = len(levels) - 1
    while current and levels[current] >= level:
        current = sections[current].parent
    return current or None


def _repeats(located: Sequence[Located], index: int) -> bool:
    """A heading printed again as its table's head adds no section."""
    above = located[index - 1] if index else None
    return (
        above is not None
        and above.block.role is Role.HEADING
        and above.text.casefold() == located[index].text.casefold()
    )


def _asks_for_improvement(sections: Sequence[Section], current: int | None) -> bool:
    while current:
        if is_improvement_heading(sections[current].heading):
            return True
        if ends_improvements(sections[current].heading):
            return False
        current = sections[current].parent
    return False


def _improvement_kind(
    located: Sequence[Located], index: int, kind: ParagraphKind, *, items_seen: bool
) -> tuple[bool, ParagraphKind]:
    """Whether a paragraph under "What needs to improve" is one of the items, and its kind if it is.

    The line that leads in to a list is none, nor a label over some of the items, nor plain text that follows a list
    unless it asks for something itself; and "There are no priority actions" is none either.
    """
    place = located[index]
    if _NOTHING_ASKED.match(place.text):
        return False, kind
    if kind is not ParagraphKind.TEXT:
        return kind in (ParagraphKind.ITEM, ParagraphKind.TABLE), kind
    follows_list = items_seen and place.block.number is None and not _ASKS.search(place.text)
    if place.text.endswith(":") or follows_list or _is_label(located, index):
        return False, kind
    return True, ParagraphKind.ITEM


def _is_label(located: Sequence[Located], index: int) -> bool:
    """A few words over numbered or bulleted items: "Workforce"."""
    place = located[index]
    if place.block.number or len(place.text) > LONGEST_LABEL or SENTENCE_END.search(place.text):
        return False
    following = located[index + 1].block if index + 1 < len(located) else None
    return following is not None and (following.role is Role.ITEM or following.number is not None)
