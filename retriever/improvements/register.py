"""Every item of "What needs to improve", of recommendations and of areas for (priority) action, with its reference."""

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from weakref import WeakKeyDictionary

from indexer.document import Document, DocumentType
from indexer.snapshot import DocumentCard, Snapshot
from retriever.answer import CitedPassage
from retriever.citing import cite
from retriever.frameworks import Framework, framework_of
from retriever.improvement_kinds import Kind, kind_of
from retriever.improvements.asked_of import asked_of
from retriever.improvements.themes import OTHER, sort_into_themes
from retriever.improvements.vectors import item_vectors
from retriever.lead_ins import announces, lead_in_of
from retriever.scope import document_date

_ASKING_TYPES = frozenset({DocumentType.INSPECTION, DocumentType.FOCUSED_VISIT, DocumentType.SEND})


@dataclass(frozen=True, slots=True)
class Improvement:
    """One item of one report.

    `document` and `paragraph` are its places in the build and in that document, `key` names it in an address;
    `evidence` is the item itself, verbatim, with its full reference. `theme` is one of the register's themes.
    `sentences` are the rows of its sentences in the build. `lead_in` is the line over the list that it stands in, word
    for word, where the item goes on from it ("... by ensuring that:"), else "". `asked_of` is the body that the report
    names as responsible before the item, word for word, else "".
    """

    key: str
    document: int
    paragraph: int
    framework: Framework
    kind: Kind
    theme: str
    evidence: CitedPassage
    sentences: tuple[int, ...]
    lead_in: str
    asked_of: str

    @property
    def day(self) -> date | None:
        """The date it is ordered by: the end of the inspection, else the publication."""
        return self.evidence.inspected_to or self.evidence.published


@dataclass(frozen=True, slots=True)
class Lacking:
    """A report that gives no items, and why, in plain words."""

    document: int
    reason: str


@dataclass(frozen=True, slots=True)
class Register:
    """All items of a build, newest report first, in the order of each report.

    `themes` are the names of the themes with how many items each has, the largest first, OTHER last. `dropped` counts
    items that failed the verbatim check (always shown, normally 0).
    """

    build: str
    items: tuple[Improvement, ...]
    themes: tuple[tuple[str, int], ...]
    lacking: tuple[Lacking, ...]
    dropped: int


_registers: WeakKeyDictionary[Snapshot, Register] = WeakKeyDictionary()
_reading = threading.Lock()


def read_register(snapshot: Snapshot) -> Register:
    """The register of a build, worked out once for each snapshot; may be called from any thread."""
    with _reading:
        if snapshot not in _registers:
            _registers[snapshot] = _read(snapshot)
        return _registers[snapshot]


def _read(snapshot: Snapshot) -> Register:
    order = sorted(range(len(snapshot.documents)), key=lambda index: _newest_first(snapshot.documents[index]))
    items: list[Improvement] = []
    lacking: list[Lacking] = []
    dropped = 0
    for index in order:
        card = snapshot.documents[index]
        if card.twin_of is not None:
            continue
        found = list(_items_of(snapshot, index))
        items += [item for item in found if item is not None]
        dropped += found.count(None)
        if not found and card.type in _ASKING_TYPES:
            lacking.append(Lacking(index, "The report has no list of areas for improvement."))
    themed = _with_themes(snapshot, items)
    counts = Counter(item.theme for item in themed)
    themes = sorted(counts.items(), key=lambda one: (one[0] == OTHER, -one[1], one[0]))
    return Register(snapshot.build, tuple(themed), tuple(themes), tuple(lacking), dropped)


def _with_themes(snapshot: Snapshot, items: Sequence[Improvement]) -> list[Improvement]:
    themes = sort_into_themes(
        [item.evidence.text for item in items],
        [item.lead_in for item in items],
        item_vectors(snapshot, [item.sentences for item in items]),
        authorities={name for card in snapshot.documents for name in card.authorities},
    )
    return [replace(item, theme=theme) for item, theme in zip(items, themes, strict=True)]


def _newest_first(card: DocumentCard) -> tuple[int, str]:
    return -(document_date(card) or date.min).toordinal(), card.path


def _items_of(snapshot: Snapshot, index: int) -> Iterator[Improvement | None]:
    document, card = snapshot.document(index), snapshot.documents[index]
    for position in document.improvements:
        paragraph = document.paragraphs[position]
        if announces(document, paragraph):
            continue
        rows = _rows_of(snapshot, card, position)
        lead_in = lead_in_of(document, position)
        asked = asked_of(document, paragraph.spans)
        evidence = cite(
            document,
            card,
            asked.ask,
            section=paragraph.section,
            paragraph=paragraph.number or (lead_in.number if lead_in else None),
            row=rows[0] if rows else card.first_row,
        )
        if evidence is None:
            yield None
            continue
        yield Improvement(
            key=f"{card.path}#{position}",
            document=index,
            paragraph=position,
            framework=framework_of(card),
            kind=kind_of(document, paragraph.section),
            theme="",
            evidence=evidence,
            sentences=tuple(sentence for row in rows for sentence in _sentences(snapshot, document, row, position)),
            lead_in=document.text_of(lead_in.spans) if lead_in else "",
            asked_of=document.text_of(asked.body),
        )


def _rows_of(snapshot: Snapshot, card: DocumentCard, paragraph: int) -> list[int]:
    """The rows of the passages that hold a paragraph, found without reading the others: they stand in its order."""

    def first_paragraph(row: int) -> int:
        return snapshot.passages([row])[0].first_paragraph

    rows = range(card.first_row, card.last_row)
    end = card.first_row + bisect_right(rows, paragraph, key=first_paragraph)
    found = []
    for row in range(end - 1, card.first_row - 1, -1):
        (passage,) = snapshot.passages([row])
        if passage.first_paragraph < passage.last_paragraph <= paragraph:
            break
        if passage.first_paragraph <= paragraph < passage.last_paragraph:
            found.append(row)
    return found[::-1]


def _sentences(snapshot: Snapshot, document: Document, row: int, paragraph: int) -> Iterator[int]:
    """The rows of those sentences of a passage that are this paragraph's: paragraphs are apart by a line break."""
    (passage,) = snapshot.passages([row])
    before = [document.text_of(p.spans) for p in document.paragraphs[passage.first_paragraph : paragraph]]
    start = sum(len(text) + 1 for text in before)
    alone = passage.last_paragraph - passage.first_paragraph == 1
    end = None if alone else start + len(document.text_of(document.paragraphs[paragraph].spans))
    offset = int(snapshot.sentence_offsets[row])
    for number, (first, last) in enumerate(snapshot.sentence_ranges(row)):
        if start <= first and (end is None or last <= end):
            yield offset + number
