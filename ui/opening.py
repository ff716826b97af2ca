"""One searcher for everybody, opened once, kept up to date with the index, and asked in turn."""

import gc
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

import streamlit as st
from streamlit.logger import get_logger

from indexer.corrections_file import corrections_to_build
from indexer.errors import IndexerError
from indexer.runs import read_run
from indexer.snapshot import Snapshot
from retriever.searcher import Searcher
from ui.head_start import take_opened
from ui.places import Drift, Places, drift
from ui.reading_ahead import begin_reading_ahead
from ui.shared_searcher import SharedSearcher

Found = TypeVar("Found")

_LOGGER: Final = get_logger(__name__)
_is_open = threading.Event()


@st.cache_resource(show_spinner=False)
def _open(index: str) -> SharedSearcher:
    searcher = take_opened(Path(index)) or SharedSearcher.open(Path(index))
    # What is loaded for good, the libraries and the model, is not looked through whenever garbage is collected.
    gc.freeze()
    _LOGGER.info("Index opened: build %s", searcher.snapshot.build)
    _is_open.set()
    return searcher


def is_open() -> bool:
    """Whether an index was opened already, so that nobody has to wait for it."""
    return _is_open.is_set()


def shared_searcher(places: Places) -> Searcher:
    """The one searcher, held at the newest build that is whole. Raises IndexerError where there is none.

    Who asks it several things is answered from one build, whatever is built in the meantime.
    """
    searcher = _open(str(places.index))
    try:
        if searcher.refresh():
            _let_go_of_the_build_before()
            _LOGGER.info("Index taken up: build %s", searcher.snapshot.build)
            begin_reading_ahead(searcher.held())
    except IndexerError:
        # A newer build that cannot be opened: the older one goes on serving where it is whole.
        if searcher.snapshot.is_damaged:
            raise
    return searcher.held()


def changes_since(snapshot: Snapshot, places: Places) -> Drift:
    """How the folder of reports differs from this build, looked up at most twice a minute for everybody."""
    return _changes_since(snapshot, places, snapshot.build)


def kept_for_visitor(name: str, asked: object, find: Callable[[], Found]) -> Found:
    """What was found for what is asked, kept for this visitor alone until something else is asked under this name.

    So a switch of the view, or a page turned, does not search again.
    """
    kept: tuple[object, Found] | None = st.session_state.get(name)
    if kept is None or kept[0] != asked:
        kept = st.session_state[name] = (asked, find())
    return kept[1]


def look_again() -> None:
    """Forget how the folder differed: something was just changed there."""
    _changes_since.clear()


@st.cache_data(ttl=30, show_spinner=False, max_entries=4)
def _changes_since(_snapshot: Snapshot, places: Places, build: str) -> Drift:
    run = read_run(places.index)
    began = run.started if run and run.build == build else None
    hashes = [(card.path, card.sha256) for card in _snapshot.documents]
    corrected = corrections_to_build(places.corpus, places.index, build, hashes)
    return replace(drift(_snapshot, places.corpus, since=began), corrected=corrected)


def _let_go_of_the_build_before() -> None:
    """Its files would else stay open."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
