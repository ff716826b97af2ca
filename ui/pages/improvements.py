"""Areas for improvement: every item of every report, to be searched, sorted, counted, followed and exported."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from indexer.document import DocumentType
from indexer.snapshot import Snapshot
from retriever.exports import Export, register_export
from retriever.follow_through import FollowedItem, follow_item
from retriever.improvements import Improvement, Order, Register, by_theme_and_year, read_register, select
from retriever.later_reports import later_reports
from retriever.searcher import Searcher
from ui.evidence import quoted_with_reference
from ui.exporting import export_buttons
from ui.filters import leave
from ui.findings_view import capitalised, place_words, report_name
from ui.followed_view import MEANING, show_later, show_nearest
from ui.places import Places
from ui.register.chart import MOST_THEMES, table, themes_by_year
from ui.register.state import (
    AUTHORITIES,
    FIRST_YEAR,
    LAST_YEAR,
    ORDER,
    THEMES,
    TYPES,
    WORDS,
    RegisterState,
    current_state,
    go_to,
    take_from_widgets,
    turn_page,
)
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.troubles import build_warnings, no_documents
from ui.wording import TYPE_NAMES, counted

ITEMS_A_PAGE: Final = 20


def show(searcher: Searcher, places: Places) -> None:
    """The page, from the address down."""
    leave()
    snapshot = searcher.snapshot
    if not snapshot.documents:
        no_documents(places, len(snapshot.skipped))
        return
    st.set_page_config(page_title="Areas for improvement · Inspection reports", layout="wide")
    state = current_state()
    st.title("Areas for improvement", anchor=False)
    with st.spinner("Reading what the reports ask for …"):
        register = read_register(snapshot)
    if not register.items:
        st.markdown("No report in this collection lists areas for improvement or recommendations.")
        return
    _filters(register, state)
    found = select(register.items, state.wanted(), state.order)
    st.header(safe(_summary(found)), anchor=False)
    if found:
        _chart(found)
        _list(snapshot, found, state)
        _export(register, snapshot, found, state)
    else:
        st.markdown("No item fits. Take a word or a filter away.")
        st.button("Show every item", on_click=go_to, args=(RegisterState(),), icon=":material/close:")
    _receipt(register, snapshot)
    build_warnings(snapshot)


def _summary(found: Sequence[Improvement]) -> str:
    """How many items, of how many reports, on whom and when."""
    reports = len({item.document for item in found})
    authorities = len({name for item in found for name in item.evidence.authorities})
    years = sorted({item.day.year for item in found if item.day})
    span = f", {years[0]} to {years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
    return (
        f"{counted(len(found), 'item')} in {counted(reports, 'report')} "
        f"on {counted(authorities, 'authority', 'authorities')}{span}"
        if found
        else "No item"
    )


def _filters(register: Register, state: RegisterState) -> None:
    items = register.items
    authorities = Counter(name for item in items for name in item.evidence.authorities)
    themes = dict(register.themes)
    years = {item.day.year for item in items if item.day} | {y for y in (state.first_year, state.last_year) if y}
    words, order = st.columns([3, 1])
    words.text_input(
        "Words in the item",
        key=WORDS,
        placeholder="For example: health assessments",
        autocomplete="off",
        on_change=take_from_widgets,
    )
    order.selectbox("Order", list(Order), key=ORDER, format_func=capitalised, on_change=take_from_widgets)
    whose, what = st.columns(2)
    whose.multiselect(
        "Authority",
        sorted({*authorities, *state.authorities}),
        key=AUTHORITIES,
        format_func=lambda name: f"{name} ({authorities[name]})",
        placeholder="Every authority",
        on_change=take_from_widgets,
    )
    what.multiselect(
        "Theme",
        list(dict.fromkeys([*themes, *state.themes])),
        key=THEMES,
        format_func=lambda name: f"{name} ({themes.get(name, 0)})",
        placeholder="Every theme",
        on_change=take_from_widgets,
        help="Items that say alike are put together, and named by the words that mark them.",
    )
    with st.sidebar:
        _narrowing(Counter(item.evidence.type for item in items), years, state)
    if state.narrowed:
        st.button(
            "Clear all filters", on_click=go_to, args=(RegisterState(order=state.order),), icon=":material/close:"
        )


def _narrowing(types: Counter[DocumentType], years: Collection[int], state: RegisterState) -> None:
    """The kind and time of report, in the sidebar."""
    st.markdown("**Narrow the reports**")
    st.multiselect(
        "Type of report",
        sorted({*types, *state.types}),
        key=TYPES,
        format_func=lambda value: f"{TYPE_NAMES[DocumentType(value)]} ({types[value]})",
        placeholder="All types",
        on_change=take_from_widgets,
    )
    for key in (FIRST_YEAR, LAST_YEAR):
        st.selectbox(
            "From year" if key == FIRST_YEAR else "To year",
            sorted(years, reverse=True),
            index=None,
            key=key,
            placeholder="Any year",
            on_change=take_from_widgets,
        )


@st.fragment
def _chart(found: Sequence[Improvement]) -> None:
    """Themes by year, drawn and as a table; made when it is opened, so that the items come first."""
    counts = by_theme_and_year(found)
    if not counts:
        return
    opened = st.expander("Themes by year", icon=":material/bar_chart:", key="register-chart", on_change="rerun")
    if not opened.open:
        return
    with opened:
        chart = themes_by_year(counts, dark=st.context.theme.type == "dark")
        st.vega_lite_chart(chart, width="stretch", alt="How many items each theme has in each year")
        if len(counts) > MOST_THEMES:
            st.markdown(quiet(safe(f"The {MOST_THEMES} themes with most items; the table below holds all.")))
        st.markdown("The same as a table:")
        st.table(table(counts), hide_index=True, border="horizontal")


def _list(snapshot: Snapshot, found: Sequence[Improvement], state: RegisterState) -> None:
    pages = -(-len(found) // ITEMS_A_PAGE)
    chosen = next((place for place, item in enumerate(found) if item.key == state.item), None)
    page = min(state.page, pages) if chosen is None else chosen // ITEMS_A_PAGE + 1
    first = (page - 1) * ITEMS_A_PAGE
    shown = found[first : first + ITEMS_A_PAGE]
    if pages > 1:
        st.markdown(quiet(safe(f"{first + 1:,} to {first + len(shown):,} of {counted(len(found), 'item')}")))
    for number, item in enumerate(shown):
        _item(snapshot, item, state, number)
    if pages > 1:
        key = f"register-page-{page}-of-{pages}"
        st.pagination(pages, default=page, key=key, on_change=turn_page, args=(key,))


def _item(snapshot: Snapshot, item: Improvement, state: RegisterState, number: int) -> None:
    """One item: its words, whose and when, its theme; to be opened, copied, and followed."""
    followed = state.item == item.key
    with st.container(border=True):
        st.markdown(_quoted(item))
        about = [capitalised(item.kind.value), item.framework.value, f"theme: {item.theme}"]
        about += [f"asked of {item.asked_of}"] if item.asked_of else []
        st.markdown(
            joined(
                "  \n", [quiet(safe(place_words(item.evidence))), quiet(joined(" · ", [safe(one) for one in about]))]
            )
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if followed or later_reports(snapshot, item.document):
                st.button(
                    "Close what the next reports say" if followed else "What the next reports say",
                    key=f"register-follow-{number}",
                    icon=":material/expand_less:" if followed else ":material/arrow_forward:",
                    on_click=go_to,
                    args=(replace(state, item="" if followed else item.key),),
                )
            else:
                st.markdown(quiet(compose("No later report here yet")), width="content")
            with st.popover("Copy with reference", type="tertiary", icon=":material/content_copy:"):
                st.code(quoted_with_reference(item.evidence), language=None, wrap_lines=True)
        if followed:
            _followed(snapshot, follow_item(snapshot, item))


def _quoted(item: Improvement) -> Markdown:
    """The item in quotation marks, with the line that leads in to it."""
    words = compose("**“{}”**", safe(item.evidence.text)) if item.lead_in else safe(f"“{item.evidence.text}”")
    return compose("{}  \n{}", safe(f"“{item.lead_in}”"), words) if item.lead_in else words


def _followed(snapshot: Snapshot, followed: FollowedItem) -> None:
    if not followed.later:
        st.markdown("This collection holds no later report on the same services of this authority.")
        return
    st.markdown(compose("In the reports up to the next full inspection: **{}**.", safe(MEANING[followed.outcome])))
    for later in followed.later:
        if later.echoes:
            show_later(snapshot, later)
        else:
            name = report_name(snapshot.documents[later.document])
            st.markdown(compose("{}: nothing found.", name))
    show_nearest(followed)
    st.markdown(
        quiet(safe("Read from the nearest passages: “mentioned” and “perhaps” leave the judgement to the reader."))
    )


def _export(register: Register, snapshot: Snapshot, found: Sequence[Improvement], state: RegisterState) -> None:
    st.header("Take it with you", anchor=False)
    make = partial(_made, register, found, state)
    export_buttons(make, snapshot, title="Areas for improvement", key="register")


def _made(register: Register, found: Sequence[Improvement], state: RegisterState, day: date) -> Export:
    return register_export(
        found, build=register.build, made=day, about=state.wanted().in_words(), dropped=register.dropped
    )


def _receipt(register: Register, snapshot: Snapshot) -> None:
    """Reports without items, what failed the check, and the build."""
    if register.lacking:
        count = len(register.lacking)
        with st.expander(safe(f"{counted(count, 'report')} without an item")):
            st.table(
                {
                    "Report": [report_name(snapshot.documents[one.document]) for one in register.lacking],
                    "Why": [safe(one.reason) for one in register.lacking],
                },
                hide_index=True,
                border="horizontal",
            )
    if register.dropped:
        st.warning(safe(f"{counted(register.dropped, 'item')} left out: not word for word on the page."))
    st.markdown(quiet(compose("Index build {}.", safe(register.build))))
