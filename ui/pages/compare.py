"""Compare: one theme held against every report, or against those of chosen authorities side by side."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from indexer.snapshot import Snapshot
from retriever.comparison import ComparedAuthority, Comparison, compare
from retriever.comparison import in_words as comparison_in_words
from retriever.errors import QuestionError
from retriever.exports import Export, comparison_export, survey_export
from retriever.neighbours import Groups, read_groups
from retriever.searcher import Searcher
from retriever.survey import Bucket, Survey, counts_in_words, in_words, unread_files, unread_in_words
from ui.exporting import export_buttons
from ui.filters import authorities_of, leave
from ui.findings_view import (
    PLAINNESS,
    beside,
    capitalised,
    cell_with_chip,
    report_name,
    show_finding,
    show_passage,
    show_silent,
    show_unread,
)
from ui.opened import NOTHING
from ui.opening import kept_for_visitor
from ui.places import Places
from ui.safe import Markdown, compose, quiet, safe
from ui.studies import (
    StudyState,
    current_state,
    go_beside,
    narrowing,
    take_from_widgets,
    theme_box,
    turn_page,
)
from ui.troubles import build_warnings, no_documents
from ui.wording import counted

PAGE: Final = "compare"
REPORTS_A_PAGE: Final = 20


def show(searcher: Searcher, places: Places) -> None:
    """The page, from the address down."""
    leave()
    snapshot = searcher.snapshot
    if not snapshot.documents:
        no_documents(places, len(snapshot.skipped))
        return
    state = current_state(PAGE)
    st.set_page_config(page_title=f"{state.question or 'Compare'} · Compare · Inspection reports", layout="wide")
    groups = read_groups(places.neighbours)
    narrowing(PAGE, snapshot.documents, state)
    st.title("Compare", anchor=False)
    theme_box(PAGE)
    _whom(searcher, groups, state)
    if not state.question:
        _first_screen(groups, places)
    else:
        _results(searcher, groups, state, places)
    build_warnings(snapshot)


def _whom(searcher: Searcher, groups: Groups, state: StudyState) -> None:
    many, one = st.columns([3, 2])
    many.multiselect(
        "Authorities",
        sorted({*authorities_of(searcher.snapshot.documents), *state.authorities}),
        key=f"{PAGE}-authorities",
        placeholder="Every authority",
        on_change=take_from_widgets,
        args=(PAGE,),
    )
    one.selectbox(
        "Group of neighbours",
        [*groups.groups, *([state.group] if state.group and state.group not in groups.groups else [])],
        index=None,
        key=f"{PAGE}-group",
        placeholder="No group" if groups.groups else "No groups yet",
        on_change=take_from_widgets,
        args=(PAGE,),
    )
    for trouble in groups.troubles:
        st.markdown(quiet(safe(trouble)))
    if state.group and state.group not in groups.groups:
        st.markdown(compose("There is no group {} in the file of neighbours.", safe(f"“{state.group}”")))


def _first_screen(groups: Groups, places: Places) -> None:
    st.markdown(
        "Name a theme. Every report is looked at: which say something on it, which do not, and which could not be "
        "read. Choose authorities, or a group of them, to see the best quotation of each side by side."
    )
    if not groups.groups:
        st.markdown(
            compose(
                "Groups of neighbours come from the file {}: a first line with the words group,authority and a line "
                "for each authority of a group.",
                safe(str(places.neighbours)),
            )
        )


def _results(searcher: Searcher, groups: Groups, state: StudyState, places: Places) -> None:
    names = tuple(dict.fromkeys([*state.authorities, *groups.groups.get(state.group, ())]))
    try:
        found = _found(searcher, state, names)
    except QuestionError as error:
        st.header("Nothing to look for", anchor=False)
        st.markdown(safe(str(error)))
        return
    survey = found.survey if isinstance(found, Comparison) else found
    if isinstance(found, Comparison):
        _side_by_side(found)
    else:
        _counted(found)
    with beside(survey.reports, state.opened, partial(go_beside, state), searcher.snapshot, places):
        if isinstance(found, Comparison):
            _in_their_paragraphs(found, state)
            st.header("Every report", anchor=False)
        _buckets(survey, state, side_by_side=isinstance(found, Comparison))
    export_buttons(partial(_export, found, searcher.snapshot), searcher.snapshot, title=state.question, key=PAGE)


def _counted(found: Survey) -> None:
    """The counts as the heading; what could not be read, which may be long, under it."""
    if not found.reports:
        st.header(safe(in_words(found)), anchor="counts")
        return
    st.header(safe(counts_in_words(found)), anchor="counts")
    if unread := unread_in_words(found):
        st.markdown(safe(" ".join(unread)))


def _export(found: Comparison | Survey, snapshot: Snapshot, made: date) -> Export:
    if isinstance(found, Comparison):
        return comparison_export(found, snapshot, made=made)
    return survey_export(found, snapshot, made=made)


def _found(searcher: Searcher, state: StudyState, names: Sequence[str]) -> Comparison | Survey:
    def find() -> Comparison | Survey:
        if names:
            return compare(searcher, state.question, names, state.filters())
        return searcher.survey(state.question, state.filters())

    asked = (searcher.snapshot.build, state.question, tuple(names), state.filters())
    return kept_for_visitor("comparison", asked, find)


def _side_by_side(comparison: Comparison) -> None:
    st.header(safe(comparison_in_words(comparison)), anchor="counts")
    st.markdown(safe(in_words(comparison.survey)))
    with st.container(key="side-by-side"):
        st.table(_columns(comparison.authorities), hide_index=True, border="horizontal")


def _columns(authorities: Sequence[ComparedAuthority]) -> dict[str, list[Markdown]]:
    return {
        "Authority": [compose("**{}**  \n{}", safe(one.authority), quiet(safe(_counts(one)))) for one in authorities],
        "What its reports say": [_best(one) for one in authorities],
        "How clearly": [safe(PLAINNESS[one.best.strength] if one.best else "–") for one in authorities],
    }


def _best(one: ComparedAuthority) -> Markdown:
    if one.best is not None:
        return cell_with_chip(one.best.evidence[0])
    return compose("*{}*", safe(capitalised(one.blank.value) if one.blank else "–"))


def _counts(one: ComparedAuthority) -> str:
    if not one.reports and not one.skipped:
        return "no report"
    return ". ".join([f"{len(one.speaking)} of {counted(len(one.reports), 'report')}", *unread_files(one.skipped)])


def _in_their_paragraphs(comparison: Comparison, state: StudyState) -> None:
    """What the table quotes, in place, each where its chip leads."""
    best = [one.best for one in comparison.authorities if one.best is not None]
    if best:
        st.header("In their paragraphs", anchor=False)
    for report in best:
        show_passage(report.evidence[0], report_name(report.card), state.opened, partial(go_beside, state))


def _buckets(survey: Survey, state: StudyState, *, side_by_side: bool) -> None:
    """The three buckets, each to be opened; the first one page by page, open at once where it is the answer itself."""
    says, silent = survey.bucket(Bucket.SAYS), survey.bucket(Bucket.SILENT)
    if not survey.reports and not survey.skipped:
        return
    st.markdown(
        quiet(
            safe(
                "To say something may be praise or blame: read the quotation. Reports are judged by their most telling "
                "sentence, by the words and by the meaning; about one in twenty is put into the wrong list."
            )
        )
    )
    looked_into = not side_by_side or state.page > 1 or state.opened != NOTHING
    _bucket(f"Says something on this ({len(says)})", "says", partial(_says, survey, state), is_open=looked_into)
    _bucket(f"Says nothing on this ({len(silent)})", "silent", partial(show_silent, survey))
    _bucket(f"Could not be read ({survey.unread})", "unread", partial(show_unread, survey))
    st.markdown(
        quiet(
            compose("Looked at {}. Index build {}.", safe(counted(len(survey.reports), "report")), safe(survey.build))
        )
    )


def _bucket(label: str, name: str, show_list: Callable[[], None], *, is_open: bool = False) -> None:
    """A list that is made when it is opened, and stays open when something beside it is closed."""
    opened = st.expander(safe(label), expanded=is_open, key=f"{PAGE}-{name}", on_change="rerun")
    if opened.open:
        with opened:
            show_list()


def _says(survey: Survey, state: StudyState) -> None:
    says = survey.bucket(Bucket.SAYS)
    if not says:
        st.markdown("No report says anything on this. What came nearest stands in the next list.")
        return
    pages = -(-len(says) // REPORTS_A_PAGE)
    page = min(state.page, pages)
    if pages > 1:
        key = f"{PAGE}-page-{page}-of-{pages}"
        st.pagination(pages, default=page, key=key, on_change=turn_page, args=(key,))
    for report in says[(page - 1) * REPORTS_A_PAGE : page * REPORTS_A_PAGE]:
        with st.container(border=True):
            show_finding(report, state.opened, partial(go_beside, state))
