"""Saved and earlier questions on the page: to open again, to export, to erase."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from retriever.references import human_date
from ui.account import signed_in_as
from ui.filters import go_to
from ui.kept_questions import KeptQuestion, KeptQuestions, as_csv, as_json
from ui.places import Places
from ui.readings import spoken
from ui.safe import compose, safe
from ui.state import AskState
from ui.wording import TYPE_NAMES, counted, listed

SHOWN: Final = 8
_NOTED: Final = "question-noted"
_ERASED: Final = "questions-erased"


def questions_kept(places: Places) -> KeptQuestions | None:
    """Where this visitor's questions are kept; None where they are not."""
    return KeptQuestions(places.questions, signed_in_as()) if places.questions else None


def note_question(state: AskState, places: Places) -> None:
    """Keep the question that was just answered, once."""
    kept = questions_kept(places)
    if kept and st.session_state.get(_NOTED) != (state.question, state.filters()):
        st.session_state[_NOTED] = (state.question, state.filters())
        kept.note_later(state, asked=_now())


def save_button(state: AskState, places: Places) -> None:
    """Under the answer: save its question, or take that back."""
    kept = questions_kept(places)
    if kept is None:
        return
    saved = kept.is_saved(state)
    st.button(
        "Saved. Do not keep it" if saved else "Save this question",
        key="save-question",
        icon=":material/bookmark_added:" if saved else ":material/bookmark_add:",
        on_click=lambda: kept.save(state, asked=_now(), saved=not saved),
    )


def show_questions(places: Places) -> None:
    """The first screen's list: what was saved, then what was asked last."""
    store = questions_kept(places)
    if store is None:
        return
    _erased(store)
    kept = store.read()
    if not kept:
        return
    saved = [one for one in kept if one.saved]
    earlier = [one for one in kept if not one.saved]
    if saved:
        st.header("Saved questions", anchor=False)
        _list(saved, "saved")
    if earlier:
        st.header("Asked before", anchor=False)
        _list(earlier[:SHOWN], "earlier")
    with st.expander(safe(f"Export or erase {counted(len(kept), 'question')}")):
        st.markdown("They are kept on this machine alone.")
        with st.container(horizontal=True):
            st.download_button("Export as CSV", as_csv(kept), "questions.csv", "text/csv", on_click="ignore")
            st.download_button("Export as JSON", as_json(kept), "questions.json", "application/json", on_click="ignore")
        sure = st.checkbox("All of them, the saved ones too", key="questions-sure")
        st.button(
            "Erase them all",
            key="questions-erase",
            icon=":material/delete:",
            disabled=not sure,
            on_click=_erase,
            args=(store,),
        )


def _erase(store: KeptQuestions) -> None:
    st.session_state[_ERASED] = store.read()
    store.erase()


def _erased(store: KeptQuestions) -> None:
    """What was erased, for as long as this visitor stays: to be brought back where it was a slip."""
    erased: tuple[KeptQuestion, ...] = st.session_state.get(_ERASED, ())
    if not erased:
        return
    with st.container(border=True):
        st.markdown(safe(f"{counted(len(erased), 'question')} erased."))
        st.button("Bring them back", key="questions-back", icon=":material/undo:", on_click=_bring_back, args=(store,))


def _bring_back(store: KeptQuestions) -> None:
    store.restore(st.session_state.pop(_ERASED, ()))


def _list(kept: Sequence[KeptQuestion], name: str) -> None:
    for number, one in enumerate(kept):
        narrowed = _narrowed(one.state)
        st.button(
            compose("{} {}", safe(one.state.question), compose(":small[{}]", safe(narrowed)))
            if narrowed
            else safe(one.state.question),
            key=f"{name}-{number}",
            type="tertiary",
            icon=":material/bookmark:" if one.saved else ":material/history:",
            help=safe(f"Asked on {human_date(datetime.fromisoformat(one.asked).date())}"),
            on_click=go_to,
            args=(one.state,),
        )


def _narrowed(state: AskState) -> str:
    parts = [*state.authorities, *(TYPE_NAMES[kind] for kind in state.types)]
    parts += [f"from {state.first_year}"] if state.first_year else []
    parts += [f"to {state.last_year}"] if state.last_year else []
    parts += [f"taken back: {spoken(word)}" for word in state.disregard]
    return f"({listed(parts)})" if parts else ""


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="minutes")
