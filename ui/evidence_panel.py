"""The evidence beside an answer: one passage where it stands, in words and as a picture of its page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from indexer.document import Document
from retriever.answer import Answer, CitedPassage, where_quoted
from retriever.matching import Why, why_it_matched
from retriever.page_images import NoImage, has_pictures, page_image
from retriever.references import in_marks, paragraph_words, short_reference
from retriever.searcher import Searcher
from retriever.surroundings import Neighbour, surroundings
from ui.evidence import document_of, explained, marked, name_of_document, quoted_spans
from ui.filters import go_to, put_into_widgets
from ui.places import Places
from ui.safe import compose, quiet, safe
from ui.state import ZOOMS, AskState
from ui.wording import listed

_AS_PICTURE: Final = "Page"
_AS_TEXT: Final = "Text"
_FORM: Final = "evidence-form"
_ZOOM: Final = "evidence-zoom"
_WHOLE: Final = "evidence-whole-page"
_SHARPNESS: Final = 1.5
"""Pixels drawn for one shown, so that small print stays sharp where the picture is enlarged."""
_WHY: Final = "why"


def show_evidence(answer: Answer, searcher: Searcher, state: AskState, places: Places) -> None:
    """The panel: the passage that the address names, else the first."""
    passages = sorted(answer.passages, key=lambda one: one.citation)
    if not passages:
        return
    passage = next((one for one in passages if one.citation == state.citation), passages[0])
    document = document_of(passage, searcher.snapshot)
    st.header(compose("Evidence {}", passage.citation), anchor="evidence")
    st.markdown(compose("**{}**  \n{}", name_of_document(passage), quiet(safe(short_reference(where_quoted(passage))))))
    _steps(passages, passage, state)
    if has_pictures(document):
        _switch(passage, state)
    if has_pictures(document) and state.as_picture:
        _picture(document, passage, state, places)
    else:
        _words(document, passage)
    _why(answer, searcher, passage, state)


def _steps(passages: Sequence[CitedPassage], passage: CitedPassage, state: AskState) -> None:
    at = passages.index(passage)
    with st.container(horizontal=True, gap="small"):
        for words, step, icon in (
            ("Previous citation", -1, ":material/chevron_left:"),
            ("Next citation", 1, ":material/chevron_right:"),
        ):
            there = 0 <= at + step < len(passages)
            st.button(
                safe(words),
                key=f"citation-{step}",
                icon=icon,
                icon_position="right" if step > 0 else "left",
                disabled=not there,
                on_click=go_to,
                args=(state.opened(passages[at + step].citation if there else passage.citation),),
            )


def _switch(passage: CitedPassage, state: AskState) -> None:
    put_into_widgets({_FORM: _AS_PICTURE if state.as_picture else _AS_TEXT})
    here = replace(state, citation=passage.citation)
    st.segmented_control(
        "Show the passage as",
        [_AS_PICTURE, _AS_TEXT],
        key=_FORM,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: go_to(replace(here, as_text=st.session_state[_FORM] == _AS_TEXT)),
    )


def _picture(document: Document, passage: CitedPassage, state: AskState, places: Places) -> None:
    numbers = [page.number for page in document.pages]
    page = state.page if state.page in numbers else where_quoted(passage).pages[0]
    image = page_image(
        places.corpus,
        document,
        page,
        outlined=passage.spans,
        marked=quoted_spans(passage, document),
        zoom=state.zoom / 100 * _SHARPNESS,
        near=not state.whole_page,
    )
    _pages(document, passage, state, page)
    if isinstance(image, NoImage):
        st.markdown(safe(image.reason))
        return
    own = page in passage.pages
    if own and not image.placed:
        st.markdown("**The passage could not be found on this page for certain, so it is not outlined.** See Text.")
    outlined = "with the passage outlined" if own and image.placed else "without an outline"
    name = _page_name(document, page)
    shown = name if image.whole else f"A part of {name[:1].lower()}{name[1:]}"
    with st.container(key="page-picture"), st.container(key=f"size-{state.zoom}"):
        st.image(
            image=image.png,
            width="stretch",
            alt=f"{shown} of {passage.title}, {outlined}. Its words are under Text.",
        )


def _pages(document: Document, passage: CitedPassage, state: AskState, page: int) -> None:
    """Which page is shown, the pages beside it, and the size."""
    numbers = [one.number for one in document.pages]
    at = numbers.index(page)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for words, step, icon in (
            ("Previous page", -1, ":material/arrow_back:"),
            ("Next page", 1, ":material/arrow_forward:"),
        ):
            there = 0 <= at + step < len(numbers)
            st.button(
                safe(words),
                key=f"page-{step}",
                type="tertiary",
                icon=icon,
                disabled=not there,
                on_click=go_to,
                args=(replace(state, citation=passage.citation, page=numbers[at + step] if there else page),),
            )
        put_into_widgets({_ZOOM: state.zoom})
        st.selectbox(
            "Size of the page",
            ZOOMS,
            key=_ZOOM,
            format_func=lambda zoom: f"{zoom} %",
            width=110,
            label_visibility="collapsed",
            on_change=lambda: go_to(replace(state, zoom=int(st.session_state[_ZOOM]))),
        )
        if page in passage.pages:
            _whole_page_switch(state)
    note = "" if page in passage.pages else f" The passage is on {_spoken_pages(passage.pages)}."
    st.markdown(quiet(safe(f"{_page_name(document, page)} of {len(numbers)}.{note}")))


def _whole_page_switch(state: AskState) -> None:
    put_into_widgets({_WHOLE: state.whole_page})
    st.toggle(
        "Whole page",
        key=_WHOLE,
        on_change=lambda: go_to(replace(state, whole_page=bool(st.session_state[_WHOLE]))),
    )


def _page_name(document: Document, page: int) -> str:
    label = next((one.label for one in document.pages if one.number == page), None)
    return f"Page {page}" + (f" (printed {label})" if label and label != str(page) else "")


def _spoken_pages(pages: Sequence[int]) -> str:
    return f"{'page' if len(pages) == 1 else 'pages'} {listed([str(page) for page in pages])}"


def _words(document: Document, passage: CitedPassage) -> None:
    """The passage between the paragraphs that stand around it."""
    around = surroundings(document, passage.spans)
    for neighbour in around.before:
        _neighbour(neighbour)
    with st.container(border=True, key="the-passage"):
        if passage.section:
            st.markdown(quiet(safe(passage.section)))
        st.markdown(marked(passage))
    for neighbour in around.behind:
        _neighbour(neighbour)


def _neighbour(neighbour: Neighbour) -> None:
    number = paragraph_words(neighbour.number).capitalize()
    st.markdown(quiet(safe(f"{number}. {neighbour.text}" if number else neighbour.text)))


def _why(answer: Answer, searcher: Searcher, passage: CitedPassage, state: AskState) -> None:
    """Looked up only when somebody asks: the question is ranked once more for it."""
    if not st.toggle("Why this matched", key=_WHY):
        return
    why = why_it_matched(searcher.snapshot, searcher.look(answer.question, state.filters()), passage)
    st.markdown(explained(passage, why))
    st.markdown(
        quiet(compose("**Bold** words are the question’s own. *Slanted words in brackets* \\[≈ …\\] mean the same."))
    )
    if why.nearest:
        start, end = why.nearest
        st.markdown(compose("Nearest to the question in meaning: {}", safe(in_marks(passage.text[start:end]))))
    st.markdown(safe(_lacking(why)))


def _lacking(why: Why) -> str:
    return f"Not in this passage: {listed(list(why.missing))}." if why.missing else "Every word of the question is met."
