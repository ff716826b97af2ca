"""The list of documents: searched, filtered and sorted, all of it in the address."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Final

import streamlit as st

from indexer.document import DocumentType
from indexer.snapshot import DocumentCard
from retriever.health import CorpusHealth, Finding
from retriever.references import human_date, human_range
from retriever.scope import document_date
from ui.filters import authorities_of
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.wording import TYPE_NAMES, counted, listed

ROWS_A_PAGE: Final = 50
PART: Final = "part"
"""The widget, and the parameter of the address, that says which part of the page is shown."""

REPORTS: Final = "Reports"
"""The part that lists the documents."""

FINDING_NAMES: Final[Mapping[Finding, str]] = {
    Finding.PARTLY_READ: "Part of it could not be read",
    Finding.HIDDEN_WORDS: "Holds words that nobody sees",
    Finding.EMPTY_PAGES: "Pages without text",
    Finding.NO_AUTHORITY: "No authority",
    Finding.NO_DATE: "No date at all",
    Finding.NO_INSPECTION_DATE: "No inspection date",
    Finding.NO_JUDGEMENT: "No judgement found",
    Finding.COPY: "Another copy of a report",
    Finding.NO_PUBLICATION_DATE: "No publication date",
    Finding.NO_PARAGRAPH_NUMBERS: "No paragraph numbers",
}

ORDERS: Final[Mapping[str, Callable[[DocumentCard], tuple[object, ...]]]] = {
    "Newest first": lambda card: (-(document_date(card) or date.min).toordinal(), card.path),
    "Oldest first": lambda card: ((document_date(card) or date.max).toordinal(), card.path),
    "Authority": lambda card: (listed(card.authorities) if card.authorities else "\uffff", card.path),
    "Title": lambda card: (card.title.lower(), card.path),
    "File": lambda card: (card.path,),
    "Longest first": lambda card: (-card.page_count, card.path),
}


def show_list(shown: Sequence[DocumentCard], marks: Mapping[str, str]) -> None:
    """A page of these documents as a table; `marks` are notes on some, by path."""
    first = _first_row(len(shown))
    last = min(first + ROWS_A_PAGE, len(shown))
    if not shown:
        st.markdown("No document fits these filters.")
        return
    part = f"{first + 1} to {last} of " if last - first < len(shown) else ""
    st.markdown(safe(part + counted(len(shown), "document")))
    st.table(_columns(shown[first:last], marks), hide_index=True, border="horizontal")


def list_with_gap(finding: Finding) -> None:
    """Show the list with the documents of one gap alone; for callbacks."""
    st.session_state[PART] = REPORTS
    st.session_state["gap"] = finding
    for name in ("contains", "council", "kind", "sheet"):
        st.session_state.pop(name, None)
        st.query_params.pop(name, None)


def facts_of(card: DocumentCard) -> list[str]:
    """What is known of a document, for a line under its title."""
    on_site = human_range(card.inspected_from, card.inspected_to)
    facts = [TYPE_NAMES[card.type], listed(card.authorities) if card.authorities else "authority not stated"]
    facts += [f"inspected {on_site}"] if on_site else []
    facts += [f"published {human_date(card.published)}"] if card.published else []
    return [*facts, counted(card.page_count, "page"), counted(card.last_row - card.first_row, "passage"), card.path]


def choose(documents: Sequence[DocumentCard], health: Callable[[], CorpusHealth]) -> list[DocumentCard]:
    """The documents that the filters leave, in the order chosen. `health` is asked for where a filter needs it."""
    words_box, authority_box, type_box = st.columns([2, 2, 1.5])
    finding_box, order_box, _ = st.columns([2, 2, 1.5])
    words = words_box.text_input("Title or file contains", key="contains", bind="query-params").lower().split()
    authority = authority_box.selectbox(
        "Authority",
        authorities_of(documents),
        index=None,
        placeholder="All",
        key="council",
        bind="query-params",
    )
    kind = type_box.selectbox(
        "Type",
        sorted({card.type for card in documents}),
        index=None,
        placeholder="All",
        format_func=lambda value: TYPE_NAMES[DocumentType(value)],
        key="kind",
        bind="query-params",
    )
    finding = finding_box.selectbox(
        "With this gap",
        list(Finding),
        index=None,
        placeholder="Any",
        format_func=lambda value: FINDING_NAMES[Finding(value)],
        key="gap",
        bind="query-params",
    )
    order = order_box.selectbox("Order", list(ORDERS), key="order", bind="query-params")
    with_gap = {one.path for one in health().with_finding(Finding(finding))} if finding else set()
    left = [
        card
        for card in documents
        if all(word in f"{card.title} {card.path}".lower() for word in words)
        and (authority is None or authority in card.authorities)
        and (kind is None or card.type == kind)
        and (finding is None or card.path in with_gap)
    ]
    return sorted(left, key=ORDERS[order])


def _first_row(count: int) -> int:
    pages = -(-count // ROWS_A_PAGE)
    if pages <= 1:
        return 0
    return (st.pagination(pages, key="sheet", bind="query-params") - 1) * ROWS_A_PAGE


def _columns(cards: Sequence[DocumentCard], marks: Mapping[str, str]) -> dict[str, list[Markdown]]:
    return {
        "Report": [_name(card, marks.get(card.path)) for card in cards],
        "Type": [safe(TYPE_NAMES[card.type]) for card in cards],
        "Authority": [safe(listed(card.authorities) if card.authorities else "not stated") for card in cards],
        "Inspected": [safe(human_range(card.inspected_from, card.inspected_to) or "–") for card in cards],
        "Published": [safe(human_date(card.published) if card.published else "–") for card in cards],
        "Overall": [safe(_overall(card)) for card in cards],
        "Pages": [safe(f"{card.page_count:,}") for card in cards],
        "Passages": [safe(f"{card.last_row - card.first_row:,}") for card in cards],
    }


def _overall(card: DocumentCard) -> str:
    """The grade of overall effectiveness where the report gives one, else how much it judges."""
    for judgement in card.judgements:
        if "overall" in judgement.name.lower():
            return judgement.grade.capitalize()
    return counted(len(card.judgements), "judgement") if card.judgements else "–"


def _name(card: DocumentCard, mark: str | None) -> Markdown:
    """Title and file, and what is to be known about them."""
    notes = [f"A copy of {card.twin_of}, which is cited instead."] if card.twin_of else []
    notes += [mark] if mark else []
    lines = [
        compose("**{}**", safe(card.title)),
        *(quiet(safe(line)) for line in [PurePosixPath(card.path).name, *notes, *card.problems]),
    ]
    return joined("  \n", lines)
