"""A file of nothing but short lines is read in the cage, and split outside it, where nobody stops it."""

import time

from indexer.passages import split
from indexer.reading import FileKind, Line, RawPage, Reading
from indexer.structure import structure


def seconds_to_split(lines: int) -> float:
    page = tuple(line for number in range(lines) for line in (Line(f"Plan {number} is late."), Line("")))
    document = structure(Reading(FileKind.TEXT, (RawPage(1, page),)), path="plans.txt", sha256="0" * 64)
    assert len(document.paragraphs) == lines
    started = time.process_time()
    passages = split(document, document_index=0, count_tokens=lambda text: len(text.split()), max_tokens=256)
    assert len(passages) > lines / 100
    return time.process_time() - started


def test_many_short_paragraphs_take_time_in_proportion() -> None:
    assert seconds_to_split(8_000) < 8 * seconds_to_split(2_000)
