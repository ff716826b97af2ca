"""The documents of a build as rows of SQLite files, written once, then only read.

`texts.sqlite` of each group of documents is the only place where the words of the reports stand; `corpus.sqlite`, one
for a build, says which documents there are. The same tables keep the finished documents of a build under way
(see `storage_work`), so a document is written and read in one way.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import starmap
from pathlib import Path
from typing import Any

from indexer.document import Document, DocumentType, Judgement, Page, Paragraph, ParagraphKind, Section, Span
from indexer.passages import Passage

_NAMED_TABLES = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, path TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL,
    type TEXT NOT NULL, authorities TEXT NOT NULL, published TEXT, inspected_from TEXT, inspected_to TEXT,
    inspectors TEXT NOT NULL, improvements TEXT NOT NULL, problems TEXT NOT NULL, acronyms TEXT NOT NULL);
CREATE TABLE judgements (document INTEGER, position INTEGER, name TEXT NOT NULL, grade TEXT NOT NULL,
    spans TEXT NOT NULL, PRIMARY KEY (document, position)) WITHOUT ROWID;
"""

DOCUMENT_TABLES = f"""{_NAMED_TABLES}
CREATE TABLE pages (document INTEGER, number INTEGER, label TEXT, text TEXT NOT NULL,
    PRIMARY KEY (document, number)) WITHOUT ROWID;
CREATE TABLE sections (document INTEGER, position INTEGER, heading TEXT NOT NULL, parent INTEGER, grade TEXT,
    spans TEXT NOT NULL, PRIMARY KEY (document, position)) WITHOUT ROWID;
CREATE TABLE paragraphs (document INTEGER, position INTEGER, section INTEGER NOT NULL, number TEXT, kind TEXT NOT NULL,
    spans TEXT NOT NULL, PRIMARY KEY (document, position)) WITHOUT ROWID;
CREATE TABLE passages (id INTEGER PRIMARY KEY, document INTEGER NOT NULL, section INTEGER NOT NULL,
    first_paragraph INTEGER NOT NULL, last_paragraph INTEGER NOT NULL, number TEXT, spans TEXT NOT NULL,
    text TEXT NOT NULL, context TEXT NOT NULL, sentences TEXT NOT NULL, terms TEXT NOT NULL, words TEXT NOT NULL);
CREATE INDEX passages_of_a_document ON passages (document);
CREATE INDEX pages_of_a_document ON pages (document, number);
"""

CATALOGUE_TABLES = f"""{_NAMED_TABLES}
CREATE TABLE groups (position INTEGER PRIMARY KEY, name TEXT NOT NULL, documents INTEGER NOT NULL,
    passages INTEGER NOT NULL, sentences INTEGER NOT NULL);
CREATE TABLE sizes (document INTEGER PRIMARY KEY, pages INTEGER NOT NULL, passages INTEGER NOT NULL);
CREATE TABLE twins (document INTEGER PRIMARY KEY, twin_of TEXT NOT NULL);
CREATE TABLE likened (first TEXT NOT NULL, second TEXT NOT NULL, alike INTEGER NOT NULL,
    PRIMARY KEY (first, second)) WITHOUT ROWID;
CREATE TABLE compared (document INTEGER PRIMARY KEY, rank TEXT NOT NULL, text BLOB NOT NULL);
CREATE TABLE skipped (path TEXT PRIMARY KEY, sha256 TEXT, key TEXT, reason TEXT NOT NULL) WITHOUT ROWID;
"""
"""What a build holds beside its texts: its documents, the groups they are in, and what was found of them together."""

_KINDS = {kind.value: kind for kind in ParagraphKind}
TABLES = ("documents", "pages", "sections", "paragraphs", "judgements", "passages")
"""The tables that hold documents, in the order they are written in."""

_INDEXED_PASSAGES = (
    "SELECT document, section, first_paragraph, last_paragraph, number, spans, text, context, sentences, terms, words "
    "FROM passages "
)

