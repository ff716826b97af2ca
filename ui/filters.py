"""The filters beside the question, and the one place where the page's state and its address meet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

import streamlit as st

from indexer.document import DocumentType
from indexer.snapshot import DocumentCard
from retriever.scope import document_date
from ui.opened import Opened
from ui.state import MAX_QUESTION_LENGTH, AskState, from_address, to_address
from ui.wording import TYPE_NAMES

QUESTION: Final = "question"
AUTHORITIES: Final = "authorities"
TYPES: Final = "types"
FIRST_YEAR: Final = "first_year"
LAST_YEAR: Final = "last_year"
ONE_LIST: Final = "one_list"

_AWAY: Final = "away"
_LAST: Final = "last"

Name = TypeVar("Name", bound=str)


def current_state() -> AskState:
    """The state in the address, put into the widgets, so that the address and the screen never differ.

    Back from another page, whose address holds no question, the last one is asked again.
    """
    if st.session_state.pop(_AWAY, False) and not st.query_params:
        go_to(st.session_state.get(_LAST, AskState()))
    state = st.session_state[_LAST] = state_in_address()
    wanted: dict[str, object] = {
        QUESTION: state.question,
        AUTHORITIES: list(state.authorities),
        TYPES: list(state.types),
        FIRST_YEAR: state.first_year,
        LAST_YEAR: state.last_year,
        ONE_LIST: state.one_list,
    }
    put_into_widgets(wanted)
    return state


def put_into_widgets(wanted: Mapping[str, object]) -> None:
    """Set each widget's value by its key; one that has it already is left alone, or half-typed text would be gone."""
    for key, value in wanted.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def leave() -> None:
    """Note that the visitor is on another page, to find the question again afterwards."""
    st.session_state[_AWAY] = True


def state_in_address() -> AskState:
    return from_address(parameters_of_address())


def parameters_of_address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def go_to(state: AskState) -> None:
    """Make this the state of the page and of its address; for callbacks."""
    st.query_params.from_dict(to_address(state))


def go_beside(state: AskState, opened: Opened) -> None:
    """The same with this open beside the answer; for callbacks."""
    go_to(replace(state, opened=opened))


def take_from_widgets() -> None:
    """The callback of every filter: what the widgets say becomes the state."""
    widgets = st.session_state
    before = state_in_address()
    question = " ".join(str(widgets[QUESTION] or "").split())[:MAX_QUESTION_LENGTH]
    now = replace(
        before,
        question=question,
        authorities=tuple(widgets[AUTHORITIES]),
        types=tuple(widgets[TYPES]),
        first_year=widgets[FIRST_YEAR],
        last_year=widgets[LAST_YEAR],
        disregard=before.disregard if question == before.question else (),
        one_list=bool(widgets.get(ONE_LIST, before.one_list)),
    )
    same_answer = (now.question, now.filters()) == (before.question, before.filters())
    go_to(now if same_answer else replace(now, opened=now.opened.closed()))


def show_filters(documents: Sequence[DocumentCard], state: AskState) -> None:
    """The sidebar's filters, each choice with its number of documents, the most frequent first."""
    authorities = Counter(name for card in documents for name in card.authorities)
    types = Counter(card.type for card in documents)
    years = years_of(documents)
    with st.sidebar:
        st.markdown("**Narrow the search**")  # no heading: it would stand before the page's own
        st.multiselect(
            "Authority",
            _most_frequent_first(authorities, state.authorities),
            key=AUTHORITIES,
            format_func=lambda name: f"{name} ({authorities[name]})",
            placeholder="All authorities",
            on_change=take_from_widgets,
        )
        st.multiselect(
            "Type of report",
            _most_frequent_first(types, state.types),
            key=TYPES,
            format_func=lambda kind: f"{TYPE_NAMES[DocumentType(kind)]} ({types[kind]})",
            placeholder="All types",
            on_change=take_from_widgets,
        )
        _year_box(FIRST_YEAR, years, state.first_year)
        _year_box(LAST_YEAR, years, state.last_year)
        if state.narrowed:
            st.button("Clear all filters", on_click=go_to, args=(state.without_filters(),), icon=":material/close:")


def _year_box(key: str, years: Iterable[int], chosen: int | None) -> None:
    st.selectbox(
        "From year" if key == FIRST_YEAR else "To year",
        sorted({*years, *([chosen] if chosen else [])}, reverse=True),
        index=None,
        key=key,
        placeholder="Any year",
        on_change=take_from_widgets,
        help="By the date of the inspection, or of publication where a report gives no inspection date.",
    )


def years_of(documents: Iterable[DocumentCard]) -> list[int]:
    return sorted({day.year for card in documents if (day := document_date(card))})


def authorities_of(documents: Iterable[DocumentCard]) -> list[str]:
    """The authorities that these documents are about, by name."""
    return sorted({name for card in documents for name in card.authorities})


def _most_frequent_first(counts: Counter[Name], chosen: Iterable[Name]) -> list[Name]:
    return sorted({*counts, *chosen}, key=lambda name: (-counts[name], str(name)))
