"""What the question was taken to ask for, shown so that a wrong reading is seen and can be taken back."""

from dataclasses import dataclass, replace

import streamlit as st

from retriever.answer import Understood
from ui.dates import written
from ui.filters import go_to
from ui.safe import compose, safe
from ui.state import AskState
from ui.wording import TYPE_NAMES, listed


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a search was narrowed to. `without` is the page without it; None where the question says it."""

    words: str
    without: AskState | None


def readings(understood: Understood, state: AskState) -> list[Reading]:
    """All that narrows the search: the filters set by hand, then what the question's own words say."""
    found = [
        Reading(name, replace(state, authorities=tuple(one for one in state.authorities if one != name)))
        for name in state.authorities
    ]
    found += [
        Reading(TYPE_NAMES[kind], replace(state, types=tuple(one for one in state.types if one != kind)))
        for kind in state.types
    ]
    if state.first_year:
        found.append(Reading(f"from {state.first_year}", replace(state, first_year=None)))
    if state.last_year:
        found.append(Reading(f"to {state.last_year}", replace(state, last_year=None)))
    found += [Reading(name, None) for name in understood.authorities if name not in state.authorities]
    found += [Reading(TYPE_NAMES[kind], None) for kind in understood.types if kind not in state.types]
    found += [Reading("latest report only", None)] if understood.latest else []
    found += [Reading(words, None) for words in _period(understood, state)]
    found += [Reading(f"{asked} = {meant}", None) for asked, meant in sorted(understood.expansions.items())]
    return found


def _period(understood: Understood, state: AskState) -> list[str]:
    filters = state.filters()
    return [
        f"{word} {written(day)}"
        for word, day, chosen in (
            ("from", understood.since, filters.since),
            ("to", understood.until, filters.until),
        )
        if day and day != chosen
    ]


def show_readings(understood: Understood, state: AskState) -> None:
    """A row of what was understood; what was set by hand has a button that takes it back."""
    found = readings(understood, state)
    if found:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(":small[Understood as:]")
            for number, reading in enumerate(found):
                if reading.without is None:
                    st.badge(safe(reading.words), color="gray")
                else:
                    st.button(
                        safe(reading.words),
                        key=f"reading-{number}",
                        icon=":material/close:",
                        icon_position="right",
                        help="Remove this filter",
                        on_click=go_to,
                        args=(reading.without,),
                    )
    if understood.unknown_authorities:
        st.markdown(compose("No document is about {}.", safe(listed(understood.unknown_authorities))))
