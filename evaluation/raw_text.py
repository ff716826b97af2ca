"""The text of files as it comes out of them: running headers, footers and broken lines included.

Footers name the council and the inspection on every page, so plain chunks are found better with them than
in the text that the index keeps. A baseline deserves what its builder would have had.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import CorpusError
from indexer.cage import Failure, run_caged
from indexer.document import Page
from indexer.readers import read_pages


@dataclass(frozen=True, slots=True)
class RawText:
    """The pages of one file, by its path in the corpus, lines as they stand."""

    path: str
    pages: tuple[Page, ...]


def read_raw_texts(paths: Sequence[str], corpus: Path) -> list[RawText]:
    """The files of a corpus, each read anew in a child process. Raises CorpusError for the first that cannot be."""
    for path in paths:
        if not (corpus / path).is_file():
            raise CorpusError(corpus / path, "is in the index and not in this corpus; give the corpus it was made from")
    texts = []
    files = [corpus / path for path in paths]
    for path, (file, reading) in zip(paths, run_caged(read_pages, files, workers=os.cpu_count() or 1), strict=True):
        if isinstance(reading, Failure):
            raise CorpusError(file, f"is in the index and cannot be read now: {reading.reason}")
        pages = (Page(page.number, None, "\n".join(line.text for line in page.lines)) for page in reading.pages)
        texts.append(RawText(path, tuple(pages)))
    return texts
