"""What a search was narrowed to, shown so that a wrong reading of the question is seen and can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import streamlit as st

from retriever.answer import Understood
from retriever.references import human_date
from ui.filters import go_to
from ui.safe import safe
from ui.state import AskState
from ui.wording import TYPE_NAMES

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a search was narrowed to, or was kept from; `undone` is the page without that."""

    words: str
    undone: AskState


def readings(understood: Understood, state: AskState) -> list[Reading]:
    """All that narrows the search: the filters set by hand, then what the question's own words say."""
    return [*_chosen(state), *_said(understood, state)]


def _chosen(state: AskState) -> list[Reading]:
    found = [Reading(name, replace(state, authorities=_others(state.authorities, name))) for name in state.authorities]
    found += [Reading(TYPE_NAMES[kind], replace(state, types=_others(state.types, kind))) for kind in state.types]
    found += [Reading(f"from {state.first_year}", replace(state, first_year=None))] if state.first_year else []
    found += [Reading(f"to {state.last_year}", replace(state, last_year=None))] if state.last_year else []
    return found


def _said(understood: Understood, state: AskState) -> list[Reading]:
    chosen = state.filters()
    said: list[tuple[str, tuple[str, ...]]] = []
    said += _authorities(understood) if not chosen.authorities else []
    said += [(f"{name} (no report)", (name,)) for name in understood.unknown_authorities if not chosen.authorities]
    said += [(TYPE_NAMES[kind], (kind.value,)) for kind in understood.types if not chosen.types]
    said += [("latest report only", ("latest",))] if understood.latest else []
    said += _times(None if chosen.since else understood.since, None if chosen.until else understood.until)
    said += [(f"{short} = {long}", (short,)) for short, long in sorted(understood.expansions.items())]
    return [Reading(words, replace(state, disregard=(*state.disregard, *tokens))) for words, tokens in said]


def _authorities(understood: Understood) -> list[tuple[str, tuple[str, ...]]]:
    """Each authority by itself, those that an area was named for together."""
    if understood.area:
        area = understood.area[0].upper() + understood.area[1:]
        return [(f"{area} ({len(understood.authorities)} authorities)", (understood.area,))]
    return [(name, (name,)) for name in understood.authorities]


def _times(since: date | None, until: date | None) -> list[tuple[str, tuple[str, ...]]]:
    """The time that was understood, a whole year as one."""
    if since and until and since == date(until.year, 1, 1) and until == date(since.year, 12, 31):
        return [(f"in {since.year}", ("since", "until"))]
    named = ((since, "from", "since"), (until, "to", "until"))
    return [(f"{word} {human_date(day)}", (token,)) for day, word, token in named if day]


def _others(items: Iterable[Item], item: Item) -> tuple[Item, ...]:
    return tuple(one for one in items if one != item)


def show_readings(understood: Understood, state: AskState) -> None:
    """A row of what was understood, each with a button that takes it back; and what was taken back, to restore.

    The buttons are numbered through, so that who goes by keyboard still stands on a button when theirs changed sides.
    """
    found = readings(understood, state)
    if not found and not state.disregard:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="understood"):
        if found:
            st.markdown(":small[Understood as]")
        for number, reading in enumerate(found):
            _button(reading, key=f"reading-{number}", icon=":material/close:", action="Take this back")
        for number, token in enumerate(state.disregard, len(found)):
            reading = Reading(f"Put back: {spoken(token)}", replace(state, disregard=_others(state.disregard, token)))
            _button(reading, key=f"reading-{number}", icon=":material/undo:", action="Use this again")


def _button(reading: Reading, *, key: str, icon: str, action: str) -> None:
    st.button(
        safe(reading.words),
        key=key,
        icon=icon,
        icon_position="right",
        help=safe(action),
        on_click=go_to,
        args=(reading.undone,),
    )


def spoken(token: str) -> str:
    """A reading that was taken back, in words."""
    types = {kind.value: name for kind, name in TYPE_NAMES.items()}
    times = {"since": "from a date", "until": "to a date", "latest": "latest report only"}
    return types.get(token) or times.get(token) or token
