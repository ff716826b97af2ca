"""Why a passage was found for a question, on demand."""

import streamlit as st

from retriever.answer import Answer, CitedPassage
from retriever.matching import Why, why_it_matched
from retriever.references import in_marks
from retriever.searcher import Searcher
from ui.evidence import explained
from ui.safe import compose, quiet, safe
from ui.state import AskState
from ui.wording import listed


def show_why(answer: Answer, searcher: Searcher, state: AskState, passage: CitedPassage) -> None:
    """Looked up only when somebody asks: the question is ranked once more for it."""
    if not st.toggle("Why this matched", key="why"):
        return
    why = why_it_matched(searcher.snapshot, searcher.look(answer.question, state.filters()), passage)
    st.markdown(explained(passage, why))
    st.markdown(
        quiet(compose("**Bold** words are the question’s own. *Slanted words in brackets* \\[≈ …\\] mean the same."))
    )
    if why.nearest:
        start, end = why.nearest
        st.markdown(compose("Nearest to the question in meaning: {}", safe(in_marks(passage.text[start:end]))))
    st.markdown(safe(_lacking(why)))


def _lacking(why: Why) -> str:
    return f"Not in this passage: {listed(list(why.missing))}." if why.missing else "Every word of the question is met."
