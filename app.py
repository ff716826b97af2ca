"""The Streamlit entry: navigation and one shared searcher; no search logic.

`streamlit run app.py` and `python -m ui` find `app` here and serve this very file through it, so that
every request passes the same protections.
"""

import os
from collections.abc import Callable
from contextlib import nullcontext

import streamlit as st
from streamlit.starlette import App

from ui.server import opening_early, protections

app = App(__file__, middleware=protections(), lifespan=opening_early(os.environ))


def main() -> None:
    """One run of the app for one visitor."""
    from indexer.errors import IndexerError
    from retriever.searcher import Searcher
    from ui.opening import is_open, shared_searcher
    from ui.pages import ask, documents
    from ui.places import Places
    from ui.troubles import show_trouble

    places = Places.named_in(os.environ)

    def with_searcher(show: Callable[[Searcher, Places], None]) -> None:
        try:
            with nullcontext() if is_open() else st.spinner("Opening the index …"):
                searcher = shared_searcher(places)
        except IndexerError as trouble:
            show_trouble(trouble, places)
        else:
            show(searcher, places)

    def ask_page() -> None:
        with_searcher(ask.show)

    def documents_page() -> None:
        with_searcher(documents.show)

    st.navigation(
        [
            st.Page(ask_page, title="Ask", url_path="ask", default=True),
            st.Page(documents_page, title="Documents", url_path="documents"),
        ]
    ).run()


if __name__ == "__main__":
    main()
