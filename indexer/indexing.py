"""From the files of the corpus to indexed documents with their vectors: each made once, then kept."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from indexer.acronyms import find_acronyms
from indexer.cage import CageLimits, Failure, run_caged
from indexer.document import Document
from indexer.encoder import Encoder
from indexer.errors import IndexerError, UnreadableDocumentError
from indexer.lexical import words_for_phrases
from indexer.passages import Passage, embedded_text, split
from indexer.progress import Clock, Listener, Progress
from indexer.report import read_document
from indexer.sentences import sentences
from indexer.sources import Source, content_hash, digest, document_key
from indexer.storage import IndexedDocument, IndexedPassage, SkippedFile, at_index
from indexer.storage_work import DocumentVectors, Matrix, WorkStore
from indexer.tokens import tokenize

_KEPT_CHANGING = "This file was changed again and again while it was read. Build the index again when it is finished."
_NO_PASSAGE = "No sentence of text was found in this file."


class Kept(Protocol):
    """Where finished work is found again by its key: the current build, or a build under way."""

    def document(self, key: str) -> IndexedDocument | None: ...
    def skip_reason(self, key: str) -> str | None: ...
    def vectors(self, key: str) -> DocumentVectors | None: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """A document with all that a build holds of it alone."""

    source: Source
    indexed: IndexedDocument
    vectors: DocumentVectors


@dataclass(frozen=True, slots=True)
class Indexing:
    """Makes documents ready. `recipe` says how they are made and is part of every key.

    `open_encoder` is called when there is something to split or to encode, and not before.
    """

    recipe: str
    kept: Sequence[Kept]
    work: WorkStore
    encoder_identity: str
    open_encoder: Callable[[], Encoder]
    max_tokens: int | None
    limits: CageLimits
    workers: int
    clock: Clock
    listen: Listener
    ready: dict[str, Ready] = field(default_factory=dict)
    skipped: dict[str, SkippedFile] = field(default_factory=dict)

    def run(self, sources: Sequence[Source]) -> tuple[list[Ready], list[SkippedFile]]:
        """Every source as a ready document or a skipped file, each list in the order of the paths."""
        unread = [source for source in sources if not self._is_known(source)]
        changed = self._read(unread, len(sources))
        kept_changing = self._read([again for again in map(self._hashed_again, changed) if again], len(sources))
        for source in kept_changing:
            self.skipped[source.path] = SkippedFile(source.path, None, None, _KEPT_CHANGING)
        ready = [replace_index(self.ready[path], index) for index, path in enumerate(sorted(self.ready))]
        return ready, [self.skipped[path] for path in sorted(self.skipped)]

    def _is_known(self, source: Source) -> bool:
        key = document_key(source, self.recipe)
        for store in self.kept:
            with self.clock.stage("reuse"):
                indexed, reason = store.document(key), store.skip_reason(key)
            if indexed:
                self.ready[source.path] = Ready(source, indexed, self._vectors(indexed))
            elif reason:
                self.skipped[source.path] = SkippedFile(source.path, source.sha256, key, reason)
            if indexed or reason:
                return True
        return False

    def _read(self, sources: Sequence[Source], total: int) -> list[Source]:
        """Read, split and encode; returns the files that were no longer what had been hashed."""
        changed = []
        outcomes = run_caged(read_document, sources, workers=self.workers, limits=self.limits)
        for source, outcome in self.clock.waiting("read", outcomes):
            if not _is_still(source):
                changed.append(source)
            elif isinstance(outcome, Failure):
                self._skip(source, outcome.reason)
            else:
                self._finish(source, outcome)
            self.listen(Progress("read", len(self.ready) + len(self.skipped), total, source.path))
        return changed

    def _finish(self, source: Source, document: Document) -> None:
        key = document_key(source, self.recipe)
        with self.clock.stage("split"):
            encoder = self.open_encoder()
            max_tokens = min(self.max_tokens or encoder.max_tokens, encoder.max_tokens)
            passages = split(document, document_index=0, count_tokens=encoder.count_tokens, max_tokens=max_tokens)
            indexed = IndexedDocument(key, document, tuple(map(_indexed_passage, passages)), _acronyms_of(document))
        if not passages:
            self._skip(source, _NO_PASSAGE)
            return
        with self.clock.stage("keep"):
            self.work.keep_document(indexed)
        self.ready[source.path] = Ready(source, indexed, self._vectors(indexed))

    def _skip(self, source: Source, reason: str) -> None:
        key = document_key(source, self.recipe)
        self.work.keep_skip(key, reason)
        self.skipped[source.path] = SkippedFile(source.path, source.sha256, key, reason)

    def _vectors(self, indexed: IndexedDocument) -> DocumentVectors:
        """The vectors of a document, encoded in batches of its own: they never depend on its neighbours."""
        key = vectors_key(indexed, self.encoder_identity)
        for store in self.kept:
            if vectors := store.vectors(key):
                return vectors
        encoder = self.open_encoder()
        passages, texts = _texts(indexed)
        for text in passages:
            if encoder.count_tokens(text) > encoder.max_tokens:
                raise IndexerError(
                    f"A passage of {indexed.document.path} is longer than the encoder reads: {text[:60]!r}. "
                    "This is a fault of the program: please report it. The index stays as it was."
                )
        with self.clock.stage("encode passages"):
            of_passages = _checked(encoder.encode_passages(passages), len(passages), encoder)
        with self.clock.stage("encode sentences"):
            of_sentences = _checked(encoder.encode_passages(texts), len(texts), encoder)
        vectors = DocumentVectors(of_passages, of_sentences)
        with self.clock.stage("keep"):
            self.work.keep_vectors(key, vectors)
        return vectors

    def _hashed_again(self, source: Source) -> Source | None:
        try:
            return replace(source, sha256=content_hash(source.file))
        except UnreadableDocumentError as error:
            self.skipped[source.path] = SkippedFile(source.path, None, None, error.reason)
            return None


def vectors_key(indexed: IndexedDocument, encoder_identity: str) -> str:
    """The key of a document's vectors: the same texts by the same encoder have the same vectors."""
    return digest([encoder_identity, *_texts(indexed)])


