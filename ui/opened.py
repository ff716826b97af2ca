"""What is open beside an answer or a finding, as the address holds it, and the buttons that open it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import streamlit as st

from retriever.answer import CitedPassage
from ui.addresses import first_in, number_of
from ui.evidence import quoted_with_reference
from ui.safe import Markdown

ZOOMS: Final = (100, 150, 200)
"""The sizes of a page's picture, in per cent."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The passage that is open, by its number, and how it is looked at.

    `page` is the page of its document that is looked at (None: its own first one).
    """

    citation: int | None = None
    page: int | None = None
    as_text: bool = False
    whole_page: bool = False
    zoom: int = ZOOMS[0]

    def at(self, citation: int) -> "Opened":
        """The same with this passage open, at its own page."""
        return replace(self, citation=citation, page=None)

    def closed(self) -> "Opened":
        """The same with nothing open: the next one is looked at in the same way."""
        return replace(self, citation=None, page=None)

    @property
    def as_picture(self) -> bool:
        """Whether the page's picture is wanted: of a passage that somebody opened, unless they want its words."""
        return self.citation is not None and not self.as_text


NOTHING: Final = Opened()

Go = Callable[[Opened], None]
"""Makes what is opened the state of a page and of its address."""


def opened_in(parameters: Mapping[str, Sequence[str]], page: str = "page") -> Opened:
    """What an address opens; `page` is its name for the page that is looked at."""
    first = partial(first_in, parameters)
    return Opened(
        citation=number_of(first("cite")),
        page=number_of(first(page)),
        as_text=first("as") == "text",
        whole_page=first("show") == "page",
        zoom=next((zoom for zoom in ZOOMS if first("zoom") == str(zoom)), ZOOMS[0]),
    )


def opened_to_address(opened: Opened, page: str = "page") -> dict[str, list[str]]:
    """The parameters of the address, empty for what is not set.

    >>> {name: values for name, values in opened_to_address(Opened(citation=2, as_text=True)).items() if values}
    {'cite': ['2'], 'as': ['text']}
    """
    return {
        "cite": [str(opened.citation)] if opened.citation else [],
        page: [str(opened.page)] if opened.page else [],
        "as": ["text"] if opened.as_text else [],
        "show": ["page"] if opened.whole_page else [],
        "zoom": [str(opened.zoom)] if opened.zoom != ZOOMS[0] else [],
    }


def evidence_actions(
    passage: CitedPassage, label: Markdown, opened: Opened, go: Go, *, key: str, quotes: Sequence[str] = ()
) -> None:
    """The button that opens a passage in its report, beside what is read, and the quotation to copy."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"actions-{key}"):
        st.button(
            label,
            key=f"open-{key}",
            type="tertiary",
            help="Show it in its report",
            on_click=go,
            args=(opened.at(passage.citation),),
        )
        if opened.citation == passage.citation:
            st.markdown(":small[[To the evidence](#evidence)]", width="content")
        with st.popover("Copy with reference", type="tertiary", icon=":material/content_copy:"):
            st.code(quoted_with_reference(passage, quotes), language=None, wrap_lines=True)
