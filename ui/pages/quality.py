"""Quality: how good the answers are on questions whose answers are known, and what people say of them."""

import streamlit as st

from retriever.searcher import Searcher
from ui.filters import leave
from ui.places import Places
from ui.quality.latest import show_latest
from ui.quality.results import read_results
from ui.quality.review import show_review
from ui.safe import compose, safe
from ui.wording import program


def show(searcher: Searcher, places: Places) -> None:
    """The page: the latest measurement, then what people said."""
    leave()
    st.set_page_config(page_title="Quality · Inspection reports", layout="wide")
    st.title("Quality", anchor=False)
    st.markdown(
        "How good the answers are, measured on questions whose right answers somebody wrote down beforehand; "
        "and what people say of the answers they get."
    )
    results = read_results(places.results)
    for name in results.unreadable:
        st.markdown(compose("**{} cannot be read** and is left out. Measure again to replace it.", safe(name)))
    if results.latest and results.latest.sets:
        show_latest(results, results.latest, searcher.snapshot)
    else:
        _nothing_yet(places)
    show_review(searcher.snapshot, places)


def _nothing_yet(places: Places) -> None:
    st.header("Not measured yet", anchor=False)
    st.markdown(
        "Measure it with questions on these reports and the quotations that answer them, one a line of a file, as the "
        "README shows; the sample reports come with theirs, evaluation/gold/sample.jsonl. Run this where the project "
        "is installed, then reload the page."
    )
    command = f'{program("evaluate")} --gold QUESTIONS.jsonl --index "{places.index}"'
    st.code(f'{command} --output "{places.results}" --baselines', language=None, wrap_lines=True)
