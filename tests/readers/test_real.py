"""The real reports and the malformed files that others collected: every file has an outcome, within its limits."""

import time
from collections import Counter
from pathlib import Path

import pytest

from indexer.cage import CageLimits, Failure, run_caged
from indexer.discovery import find_documents
from indexer.document import Document
from indexer.readers import read_pages
from indexer.report import read_document
from indexer.sources import Source, content_hash
from tests.readers.test_twins import find_twins

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_every_malformed_file_has_an_outcome_within_its_limits(shared: Path) -> None:
    files = find_documents(shared / "badfiles")
    reasons: Counter[str] = Counter()
    started = time.monotonic()
    for _, outcome in run_caged(read_pages, files, workers=2, limits=CageLimits(seconds=60)):
        reasons[outcome.reason if isinstance(outcome, Failure) else "read"] += 1
        started, waited = time.monotonic(), time.monotonic() - started
        assert waited < 70
    assert sum(reasons.values()) == len(files) == 108
    assert not [reason for reason in reasons if "fault in this program" in reason]
    assert reasons["read"] >= 20
    assert sum(count for reason, count in reasons.items() if "password" in reason) >= 25


def test_the_reports_of_one_authority_and_the_seeds_are_read_whole(shared: Path) -> None:
    corpus = shared / "corpus"
    files = [path for path in find_documents(corpus) if "redbridge" in path.as_posix() or path.parent.name == "seeds"]
    readings = {path.name: outcome for path, outcome in run_caged(read_pages, files, workers=2)}
    assert not [name for name, outcome in readings.items() if isinstance(outcome, Failure) or outcome.problems]
    pages = [len(outcome.pages) for name, outcome in readings.items() if name.endswith("25 november 2016.pdf")]
    assert pages == [44]


def test_the_error_pages_named_pdf_are_skipped_for_what_they_are(shared: Path) -> None:
    files = [path for path in find_documents(shared / "corpus") if path.name.endswith("august 2012.pdf")]
    outcomes = [outcome for _, outcome in run_caged(read_pages, files, workers=1)]
    assert len(outcomes) == 2
    for outcome in outcomes:
        assert isinstance(outcome, Failure)
        assert outcome.reason.startswith("This file is a web page that says \u201cReport not found\u201d, not a PDF.")


def test_the_two_seeds_that_are_reports_are_found_to_be_twins(shared: Path) -> None:
    corpus = shared / "corpus"
    files = [path for path in find_documents(corpus) if "redbridge" in path.as_posix() or path.parent.name == "seeds"]
    sources = [Source(path, path.relative_to(corpus).as_posix(), content_hash(path)) for path in files]
    documents = [
        outcome for _, outcome in run_caged(read_document, sources, workers=2) if isinstance(outcome, Document)
    ]
    twins = {Path(worse).name[:3]: Path(better).name[-20:] for worse, better in find_twins(documents).items()}
    assert twins == {"002": "it - 06 june 2022.pdf"[-20:], "003": "n - 25 november 2016.pdf"[-20:]}
