"""An answer on the screen: verdict, quotations, the passages they stand in, and what was searched."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from retriever.answer import Answer, CitedPassage
from retriever.references import human_date, place
from ui.evidence import (
    DocumentEvidence,
    authority_of,
    by_document,
    chip,
    marked,
    quoted_with_reference,
    when,
)
from ui.filters import ONE_LIST, take_from_widgets
from ui.readings import show_readings
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.state import AskState
from ui.wording import STRENGTH_WORDS, TYPE_NAMES, counted


def show_answer(answer: Answer, state: AskState) -> None:
    """Everything under the question box once a question is asked."""
    st.header(safe(answer.verdict), anchor="answer")
    show_readings(answer.understood, state)
    if answer.answerable:
        st.markdown(quiet(safe(STRENGTH_WORDS[answer.strength])))
    if answer.dropped:
        st.markdown(
            compose(
                "**{} left out:** not found word for word in the report.", safe(counted(answer.dropped, "quotation"))
            )
        )
    _quotations(answer)
    own = [passage for passage in answer.passages if not passage.aside]
    aside = [passage for passage in answer.passages if passage.aside]
    _evidence(own, state, answerable=answer.answerable)
    if aside:
        _others(aside)
    _receipt(answer)


def _quotations(answer: Answer) -> None:
    """The answer itself; sentences that follow one another from one passage share its citation."""
    cited = {passage.citation: passage for passage in answer.passages}
    for citation, sentences in groupby(answer.quotations, key=lambda quotation: quotation.citation):
        quoted = joined(" […] ", [safe(f"“{sentence.text}”") for sentence in sentences])
        st.markdown(compose("{}  \n{}", quoted, chip(cited[citation])))


def _evidence(passages: Sequence[CitedPassage], state: AskState, *, answerable: bool) -> None:
    if not passages:
        return
    heading, switch = st.columns([3, 2], vertical_alignment="bottom")
    if answerable:
        heading.header("The passages", anchor=False)
    else:
        heading.header("Closest passages", anchor=False)
        st.markdown("They are near to the question and do not answer it.")
    switch.toggle("One list, best first", key=ONE_LIST, on_change=take_from_widgets)
    if state.one_list:
        for passage in sorted(passages, key=lambda one: one.rank):
            _passage(passage, with_document=True)
    else:
        for document in by_document(passages):
            _document(document)


def _document(document: DocumentEvidence) -> None:
    first = document.first
    with st.container(border=True):
        st.subheader(_name_of_document(first), anchor=False)
        st.markdown(quiet(_about_document(first)))
        for passage in document.passages:
            _passage(passage, with_document=False)


def _name_of_document(passage: CitedPassage) -> Markdown:
    return compose("{} · {} · {}", safe(authority_of(passage)), safe(TYPE_NAMES[passage.type]), safe(when(passage)))


def _about_document(passage: CitedPassage) -> Markdown:
    lines = [safe(passage.title)]
    if passage.published and (passage.inspected_from or passage.inspected_to):
        lines.append(safe(f"published {human_date(passage.published)}"))
    lines.append(safe(passage.document))
    if passage.also_in:
        lines.append(compose("also in {}", joined(" and ", [safe(copy) for copy in passage.also_in])))
    return joined(" · ", lines)


def _passage(passage: CitedPassage, *, with_document: bool) -> None:
    """One passage; `with_document` where it stands by itself and not under its document's heading."""
    where = safe(place(passage) or "place not known")
    with st.container(border=with_document):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            # Streamlit makes the name that chips link to of a heading's text: "passage-3".
            if with_document:
                st.markdown(compose("### :blue-badge[Passage {}]", passage.citation), anchors=False)
                st.markdown(compose("**{} · {}**", _name_of_document(passage), where))
            else:
                st.markdown(compose("#### :blue-badge[Passage {}]", passage.citation), anchors=False)
                st.markdown(compose("**{}**", where))
        if with_document:
            st.markdown(quiet(_about_document(passage)))
        if passage.section:
            st.markdown(quiet(safe(passage.section)))
        st.markdown(marked(passage))
        with st.expander("Copy with reference", icon=":material/content_copy:"):
            st.code(quoted_with_reference(passage), language=None, wrap_lines=True)


def _others(passages: Sequence[CitedPassage]) -> None:
    st.header("About other authorities", anchor=False)
    st.markdown("Close to the question, but not about the authority it asks for.")
    for document in by_document(passages):
        _document(document)


def _receipt(answer: Answer) -> None:
    searched = answer.searched
    st.header("What was searched", anchor=False)
    unread = (
        f"{counted(searched.skipped, 'file')} could not be read (see Documents)."
        if searched.skipped
        else "Every file could be read."
    )
    st.markdown(
        compose(
            "Searched {} with {}. {} Index build {}.",
            safe(counted(searched.documents, "document")),
            safe(counted(searched.passages, "passage")),
            safe(unread),
            safe(searched.build),
        )
    )
