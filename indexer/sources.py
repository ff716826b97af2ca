"""What a build is made from: the files of the corpus by content, and the program that reads them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from indexer.discovery import find_documents, read_document_bytes
from indexer.errors import IndexerError, UnreadableDocumentError
from indexer.storage import SkippedFile

_SHAPES_NO_DOCUMENT = frozenset(
    "__main__.py assembly.py boilerplate.py build.py cage.py caged_child.py errors.py lock.py progress.py reuse.py "
    "settings.py snapshot.py storage_files.py storage_manifest.py storage_work.py terms.py twins.py vectors.py".split()
)
"""Modules whose code has no say in what is made of one file; all others do, so that none is forgotten."""

_READING_LIBRARIES = ("pypdf", "pypdfium2", "python-docx", "lxml", "charset-normalizer", "PyStemmer", "tokenizers")


@dataclass(frozen=True, slots=True)
class Source:
    """One file that can be read: where it is, its path in the corpus with forward slashes, its SHA-256."""

    file: Path
    path: str
    sha256: str


def survey(corpus: Path, progress: Callable[[int, int, str], None]) -> tuple[list[Source], list[SkippedFile]]:
    """Every file of the corpus, hashed, in the order of their paths; those that cannot be opened, with the reason.

    Raises IndexerError where the folder itself cannot be listed.
    """
    try:
        files = find_documents(corpus)
    except OSError as error:
        raise IndexerError(
            f"The corpus folder {corpus} cannot be read: {error.strerror}. Check its name, or name another folder."
        ) from None
    sources: list[Source] = []
    skipped: list[SkippedFile] = []
    for done, file in enumerate(files):
        path = name_in_corpus(file, corpus)
        progress(done, len(files), path)
        try:
            sources.append(Source(file, path, content_hash(file)))
        except UnreadableDocumentError as error:
            skipped.append(SkippedFile(path, None, None, error.reason))
    return sources, skipped


def content_hash(file: Path) -> str:
    """The SHA-256 of a document's content. Raises UnreadableDocumentError for what cannot be opened."""
    return hashlib.sha256(read_document_bytes(file)).hexdigest()


def name_in_corpus(file: Path, corpus: Path) -> str:
    """A file's path in the corpus as text; bytes of a name that are no text are spelt out."""
    return file.relative_to(corpus).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def document_key(source: Source, recipe: str) -> str:
    """The key under which all that is made of one file alone is kept."""
    return digest([recipe, source.path, source.sha256])


def state_of(hashes: Iterable[tuple[str, str]], unopened: Iterable[SkippedFile], recipe: str) -> str:
    """The hash of all that a build is made from: (path, SHA-256) of the files that could be opened, and the others."""
    return digest([recipe, sorted(hashes), sorted((file.path, file.reason) for file in unopened)])


def recipe_of(encoder_identity: str, settings: Mapping[str, str | int | float]) -> str:
    """The hash of how documents are made: the program, its reading libraries, its settings, the encoder."""
    return digest([program_fingerprint(), encoder_identity, dict(sorted(settings.items()))])


@cache
def program_fingerprint() -> str:
    """The hash of the code that shapes what is made of a file."""
    root = Path(__file__).parent
    modules = sorted(p for p in root.rglob("*.py") if p.relative_to(root).as_posix() not in _SHAPES_NO_DOCUMENT)
    code = [(path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in modules]
    return digest([code, [(name, _version(name)) for name in _READING_LIBRARIES]])


def digest(value: object) -> str:
    """The SHA-256 of plain data (strings, numbers, lists) in one fixed spelling."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
