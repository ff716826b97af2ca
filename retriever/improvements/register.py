"""Every item of "What needs to improve", of recommendations and of areas for (priority) action, with its reference."""

import re
import threading
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from weakref import WeakKeyDictionary

from indexer.document import Document, DocumentType
from indexer.snapshot import DocumentCard, Snapshot
from retriever.answer import CitedPassage
from retriever.citing import cite
from retriever.frameworks import Framework, framework_of
from retriever.scope import document_date

_ASKING_TYPES = frozenset({DocumentType.INSPECTION, DocumentType.FOCUSED_VISIT, DocumentType.SEND})
_PRIORITY = re.compile(r"\bpriority\b", re.IGNORECASE)
_RECOMMENDATION = re.compile(r"^recommendation", re.IGNORECASE)


class Kind(StrEnum):
    """How strongly a report asks, by the heading an item stands under."""

    PRIORITY = "priority action"
    IMPROVEMENT = "area for improvement"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class Improvement:
    """One item of one report.

    `document` and `paragraph` are its places in the build and in that document, `key` names it in an address;
    `evidence` is the item itself, verbatim, with its full reference. `theme` is one of the register's themes.
    """

    key: str
    document: int
    paragraph: int
    framework: Framework
    kind: Kind
    theme: str
    evidence: CitedPassage

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

    `themes` are the names of the themes with how many items each has, the largest first. `dropped` counts items
    that failed the verbatim check (always shown, normally 0).
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
    return Register(snapshot.build, tuple(items), (), tuple(lacking), dropped)


def _newest_first(card: DocumentCard) -> tuple[int, str]:
    return -(document_date(card) or date.min).toordinal(), card.path


def _items_of(snapshot: Snapshot, index: int) -> Iterator[Improvement | None]:
    document, card = snapshot.document(index), snapshot.documents[index]
    if not document.improvements:
        return
    firsts = [passage.first_paragraph for passage in snapshot.passages(range(card.first_row, card.last_row))]
    for position in document.improvements:
        paragraph = document.paragraphs[position]
        evidence = cite(
            document,
            card,
            paragraph.spans,
            section=paragraph.section,
            paragraph=paragraph.number,
            row=card.first_row + max(bisect_right(firsts, position) - 1, 0),
        )
        if evidence is None:
            yield None
            continue
        yield Improvement(
            key=f"{card.path}#{position}",
            document=index,
            paragraph=position,
            framework=framework_of(card),
            kind=_kind(document, paragraph.section),
            theme="",
            evidence=evidence,
        )


def _kind(document: Document, section: int) -> Kind:
    """By the nearest heading that says it."""
    for heading in reversed(document.heading_path(section)):
        if _PRIORITY.search(heading):
            return Kind.PRIORITY
        if _RECOMMENDATION.search(heading):
            return Kind.RECOMMENDATION
    return Kind.IMPROVEMENT
