"""The Streamlit entry: navigation and one shared searcher; no search logic.

`streamlit run app.py` and `python -m ui` find `app` here and serve this very file through it, so that
every request passes the same protections.
"""

import os
from contextlib import nullcontext
from functools import partial
from importlib import import_module
from typing import Final

import streamlit as st
from streamlit.starlette import App

from ui.faults import show_fault
from ui.server import opening_early, protections
from ui.sharing import sharing_named_in

PAGES: Final = (
    ("Ask", "ask"),
    ("Over time", "over_time"),
    ("Compare", "compare"),
    ("Areas for improvement", "improvements"),
    ("Documents", "documents"),
    ("Quality", "quality"),
)
"""Titles, and modules of `ui.pages`: each is loaded when it is first opened."""

sharing = sharing_named_in(os.environ)
app = App(
    __file__,
    middleware=protections(sharing),
    lifespan=opening_early(os.environ),
    secrets=sharing.streamlit_secrets() if sharing else None,
    on_script_error=show_fault,
)


def main() -> None:
    """One run of the app for one visitor."""
    from indexer.errors import IndexDamagedError, IndexerError
    from ui.account import note_account, show_account
    from ui.opening import is_open, shared_searcher
    from ui.places import Places
    from ui.rebuild_panel import take_up_new_builds
    from ui.shared_searcher import in_turn
    from ui.troubles import show_busy, show_trouble
    from ui.waiting import BusyError

    places = Places.named_in(os.environ)

    def with_searcher(page: str) -> None:
        try:
            with nullcontext() if is_open() else st.spinner("Opening the index …"):
                searcher = shared_searcher(places)
        except IndexerError as trouble:
            show_trouble(trouble, places)
            return
        try:
            with in_turn():
                import_module(f"ui.pages.{page}").show(searcher, places)
        except BusyError as busy:
            show_busy(busy)
        except IndexDamagedError as trouble:
            if searcher.snapshot.is_damaged:
                st.rerun()  # the build before it is taken, where that is whole
            show_trouble(trouble, places)
        take_up_new_builds(places, searcher.snapshot)

    note_account(sharing, st.user.to_dict() if sharing else {})
    st.navigation(
        [
            st.Page(partial(with_searcher, page), title=title, url_path=page.replace("_", "-"), default=page == "ask")
            for title, page in PAGES
        ],
        position="top",
    ).run()
    show_account(sharing)


if __name__ == "__main__":
    main()
