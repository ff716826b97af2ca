"""The Streamlit entry: navigation and one shared searcher; no search logic.

`streamlit run app.py` and `python -m ui` find `app` here and serve this very file through it, so that
every request passes the same protections.
"""

import os
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import streamlit as st
from streamlit.starlette import App

from ui.faults import show_fault
from ui.server import opening_early, protections
from ui.sharing import sharing_named_in

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
    from indexer.errors import IndexerError
    from retriever.searcher import Searcher
    from ui.account import note_account, show_account
    from ui.opening import in_turn, is_open, shared_searcher
    from ui.pages import ask, compare, documents, improvements, over_time, quality
    from ui.places import Places
    from ui.rebuild_panel import take_up_new_builds
    from ui.troubles import show_busy, show_trouble
    from ui.waiting import BusyError

    Show = Callable[[Searcher, Places], None]  # noqa: N806 -- a type
    places = Places.named_in(os.environ)

    def with_searcher(show: Show) -> None:
        try:
            with nullcontext() if is_open() else st.spinner("Opening the index …"):
                searcher = shared_searcher(places)
        except IndexerError as trouble:
            show_trouble(trouble, places)
            return
        try:
            with in_turn():
                show(searcher, places)
        except BusyError as busy:
            show_busy(busy)
        take_up_new_builds(places, searcher.snapshot)

    note_account(sharing, st.user.to_dict() if sharing else {})
    pages: list[tuple[str, str, Show]] = [
        ("Ask", "ask", ask.show),
        ("Over time", "over-time", over_time.show),
        ("Compare", "compare", compare.show),
        ("Areas for improvement", "improvements", improvements.show),
        ("Documents", "documents", documents.show),
        ("Quality", "quality", quality.show),
    ]
    st.navigation(
        [
            st.Page(partial(with_searcher, show), title=title, url_path=path, default=path == "ask")
            for title, path, show in pages
        ],
        position="top",
    ).run()
    show_account(sharing)


if __name__ == "__main__":
    main()