def replace_index(ready: Ready, index: int) -> Ready:
    """The same document as number `index` of a build."""
    return replace(ready, indexed=at_index(ready.indexed, index))


def _texts(indexed: IndexedDocument) -> tuple[list[str], list[str]]:
    """What is encoded: each passage with its context, each sentence bare."""
    return [embedded_text(entry.passage) for entry in indexed.passages], list(_sentence_texts(indexed))


def _sentence_texts(indexed: IndexedDocument) -> Iterator[str]:
    for entry in indexed.passages:
        for start, end in entry.sentences:
            yield entry.passage.text[start:end]


def _indexed_passage(passage: Passage) -> IndexedPassage:
    ranges = tuple(sentences(passage.text)) or ((0, len(passage.text)),)
    terms = "\n".join(" ".join(tokenize(passage.text[start:end])) for start, end in ranges)
    return IndexedPassage(passage, ranges, terms, words_for_phrases(passage.text))


def _acronyms_of(document: Document) -> tuple[tuple[str, str], ...]:
    found = (pair for paragraph in document.paragraphs for pair in find_acronyms(document.text_of(paragraph.spans)))
    return tuple(dict.fromkeys(found))


def _is_still(source: Source) -> bool:
    try:
        return content_hash(source.file) == source.sha256
    except UnreadableDocumentError:
        return False


def _checked(vectors: Matrix, count: int, encoder: Encoder) -> Matrix:
    """Vectors as a build takes them. Raises IndexerError unless they are finite, of unit length and complete."""
    if vectors.shape != (count, encoder.dimensions) or not np.all(np.abs(np.linalg.norm(vectors, axis=1) - 1) < 1e-3):
        raise IndexerError(
            f"The encoder {encoder.identity} gave vectors that are not of unit length or not {encoder.dimensions} wide."
            " Check its settings, then run rebuild-index again. The index stays as it was."
        )
    return np.ascontiguousarray(vectors, dtype=np.float32)
