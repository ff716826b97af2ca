"""Reports taken out of the collection: moved aside, so that a mistake can be put right.

They lie in `.removed/` in the corpus folder, at the path they had; hidden, so no build counts them. Their words
go from the index with the next build, and from the disk when the folder is emptied and `purge` was run.
"""

import os
from pathlib import Path
from typing import Final

from indexer.discovery import find_documents
from indexer.errors import IndexerError
from indexer.sources import name_in_corpus

REMOVED: Final = ".removed"


def set_aside(corpus: Path, path: str) -> str:
    """Move a file of the corpus aside; returns its path among the removed. Raises IndexerError."""
    file = next((found for found in find_documents(corpus) if name_in_corpus(found, corpus) == path), None)
    if file is None:
        raise IndexerError(f"{path} is no longer in the folder of reports.")
    return name_in_corpus(_move(file, corpus / REMOVED / file.relative_to(corpus)), corpus / REMOVED)


def put_back(corpus: Path, path: str) -> str:
    """Move a removed file back to where it was; returns its path in the corpus. Raises IndexerError."""
    aside = corpus / REMOVED
    file = next((found for found in _files(aside) if name_in_corpus(found, aside) == path), None)
    if file is None:
        raise IndexerError(f"{path} is no longer among the removed reports.")
    return name_in_corpus(_move(file, corpus / file.relative_to(aside)), corpus)


def removed_files(corpus: Path) -> list[str]:
    """The paths of the removed files, in order."""
    return [name_in_corpus(file, corpus / REMOVED) for file in _files(corpus / REMOVED)]


def _files(aside: Path) -> list[Path]:
    try:
        return [] if aside.is_symlink() else find_documents(aside)
    except OSError:
        return []


def _move(file: Path, target: Path) -> Path:
    """Move a file within the corpus; where its name is taken there it gets a number."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, free = 1, target
        while os.path.lexists(free):
            number += 1
            free = target.with_name(f"{target.stem} ({number}){target.suffix}")
        file.rename(free)
    except OSError as error:
        raise IndexerError(f"{file} could not be moved: {error.strerror}. Mend the rights, then try again.") from error
    return free
