"""A searcher for everybody: who asks it waits for a turn. Loaded without Streamlit, so beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from retriever.answer import Answer, Filters
from retriever.searcher import Look, Searcher
from retriever.survey import Survey
from ui.safe import compose, safe
from ui.waiting import waiting_room
from ui.wording import counted

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

NO_FILTERS: Final = Filters()

_ROOM: Final = waiting_room()


class SharedSearcher(Searcher):
    """A searcher that many ask at once: each question waits its turn. Its methods raise BusyError."""

    def ask(self, question: str, filters: Filters = NO_FILTERS, *, top_k: int = 10) -> Answer:
        with in_turn():
            return super().ask(question, filters, top_k=top_k)

    def look(self, question: str, filters: Filters = NO_FILTERS) -> Look:
        with in_turn():
            return super().look(question, filters)

    def survey(self, question: str, filters: Filters = NO_FILTERS) -> Survey:
        with in_turn():
            return super().survey(question, filters)


@contextmanager
def in_turn() -> Iterator[None]:
    """One's turn to search, or to have a page made; the page says how many are before. Raises BusyError."""
    places: list[DeltaGenerator] = []

    def show(before: int) -> None:
        import streamlit as st

        if not places:
            places.append(st.empty())
        places[0].info(compose("Busy: {} before yours. It will be answered; please wait.", safe(_questions(before))))

    with _ROOM.turn(show):
        for place in places:
            place.empty()
        yield


def _questions(count: int) -> str:
    return f"{counted(count, 'question')} {'is' if count == 1 else 'are'}"
