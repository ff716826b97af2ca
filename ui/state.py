"""What the Ask page shows, as the address in the browser holds it: a link opens the same answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.document import DocumentType
from retriever.answer import Filters

MAX_QUESTION_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class AskState:
    """The question, what it is narrowed to, and how the evidence is listed.

    Years are inclusive. `disregard` are readings of the question that the visitor took back
    (see `retriever.answer.Filters`); they belong to this question and go with it.
    """

    question: str = ""
    authorities: tuple[str, ...] = ()
    types: tuple[DocumentType, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    disregard: tuple[str, ...] = ()
    one_list: bool = False

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

    def first(name: str) -> str:
        return next(iter(parameters.get(name, ())), "")

    known_types = {kind.value: kind for kind in DocumentType}
    return AskState(
        question=" ".join(first("q").split())[:MAX_QUESTION_LENGTH],
        authorities=tuple(dict.fromkeys(parameters.get("authority", ()))),
        types=tuple(dict.fromkeys(known_types[value] for value in parameters.get("type", ()) if value in known_types)),
        first_year=_year(first("from")),
        last_year=_year(first("to")),
        disregard=tuple(dict.fromkeys(parameters.get("without", ()))),
        one_list=first("view") == "list",
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
    }
    return {name: values for name, values in parameters.items() if values}


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2999 else None
