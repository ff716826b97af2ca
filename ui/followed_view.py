"""Follow-through on the screen: what became of each area for improvement, with the passages that say so."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from indexer.snapshot import Snapshot
from retriever.follow_through import FollowedItem, FollowThrough, LaterReport, Outcome, follow_through
from retriever.improvements import Improvement
from retriever.over_time import Timeline
from retriever.searcher import Searcher
from retriever.survey import Bucket
from ui.findings_view import cell, report_name
from ui.opening import kept_for_visitor
from ui.safe import Markdown, compose, quiet, safe
from ui.studies import OVER_TIME, StudyState, take_from_widgets
from ui.wording import counted

MEANING = {
    Outcome.RAISED_AGAIN: "Raised again",
    Outcome.PRAISED: "Now praised",
    Outcome.PERHAPS_RAISED: "Perhaps raised again: read what is said",
    Outcome.PERHAPS_PRAISED: "Perhaps now praised: read what is said",
    Outcome.MENTIONED: "Mentioned: read what is said",
    Outcome.NOTHING: "Nothing found",
}


def show_followed(searcher: Searcher, timeline: Timeline, state: StudyState) -> None:
    """A switch, and under it the items on the theme, or all of them where there is no theme."""
    st.header("What became of it", anchor=False)
    st.toggle(
        "Follow each area for improvement through the next reports",
        key=f"{OVER_TIME}-follow",
        on_change=take_from_widgets,
        args=(OVER_TIME,),
    )
    if not state.follow:
        return
    asked = (timeline.build, timeline.authority, timeline.question)
    with st.spinner("Reading what the reports asked for …"):
        followed = kept_for_visitor("followed", asked, lambda: followed_on_theme(searcher.snapshot, timeline))
    st.markdown(
        "Each item as a report asked for it, and what the reports up to the next full inspection say. Where nothing "
        "was found, that is all it means: it may have been done and not be mentioned. “Perhaps” is what passages "
        "sound like that speak of much of the matter, not of all of it; about one in five sounds otherwise to a reader."
    )
    for report in followed:
        _report(searcher.snapshot, report)
    if not followed:
        st.markdown(
            "No report of this authority lists an area for improvement on this theme."
            if timeline.survey
            else "No report of this authority lists areas for improvement."
        )


def followed_on_theme(snapshot: Snapshot, timeline: Timeline) -> tuple[FollowThrough, ...]:
    """The reports that ask for something on the theme, or for anything where there is none, with those items."""
    found = follow_through(snapshot, timeline.authority)
    if timeline.survey is None:
        return found
    saying = {finding.document: set(finding.sentences) for finding in timeline.survey.bucket(Bucket.SAYS)}
    narrowed = (
        replace(report, items=tuple(one for one in report.items if _says(one.item, saying))) for report in found
    )
    return tuple(report for report in narrowed if report.items)


def _says(item: Improvement, saying: Mapping[int, set[int]]) -> bool:
    """Whether the item itself holds one of the sentences that say something, by document."""
    return not saying.get(item.document, set()).isdisjoint(item.sentences)


def _report(snapshot: Snapshot, report: FollowThrough) -> None:
    st.subheader(report_name(snapshot.documents[report.document]), anchor=False)
    if not report.later:
        st.markdown("There is no later report yet.")
    for item in report.items:
        with st.container(border=True):
            st.markdown(cell(item.item.evidence))
            if report.later:
                st.markdown(compose("**{}** in what came after.", safe(MEANING[item.outcome])))
            for later in item.later:
                if later.echoes:
                    show_later(snapshot, later)
            show_nearest(item)


def show_nearest(item: FollowedItem) -> None:
    """What came nearest where nothing was found, so that the reader can judge."""
    if item.nearest is not None:
        with st.expander("What came nearest, perhaps about something else"):
            st.markdown(cell(item.nearest))


def show_later(snapshot: Snapshot, later: LaterReport) -> None:
    """What one later report says of an item, to be opened."""
    with st.expander(_heading(snapshot, later)):
        for echo in later.echoes:
            st.markdown(cell(echo.evidence))
            st.markdown(quiet(compose("Read as {}. {}", safe(echo.outcome.value), safe(" ".join(echo.reasons)))))


def _heading(snapshot: Snapshot, later: LaterReport) -> Markdown:
    count = counted(len(later.echoes), "passage")
    return compose(
        "{}: {} ({})", report_name(snapshot.documents[later.document]), safe(later.outcome.value), safe(count)
    )
