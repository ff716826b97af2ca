"""What the page Areas for improvement shows, as the address holds it, and the widgets that change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from indexer.document import DocumentType
from retriever.improvements import Order, Wanted
from ui.addresses import first_in, number_of, types_in, year_of
from ui.filters import parameters_of_address, put_into_widgets

MAX_WORDS_LENGTH: Final = 200

WORDS: Final = "register-words"
AUTHORITIES: Final = "register-authorities"
THEMES: Final = "register-themes"
TYPES: Final = "register-types"
FIRST_YEAR: Final = "register-first-year"
LAST_YEAR: Final = "register-last-year"
ORDER: Final = "register-order"


@dataclass(frozen=True, slots=True)
class RegisterState:
    """What the register is narrowed to, its order, which page of it (from 1), and which item is followed."""

    words: str = ""
    authorities: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    types: tuple[DocumentType, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    order: Order = Order.NEWEST
    page: int = 1
    item: str = ""

    def wanted(self) -> Wanted:
        return Wanted(
            authorities=self.authorities,
            types=self.types,
            themes=self.themes,
            since=date(self.first_year, 1, 1) if self.first_year else None,
            until=date(self.last_year, 12, 31) if self.last_year else None,
            words=self.words,
        )

    @property
    def narrowed(self) -> bool:
        return self.wanted() != Wanted()


def from_address(parameters: Mapping[str, Sequence[str]]) -> RegisterState:
    """The state that an address asks for; what it does not understand it leaves out."""
    first = partial(first_in, parameters)
    return RegisterState(
        words=" ".join(first("words").split())[:MAX_WORDS_LENGTH],
        authorities=tuple(dict.fromkeys(parameters.get("authority", ()))),
        themes=tuple(dict.fromkeys(parameters.get("theme", ()))),
        types=types_in(parameters),
        first_year=year_of(first("from")),
        last_year=year_of(first("to")),
        order=next((order for order in Order if order.value == first("order")), Order.NEWEST),
        page=number_of(first("page")) or 1,
        item=first("item"),
    )


def to_address(state: RegisterState) -> dict[str, list[str]]:
    """The parameters of the address; what is not set is not in it.

    >>> to_address(RegisterState(words="visits", themes=("Caseloads",)))
    {'words': ['visits'], 'theme': ['Caseloads']}
    """
    parameters = {
        "words": [state.words] if state.words else [],
        "authority": list(state.authorities),
        "theme": list(state.themes),
        "type": [kind.value for kind in state.types],
        "from": [str(state.first_year)] if state.first_year else [],
        "to": [str(state.last_year)] if state.last_year else [],
        "order": [state.order.value] if state.order is not Order.NEWEST else [],
        "page": [str(state.page)] if state.page > 1 else [],
        "item": [state.item] if state.item else [],
    }
    return {name: values for name, values in parameters.items() if values}


def current_state() -> RegisterState:
    """The state in the address, put into the widgets, so that the address and the screen never differ."""
    state = state_in_address()
    wanted: dict[str, object] = {
        WORDS: state.words,
        AUTHORITIES: list(state.authorities),
        THEMES: list(state.themes),
        TYPES: list(state.types),
        FIRST_YEAR: state.first_year,
        LAST_YEAR: state.last_year,
        ORDER: state.order,
    }
    put_into_widgets(wanted)
    return state


def state_in_address() -> RegisterState:
    return from_address(parameters_of_address())


def go_to(state: RegisterState) -> None:
    """Make this the state of the page and of its address; for callbacks."""
    st.query_params.from_dict(to_address(state))


def take_from_widgets() -> None:
    """The callback of every filter: what the widgets say becomes the state, and the list begins anew."""
    widgets = st.session_state
    go_to(
        RegisterState(
            words=" ".join(str(widgets[WORDS] or "").split())[:MAX_WORDS_LENGTH],
            authorities=tuple(widgets[AUTHORITIES]),
            themes=tuple(widgets[THEMES]),
            types=tuple(widgets[TYPES]),
            first_year=widgets[FIRST_YEAR],
            last_year=widgets[LAST_YEAR],
            order=Order(widgets[ORDER]),
        )
    )


def turn_page(key: str) -> None:
    """The callback of the list's pages, a widget of this key."""
    go_to(replace(state_in_address(), page=int(st.session_state[key] or 1), item=""))
