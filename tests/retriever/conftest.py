"""A searcher over the sample corpus, indexed once with the encoder that can be worked out by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.settings import Settings
from retriever.searcher import Searcher


@pytest.fixture(scope="session")
def sample_index(project: Path, fake_encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the documents that ship."""
    index = tmp_path_factory.mktemp("sample") / "index"
    rebuild(project / "corpus", index, Settings(), encoder=fake_encoder)
    return index


@pytest.fixture(scope="session")
def searcher(sample_index: Path, fake_encoder) -> Iterator[Searcher]:
    """A searcher over the sample."""
    opened = Searcher.open(sample_index, encoder=fake_encoder)
    yield opened
    opened.snapshot.close()
