"""A searcher over the sample corpus, indexed once with the encoder that can be worked out by hand."""

from collections.abc import Callable, Iterator, Mapping
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


@pytest.fixture
def searcher_of(tmp_path: Path, fake_encoder) -> Iterator[Callable[[Mapping[str, str]], Searcher]]:
    """Makes a searcher over reports of a test's own, given as file names and texts; to be called once."""
    opened: list[Searcher] = []

    def make(reports: Mapping[str, str]) -> Searcher:
        (tmp_path / "corpus").mkdir()
        for name, text in reports.items():
            (tmp_path / "corpus" / name).write_text(text, encoding="utf-8")
        rebuild(tmp_path / "corpus", tmp_path / "index", Settings(), encoder=fake_encoder)
        opened.append(Searcher.open(tmp_path / "index", encoder=fake_encoder))
        return opened[0]

    yield make
    for one in opened:
        one.snapshot.close()
