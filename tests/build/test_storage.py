import sqlite3
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.document import (
    Document,
    DocumentType,
    Judgement,
    Page,
    Paragraph,
    ParagraphKind,
    Section,
    Span,
)
from indexer.passages import Passage
from indexer.storage import (
    CATALOGUE_TABLES,
    IndexedDocument,
    IndexedPassage,
    at_index,
    create_database,
    open_database,
    read_document,
    read_indexed,
    read_passages,
    read_skipped,
    write_document,
    write_rows,
)
from indexer.storage_work import WorkStore

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SPANS = st.lists(st.builds(Span, st.integers(1, 3), st.integers(0, 9), st.integers(10, 20)), max_size=3).map(tuple)
DAYS = st.none() | st.dates()
DOCUMENTS = st.builds(
    Document,
    path=TEXT,
    sha256=TEXT,
    title=TEXT,
    type=st.sampled_from(DocumentType),
    authorities=st.lists(TEXT, max_size=2).map(tuple),
    published=DAYS,
    inspected_from=DAYS,
    inspected_to=DAYS,
    inspectors=st.lists(TEXT, max_size=2).map(tuple),
    judgements=st.lists(st.builds(Judgement, TEXT, TEXT, SPANS), max_size=2).map(tuple),
    pages=st.lists(TEXT, max_size=3).map(lambda texts: tuple(Page(n + 1, None, t) for n, t in enumerate(texts))),
    sections=st.lists(st.builds(Section, TEXT, st.none() | st.integers(0, 2), st.none() | TEXT, SPANS)).map(tuple),
    paragraphs=st.lists(
        st.builds(Paragraph, st.integers(0, 2), st.none() | TEXT, st.sampled_from(ParagraphKind), SPANS), max_size=3
    ).map(tuple),
    improvements=st.lists(st.integers(0, 5), max_size=2).map(tuple),
    problems=st.lists(TEXT, max_size=2).map(tuple),
)
PASSAGES = st.builds(
    Passage,
    document=st.just(0),
    section=st.integers(0, 3),
    first_paragraph=st.integers(0, 3),
    last_paragraph=st.integers(0, 3),
    number=st.none() | TEXT,
    spans=SPANS,
    text=TEXT,
    context=TEXT,
)
RANGES = st.lists(st.tuples(st.integers(0, 9), st.integers(10, 20)), max_size=3).map(tuple)
INDEXED = st.builds(
    IndexedDocument,
    key=st.just("key"),
    document=DOCUMENTS,
    passages=st.lists(st.builds(IndexedPassage, PASSAGES, RANGES, TEXT, TEXT), max_size=3).map(tuple),
    acronyms=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)


@settings(max_examples=40, deadline=None)
@given(indexed=INDEXED)
def test_what_is_written_is_read_again(tmp_path_factory, indexed):
    path = tmp_path_factory.mktemp("rows") / "corpus.sqlite"
    database = create_database(path)
    write_document(database, 0, 0, indexed)
    database.close()
    database = open_database(path)
    assert read_indexed(database, "key") == indexed
    assert read_document(database, 0) == indexed.document
    assert [read_passages(database, [row])[row][0] for row in range(len(indexed.passages))] == [
        e.passage for e in indexed.passages
    ]
    database.close()


def invented(key="key", path="a.txt"):
    page = Page(1, None, "One sentence.")
    paragraph = Paragraph(0, None, ParagraphKind.TEXT, (Span(1, 0, 13),))
    document = Document(
        path, "0", "A", DocumentType.OTHER, (), date(2021, 6, 4), None, None, (), (), (page,), (), (paragraph,), ()
    )
    passage = Passage(0, 0, 0, 1, None, (Span(1, 0, 13),), "One sentence.", "A")
    return IndexedDocument(key, document, (IndexedPassage(passage, ((0, 13),), "one sentenc", "one sentence"),), ())


def test_a_document_moves_to_another_place_with_its_passages():
    moved = at_index(invented(), 7)
    assert [entry.passage.document for entry in moved.passages] == [7]
    assert moved.document == invented().document


def test_a_published_database_cannot_be_written(tmp_path):
    create_database(tmp_path / "corpus.sqlite").close()
    database = open_database(tmp_path / "corpus.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        write_document(database, 0, 0, invented())
    database.close()


def test_rows_that_are_not_there_are_said_to_be(tmp_path):
    database = create_database(tmp_path / "corpus.sqlite")
    with pytest.raises(IndexError, match="no document 3"):
        read_document(database, 3)
    assert read_passages(database, [3]) == {}
    assert read_indexed(database, "unknown") is None
    database.close()


def test_skipped_files_are_listed_by_path(tmp_path):
    database = create_database(tmp_path / "corpus.sqlite", CATALOGUE_TABLES)
    write_rows(database, "skipped", [("b.pdf", "1", "k", "A web page."), ("a.pdf", None, None, "A link.")])
    assert [skip.document for skip in read_skipped(database)] == ["a.pdf", "b.pdf"]
    database.close()


def test_finished_work_is_there_when_the_store_is_opened_again(tmp_path):
    with WorkStore(tmp_path) as work:
        work.keep_document(invented("first"))
        work.keep_document(invented("second", "b.txt"))
        work.keep_skip("third", "A web page.")
        work.keep_vectors({b"one": np.array([0.6, 0.8], dtype=np.float32)})
    with WorkStore(tmp_path) as work:
        assert work.document("first") == invented("first")
        second = work.document("second")
        assert second is not None
        assert at_index(second, 0) == invented("second", "b.txt")
        assert work.document("third") is None
        assert (work.skip_reason("third"), work.skip_reason("first")) == ("A web page.", None)
        found = work.vectors([b"one", b"two"])
        assert {key: vector.tolist() for key, vector in found.items()} == {b"one": pytest.approx([0.6, 0.8])}
