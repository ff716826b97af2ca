"""Documents: what is indexed, and what is not and why."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Final

import streamlit as st

from indexer.document import DocumentType
from indexer.snapshot import DocumentCard, Skipped
from retriever.references import human_date, human_range
from retriever.searcher import Searcher
from ui.filters import leave
from ui.opening import changes_since
from ui.places import Places
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.troubles import behind_notice, build_warnings, no_documents
from ui.wording import TYPE_NAMES, counted, listed

ROWS_A_PAGE: Final = 50

ORDERS: Final[Mapping[str, Callable[[DocumentCard], tuple[object, ...]]]] = {
    "Newest first": lambda card: (-(_day(card) or date.min).toordinal(), card.path),
    "Oldest first": lambda card: ((_day(card) or date.max).toordinal(), card.path),
    "Authority": lambda card: (listed(card.authorities) if card.authorities else "\uffff", card.path),
    "Title": lambda card: (card.title.lower(), card.path),
    "File": lambda card: (card.path,),
}


def show(searcher: Searcher, places: Places) -> None:
    """The page: files that could not be read first, then the documents."""
    leave()
    st.set_page_config(page_title="Documents · Inspection reports", layout="wide")
    snapshot = searcher.snapshot
    if snapshot.documents:
        st.title("Documents", anchor=False)
        st.markdown(
            compose(
                "**{}** in {}; {}.",
                safe(counted(len(snapshot.documents), "document")),
                safe(counted(snapshot.passage_count, "passage")),
                safe(_unread(snapshot.skipped)),
            )
        )
    else:
        no_documents(places, len(snapshot.skipped))
    build_warnings(snapshot)
    behind_notice(changes_since(snapshot, places), places)
    if snapshot.skipped:
        _not_indexed(snapshot.skipped)
    if snapshot.documents:
        _indexed(snapshot.documents)
        st.markdown(
            quiet(compose("Index build {}, made {}.", safe(snapshot.build), safe(human_date(snapshot.made.date()))))
        )


def _unread(skipped: Sequence[Skipped]) -> str:
    return f"{counted(len(skipped), 'file')} could not be read" if skipped else "every file could be read"


def _not_indexed(skipped: Sequence[Skipped]) -> None:
    st.header("Not indexed", anchor=False)
    st.markdown("No answer draws on these files. Mend or replace a file, then build the index again.")
    st.table(
        {
            "File": [safe(one.document) for one in skipped],
            "Why, and what to do": [safe(one.reason) for one in skipped],
        },
        hide_index=True,
    )


def _indexed(documents: Sequence[DocumentCard]) -> None:
    st.header("Indexed", anchor=False)
    shown = _chosen(documents)
    first = _first_row(len(shown))
    st.markdown(
        safe(f"{first + 1} to {min(first + ROWS_A_PAGE, len(shown))} of {counted(len(shown), 'document')}")
        if shown
        else "No document fits these filters."
    )
    if shown:
        st.table(_columns(shown[first : first + ROWS_A_PAGE]), hide_index=True, border="horizontal")
        _one_document(shown)


def _chosen(documents: Sequence[DocumentCard]) -> list[DocumentCard]:
    """The documents that the filters over the table leave, in the order chosen there."""
    words_box, authority_box, type_box, order_box = st.columns([2, 2, 1.5, 1.5])
    words = words_box.text_input("Title or file contains", key="documents-words").lower().split()
    authority = authority_box.selectbox(
        "Authority",
        sorted({name for card in documents for name in card.authorities}),
        index=None,
        placeholder="All",
        key="documents-authority",
    )
    kind = type_box.selectbox(
        "Type",
        sorted({card.type for card in documents}),
        index=None,
        placeholder="All",
        format_func=lambda value: TYPE_NAMES[DocumentType(value)],
        key="documents-type",
    )
    order = order_box.selectbox("Order", list(ORDERS), key="documents-order")
    left = [
        card
        for card in documents
        if all(word in f"{card.title} {card.path}".lower() for word in words)
        and (authority is None or authority in card.authorities)
        and (kind is None or card.type == kind)
    ]
    return sorted(left, key=ORDERS[order])


def _first_row(count: int) -> int:
    pages = -(-count // ROWS_A_PAGE)
    if pages <= 1:
        return 0
    return (st.pagination(pages, key="documents-page") - 1) * ROWS_A_PAGE


def _columns(cards: Sequence[DocumentCard]) -> dict[str, list[Markdown]]:
    return {
        "Report": [_name(card) for card in cards],
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


def _name(card: DocumentCard) -> Markdown:
    """Title and file, and what is to be known about them."""
    notes = [f"A copy of {card.twin_of}, which is cited instead."] if card.twin_of else []
    lines = [
        compose("**{}**", safe(card.title)),
        *(quiet(safe(line)) for line in [PurePosixPath(card.path).name, *notes, *card.problems]),
    ]
    return joined("  \n", lines)


def _one_document(cards: Sequence[DocumentCard]) -> None:
    """Everything known of one document, chosen by its name."""
    st.header("One document", anchor=False)
    names = {card.path: f"{card.title} ({PurePosixPath(card.path).name})" for card in cards}
    path = st.selectbox(
        "Document",
        list(names),
        index=None,
        format_func=lambda key: names[key],
        placeholder="Choose a document to see its judgements",
        key="documents-one",
    )
    card = next((card for card in cards if card.path == path), None)
    if card is None:
        return
    st.subheader(safe(card.title), anchor=False)
    st.markdown(quiet(joined(" · ", [safe(fact) for fact in _facts(card)])))
    if card.judgements:
        st.table(
            {
                "Judgement": [safe(judgement.name) for judgement in card.judgements],
                "Grade": [safe(judgement.grade.capitalize()) for judgement in card.judgements],
            },
            hide_index=True,
        )
    else:
        st.markdown("This document has no table of judgements.")


def _facts(card: DocumentCard) -> list[str]:
    on_site = human_range(card.inspected_from, card.inspected_to)
    facts = [TYPE_NAMES[card.type], listed(card.authorities) if card.authorities else "authority not stated"]
    facts += [f"inspected {on_site}"] if on_site else []
    facts += [f"published {human_date(card.published)}"] if card.published else []
    return [*facts, counted(card.page_count, "page"), counted(card.last_row - card.first_row, "passage"), card.path]


def _day(card: DocumentCard) -> date | None:
    return card.inspected_to or card.inspected_from or card.published