DATABASE = "corpus.sqlite"
TEXTS = "texts.sqlite"

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage and what is worked out from its words alone.

    `sentences` are half-open ranges of its text. `terms` are the tokens of each sentence, apart by spaces,
    sentences apart by line breaks; `words` the text as `lexical` holds it for exact phrases.
    """

    passage: Passage
    sentences: tuple[tuple[int, int], ...]
    terms: str
    words: str


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """All that is made of one file without a look at others: equal keys stand for equal content.

    `acronyms` are the (short, long) definitions its text gives.
    """

    key: str
    document: Document
    passages: tuple[IndexedPassage, ...]
    acronyms: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def sha256(self) -> str:
        return self.document.sha256

    @property
    def authorities(self) -> tuple[str, ...]:
        return self.document.authorities


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document of a standing build, number `index` there with the rows first_row:last_row, taken over unread."""

    key: str
    path: str
    sha256: str
    authorities: tuple[str, ...]
    index: int
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group of neighbouring documents: the name of its folder, and how many documents, passages, sentences."""

    name: str
    documents: int
    passages: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of the corpus that is not in the index, by its path in the corpus, and why, for people."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A skipped file as stored; `sha256` and `key` are None where its content could not even be hashed."""

    path: str
    sha256: str | None
    key: str | None
    reason: str


def create_database(path: Path, tables: str = DOCUMENT_TABLES) -> sqlite3.Connection:
    """A new, empty database of a build, without a journal: it is published only when whole.

    Raises sqlite3.Error, also when the disk is full.
    """
    path.touch(mode=0o600, exist_ok=False)
    connection = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF;")
    connection.executescript(tables)
    return connection


def open_database(path: Path) -> sqlite3.Connection:
    """Open a published database: never written, never locked, usable from any thread that takes turns."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def write_document(connection: sqlite3.Connection, index: int, first_row: int, indexed: IndexedDocument) -> None:
    """Write one document as number `index`, its passages as rows from `first_row`."""
    for table in TABLES:
        write_rows(connection, table, rows_of(table, index, first_row, indexed))


def write_documents(connection: sqlite3.Connection, documents: Sequence["IndexedDocument | StoredDocument"]) -> None:
    """Write documents as numbers 0, 1, ..., those that are stored elsewhere as they stand there.

    Table by table and row by row in one order, so that the same documents always make the same file.
    """
    connection.execute("BEGIN")
    for table in TABLES:
        row = 0
        for index, document in enumerate(documents):
            if isinstance(document, IndexedDocument):
                write_rows(connection, table, rows_of(table, index, row, document))
                row += len(document.passages)
            else:
                stored = read_stored(document, table)
                renumbered = (
                    [(row + n, index, *fields[2:]) for n, fields in enumerate(stored)]
                    if table == "passages"
                    else [(index, *fields[1:]) for fields in stored]
                )
                write_rows(connection, table, renumbered)
                row += len(stored) if table == "passages" else 0
    connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """Document number `index` of another database."""

    database: sqlite3.Connection
    index: int


def read_stored(document: StoredDocument, table: str) -> list[Row]:
    """A document's rows of one table, in order."""
    key, order = _ORDERS[table]
    query = f"SELECT * FROM {table} WHERE {key} = ? ORDER BY {order}"  # noqa: S608 -- names of this module
    return document.database.execute(query, (document.index,)).fetchall()


_ORDERS = {
    "documents": ("id", "id"),
    "pages": ("document", "number"),
    "sections": ("document", "position"),
    "paragraphs": ("document", "position"),
    "judgements": ("document", "position"),
    "passages": ("document", "id"),
}
"""By what a table's rows are found by document, and how they are ordered."""


