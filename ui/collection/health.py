"""The health of the collection on the page: what documents lack, what it costs, and what can be done."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from indexer.corrections import Correction, Corrections
from indexer.snapshot import Snapshot
from retriever.health import CorpusHealth, Finding, corpus_health
from ui.collection.correcting import names_of
from ui.collection.listing import FINDING_NAMES, list_with_gap
from ui.safe import safe
from ui.wording import counted

_MEANING: Final[Mapping[Finding, str]] = {
    Finding.PARTLY_READ: "Answers draw on the rest alone. Run text recognition (OCR) on the pages named, or ask for "
    "a better copy.",
    Finding.HIDDEN_WORDS: "White, tiny, covered, off the page, marked as hidden, struck out or in a comment, and left "
    "out of every answer. Ask whoever made the report why they are there.",
    Finding.EMPTY_PAGES: "Often a picture or a blank page; if it holds text, it is not searched. Look at the page.",
    Finding.NO_AUTHORITY: "A question that names a council does not find it. Correct the authority.",
    Finding.NO_DATE: "Left out of questions about a period, and stands last in any order by time. Correct the dates.",
    Finding.NO_INSPECTION_DATE: "Placed in time by its publication, often months later. Correct the dates.",
    Finding.NO_JUDGEMENT: "Its grades are not in tables over time. Some older forms give none.",
    Finding.COPY: "Nothing to do: the better copy is cited, and this one named beside it.",
    Finding.NO_PUBLICATION_DATE: "Citations give the inspection date alone. Correct the date if it matters.",
    Finding.NO_PARAGRAPH_NUMBERS: "Usual for letters: citations name the page and the heading instead.",
}


@st.cache_data(show_spinner="Looking through the documents …", max_entries=4)
def health_of(_snapshot: Snapshot, build: str) -> CorpusHealth:
    """The health of a build, worked out once for everybody."""
    del build  # the cache's key
    return corpus_health(_snapshot)


def show_health(snapshot: Snapshot, health: CorpusHealth) -> None:
    """Each gap with the number of documents that have it; the list shows which."""
    st.header("Health of the collection", anchor=False)
    found = [finding for finding in Finding if health.with_finding(finding)]
    if not found:
        st.markdown("Every document has an authority and dates, and all its pages could be read.")
        return
    total = len(snapshot.documents)
    st.table(
        {
            "What was found": [safe(FINDING_NAMES[finding]) for finding in found],
            "Documents": [safe(f"{len(health.with_finding(finding)):,} of {total:,}") for finding in found],
            "What it means, and what to do": [safe(_MEANING[finding]) for finding in found],
        },
        hide_index=True,
    )
    st.markdown("Which documents these are:")
    with st.container(horizontal=True, gap="small", key="health-which"):
        for finding in found:
            st.button(
                safe(FINDING_NAMES[finding]),
                key=f"health-{finding}",
                type="tertiary",
                icon=":material/list:",
                on_click=list_with_gap,
                args=(finding,),
            )


def show_corrections(snapshot: Snapshot, corrections: Corrections, waiting: tuple[str, ...]) -> None:
    """Every correction by hand with its state, and what is wrong in their file."""
    if not (corrections.entries or corrections.faults):
        return
    st.header("Corrections by hand", anchor=False)
    for fault in corrections.faults:
        st.markdown(safe(str(fault)))
    if not corrections.entries:
        return
    hashes = {card.path: card.sha256 for card in snapshot.documents}
    st.table(
        {
            "Document": [safe(entry.document) for entry in corrections.entries],
            "Corrected": [safe(names_of(entry)) for entry in corrections.entries],
            "State": [safe(_state(entry, hashes, waiting)) for entry in corrections.entries],
        },
        hide_index=True,
    )
    st.markdown(safe(f"{counted(len(corrections.entries), 'correction')}, kept beside the reports."))


def _state(entry: Correction, hashes: Mapping[str, str], waiting: tuple[str, ...]) -> str:
    if entry.document not in hashes:
        return "Rests: this file is not in the index"
    if entry.sha256 != hashes[entry.document]:
        return "Rests: the file has changed since"
    return "Waits for the next rebuild" if entry.document in waiting else "In the index"
