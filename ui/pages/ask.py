"""Ask: one question, and what the reports say to it."""

from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from indexer.snapshot import Snapshot
from retriever.answer import Answer
from retriever.exports import Export, answer_export
from retriever.scope import document_date
from retriever.searcher import Searcher
from ui.answer_view import show_answer, show_passages
from ui.evidence_panel import show_evidence
from ui.examples import checked_questions
from ui.exporting import export_buttons
from ui.feedback import show_feedback
from ui.filters import QUESTION, authorities_of, current_state, go_beside, go_to, show_filters, take_from_widgets
from ui.opening import changes_since, kept_for_visitor
from ui.places import Places
from ui.questions_panel import note_question, save_button, show_questions
from ui.safe import Markdown, compose, safe
from ui.state import MAX_QUESTION_LENGTH, AskState
from ui.troubles import behind_notice, build_warnings, no_documents
from ui.why import show_why
from ui.wording import counted, month_and_year


def show(searcher: Searcher, places: Places) -> None:
    """The page, from the address down."""
    snapshot = searcher.snapshot
    if not snapshot.documents:
        no_documents(places, len(snapshot.skipped))
        return
    state = current_state()
    st.set_page_config(
        page_title=f"{state.question or 'Ask'} · Inspection reports", layout="wide" if state.question else "centered"
    )
    show_filters(snapshot.documents, state)
    st.title("Ask the inspection reports", anchor=False)
    _question_box()
    if len(state.question) >= MAX_QUESTION_LENGTH:
        st.markdown("Only the first 1,000 characters were asked. A shorter question is answered better.")
    if state.question:
        above = st.container()
        _answer_and_evidence(_answered(searcher, state), searcher, state, places)
        note_question(state, places)
        with above:  # over what is relied on, but looked up after it: the answer does not wait for the folder
            _notices(snapshot, places)
    else:
        _first_screen(searcher, state)
        show_questions(places)
        _notices(snapshot, places)


def _notices(snapshot: Snapshot, places: Places) -> None:
    """What the index that answers has to say of itself."""
    build_warnings(snapshot)
    behind_notice(changes_since(snapshot, places), places)


def _answer_and_evidence(answer: Answer, searcher: Searcher, state: AskState, places: Places) -> None:
    """The answer, and beside it the passage that is open; on a phone under it."""
    words, evidence = st.columns(2, gap="medium")
    with words:
        show_answer(answer, state)
        export_buttons(
            partial(_export, answer, searcher.snapshot), searcher.snapshot, title=answer.question, key="answer"
        )
    with evidence:
        show_evidence(
            answer.passages,
            state.opened,
            partial(go_beside, state),
            searcher.snapshot,
            places,
            answers=answer.answerable,
            beneath=partial(show_why, answer, searcher, state),
        )
    with words:
        save_button(state, places)
        show_passages(answer, state)
        show_feedback(answer, searcher.snapshot, places)


def _question_box() -> None:
    box, button = st.columns([5, 1], vertical_alignment="bottom")
    box.text_input(
        "Your question",
        key=QUESTION,
        placeholder="What did inspectors say about …",
        autocomplete="off",
        on_change=take_from_widgets,
    )
    button.button("Ask", type="primary", width="stretch", on_click=take_from_widgets)


def _answered(searcher: Searcher, state: AskState) -> Answer:
    asked = (searcher.snapshot.build, state.question, state.filters())
    return kept_for_visitor("answer", asked, lambda: searcher.ask(state.question, state.filters()))


def _export(answer: Answer, snapshot: Snapshot, made: date) -> Export:
    return answer_export(answer, snapshot, made=made)


def _first_screen(searcher: Searcher, state: AskState) -> None:
    st.markdown(_what_is_here(searcher.snapshot))
    questions = checked_questions(searcher)
    if questions:
        st.header("Questions to start from", anchor=False)
    for number, question in enumerate(questions):
        st.button(
            safe(question),
            key=f"example-{number}",
            type="tertiary",
            icon=":material/search:",
            on_click=go_to,
            args=(replace(state, question=question, disregard=()),),
        )


def _what_is_here(snapshot: Snapshot) -> Markdown:
    """How much is indexed and from when to when, in a sentence."""
    cards = snapshot.documents
    days = sorted(day for card in cards if (day := document_date(card)))
    what = f"{counted(len(cards), 'document')} about {counted(len(authorities_of(cards)), 'authority', 'authorities')}"
    span = f", {month_and_year(days[0])} to {month_and_year(days[-1])}" if days else ""
    unread = f" {counted(len(snapshot.skipped), 'file')} could not be read." if snapshot.skipped else ""
    return compose("**{}**{}.{}", safe(what), safe(span), safe(unread))
