"""An answer on the screen: verdict, quotations, the passages they stand in, and what was searched."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

import streamlit as st

from retriever.answer import Answer, CitedPassage, where_quoted
from retriever.references import asked_under, human_date, in_marks
from ui.evidence import (
    DocumentEvidence,
    by_document,
    chip_on_button,
    marked,
    name_of_document,
)
from ui.filters import ONE_LIST, go_beside, take_from_widgets
from ui.opened import evidence_actions
from ui.readings import show_readings
from ui.safe import Markdown, compose, joined, quiet, safe, safe_lines
from ui.state import AskState
from ui.studies import StudyState, to_address
from ui.wording import STRENGTH_WORDS, counted


def show_answer(answer: Answer, state: AskState) -> None:
    """Everything under the question box once a question is asked."""
    st.header(safe(answer.verdict), anchor="answer")
    show_readings(answer.understood, replace(state, opened=state.opened.closed()))
    if answer.answerable:
        st.markdown(quiet(safe(STRENGTH_WORDS[answer.strength])))
    if answer.dropped:
        st.markdown(
            compose(
                "**{} left out:** not found word for word in the report.", safe(counted(answer.dropped, "quotation"))
            )
        )
    _quotations(answer, state)
    if answer.on_theme and not state.disregard:
        _every_report(state)


def _every_report(state: AskState) -> None:
    """The way to the count of all reports on the same question, narrowed as it is here."""
    st.page_link(
        page=st.Page(lambda: None, title="Compare", url_path="compare"),
        label="See what every report says on this",
        icon=":material/checklist:",
        help="An answer quotes what fits best. Compare counts every report: which say something, and which do not.",
        query_params=to_address(StudyState.of(state)),
    )


def show_passages(answer: Answer, state: AskState) -> None:
    """All the evidence, and what was searched for it."""
    own = [passage for passage in answer.passages if not passage.aside]
    aside = [passage for passage in answer.passages if passage.aside]
    _evidence(own, state, answerable=answer.answerable)
    if aside:
        _others(aside, state)
    _receipt(answer)


def _quotations(answer: Answer, state: AskState) -> None:
    """The answer itself; sentences that follow one another from one place share its citation."""
    cited = {passage.citation: passage for passage in answer.passages}
    group = ""
    runs = groupby(answer.quotations, key=lambda one: (one.group, one.citation, one.place))
    for number, ((heading, citation, *_), run) in enumerate(runs):
        sentences = list(run)
        if heading != group:
            group = heading
            st.subheader(safe(group), anchor=False)
        asked = asked_under(cited[citation].section)
        if asked and asked != heading:
            st.markdown(quiet(compose("Listed under “{}”:", safe(asked))))
        st.markdown(joined(" […] ", [safe_lines(in_marks(sentence.text)) for sentence in sentences]))
        passage = where_quoted(cited[citation], sentences[0].place)
        _actions(passage, state, key=f"quotation-{number}", quotes=[sentence.text for sentence in sentences])


def _actions(passage: CitedPassage, state: AskState, *, key: str, quotes: Sequence[str] = ()) -> None:
    """The numbered chip, which opens the passage in the panel, and the quotation to copy."""
    evidence_actions(passage, chip_on_button(passage), state.opened, partial(go_beside, state), key=key, quotes=quotes)


def _evidence(passages: Sequence[CitedPassage], state: AskState, *, answerable: bool) -> None:
    if not passages:
        return
    if answerable:
        st.header("The passages", anchor=False)
    else:
        st.header("Closest passages", anchor=False)
        st.markdown("They are near to the question and do not answer it.")
    st.toggle("One list, best first", key=ONE_LIST, on_change=take_from_widgets)
    if state.one_list:
        for passage in sorted(passages, key=lambda one: one.rank):
            _passage(passage, state, with_document=True)
    else:
        for document in by_document(passages):
            _document(document, state)


def _document(document: DocumentEvidence, state: AskState) -> None:
    first = document.first
    with st.container(border=True):
        st.subheader(name_of_document(first), anchor=False)
        st.markdown(quiet(_about_document(first)))
        for passage in document.passages:
            _passage(passage, state, with_document=False)


def _about_document(passage: CitedPassage) -> Markdown:
    lines = [safe(passage.title)]
    if passage.published and (passage.inspected_from or passage.inspected_to):
        lines.append(safe(f"published {human_date(passage.published)}"))
    lines.append(safe(passage.document))
    if passage.also_in:
        lines.append(compose("also in {}", joined(" and ", [safe(copy) for copy in passage.also_in])))
    return joined(" · ", lines)


def _passage(passage: CitedPassage, state: AskState, *, with_document: bool) -> None:
    """One passage; `with_document` where it stands by itself and not under its document's heading."""
    with st.container(border=with_document):
        if with_document:
            st.subheader(name_of_document(passage), anchor=False)
            st.markdown(quiet(_about_document(passage)))
        _actions(passage, state, key=f"passage-{passage.citation}")
        if passage.section:
            st.markdown(quiet(safe(passage.section)))
        st.markdown(marked(passage))


def _others(passages: Sequence[CitedPassage], state: AskState) -> None:
    st.header("About other authorities", anchor=False)
    st.markdown("Close to the question, but not about the authority it asks for.")
    for document in by_document(passages):
        _document(document, state)


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
