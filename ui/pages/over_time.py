"""Over time: one authority's grades, what each of its reports says on a theme, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from indexer.snapshot import Skipped, Snapshot
from retriever.errors import QuestionError
from retriever.exports import Export, timeline_export
from retriever.frameworks import Framework
from retriever.over_time import Inspection, JudgementTable, Step, Timeline, counts_in_words, over_time
from retriever.searcher import Searcher
from retriever.survey import Bucket, unread_files
from ui.evidence import when
from ui.exporting import export_buttons
from ui.filters import authorities_of, leave
from ui.findings_view import beside, capitalised, show_finding
from ui.followed_view import followed_on_theme, show_followed
from ui.opened import Go, Opened
from ui.opening import kept_for_visitor
from ui.places import Places
from ui.safe import Markdown, compose, quiet, safe
from ui.studies import OVER_TIME, StudyState, current_state, go_beside, go_to, take_from_widgets, theme_box
from ui.troubles import build_warnings, no_documents
from ui.wording import TYPE_NAMES, counted

MARK: Final = "▲"
"""Stands at a date from which grades are given under other rules; said in words under the table."""


def show(searcher: Searcher, places: Places) -> None:
    """The page, from the address down."""
    leave()
    snapshot = searcher.snapshot
    if not snapshot.documents:
        no_documents(places, len(snapshot.skipped))
        return
    state = _with_authority_named(searcher, current_state(OVER_TIME))
    authority = next(iter(state.authorities), None)
    st.set_page_config(page_title=f"{authority or 'Over time'} · Over time · Inspection reports", layout="wide")
    st.title("Over time", anchor=False)
    _authority_box(searcher, authority)
    theme_box(OVER_TIME)
    if authority is None:
        st.markdown(
            "Choose an authority to see its grades from inspection to inspection, or name one in the theme. With a "
            "theme you read what each report says on it, the oldest first."
        )
    else:
        _timeline(searcher, authority, state, places)
    build_warnings(snapshot)


def _with_authority_named(searcher: Searcher, state: StudyState) -> StudyState:
    """The state with the authority that its theme names, where none is chosen and it names one alone."""
    named = () if state.authorities or not state.question else searcher.authorities_named(state.question)
    if len(named) != 1:
        return state
    go_to(replace(state, authorities=named))
    return current_state(OVER_TIME)


def _authority_box(searcher: Searcher, authority: str | None) -> None:
    st.selectbox(
        "Authority",
        sorted({*authorities_of(searcher.snapshot.documents), *([authority] if authority else [])}),
        index=None,
        key=f"{OVER_TIME}-authority",
        placeholder="Choose an authority",
        on_change=take_from_widgets,
        args=(OVER_TIME,),
    )


def _timeline(searcher: Searcher, authority: str, state: StudyState, places: Places) -> None:
    try:
        asked = (searcher.snapshot.build, authority, state.question)
        timeline = kept_for_visitor("timeline", asked, lambda: over_time(searcher, authority, state.question))
    except QuestionError as error:
        st.markdown(safe(str(error)))
        timeline = over_time(searcher, authority)
    if not timeline.known:
        st.header(safe(f"This collection holds no report on {authority}"), anchor=False)
    elif timeline.survey is not None:
        st.header(safe(counts_in_words(timeline).rstrip(".")), anchor="verdict")
    if timeline.known:
        for sentence in unread_files(timeline.gaps):
            st.markdown(safe(sentence))
    go = partial(go_beside, state)
    findings = timeline.survey.reports if timeline.survey else ()
    if timeline.survey is None:
        _grades(timeline)
    with beside(findings, state.opened, go, searcher.snapshot, places):
        _reports(timeline, state.opened, go)
    if timeline.survey is not None:
        _grades(timeline)
    _files(timeline)
    if timeline.known:
        show_followed(searcher, timeline, state)
        export_buttons(
            partial(_export, searcher.snapshot, timeline, state),
            searcher.snapshot,
            title=_file_title(timeline),
            key=OVER_TIME,
        )
    st.markdown(quiet(compose("Index build {}.", safe(timeline.build))))


def _export(snapshot: Snapshot, timeline: Timeline, state: StudyState, made: date) -> Export:
    followed = followed_on_theme(snapshot, timeline) if state.follow else ()
    return timeline_export(timeline, snapshot, made=made, followed=followed)


def _file_title(timeline: Timeline) -> str:
    return " ".join(part for part in (timeline.authority, "over time", timeline.question) if part)


def _grades(timeline: Timeline) -> None:
    if not timeline.judgements.inspections and not timeline.send_judgements.inspections:
        return
    st.header("Grades", anchor=False)
    for table in (timeline.judgements, timeline.send_judgements):
        if table.inspections:
            st.table(_grade_columns(table), hide_index=True, border="horizontal")
            _marks(table.inspections)
    for sentence in unread_files(timeline.gaps):
        st.markdown(compose("{} What it judged is not in the table.", safe(sentence)))


def _grade_columns(table: JudgementTable) -> dict[Markdown, list[Markdown]]:
    """A column an inspection, the oldest first, under its dates."""
    columns = {safe("Judged"): [safe("Framework"), *(safe(row.name) for row in table.rows)]}
    for place, inspection in enumerate(table.inspections):
        mark = f"{MARK} " if inspection.changed else ""
        grades = [row.grades[place] for row in table.rows]
        columns[safe(f"{mark}{when(inspection.card)}")] = [
            safe(capitalised(inspection.framework.value)),
            *(safe(grade.capitalize() if grade else "not judged") for grade in grades),
        ]
    return columns


def _marks(inspections: Sequence[Inspection]) -> None:
    for inspection in inspections:
        if inspection.changed:
            st.markdown(compose("{} **{}.** {}", safe(MARK), safe(when(inspection.card)), safe(inspection.changed)))


def _reports(timeline: Timeline, opened: Opened, go: Go) -> None:
    for heading, steps in timeline.reports:
        st.header(safe(heading), anchor=False)
        for step in steps:
            if isinstance(step, Skipped):
                _gap(step)
            else:
                _step(step, opened, go)
    _papers(timeline, opened, go)


def _papers(timeline: Timeline, opened: Opened, go: Go) -> None:
    """News and other papers: where there is a theme, only those that say something on it."""
    shown = [step for step in timeline.beside if step.finding is None or step.finding.bucket is Bucket.SAYS]
    if timeline.beside:
        st.header("News and other papers", anchor=False)
    for step in shown:
        _step(step, opened, go)
    if left := len(timeline.beside) - len(shown):
        st.markdown(compose("{} on this authority, but not on this theme.", safe(counted(left, "paper"))))


def _step(step: Step, opened: Opened, go: Go) -> None:
    with st.container(border=True):
        st.subheader(
            compose("{} · {}", safe(capitalised(when(step.card))), safe(TYPE_NAMES[step.card.type])), anchor=False
        )
        framework = [capitalised(step.framework.value)] if step.framework is not Framework.NONE else []
        st.markdown(quiet(safe(" · ".join([*framework, step.card.title]))))
        if step.finding is None:
            return
        if step.finding.bucket is Bucket.SAYS:
            show_finding(step.finding, opened, go, heading=False)
        elif step.finding.bucket is Bucket.UNREAD:
            st.markdown(compose("Nothing found in what could be read. {}", safe(" ".join(step.finding.unread))))
        else:
            st.markdown("Says nothing on this.")


def _gap(file: Skipped) -> None:
    """A report that stands between the others and cannot be read, at its place."""
    with st.container(border=True):
        st.subheader(safe(unread_files([file])[0].rstrip(".")), anchor=False)
        st.markdown(compose("{}  \n{}", safe(file.reason), quiet(safe(file.document))))


def _files(timeline: Timeline) -> None:
    if others := timeline.unplaced:
        st.header("Files that could not be read", anchor=False)
        st.markdown("They may be about this authority: their names do not say whom they are about, or when.")
        st.table(
            {"File": [safe(file.document) for file in others], "Why": [safe(file.reason) for file in others]},
            hide_index=True,
        )
