"""Documents: what is indexed and what is not and why; corrected, added, taken out, and indexed anew."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

import streamlit as st

from indexer.corrections import Corrections
from indexer.corrections_file import read_corrections
from indexer.snapshot import DocumentCard, Skipped, Snapshot
from retriever.references import human_date
from retriever.searcher import Searcher
from ui.account import may_change_collection
from ui.collection.adding import show_adding, show_removed, show_taking_out
from ui.collection.correcting import marks_of, show_correction
from ui.collection.health import health_of, show_corrections, show_health
from ui.collection.listing import PART, REPORTS, choose, facts_of, show_list
from ui.filters import authorities_of, leave
from ui.opening import changes_since
from ui.places import Drift, Places, names_in
from ui.rebuild_panel import rebuild_panel
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.troubles import build_warnings
from ui.wording import counted

_HEALTH: Final = "Health"
_ADDING: Final = "Add or take out"
_DOCUMENT: Final = "document"
_CHOSEN: Final = "documents-one"


def show(searcher: Searcher, places: Places) -> None:
    """The page: how the index stands, then one of its parts."""
    leave()
    st.set_page_config(page_title="Documents · Inspection reports", layout="wide")
    snapshot = searcher.snapshot
    st.title("Documents", anchor=False)
    st.markdown(_summary(snapshot))
    build_warnings(snapshot)
    changes = changes_since(snapshot, places)
    rebuild_panel(places, build=snapshot.stands_in_for or snapshot.build, changes=changes, full=bool(snapshot.warnings))
    parts = [REPORTS, _HEALTH, *([_ADDING] if may_change_collection() else [])]
    part = st.segmented_control(
        "Part of this page",
        parts,
        default=REPORTS if snapshot.documents else parts[-1],
        key=PART,
        bind="query-params",
        label_visibility="collapsed",
    )
    corrections = read_corrections(places.corpus)
    if part == _HEALTH:
        show_health(snapshot, health_of(snapshot, snapshot.build))
        show_corrections(snapshot, corrections, changes.corrected)
    elif part == _ADDING:
        show_adding(places, snapshot)
        _taking_out(places)
        show_removed(places)
    else:
        _reports(snapshot, places, corrections, changes)
    st.markdown(
        quiet(compose("Index build {}, made {}.", safe(snapshot.build), safe(human_date(snapshot.made.date()))))
    )


def _summary(snapshot: Snapshot) -> Markdown:
    if not snapshot.documents and not snapshot.skipped:
        return safe("There are no reports yet. Add some below." if may_change_collection() else "No reports yet.")
    unread = f"{counted(len(snapshot.skipped), 'file')} could not be read"
    return compose(
        "**{}** in {}; {}.",
        safe(counted(len(snapshot.documents), "document")),
        safe(counted(snapshot.passage_count, "passage")),
        safe(unread if snapshot.skipped else "every file could be read"),
    )


def _reports(snapshot: Snapshot, places: Places, corrections: Corrections, changes: Drift) -> None:
    if snapshot.skipped:
        _not_indexed(snapshot.skipped, places, changes)
    if snapshot.documents:
        st.header("Indexed", anchor=False)
        shown = choose(snapshot.documents, lambda: health_of(snapshot, snapshot.build))
        if shown:
            _one_document(shown, snapshot, places, corrections, changes)
        show_list(shown, marks_of(snapshot.documents, corrections, changes.corrected))


def _not_indexed(skipped: Sequence[Skipped], places: Places, changes: Drift) -> None:
    st.header("Not indexed", anchor=False)
    st.markdown("No answer draws on these files. Mend or replace a file, then build the index again.")
    st.table(
        {
            "File": [_file(one.document) for one in skipped],
            "Why, and what to do": [safe(_with_hint(one.reason)) for one in skipped],
        },
        hide_index=True,
    )
    there = [one.document for one in skipped if one.document not in changes.removed]
    if not there or not may_change_collection():
        return
    path = st.selectbox(
        "One of these files",
        there,
        index=None,
        placeholder="Choose a file to take it out",
        key="skipped-one",
    )
    if path:
        show_taking_out(places, path, key="skipped")


def _taking_out(places: Places) -> None:
    """Any file of the collection, indexed or not, to be taken out."""
    files = names_in(places.corpus) if may_change_collection() else []
    if not files:
        return
    st.header("Take a report out", anchor=False)
    path = st.selectbox("Report", files, index=None, placeholder="Choose a file", key="any-one")
    if path:
        show_taking_out(places, path, key="any")


def _file(path: str) -> Markdown:
    """A file's name with its folder under it, so that both fit a narrow column."""
    file = PurePosixPath(path)
    folder = quiet(compose("in {}", safe(file.parent.as_posix())))
    return joined("  \n", [safe(file.name), folder]) if file.parent.name else safe(file.name)


def _with_hint(reason: str) -> str:
    """A reason that does not say what to do is followed by what always can be done."""
    says = reason.rstrip(".").count(". ") > 0
    return reason if says else f"{reason} Put the report itself in its place, or take it out."


def _one_document(
    cards: Sequence[DocumentCard], snapshot: Snapshot, places: Places, corrections: Corrections, changes: Drift
) -> None:
    """Everything known of one document, chosen by its name, and what can be done with it."""
    names = {card.path: f"{card.title} ({PurePosixPath(card.path).name})" for card in cards}
    asked = st.query_params.get(_DOCUMENT)
    path = st.selectbox(
        "Open one document",
        list(names),
        index=list(names).index(asked) if asked in names else None,
        format_func=lambda key: names[key],
        placeholder="Choose a document to see its judgements or correct it",
        key=_CHOSEN,
        on_change=_note_choice,
    )
    card = next((card for card in cards if card.path == path), None)
    if card is None:
        return
    with st.container(border=True):
        _details(card, snapshot, places, corrections, changes)


def _details(card: DocumentCard, snapshot: Snapshot, places: Places, corrections: Corrections, changes: Drift) -> None:
    st.subheader(safe(card.title), anchor=False)
    st.markdown(quiet(joined(" · ", [safe(fact) for fact in facts_of(card)])))
    for problem in card.problems:
        st.markdown(safe(problem))
    if card.path in changes.removed:
        st.markdown("**This file is no longer there.** Answers draw on it until the index is brought up to date.")
        _judgements(card)
        return
    authorities = authorities_of(snapshot.documents)
    show_correction(card, corrections, places, authorities, waits=card.path in changes.corrected)
    _judgements(card)
    show_taking_out(places, card.path, key="indexed")


def _note_choice() -> None:
    chosen = st.session_state.get(_CHOSEN)
    if chosen:
        st.query_params[_DOCUMENT] = chosen
    else:
        st.query_params.pop(_DOCUMENT, None)


def _judgements(card: DocumentCard) -> None:
    if not card.judgements:
        st.markdown("This document has no table of judgements.")
        return
    st.table(
        {
            "Judgement": [safe(judgement.name) for judgement in card.judgements],
            "Grade": [safe(judgement.grade.capitalize()) for judgement in card.judgements],
        },
        hide_index=True,
    )
