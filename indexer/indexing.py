"""From the files of the corpus to indexed documents: each file is read once, and what is made of it kept."""

from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Protocol

from indexer.acronyms import find_acronyms
from indexer.cage import CageLimits, Failure
from indexer.corrections import Corrections
from indexer.document import Document
from indexer.errors import IndexerError, UnreadableDocumentError
from indexer.lazy_encoder import LazyEncoder
from indexer.lexical import words_for_phrases
from indexer.passages import Passage, split
from indexer.patience import NO_TIME_LEFT, run_briskly, run_patiently
from indexer.progress import READ, WAITING, Clock, Listener, Progress
from indexer.sentences import sentences
from indexer.sources import Source, content_hash, document_key
from indexer.storage import IndexedDocument, IndexedPassage, KeptDocument, SkippedFile
from indexer.storage_work import WorkStore
from indexer.tokens import tokenize

_KEPT_CHANGING = "This file was changed again and again while it was read. Build the index again when it is finished."
_NO_PASSAGE = "No sentence of text was found in this file."


class KeptDocuments(Protocol):
    """Where finished documents and skips are found by their key: a standing build, or a build under way."""

    def document(self, key: str) -> IndexedDocument | KeptDocument | None: ...
    def skip_reason(self, key: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Indexing:
    """Makes indexed documents of files. `recipe` says how and is part of every key.

    `meanwhile` is called by another thread while files are read, by processes of their own. `patient`: whether files
    that proved slow are tried now, those in `tried` after the others. Else they are skipped, so that the others need
    not wait for them.
    """

    recipe: str
    corrections: Corrections
    kept: Sequence[KeptDocuments]
    work: WorkStore
    encoder: LazyEncoder
    max_tokens: int | None
    limits: CageLimits
    workers: int
    clock: Clock
    listen: Listener
    meanwhile: Callable[[], object] | None = None
    patient: bool = False
    tried: Container[str] = ()
    known_slow: set[str] = field(default_factory=set)
    done: dict[str, IndexedDocument | KeptDocument] = field(default_factory=dict)
    skipped: dict[str, SkippedFile] = field(default_factory=dict)

    def run(self, sources: Sequence[Source]) -> tuple[list[IndexedDocument | KeptDocument], list[SkippedFile]]:
        """Every source as a document, in the order of the paths, or as a skipped file."""
        with self.clock.stage("reuse"):
            unread = [source for source in sources if not self._is_known(source)]
        if unread:
            self.encoder.open_soon()
        for number, source in enumerate(unread):
            self.listen(Progress(WAITING, number, len(unread), source.path))
        with ThreadPoolExecutor(1, "meanwhile") as beside:
            if unread and self.meanwhile:
                beside.submit(self.meanwhile)  # what it raises comes again where what it reads is needed
            changed = self._read(unread, len(sources))
        still_changing = self._read([again for again in map(self._hashed_again, changed) if again], len(sources))
        for source in still_changing:
            self.skipped[source.path] = SkippedFile(source.path, None, None, _KEPT_CHANGING)
        return [self.done[path] for path in sorted(self.done)], [self.skipped[path] for path in sorted(self.skipped)]

    def _is_known(self, source: Source) -> bool:
        key = document_key(source, self.recipe)
        for store in self.kept:
            if indexed := store.document(key):
                self.done[source.path] = indexed
                return True
            if reason := store.skip_reason(key):
                self.skipped[source.path] = SkippedFile(source.path, source.sha256, key, reason)
                return True
            if store.skip_reason(_slow(key)):
                self.known_slow.add(source.path)
        return False

    def _read(self, sources: Sequence[Source], total: int) -> list[Source]:
        """Read and split; returns the files that were no longer what had been hashed."""
        changed = []
        for source, outcome in self.clock.waiting("read", self._outcomes(sources)):
            if not _is_still(source):
                changed.append(source)
            elif isinstance(outcome, Failure):
                self._skip(source, outcome.reason)
            else:
                self._finish(source, outcome)
            skipped = self.skipped.get(source.path)
            done = len(self.done) + len(self.skipped)
            self.listen(Progress(READ, done, total, source.path, skipped.reason if skipped else ""))
        return changed

    def _outcomes(self, sources: Sequence[Source]) -> Iterator[tuple[Source, Document | Failure]]:
        if not sources:
            return
        from indexer.report import read_document  # which loads the libraries that read

        brisk = [source for source in sources if source.path not in self.known_slow]
        slow = [source for source in sources if source.path in self.known_slow]
        try:
            yield from run_briskly(read_document, brisk, workers=self.workers, limits=self.limits, weight=_size)
            if self.patient and slow:
                yield from run_patiently(
                    read_document,
                    slow,
                    workers=self.workers,
                    limits=self.limits,
                    weight=_size,
                    is_tried=lambda source: source.path in self.tried,
                )
            else:
                yield from ((source, Failure(NO_TIME_LEFT)) for source in slow)
        except RuntimeError as error:
            raise IndexerError(
                f"No file can be read: {error} Close other programs if memory is short, then run rebuild-index again."
            ) from error

    def _finish(self, source: Source, document: Document) -> None:
        encoder = self.encoder.opened
        with self.clock.stage("split"):
            max_tokens = min(self.max_tokens or encoder.max_tokens, encoder.max_tokens)
            passages = split(document, document_index=0, count_tokens=encoder.count_tokens, max_tokens=max_tokens)
        if not passages:
            self._skip(source, _NO_PASSAGE)
            return
        with self.clock.stage("tokenise"):
            key = document_key(source, self.recipe)
            indexed = IndexedDocument(key, document, tuple(map(_indexed_passage, passages)), _acronyms_of(document))
        with self.clock.stage("keep"):
            self.work.keep_document(indexed)
        self.done[source.path] = indexed

    def _skip(self, source: Source, reason: str) -> None:
        key = document_key(source, self.recipe)
        if reason == NO_TIME_LEFT:  # kept as slow and not as skipped, so that the next rebuild tries it again
            key = _slow(key)
        self.work.keep_skip(key, reason)
        self.skipped[source.path] = SkippedFile(source.path, source.sha256, key, reason)

    def _hashed_again(self, source: Source) -> Source | None:
        try:
            sha256 = content_hash(source.file, source.corpus)
            return replace(source, sha256=sha256, correction=self.corrections.of(source.path, sha256))
        except UnreadableDocumentError as error:
            self.skipped[source.path] = SkippedFile(source.path, None, None, error.reason)
            return None


def _slow(key: str) -> str:
    """Under what a file is known that no time was left for."""
    return f"{key} slow"


def _size(source: Source) -> int:
    try:
        return source.file.stat().st_size
    except OSError:
        return 0


def _indexed_passage(passage: Passage) -> IndexedPassage:
    ranges = tuple(sentences(passage.text)) or ((0, len(passage.text)),)
    terms = "\n".join(" ".join(tokenize(passage.text[start:end])) for start, end in ranges)
    return IndexedPassage(passage, ranges, terms, words_for_phrases(passage.text))


def _acronyms_of(document: Document) -> tuple[tuple[str, str], ...]:
    found = (pair for paragraph in document.paragraphs for pair in find_acronyms(document.text_of(paragraph.spans)))
    return tuple(dict.fromkeys(found))


def _is_still(source: Source) -> bool:
    try:
        return content_hash(source.file, source.corpus) == source.sha256
    except UnreadableDocumentError:
        return False
