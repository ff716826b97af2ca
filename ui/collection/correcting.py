"""One document's facts corrected by hand, and a correction undone or confirmed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st

from indexer.corrections import Correction, Corrections, Fact, Value, clean_text, corrected_facts, reason_against
from indexer.document import DocumentType
from indexer.errors import UnreadableDocumentError
from indexer.snapshot import DocumentCard
from retriever.references import human_date
from ui.account import may_change_collection
from ui.collection.changing import save_correction, start_rebuild, undo_correction
from ui.opening import look_again
from ui.places import Places
from ui.rebuild_control import rebuild_control
from ui.safe import compose, safe
from ui.wording import TYPE_NAMES, listed

FACT_NAMES: Final[Mapping[str, str]] = {
    "title": "Title",
    "type": "Type",
    "authorities": "Authorities",
    "published": "Published",
    "inspected_from": "Inspected from",
    "inspected_to": "Inspected to",
}
_TROUBLE: Final = "correction-trouble"
_FIRST_DAY: Final = date(1990, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)


def marks_of(documents: tuple[DocumentCard, ...], corrections: Corrections, waiting: tuple[str, ...]) -> dict[str, str]:
    """What the list says of documents that were corrected, by path."""
    held = corrections.holding((card.path, card.sha256) for card in documents)
    rests = {entry.document for entry in corrections.resting((card.path, card.sha256) for card in documents)}
    marks = {entry.document: f"Corrected by hand: {names_of(entry)}." for entry in held}
    marks |= {card.path: "A correction rests: the file has changed." for card in documents if card.path in rests}
    return marks | dict.fromkeys(waiting, "Corrected by hand; waits for the next rebuild.")


def names_of(entry: Correction) -> str:
    """The facts that a correction changes: "title and published"."""
    return listed([FACT_NAMES[fact.name].lower() for fact in entry.facts])


def value_in_words(value: Value) -> str:
    match value:
        case DocumentType():
            return TYPE_NAMES[value]
        case date():
            return human_date(value)
        case tuple():
            return listed(value) if value else "none"
        case None:
            return "not known"
        case _:
            return value


def show_correction(
    card: DocumentCard, corrections: Corrections, places: Places, authorities: list[str], *, waits: bool
) -> None:
    """What was corrected in this document, and the form to correct it. `authorities` are those to choose from."""
    if trouble := st.session_state.pop(_TROUBLE, None):
        st.error(safe(trouble))
    entry = corrections.of(card.path, card.sha256)
    resting = next((one for one in corrections.entries if one.document == card.path and one is not entry), None)
    if entry:
        _show_entry(entry, card, places, waits=waits)
    elif waits:
        st.markdown("**A correction was undone.** The index says so after the next rebuild.")
        _offer_rebuild(places)
    elif resting:
        _show_resting(resting, card, places)
    if waits or not may_change_collection():
        return
    with st.expander("Correct the title, type, authorities or dates"):
        _form(card, entry, places, authorities)


def _show_entry(entry: Correction, card: DocumentCard, places: Places, *, waits: bool) -> None:
    st.markdown(
        "**Corrected by hand**; the index says so after the next rebuild." if waits else "**Corrected by hand.**"
    )
    was = dict(entry.was)
    st.table(
        {
            "Fact": [safe(FACT_NAMES[name]) for name, _ in entry.facts],
            "Corrected to": [safe(value_in_words(value)) for _, value in entry.facts],
            "As read in the file": [
                safe(value_in_words(was[name]) if name in was else "not noted") for name, _ in entry.facts
            ],
        },
        hide_index=True,
    )
    if waits:
        _offer_rebuild(places)
    if may_change_collection():
        st.button("Undo this correction", key="correction-undo", on_click=_undo, args=(places, card.path))


def _offer_rebuild(places: Places) -> None:
    """The rebuild where it is wanted, beside the one at the top of the page."""
    control = rebuild_control(places)
    if control.view().is_active:
        st.markdown("The index is being rebuilt: see the top of this page.")
    elif may_change_collection() and st.button(
        "Bring the index up to date", key="correction-rebuild", type="primary", icon=":material/sync:"
    ):
        start_rebuild(places)
        st.rerun()


def _show_resting(entry: Correction, card: DocumentCard, places: Places) -> None:
    said = "; ".join(f"{FACT_NAMES[name].lower()}: {value_in_words(value)}" for name, value in entry.facts)
    st.markdown(
        compose(
            "**A correction rests**, because the file has changed since it was made ({}). Confirm it if it is right "
            "for the file as it is now.",
            safe(said),
        )
    )
    if not may_change_collection():
        return
    was = tuple(Fact(name, getattr(card, name)) for name, _ in entry.facts)
    confirmed = replace(entry, sha256=card.sha256, was=was)
    confirm, remove = st.columns(2)
    confirm.button("Confirm it", key="correction-confirm", on_click=_save, args=(places, confirmed))
    remove.button("Remove it", key="correction-remove", on_click=_undo, args=(places, card.path))


def _form(card: DocumentCard, entry: Correction | None, places: Places, authorities: list[str]) -> None:
    key = f"correct-{card.path}-{card.sha256[:8]}"
    with st.form(key, border=False):
        title = st.text_input("Title", card.title, max_chars=300)
        kind = st.selectbox(
            "Type", list(DocumentType), list(DocumentType).index(card.type), format_func=lambda one: TYPE_NAMES[one]
        )
        named = st.multiselect(
            "Authorities",
            sorted({*authorities, *card.authorities}),
            list(card.authorities),
            accept_new_options=True,
            help="As the reports name them: Ambleford. A name that is not in the list can be typed.",
        )
        published = _day_box("Published", card.published)
        first_box, last_box = st.columns(2)
        with first_box:
            inspected_from = _day_box("Inspected from", card.inspected_from)
        with last_box:
            inspected_to = _day_box("Inspected to", card.inspected_to)
        pressed = st.form_submit_button("Save the correction")
    if not pressed:
        return
    wanted: dict[str, Value] = {
        "title": clean_text(title),
        "type": kind,
        "authorities": tuple(dict.fromkeys(filter(None, map(clean_text, named)))),
        "published": published,
        "inspected_from": inspected_from,
        "inspected_to": inspected_to,
    }
    if reason := reason_against(wanted):
        st.error(safe(reason))
        return
    as_read = replace(card, **dict(entry.was)) if entry else card  # type: ignore[arg-type]
    facts, was = corrected_facts(as_read, wanted)
    if facts:
        _save(places, Correction(card.path, card.sha256, facts, was))
    elif entry:
        _undo(places, card.path)
    else:
        st.markdown("Nothing was changed.")
        return
    st.rerun()


def _day_box(label: str, day: date | None) -> date | None:
    return st.date_input(safe(label), day, min_value=_FIRST_DAY, max_value=_LAST_DAY, format="DD/MM/YYYY")


def _save(places: Places, correction: Correction) -> None:
    try:
        save_correction(places, correction)
    except (OSError, UnreadableDocumentError) as error:
        st.session_state[_TROUBLE] = f"The correction could not be saved: {error}"
        return
    st.toast("Saved. Answers say so after the next rebuild.")
    look_again()


def _undo(places: Places, path: str) -> None:
    try:
        undo_correction(places, path)
    except (OSError, UnreadableDocumentError) as error:
        st.session_state[_TROUBLE] = f"The correction could not be undone: {error}"
        return
    st.toast("Undone. Answers say so after the next rebuild.")
    look_again()
