"""What the Ask page shows, as the address in the browser holds it: a link opens the same answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from indexer.document import DocumentType
from retriever.answer import Filters
from ui.addresses import first_in, types_in, year_of
from ui.opened import NOTHING, Opened, opened_in, opened_to_address

MAX_QUESTION_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class AskState:
    """The question, what it is narrowed to, how the evidence is listed, and which of it is open beside the answer.

    Years are inclusive. `disregard` are readings of the question that the visitor took back
    (see `retriever.answer.Filters`); they belong to this question and go with it, and so does what is `opened`.
    """

    question: str = ""
    authorities: tuple[str, ...] = ()
    types: tuple[DocumentType, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    disregard: tuple[str, ...] = ()
    one_list: bool = False
    opened: Opened = NOTHING

    def filters(self) -> Filters:
        return Filters(
            authorities=self.authorities,
            types=self.types,
            since=date(self.first_year, 1, 1) if self.first_year else None,
            until=date(self.last_year, 12, 31) if self.last_year else None,
            disregard=self.disregard,
        )

    def without_filters(self) -> "AskState":
        return replace(self, authorities=(), types=(), first_year=None, last_year=None)

    @property
    def narrowed(self) -> bool:
        return self != self.without_filters()


def from_address(parameters: Mapping[str, Sequence[str]]) -> AskState:
    """The state that an address asks for; what it does not understand it leaves out."""
    first = partial(first_in, parameters)
    return AskState(
        question=" ".join(first("q").split())[:MAX_QUESTION_LENGTH],
        authorities=tuple(dict.fromkeys(parameters.get("authority", ()))),
        types=types_in(parameters),
        first_year=year_of(first("from")),
        last_year=year_of(first("to")),
        disregard=tuple(dict.fromkeys(parameters.get("without", ()))),
        one_list=first("view") == "list",
        opened=opened_in(parameters),
    )


def to_address(state: AskState) -> dict[str, list[str]]:
    """The parameters of the address; what is not set is not in it.

    >>> to_address(AskState(question="Who attends?", first_year=2019))
    {'q': ['Who attends?'], 'from': ['2019']}
    """
    parameters = {
        "q": [state.question] if state.question else [],
        "authority": list(state.authorities),
        "type": [kind.value for kind in state.types],
        "from": [str(state.first_year)] if state.first_year else [],
        "to": [str(state.last_year)] if state.last_year else [],
        "without": list(state.disregard),
        "view": ["list"] if state.one_list else [],
        **opened_to_address(state.opened),
    }
    return {name: values for name, values in parameters.items() if values}
