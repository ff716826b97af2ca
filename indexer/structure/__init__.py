"""Structure: from the lines that a reader found to a document with pages, sections, paragraphs and judgements.

Pure and deterministic: the same reading, path and hash give the same document. Recognisers claim lines
one after the other, the most certain first; what nobody claims is body text, put together by `build_blocks`.
"""

from collections.abc import Sequence

from indexer.document import Document
from indexer.reading import Reading
from indexer.structure.assembly import arrange, lay_out, locate_judgements
from indexer.structure.blocks import body_margin, build_blocks, mark_items
from indexer.structure.footnotes import mark_footnotes
from indexer.structure.furniture import drop_furniture
from indexer.structure.headings import Shape, lift_heading, mark_headings
from indexer.structure.hyphens import Vocabulary
from indexer.structure.identity import identify
from indexer.structure.judgements import Row, find_sentences, find_tables
from indexer.structure.lines import Mark, Marks, Role, TextLine, clean_pages, is_wrapped
from indexer.structure.numbering import mark_numbers
from indexer.structure.priority_tables import mark_priority_tables
from indexer.structure.standing import mark_standing
from indexer.structure.title_block import TitleBlock, find_title_block

__all__ = ["structure"]


def structure(reading: Reading, *, path: str, sha256: str) -> Document:
    """The document in this reading. `path` is relative to the corpus, with forward slashes."""
    kept, labels = drop_furniture(clean_pages(reading))
    lines = [line for page in kept for line in lift_heading(page)]
    wrapped = is_wrapped(reading)
    standing = mark_standing(lines)
    title_block = find_title_block(lines, standing)
    footnotes = mark_footnotes(lines)
    identity = identify(lines, title_block, reading, path)
    marks, rows = _mark(lines, [standing | title_block.marks, footnotes.marks], title_block)
    margin = body_margin(lines, marks)
    vocabulary = Vocabulary(line.text for line in lines)
    blocks = build_blocks(lines, marks, margin=margin, wrapped=wrapped)
    page_labels = {page.number: label for page, label in zip(reading.pages, labels, strict=True)}
    pages, located = lay_out(blocks, page_labels, vocabulary, footnotes.numbers)
    body = arrange(located)
    return Document(
        path=path,
        sha256=sha256,
        title=identity.title,
        type=identity.type,
        authorities=identity.authorities,
        published=identity.published,
        inspected_from=identity.inspected_from,
        inspected_to=identity.inspected_to,
        inspectors=identity.inspectors,
        judgements=locate_judgements(rows, located),
        pages=pages,
        sections=body.sections,
        paragraphs=body.paragraphs,
        improvements=body.improvements,
        problems=reading.problems,
    )


def _mark(lines: Sequence[TextLine], certain: Sequence[Marks], title_block: TitleBlock) -> tuple[Marks, list[Row]]:
    """What each line is, as far as a recogniser knows, and the judgements found on the way."""
    marks: Marks = {}
    for found in certain:
        marks |= {index: mark for index, mark in found.items() if index not in marks}
    tables = find_tables(lines, marks)
    rows = tables.rows + find_sentences(lines, marks)
    for row in rows:
        marks |= {i: Mark(Role.TABLE, starts=i == row.first) for i in range(row.first, row.end)}
    for row in tables.chapters:
        marks |= {i: Mark(Role.HEADING, starts=i == row.first, level=2) for i in range(row.first, row.end)}
    marks |= {index: Mark(Role.STANDING) for index in tables.headers}
    marks |= mark_priority_tables(lines, marks)
    marks |= mark_items(lines, marks)
    margin = body_margin(lines, marks)
    marks |= mark_numbers(lines, marks, margin=margin)
    marks |= mark_headings(lines, Shape(margin, frozenset(marks)), by_shape=bool(title_block.marks))
    return marks, rows
