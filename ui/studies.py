"""What the pages Compare and Over time show, as the address holds it, and the widgets that change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import streamlit as st

from indexer.document import DocumentType
from indexer.snapshot import DocumentCard
from retriever.answer import Filters
from ui.addresses import first_in, number_of
from ui.filters import parameters_of_address, put_into_widgets, years_of
from ui.opened import NOTHING, Opened, opened_in, opened_to_address
from ui.state import MAX_QUESTION_LENGTH, AskState
from ui.state import from_address as ask_from_address
from ui.state import to_address as ask_to_address
from ui.wording import TYPE_NAMES

MAX_GROUP_LENGTH: Final = 200
PAGE_LOOKED_AT: Final = "sheet"
"""What an address calls the page of a report that is looked at; `page` is that of the list."""

OVER_TIME: Final = "over-time"
"""The page that looks at one authority alone."""


@dataclass(frozen=True, slots=True)
class StudyState:
    """A theme, whose reports it is held against, and what is opened.

    `group` names a group of neighbours; its authorities count beside those chosen. `page` counts from 1;
    `follow` opens what became of each area for improvement; `opened` is the quotation that is open beside the others.
    """

    question: str = ""
    authorities: tuple[str, ...] = ()
    group: str = ""
    types: tuple[DocumentType, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    page: int = 1
    follow: bool = False
    opened: Opened = NOTHING

    @classmethod
    def of(cls, asked: AskState) -> "StudyState":
        """The same question, narrowed alike, as it comes from the Ask page."""
        return cls(
            question=asked.question,
            authorities=asked.authorities,
            types=asked.types,
            first_year=asked.first_year,
            last_year=asked.last_year,
        )

    def filters(self) -> Filters:
        """The kind and time of report; authorities are asked for apart."""
        return replace(self.as_asked().filters(), authorities=())

    def as_asked(self) -> AskState:
        """The same as the Ask page holds it."""
        return AskState(
            question=self.question,
            authorities=self.authorities,
            types=self.types,
            first_year=self.first_year,
            last_year=self.last_year,
        )


def from_address(parameters: Mapping[str, Sequence[str]]) -> StudyState:
    """The state that an address asks for; what it does not understand it leaves out."""
    first = partial(first_in, parameters)
    asked = ask_from_address(parameters)
    return StudyState(
        question=asked.question,
        authorities=asked.authorities,
        group=" ".join(first("group").split())[:MAX_GROUP_LENGTH],
        types=asked.types,
        first_year=asked.first_year,
        last_year=asked.last_year,
        page=number_of(first("page")) or 1,
        follow=first("follow") == "yes",
        opened=opened_in(parameters, PAGE_LOOKED_AT),
    )


def to_address(state: StudyState) -> dict[str, list[str]]:
    """The parameters of the address; what is not set is not in it.

    >>> to_address(StudyState(question="caseloads", group="Neighbours"))
    {'q': ['caseloads'], 'group': ['Neighbours']}
    """
    parameters = {
        **ask_to_address(state.as_asked()),
        "group": [state.group] if state.group else [],
        "page": [str(state.page)] if state.page > 1 else [],
        "follow": ["yes"] if state.follow else [],
        **opened_to_address(state.opened, PAGE_LOOKED_AT),
    }
    return {name: values for name, values in parameters.items() if values}


def current_state(page: str) -> StudyState:
    """The state in the address, put into the widgets of this page, whose keys begin with its name.

    Back from another page, whose address holds nothing of this one, the last state is taken up again.
    """
    last: dict[str, StudyState] = st.session_state.setdefault("studies", {})
    # Streamlit forgets the widgets of a page that is left: where they are missing, the visitor comes from another one.
    if f"{page}-question" not in st.session_state and not st.query_params and page in last:
        go_to(last[page])
    state = last[page] = state_in_address()
    wanted: dict[str, object] = {
        "question": state.question,
        "authorities": list(state.authorities),
        "authority": next(iter(state.authorities), None),
        "group": state.group or None,
        "types": list(state.types),
        "first-year": state.first_year,
        "last-year": state.last_year,
        "follow": state.follow,
    }
    put_into_widgets({f"{page}-{name}": value for name, value in wanted.items()})
    return state


def state_in_address() -> StudyState:
    return from_address(parameters_of_address())


def go_to(state: StudyState) -> None:
    """Make this the state of the page and of its address; for callbacks."""
    st.query_params.from_dict(to_address(state))


def go_beside(state: StudyState, opened: Opened) -> None:
    """The same with this open beside what was found; for callbacks."""
    go_to(replace(state, opened=opened))


def take_from_widgets(page: str) -> None:
    """The callback of every widget: what they say becomes the state, and the list begins anew."""
    before = state_in_address()
    widgets = {
        name: st.session_state.get(f"{page}-{name}") for name in ("authority", "group", "first-year", "last-year")
    }
    chosen = st.session_state.get(f"{page}-authorities", before.authorities)
    single = (widgets["authority"],) if widgets["authority"] else ()
    go_to(
        StudyState(
            question=" ".join(str(st.session_state.get(f"{page}-question") or "").split())[:MAX_QUESTION_LENGTH],
            authorities=single if page == OVER_TIME else tuple(chosen),
            group=widgets["group"] or "",
            types=tuple(st.session_state.get(f"{page}-types", before.types)),
            first_year=widgets["first-year"],
            last_year=widgets["last-year"],
            follow=bool(st.session_state.get(f"{page}-follow", before.follow)),
        )
    )


def turn_page(key: str) -> None:
    """The callback of the list's pages, a widget of this key."""
    go_to(replace(state_in_address(), page=int(st.session_state[key] or 1)))


def theme_box(page: str) -> None:
    """The theme, with a button for those who look for one."""
    box, beside = st.columns([5, 1], vertical_alignment="bottom")
    box.text_input(
        "Theme or question",
        key=f"{page}-question",
        placeholder="For example: return home interviews",
        autocomplete="off",
        on_change=take_from_widgets,
        args=(page,),
    )
    beside.button("Show", key=f"{page}-show", type="primary", width="stretch", on_click=take_from_widgets, args=(page,))


def narrowing(page: str, documents: Sequence[DocumentCard], state: StudyState) -> None:
    """The kind and time of report, in the sidebar."""
    types = sorted({*(card.type for card in documents), *state.types})
    years = sorted(
        {*years_of(documents), *(year for year in (state.first_year, state.last_year) if year)}, reverse=True
    )
    with st.sidebar:
        st.markdown("**Narrow the reports**")
        st.multiselect(
            "Type of report",
            types,
            key=f"{page}-types",
            format_func=lambda kind: TYPE_NAMES[DocumentType(kind)],
            placeholder="All types",
            on_change=take_from_widgets,
            args=(page,),
        )
        for name in ("first-year", "last-year"):
            st.selectbox(
                "From year" if name == "first-year" else "To year",
                years,
                index=None,
                key=f"{page}-{name}",
                placeholder="Any year",
                on_change=take_from_widgets,
                args=(page,),
            )
