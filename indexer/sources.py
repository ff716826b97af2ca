"""What a build is made from: the files of the corpus by content, and the program that reads them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from indexer.corrections import NO_CORRECTIONS, Correction, Corrections
from indexer.discovery import find_documents, inside, read_document_bytes
from indexer.errors import IndexerError, UnreadableDocumentError
from indexer.storage import SkippedFile

_SHAPES_NO_DOCUMENT = frozenset(
    "__main__.py arrays.py assembly.py build.py cage.py caged_child.py caged_process.py cards.py catalogue.py "
    "check_index.py checking.py corrections_file.py encoder encoding.py errors.py group_writing.py groups.py hashes.py "
    "intake.py lazy_encoder.py lexical_groups.py lock.py patience.py progress.py publishing.py purge.py purging.py "
    "recurring.py remains.py removal.py reuse.py room.py runs.py settings.py signs.py snapshot.py storage_files.py "
    "storage_manifest.py storage_work.py terms.py vector_groups.py vectors.py verified.py".split()
)
"""Code that has no say in what is made of one file; all other has, so that none is forgotten. The encoder has
an identity of its own."""

_READING_LIBRARIES = ("pypdf", "pypdfium2", "python-docx", "lxml", "charset-normalizer", "PyStemmer", "tokenizers")


@dataclass(frozen=True, slots=True)
class Source:
    """One file that can be read: where it is, its path in the corpus with forward slashes, its SHA-256.

    `correction` is what people said of this very content.
    """

    file: Path
    path: str
    sha256: str
    correction: Correction | None = None

    @property
    def corpus(self) -> Path:
        """The folder that `path` is relative to."""
        return self.file.parents[self.path.count("/")]


def files_of(corpus: Path) -> list[Path]:
    """Every file of the corpus in the order of their paths. Raises IndexerError where the folder cannot be listed."""
    try:
        return find_documents(corpus)
    except OSError as error:
        raise IndexerError(
            f"The corpus folder {corpus} cannot be read: {error.strerror}. Check its name, or name another folder."
        ) from None


def survey(
    corpus: Path,
    files: Sequence[Path],
    step: Callable[[int, str], None],
    corrections: Corrections = NO_CORRECTIONS,
    hash_of: Callable[[Path, Path, str], str] | None = None,
) -> tuple[list[Source], list[SkippedFile]]:
    """The files that can be opened, hashed, and those that cannot, with the reason. `step` is told of each file.

    `hash_of` is asked for the hash of a file of the corpus by its path there, `content_hash` unless given.
    """
    sources: list[Source] = []
    skipped: list[SkippedFile] = []
    for done, file in enumerate(files):
        path = name_in_corpus(file, corpus)
        step(done, path)
        try:
            sha256 = hash_of(file, corpus, path) if hash_of else content_hash(file, corpus)
            sources.append(Source(file, path, sha256, corrections.of(path, sha256)))
        except UnreadableDocumentError as error:
            skipped.append(SkippedFile(path, None, None, error.reason))
    return sources, skipped


def content_hash(file: Path, corpus: Path | None = None) -> str:
    """The SHA-256 of a document's content. Raises UnreadableDocumentError for what cannot be opened."""
    return hashlib.sha256(read_document_bytes(file, inside=corpus)).hexdigest()


def name_in_corpus(file: Path, corpus: Path) -> str:
    """A file's path in the corpus as text; bytes of a name that are no text are spelt out."""
    return inside(file, corpus).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def document_key(source: Source, recipe: str) -> str:
    """The key under which all that is made of one file alone is kept."""
    corrected = [source.correction.key()] if source.correction else []
    return digest([recipe, source.path, source.sha256, *corrected])


def state_of(
    hashes: Sequence[tuple[str, str]],
    unopened: Iterable[SkippedFile],
    recipe: str,
    corrections: Corrections = NO_CORRECTIONS,
) -> str:
    """The hash of all that a build is made from.

    `hashes` are (path, SHA-256) of the files that could be opened, `unopened` the others.
    """
    files = [sorted(hashes), sorted((file.path, file.reason) for file in unopened)]
    corrected = [entry.key() for entry in corrections.holding(hashes)]
    return digest([recipe, _code_fingerprint(frozenset()), *files, *([corrected] if corrected else [])])


def recipe_of(encoder: str, settings: Mapping[str, str | int | float]) -> str:
    """The hash of how a document is made of a file: the program, its reading libraries, its settings, the encoder."""
    libraries = [(name, _version(name)) for name in _READING_LIBRARIES]
    return digest([_code_fingerprint(_SHAPES_NO_DOCUMENT), libraries, encoder, dict(settings)])


@cache
def _code_fingerprint(without: frozenset[str]) -> str:
    """The hash of this package's code, but for the modules and packages named."""
    root = Path(__file__).parent
    modules = sorted((path.relative_to(root), path) for path in root.rglob("*.py"))
    return digest(
        [
            (name.as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
            for name, path in modules
            if name.parts[0] not in without
        ]
    )


def digest(value: object) -> str:
    """The SHA-256 of plain data (strings, numbers, lists) in one fixed spelling."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
