"""Words: BM25 over the passages, by tantivy. The only door to it.

BM25 as Robertson and Zaragoza give it ("The Probabilistic Relevance Framework", 2009, section 3.2) with
Lucene's idf, ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative; k1 = 1.2 and b = 0.75 are the engine's
own. The engine's quirks, hidden here:

- a passage's length enters the score rounded down to one byte's worth of lengths (exact up to 40 terms);
- sums differ in the last bits with the order of the terms, so scores are rounded and ties go by row;
- it names its files by chance: they are named by their content here, so equal indexes are equal files;
- its files carry checksums that it does not check when opening: the build's manifest does that.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tantivy

from indexer.errors import IndexDamagedError, IndexerError
from indexer.storage_files import make_folder
from indexer.tokens import tokenize, words

CONTEXT_WEIGHT = 0.4
"""A term in the context line says where a passage stands, not what it says: worth less than one in its text."""

_LINE_END = "\N{PILCROW SIGN}"
"""Stands between lines, so that no phrase runs from one paragraph into the next. No word holds it."""

_SCORE_DECIMALS = 4
_MIN_HEAP = 64_000_000
_MAX_HEAP = 3_500_000_000


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where the passages of a build's documents stand.

    A segment knows a passage by its document's number, which is made of the path, and its place in the document:
    so a segment stays as it is when documents come and go before it.
    """

    numbers: Sequence[int]
    first_rows: Mapping[int, int]

    @classmethod
    def of(cls, documents: Iterable[tuple[str, int]]) -> "Numbering":
        """Of the path and the first row of each document, in the order of the build."""
        first_rows = {document_number(path): row for path, row in documents}
        return cls(tuple(first_rows), first_rows)


