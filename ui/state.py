"""What the Ask page shows, as the address in the browser holds it: a link opens the same answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from indexer.document import DocumentType
from retriever.answer import Filters

MAX_QUESTION_LENGTH = 1000
ZOOMS = (100, 150, 200)
"""The sizes of a page's picture, in per cent."""


@dataclass(frozen=True, slots=True)
class AskState:
    """The question, what it is narrowed to, how the evidence is listed, and which of it is open beside the answer.

    Years are inclusive. `disregard` are readings of the question that the visitor took back
    (see `retriever.answer.Filters`); they belong to this question and go with it, and so do `citation`, the number
    of the passage that is open, and `page`, the page of its document that is looked at (None: its own first one).
    """

    question: str = ""
    authorities: tuple[str, ...] = ()
    types: tuple[DocumentType, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    disregard: tuple[str, ...] = ()
    one_list: bool = False
    citation: int | None = None
    page: int | None = None
    as_text: bool = False
    whole_page: bool = False
    zoom: int = ZOOMS[0]

    def filters(self) -> Filters:
        return Filters(
            authorities=self.authorities,
            types=self.types,
            since=date(self.first_year, 1, 1) if self.first_year else None,
            until=date(self.last_year, 12, 31) if self.last_year else None,
            disregard=self.disregard,
        )

    def opened(self, citation: int) -> "AskState":
        """The same with this passage open, at its own page."""
        return replace(self, citation=citation, page=None)

    @property
    def as_picture(self) -> bool:
        """Whether the page's picture is wanted: of a passage that somebody opened, unless they want its words."""
        return self.citation is not None and not self.as_text

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
        citation=number_of(first("cite")),
        page=number_of(first("page")),
        as_text=first("as") == "text",
        whole_page=first("show") == "page",
        zoom=next((zoom for zoom in ZOOMS if first("zoom") == str(zoom)), ZOOMS[0]),
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
        "cite": [str(state.citation)] if state.citation else [],
        "page": [str(state.page)] if state.page else [],
        "as": ["text"] if state.as_text else [],
        "show": ["page"] if state.whole_page else [],
        "zoom": [str(state.zoom)] if state.zoom != ZOOMS[0] else [],
    }
    return {name: values for name, values in parameters.items() if values}


def first_in(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of this name; empty where there is none."""
    return next(iter(parameters.get(name, ())), "")


def types_in(parameters: Mapping[str, Sequence[str]]) -> tuple[DocumentType, ...]:
    known = {kind.value: kind for kind in DocumentType}
    return tuple(dict.fromkeys(known[value] for value in parameters.get("type", ()) if value in known))


def number_of(text: str) -> int | None:
    """A number from 1 on, of at most five digits: what an address holds may be of any length."""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else None


def year_of(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2999 else None
