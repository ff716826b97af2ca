"""One searcher for everybody, opened once and kept up to date with the index."""

import gc
import threading
from pathlib import Path

import streamlit as st

from indexer.errors import IndexerError
from indexer.snapshot import Snapshot
from retriever.searcher import Searcher
from ui.places import Drift, Places, drift

_is_open = threading.Event()


@st.cache_resource(show_spinner=False)
def _open(index: str) -> Searcher:
    searcher = Searcher.open(Path(index))
    # Streamlit collects garbage after every run of a page; what is loaded for good is kept out of that.
    gc.collect()
    gc.freeze()
    _is_open.set()
    return searcher


def is_open() -> bool:
    """Whether an index was opened already, so that nobody has to wait for it."""
    return _is_open.is_set()


def shared_searcher(places: Places) -> Searcher:
    """The one searcher, on the newest build that is whole. Raises IndexerError where there is none."""
    searcher = _open(str(places.index))
    try:
        searcher.refresh()
    except IndexerError:
        # A newer build that cannot be opened: the older one, which is whole, goes on serving.
        return searcher
    return searcher


def changes_since(snapshot: Snapshot, places: Places) -> Drift:
    """How the folder of reports differs from this build, looked up at most twice a minute for everybody."""
    return _changes_since(snapshot, str(places.corpus), snapshot.build)


@st.cache_data(ttl=30, show_spinner=False, max_entries=4)
def _changes_since(_snapshot: Snapshot, corpus: str, build: str) -> Drift:
    del build  # part of the cache's key only
    return drift(_snapshot, Path(corpus))