def document_number(path: str) -> int:
    """A document's number in every segment: 63 bits of its path's hash."""
    return int.from_bytes(hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest()[:8], "little") >> 1


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """An opened index; safe to use from several threads. Without a numbering, rows are as they were written."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher
    numbering: Numbering | None = None

    def __len__(self) -> int:
        return self.searcher.num_docs

    def search(
        self,
        terms: Mapping[str, float],
        *,
        phrases: Sequence[Sequence[str]] = (),
        limit: int,
        documents: Collection[int] | None = None,
        context_weight: float = CONTEXT_WEIGHT,
    ) -> list[tuple[int, float]]:
        """The best (row, score), best first, ties by row.

        `terms` are of `indexer.tokens.tokenize`, each with its weight. A passage is found when it holds one
        of them, in its text or its context; where `phrases` are given (of `indexer.tokens.words`), when its
        text holds every one of them, word next to word, within one line. `documents` limits the search to these.
        """
        if limit <= 0 or (documents is not None and not documents) or not (terms or any(phrases)):
            return []
        query = self._query(terms, [list(phrase) for phrase in phrases if phrase], documents, context_weight)
        return self._best(query, limit)

    def _query(
        self,
        terms: Mapping[str, float],
        phrases: Sequence[list[str]],
        documents: Collection[int] | None,
        context_weight: float,
    ) -> tantivy.Query:
        must, should = tantivy.Occur.Must, tantivy.Occur.Should
        scored = [
            (should, tantivy.Query.boost_query(self._term(field, term), weight * field_weight))
            for term, weight in sorted(terms.items())
            for field, field_weight in (("body", 1.0), ("context", context_weight))
            if weight * field_weight > 0
        ]
        required = [(must, _unscored(self._phrase(phrase))) for phrase in phrases]
        if documents is not None:
            numbers = documents if self.numbering is None else [self.numbering.numbers[one] for one in documents]
            chosen = tantivy.Query.term_set_query(self.schema, "document", sorted(numbers))
            required.append((must, _unscored(chosen)))
        if not required:
            return tantivy.Query.boolean_query(scored)
        if phrases:
            return tantivy.Query.boolean_query([*required, *scored])
        return tantivy.Query.boolean_query([*required, (must, tantivy.Query.boolean_query(scored))])

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, field, term, index_option="freq")

    def _phrase(self, phrase: list[str]) -> tantivy.Query:
        if len(phrase) == 1:
            return tantivy.Query.term_query(self.schema, "words", phrase[0])
        return tantivy.Query.phrase_query(self.schema, "words", list(phrase))

    def _best(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        """Ask for more until the last score asked for is below the last one wanted: then no tie is cut.

        Some more are asked for at once: they cost next to nothing, and to ask again costs as much as the first time.
        """
        wanted = limit + max(8, limit // 2)
        while True:
            hits = self.searcher.search(query, limit=wanted, count=False).hits
            scores = np.round(np.array([score for score, _ in hits], dtype=np.float64), _SCORE_DECIMALS)
            if len(hits) < wanted or scores[-1] < scores[limit - 1]:
                break
            wanted *= 4
        rows = np.array(self._rows([address for _, address in hits]), dtype=np.int64)
        order = np.lexsort((rows, -scores))[:limit]
        return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))

    def _rows(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        rows = [int(row or 0) for row in self.searcher.fast_field_values("row", addresses)]
        if self.numbering is None:
            return rows
        first = self.numbering.first_rows
        documents = self.searcher.fast_field_values("document", addresses)
        return [first[int(document or 0)] + row for document, row in zip(documents, rows, strict=True)]


class LexicalEntry(NamedTuple):
    """What is indexed of one passage. `body` and `words` are split at white space, `context` is tokenised here."""

    document: int
    body: str
    context: str
    words: str


def words_for_phrases(text: str) -> str:
    """The words of a text as exact phrases are looked for in them."""
    return f" {_LINE_END} ".join(" ".join(words(line)) for line in text.splitlines())


def write_lexical(folder: Path, entries: Sequence[LexicalEntry], rows: Sequence[int] | None = None) -> None:
    """Write the index of passages to a new folder, as one segment; `rows` are their numbers, 0, 1, ... if not given.

    Raises IndexerError when the disk refuses.
    """
    make_folder(folder)
    heap = min(max(_MIN_HEAP, 24 * sum(len(e.body) + len(e.context) + len(e.words) for e in entries)), _MAX_HEAP)
    try:
        index = tantivy.Index(_schema(), path=str(folder), reuse=False)
        _register(index)
        writer = index.writer(heap_size=heap, num_threads=1)
        contexts: dict[str, str] = {}
        for row, entry in zip(range(len(entries)) if rows is None else rows, entries, strict=True):
            if entry.context not in contexts:
                contexts[entry.context] = " ".join(tokenize(entry.context))
            writer.add_document(_document(row, entry, contexts[entry.context]))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:
        raise IndexerError(f"The word index could not be written to {folder}: {error}") from None
    _name_by_content(folder)


def open_lexical(folder: Path, numbering: Numbering | None = None) -> LexicalIndex:
    """Open an index whose files were checked; `numbering` is for one in groups. Raises IndexDamagedError."""
    try:
        index = tantivy.Index.open(str(folder))
        _register(index)
        return LexicalIndex(index.schema, index.searcher(), numbering)
    except ValueError as error:
        raise IndexDamagedError(f"The word index in {folder} cannot be opened ({error}). Run rebuild-index") from None


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    builder.add_unsigned_field("document", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name="given", index_option="freq")
    builder.add_text_field("context", tokenizer_name="given", index_option="freq")
    builder.add_text_field("words", tokenizer_name="given", index_option="position")
    return builder.build()


def _register(index: tantivy.Index) -> None:
    given = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("given", given)


def _document(row: int, entry: LexicalEntry, context: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("row", row)
    document.add_unsigned("document", entry.document)
    document.add_text("body", entry.body)
    document.add_text("context", context)
    document.add_text("words", entry.words)
    return document


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _name_by_content(folder: Path) -> None:
    """Rename the engine's segments from random names to hashes of what they hold."""
    meta = json.loads((folder / "meta.json").read_bytes())
    for segment in meta["segments"]:
        old = uuid.UUID(segment["segment_id"])
        files = sorted(folder.glob(f"{old.hex}.*"))
        digest = hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files))
        new = uuid.UUID(bytes=digest.digest()[:16])
        for file in files:
            file.replace(file.with_name(f"{new.hex}{file.suffix}"))
        segment["segment_id"] = str(new)
    (folder / "meta.json").write_text(json.dumps(meta, indent=1), encoding="utf-8")
    write_managed(folder)


def write_managed(folder: Path) -> None:
    """Tell the engine which files are its own: all that stand in the folder now."""
    names = sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))
    (folder / ".managed.json").write_text(json.dumps(names), encoding="utf-8")
