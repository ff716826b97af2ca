"""The evidence beside an answer or a finding: one passage where it stands, in words and as a picture of its page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

import streamlit as st

from indexer.document import Document
from indexer.snapshot import Snapshot
from retriever.answer import CitedPassage, where_quoted
from retriever.page_images import NoImage, has_pictures, page_image
from retriever.references import paragraph_words, short_reference
from retriever.surroundings import Neighbour, surroundings
from ui.evidence import document_of, marked, name_of_document, quoted_spans
from ui.filters import put_into_widgets
from ui.opened import ZOOMS, Go, Opened
from ui.places import Places
from ui.safe import compose, quiet, safe
from ui.wording import listed

Shown = TypeVar("Shown")

_AS_PICTURE: Final = "Page"
_AS_TEXT: Final = "Text"
_FORM: Final = "evidence-form"
_ZOOM: Final = "evidence-zoom"
_WHOLE: Final = "evidence-whole-page"
_SHARPNESS: Final = 1.5
"""Pixels drawn for one shown, so that small print stays sharp where the picture is enlarged."""


def show_evidence(
    passages: Iterable[CitedPassage],
    opened: Opened,
    go: Go,
    snapshot: Snapshot,
    places: Places,
    *,
    answers: bool = True,
    beneath: Callable[[CitedPassage], None] | None = None,
) -> None:
    """The panel: the passage that the address names, else the first.

    `answers`: whether the passages answer what was asked, or only came closest. `beneath` adds what only one page can
    say.
    """
    ordered = sorted({one.citation: one for one in passages}.values(), key=lambda one: one.citation)
    if not ordered:
        return
    passage = next((one for one in ordered if one.citation == opened.citation), ordered[0])
    document = document_of(passage, snapshot)
    with st.container(key="evidence-panel"), st.container(key="evidence-open" if opened.citation else "evidence-first"):
        number = passage.citation
        st.header(
            compose("Evidence {}", number) if answers else compose("Closest passage {}", number), anchor="evidence"
        )
        st.markdown(
            compose("**{}**  \n{}", name_of_document(passage), quiet(safe(short_reference(where_quoted(passage)))))
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if has_pictures(document):
                _switch(passage, opened, go)
            _steps(ordered, passage, opened, go)
            if opened.citation:
                _close(opened, go)
        if has_pictures(document) and opened.as_picture:
            _picture(document, passage, opened, go, places)
        else:
            _words(document, passage)
        if beneath is not None:
            beneath(passage)


def _close(opened: Opened, go: Go) -> None:
    """Where the panel covers a part of the page, which is on a phone alone."""
    with st.container(key="close-on-phone", width="content"):
        st.button("Close", key="close", type="tertiary", icon=":material/close:", on_click=go, args=(opened.closed(),))


def _steps(passages: Sequence[CitedPassage], passage: CitedPassage, opened: Opened, go: Go) -> None:
    at = passages.index(passage)
    _step_buttons("citation", ("chevron_left", "chevron_right"), at, passages, lambda one: opened.at(one.citation), go)


def _step_buttons(
    what: str, icons: tuple[str, str], at: int, shown: Sequence[Shown], there: Callable[[Shown], Opened], go: Go
) -> None:
    """To the one before and the one after number `at` of what can be shown; at an end the button does nothing."""
    with st.container(horizontal=True, gap="small", key=f"{what}-steps", width="content"):
        for word, step, icon in zip(("Previous", "Next"), (-1, 1), icons, strict=True):
            is_there = 0 <= at + step < len(shown)
            st.button(
                safe(f"{word} {what}"),
                key=f"{what}-{step}",
                icon=f":material/{icon}:",
                help=safe(f"{word} {what}"),
                disabled=not is_there,
                on_click=go,
                args=(there(shown[at + step if is_there else at]),),
            )


def _switch(passage: CitedPassage, opened: Opened, go: Go) -> None:
    put_into_widgets({_FORM: _AS_PICTURE if opened.as_picture else _AS_TEXT})
    here = replace(opened, citation=passage.citation)
    st.segmented_control(
        "Show the passage as",
        [_AS_PICTURE, _AS_TEXT],
        key=_FORM,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: go(replace(here, as_text=st.session_state[_FORM] == _AS_TEXT)),
    )


def _picture(document: Document, passage: CitedPassage, opened: Opened, go: Go, places: Places) -> None:
    numbers = [page.number for page in document.pages]
    page = opened.page if opened.page in numbers else where_quoted(passage).pages[0]
    image = page_image(
        places.corpus,
        document,
        page,
        outlined=passage.spans,
        marked=quoted_spans(passage, document),
        zoom=opened.zoom / 100 * _SHARPNESS,
        near=not opened.whole_page,
    )
    _pages(document, passage, opened, go, page)
    if isinstance(image, NoImage):
        st.markdown(safe(image.reason))
        return
    own = page in passage.pages
    if own and not image.placed:
        st.markdown("**The passage could not be found on this page for certain, so it is not outlined.** See Text.")
    outlined = "with the passage outlined" if own and image.placed else "without an outline"
    name = _page_name(document, page)
    shown = name if image.whole else f"A part of {name[:1].lower()}{name[1:]}"
    with st.container(key="page-picture"), st.container(key=f"size-{opened.zoom}"):
        st.image(
            image=image.png,
            width="stretch",
            alt=f"{shown} of {passage.title}, {outlined}. Its words are under Text.",
        )


def _pages(document: Document, passage: CitedPassage, opened: Opened, go: Go, page: int) -> None:
    """Which page is shown, the pages beside it, and the size."""
    numbers = [one.number for one in document.pages]
    at = numbers.index(page)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _step_buttons(
            "page",
            ("arrow_back", "arrow_forward"),
            at,
            numbers,
            lambda number: replace(opened, citation=passage.citation, page=number),
            go,
        )
        st.markdown(quiet(safe(f"{_page_name(document, page)} of {len(numbers)}")), width="content")
        put_into_widgets({_ZOOM: opened.zoom})
        st.selectbox(
            "Size of the page",
            ZOOMS,
            key=_ZOOM,
            format_func=lambda zoom: f"{zoom} %",
            width=110,
            label_visibility="collapsed",
            on_change=lambda: go(replace(opened, zoom=int(st.session_state[_ZOOM]))),
        )
        if page in passage.pages:
            _whole_page_switch(opened, go)
    if page not in passage.pages:
        st.markdown(quiet(safe(f"The passage is on {_spoken_pages(passage.pages)}.")))


def _whole_page_switch(opened: Opened, go: Go) -> None:
    put_into_widgets({_WHOLE: opened.whole_page})
    st.toggle(
        "Whole page",
        key=_WHOLE,
        on_change=lambda: go(replace(opened, whole_page=bool(st.session_state[_WHOLE]))),
    )


def _page_name(document: Document, page: int) -> str:
    label = next((one.label for one in document.pages if one.number == page), None)
    return f"Page {page}" + (f" (printed {label})" if label and label != str(page) else "")


def _spoken_pages(pages: Sequence[int]) -> str:
    return f"{'page' if len(pages) == 1 else 'pages'} {listed([str(page) for page in pages])}"


def _words(document: Document, passage: CitedPassage) -> None:
    """The passage between the paragraphs that stand around it; one before it, so that it is seen at once."""
    around = surroundings(document, passage.spans)
    for neighbour in around.before[-1:]:
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
