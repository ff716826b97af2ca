"""What lists, filters and questions need of every document, read from a build at once."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache

from indexer.document import DocumentType, Judgement, Span
from indexer.storage import decoded


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What lists and filters show of one document. Its passages are the rows first_row:last_row.

    `twin_of` is the path of the better copy of the same report, None for a document that is cited itself.
    """

    path: str
    sha256: str
    title: str
    type: DocumentType
    authorities: tuple[str, ...]
    published: date | None
    inspected_from: date | None
    inspected_to: date | None
    judgements: tuple[Judgement, ...]
    page_count: int
    first_row: int
    last_row: int
    twin_of: str | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form and what it stands for, as the documents with these indexes define it themselves."""

    short: str
    long: str
    documents: tuple[int, ...]


def read_cards(database: sqlite3.Connection) -> tuple[DocumentCard, ...]:
    """The cards of all documents; the place of each is its document's index."""
    sizes = {
        document: (pages, passages)
        for document, pages, passages in database.execute("SELECT document, pages, passages FROM sizes")
    }
    twins = dict(database.execute("SELECT document, twin_of FROM twins"))
    judgements: dict[int, list[Judgement]] = {}
    graded = "SELECT document, name, grade, spans FROM judgements ORDER BY document, position"
    found = database.execute(graded).fetchall()
    for (document, name, grade, _), spans in zip(found, decoded(spans for *_, spans in found), strict=True):
        judgements.setdefault(document, []).append(Judgement(name, grade, tuple(Span(*span) for span in spans)))
    cards: list[DocumentCard] = []
    query = (
        "SELECT path, sha256, title, type, published, inspected_from, inspected_to, authorities, problems "
        "FROM documents ORDER BY id"
    )
    rows = database.execute(query).fetchall()
    named, troubled = (decoded(row[column] for row in rows) for column in (-2, -1))
    known_day, known_kind = cache(date.fromisoformat), {kind.value: kind for kind in DocumentType}
    first_row = 0
    for index, (row, authorities, problems) in enumerate(zip(rows, named, troubled, strict=True)):
        path, sha256, title, kind, *days = row[:-2]
        published, inspected_from, inspected_to = (known_day(day) if day else None for day in days)
        page_count, passages = sizes[index]
        cards.append(
            DocumentCard(
                path=path,
                sha256=sha256,
                title=title,
                type=known_kind[kind],
                authorities=tuple(authorities),
                published=published,
                inspected_from=inspected_from,
                inspected_to=inspected_to,
                judgements=tuple(judgements.get(index, ())),
                page_count=page_count,
                first_row=first_row,
                last_row=first_row + passages,
                twin_of=twins.get(index),
                problems=tuple(problems),
            )
        )
        first_row += passages
    return tuple(cards)


def read_acronyms(database: sqlite3.Connection) -> tuple[Acronym, ...]:
    """Definitions that differ in case alone are one, in the spelling that most documents use."""
    documents: dict[tuple[str, str], dict[int, None]] = {}
    spellings: dict[tuple[str, str], Counter[str]] = {}
    found = database.execute("SELECT id, acronyms FROM documents WHERE acronyms <> '[]' ORDER BY id").fetchall()
    folded = cache(str.casefold)
    for (index, _), defined in zip(found, decoded(defined for _, defined in found), strict=True):
        for short, long in defined:
            key = (short, folded(long))
            if key not in documents:
                documents[key], spellings[key] = {}, Counter()
            documents[key][index] = None
            spellings[key][long] += 1
    return tuple(
        Acronym(key[0], min(spellings[key], key=lambda long: (-spellings[key][long], long)), tuple(documents[key]))
        for key in sorted(documents)
    )
