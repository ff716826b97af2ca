"""Vectors of two encoders are never compared: not when an index is opened, and not when a newer build is taken up."""

from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.errors import IndexMismatchError
from indexer.settings import Settings
from retriever.searcher import Searcher
from tests.conftest import HashEncoder

THE_WAY_OUT = "Build it again: rebuild-index"


class OtherEncoder(HashEncoder):
    """Vectors of the same length, made by something else."""

    weights_identity = "another@1"
    identity = "another@1 by-hand"


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "corpus").mkdir()
    note = "# Note on Ambleford\n\nReturn home interviews are prompt in Ambleford.\n"
    (tmp_path / "corpus" / "note.md").write_text(note)
    return tmp_path / "corpus", tmp_path / "index"


def test_a_searcher_refuses_a_build_of_another_encoder(places, fake_encoder) -> None:
    corpus, index = places
    rebuild(corpus, index, Settings(), encoder=OtherEncoder())
    with pytest.raises(IndexMismatchError, match=THE_WAY_OUT):
        Searcher.open(index, encoder=fake_encoder)


def test_a_newer_build_of_another_encoder_is_not_taken_up_and_the_older_one_answers_on(places, fake_encoder) -> None:
    corpus, index = places
    rebuild(corpus, index, Settings(), encoder=fake_encoder)
    opened = Searcher.open(index, encoder=fake_encoder)
    before = opened.snapshot
    rebuild(corpus, index, Settings(), encoder=OtherEncoder())
    with pytest.raises(IndexMismatchError, match=THE_WAY_OUT):
        opened.refresh()
    assert opened.snapshot is before
    assert opened.ask("return home interviews").quotations
