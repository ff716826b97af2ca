"""The questions that go wrong: a list, and one of them with what was expected and what was found."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

import streamlit as st

from ui.quality.measures import what_went_wrong
from ui.quality.results import Miss
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.wording import counted


def show_misses(misses: Sequence[Miss]) -> None:
    """The list, and under it the question that is chosen."""
    st.header("Questions that go wrong", anchor=False)
    if not misses:
        st.markdown("None in this set.")
        return
    st.markdown(safe(f"{counted(len(misses), 'question')} of this set."))
    st.table(
        {
            "Question": [safe(miss.question) for miss in misses],
            "Kind": [safe(miss.kind) for miss in misses],
            "What went wrong": [safe(what_went_wrong(miss)) for miss in misses],
        },
        hide_index=True,
        border="horizontal",
    )
    by_id = {miss.id: miss for miss in misses}
    chosen = st.selectbox(
        "See one of them",
        list(by_id),
        index=None,
        format_func=lambda one: by_id[one].question,
        placeholder="Choose a question",
        key="quality-miss",
    )
    if chosen is not None:
        _one(by_id[chosen])


def _one(miss: Miss) -> None:
    st.subheader(safe(miss.question), anchor=False)
    st.markdown(compose("{}. [Ask it now](/?q={})", safe(what_went_wrong(miss)), safe(quote(miss.question))))
    expected, found = st.columns(2)
    with expected:
        st.markdown("**Expected**")
        for document, page, words in miss.expected:
            st.markdown(_quoted(document, page, words))
        if not miss.expected:
            st.markdown("No answer: the reports do not say.")
    with found:
        st.markdown("**Quoted in the answer**")
        for words in miss.said:
            st.markdown(compose("“{}”", safe(words)))
        if not miss.said:
            st.markdown("Nothing: it said that the reports do not answer this.")
        st.markdown("**Passages shown first**")
        for document, pages, words in miss.passages:
            st.markdown(_quoted(document, pages, words))


def _quoted(document: str, pages: str, words: str) -> Markdown:
    where = f"{PurePosixPath(document).name}, page {pages}" if pages else PurePosixPath(document).name
    return joined("  \n", [compose("“{}”", safe(words)), quiet(safe(where))])