def write_rows(connection: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Write rows of one table to a database."""
    if rows:
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 -- names of this module


def rows_of(table: str, index: int, first_row: int, indexed: IndexedDocument) -> list[tuple[object, ...]]:
    document = indexed.document
    if table == "pages":
        return [(index, page.number, page.label, page.text) for page in document.pages]
    if table == "sections":
        return [(index, n, s.heading, s.parent, s.grade, _json(s.spans)) for n, s in enumerate(document.sections)]
    if table == "paragraphs":
        found = enumerate(document.paragraphs)
        return [(index, n, p.section, p.number, p.kind.value, _json(p.spans)) for n, p in found]
    if table == "judgements":
        return [(index, n, j.name, j.grade, _json(j.spans)) for n, j in enumerate(document.judgements)]
    if table == "passages":
        return [_passage_row(first_row + n, index, entry) for n, entry in enumerate(indexed.passages)]
    return [_document_row(index, indexed)]


def _document_row(index: int, indexed: IndexedDocument) -> tuple[object, ...]:
    document = indexed.document
    return (
        index,
        indexed.key,
        document.path,
        document.sha256,
        document.title,
        document.type.value,
        _json(document.authorities),
        _iso(document.published),
        _iso(document.inspected_from),
        _iso(document.inspected_to),
        _json(document.inspectors),
        _json(document.improvements),
        _json(document.problems),
        _json(indexed.acronyms),
    )


def read_document(connection: sqlite3.Connection, index: int) -> Document:
    """Document number `index` as it was written. Raises IndexError where there is none."""
    facts = connection.execute(
        "SELECT path, sha256, title, type, authorities, published, inspected_from, inspected_to, inspectors, "
        "improvements, problems FROM documents WHERE id = ?",
        (index,),
    ).fetchone()
    if facts is None:
        raise IndexError(f"the build has no document {index}")
    path, sha256, title, type_, authorities, published, started, ended, inspectors, improvements, problems = facts
    pages = connection.execute("SELECT number, label, text FROM pages WHERE document = ? ORDER BY number", (index,))
    sections = connection.execute(
        "SELECT heading, parent, grade, spans FROM sections WHERE document = ? ORDER BY position", (index,)
    )
    paragraphs = connection.execute(
        "SELECT section, number, kind, spans FROM paragraphs WHERE document = ? ORDER BY position", (index,)
    )
    judgements = connection.execute(
        "SELECT name, grade, spans FROM judgements WHERE document = ? ORDER BY position", (index,)
    )
    return Document(
        path=path,
        sha256=sha256,
        title=title,
        type=DocumentType(type_),
        authorities=tuple(json.loads(authorities)),
        published=_date(published),
        inspected_from=_date(started),
        inspected_to=_date(ended),
        inspectors=tuple(json.loads(inspectors)),
        judgements=tuple(Judgement(name, grade, spans) for name, grade, spans in _with_spans(judgements)),
        pages=tuple(starmap(Page, pages)),
        sections=tuple(
            Section(heading, parent, grade, spans) for heading, parent, grade, spans in _with_spans(sections)
        ),
        paragraphs=tuple(Paragraph(s, number, _KINDS[kind], p) for s, number, kind, p in _with_spans(paragraphs)),
        improvements=tuple(json.loads(improvements)),
        problems=tuple(json.loads(problems)),
    )


def read_indexed(connection: sqlite3.Connection, key: str) -> IndexedDocument | None:
    """The document that was stored under this key with all that was made of it, None where none was."""
    found = connection.execute("SELECT id, acronyms FROM documents WHERE key = ?", (key,)).fetchone()
    if found is None:
        return None
    index, acronyms = found
    rows = connection.execute(_INDEXED_PASSAGES + "WHERE document = ? ORDER BY id", (index,))
    return IndexedDocument(
        key=key,
        document=read_document(connection, index),
        passages=tuple(_indexed_passage(row) for row in rows),
        acronyms=tuple((short, long) for short, long in json.loads(acronyms)),
    )


def read_kept(catalogue: sqlite3.Connection) -> list[KeptDocument]:
    """All documents of a build, unread."""
    query = "SELECT key, id, path, sha256, authorities, passages FROM documents JOIN sizes ON document = id ORDER BY id"
    kept: list[KeptDocument] = []
    row = 0
    found = catalogue.execute(query).fetchall()
    named = decoded(authorities for *_, authorities, _ in found)
    for (key, index, path, sha256, _, passages), authorities in zip(found, named, strict=True):
        kept.append(KeptDocument(key, path, sha256, tuple(authorities), index, row, row + passages))
        row += passages
    return kept


def read_groups(catalogue: sqlite3.Connection) -> tuple[GroupEntry, ...]:
    """The groups of a build in order."""
    query = "SELECT name, documents, passages, sentences FROM groups ORDER BY position"
    return tuple(GroupEntry(*fields) for fields in catalogue.execute(query))


def read_words(connection: sqlite3.Connection, index: int) -> list[tuple[str, str, str]]:
    """The terms, the context and the words of each passage of a document."""
    return list(
        connection.execute("SELECT terms, context, words FROM passages WHERE document = ? ORDER BY id", (index,))
    )


def read_indexed_passages(connection: sqlite3.Connection) -> tuple[IndexedPassage, ...]:
    """Every passage of a build, row by row."""
    return tuple(_indexed_passage(row) for row in connection.execute(_INDEXED_PASSAGES + "ORDER BY id"))


def read_passages(
    connection: sqlite3.Connection, rows: Collection[int], *, first_document: int = 0
) -> dict[int, tuple[Passage, tuple[tuple[int, int], ...]]]:
    """The passages of these rows, each with the ranges of its sentences; rows that are not there are left out.

    `first_document` is the number that the database's first document has in the build.
    """
    found = connection.execute(
        "SELECT id, document, section, first_paragraph, last_paragraph, number, text, context, sentences, spans "
        "FROM passages WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(rows)),),
    ).fetchall()
    ranges = decoded(fields[8] for fields in found)
    return {
        row: (
            Passage(document + first_document, section, first, last, number, spans, text, context),
            tuple(map(tuple, own)),
        )
        for own, fields in zip(ranges, _with_spans(found), strict=True)
        for row, document, section, first, last, number, text, context, _, spans in [fields]
    }


def read_contexts(connection: sqlite3.Connection, rows: Collection[int]) -> list[tuple[int, str]]:
    """The context lines of these rows, each with its row."""
    query = "SELECT id, context FROM passages WHERE id IN (SELECT value FROM json_each(?))"
    return connection.execute(query, (json.dumps(list(rows)),)).fetchall()


def read_skipped(connection: sqlite3.Connection) -> tuple[Skipped, ...]:
    """Every file of the corpus that is no document of the build, by path."""
    return tuple(
        Skipped(path, reason) for path, reason in connection.execute("SELECT path, reason FROM skipped ORDER BY path")
    )


def at_index(indexed: IndexedDocument, index: int) -> IndexedDocument:
    """The same document with its passages saying that it is document number `index`."""
    passages = tuple(replace(entry, passage=replace(entry.passage, document=index)) for entry in indexed.passages)
    return replace(indexed, passages=passages)


def ranges_of(text: str) -> tuple[tuple[int, int], ...]:
    """Stored sentence ranges."""
    return tuple((start, end) for start, end in json.loads(text))


def _indexed_passage(row: tuple[Any, ...]) -> IndexedPassage:
    return IndexedPassage(_passage(row[:8]), ranges_of(row[8]), row[9], row[10])


def _passage(row: tuple[Any, ...]) -> Passage:
    document, section, first_paragraph, last_paragraph, number, spans, text, context = row
    return Passage(document, section, first_paragraph, last_paragraph, number, spans_of(spans), text, context)


def _passage_row(row: int, index: int, entry: IndexedPassage) -> tuple[int | str | None, ...]:
    p = entry.passage
    where = (row, index, p.section, p.first_paragraph, p.last_paragraph, p.number, _json(p.spans))
    return (*where, p.text, p.context, _json(entry.sentences), entry.terms, entry.words)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def spans_of(text: str) -> tuple[Span, ...]:
    """Stored spans."""
    return tuple(starmap(Span, json.loads(text)))


def _with_spans(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with their last column, stored spans, read: all in one go, which takes a third of the time."""
    stored = list(rows)
    spans = decoded(row[-1] for row in stored)
    return [(*row[:-1], tuple(starmap(Span, own))) for row, own in zip(stored, spans, strict=True)]


def decoded(texts: Iterable[str]) -> list[Any]:
    """Many values as they are stored, read at once: some times faster than one by one."""
    values: list[Any] = json.loads(f"[{','.join(texts)}]")
    return values
