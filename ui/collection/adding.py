"""Reports added from the browser, and those taken out of the collection and put back."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from indexer.errors import IndexerError
from indexer.intake import LARGEST_MB, Refused, Taken, Upload, folders_of
from indexer.removal import removed_files
from indexer.snapshot import Snapshot
from retriever.references import human_date, human_range
from ui.account import may_change_collection
from ui.collection.changing import add_reports, put_back, start_rebuild, take_out
from ui.opening import look_again
from ui.places import Places, files_by_content
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.wording import TYPE_NAMES, counted, listed

MOST_FILES: Final = 50
MOST_MB: Final = 500
_ROUND: Final = "adding-round"
_RESULTS: Final = "adding-results"
_TROUBLE: Final = "adding-trouble"


def show_adding(places: Places, snapshot: Snapshot | None) -> None:
    """The box for new reports, and what became of those added last; nothing for who may only read."""
    if not may_change_collection():
        return
    st.header("Add reports", anchor=False)
    st.markdown(
        "PDF, Word, HTML or text. Each file is opened and read before it is taken; what cannot be read is refused "
        "with the reason. No file that is there is ever replaced."
    )
    number = st.session_state.setdefault(_ROUND, 0)
    uploads = st.file_uploader(
        "Reports", accept_multiple_files=True, max_upload_size=LARGEST_MB, key=f"adding-files-{number}"
    )
    folder = ""
    folders = folders_of(places.corpus)
    if len(folders) > 1:
        folder = st.selectbox(
            "Folder",
            folders,
            format_func=lambda name: name or "The collection's own folder",
            key="adding-folder",
            help="A folder named after an authority helps where a report does not name its own.",
        )
    at_once = st.checkbox("Index them straight away", value=True, key="adding-at-once")
    if len(uploads) > MOST_FILES or sum(one.size for one in uploads) > MOST_MB * 1_000_000:
        most = f"At most {MOST_FILES} files of together {MOST_MB} MB are taken at once; please take some away."
        st.markdown(safe(most))
    elif uploads and st.button("Check and add", key="adding-start", type="primary", icon=":material/upload:"):
        _take(places, snapshot, [Upload(one.name, one.getvalue()) for one in uploads], folder)
        st.session_state[_ROUND] = number + 1
        look_again()
        if at_once and any(isinstance(one, Taken) for one in st.session_state[_RESULTS]):
            start_rebuild(places)
        st.rerun()
    _show_results()


def show_taking_out(places: Places, path: str, *, key: str) -> None:
    """The way to take one file out of the collection; none for who may only read."""
    if not may_change_collection():
        return
    with st.expander("Take this file out of the collection"):
        st.markdown(
            "The file is moved into a hidden folder beside the reports, from where it can be put back under **Add or "
            "take out**. Answers go on drawing on it until the index was rebuilt. To erase its words for good, also "
            "empty that folder and run the command `purge`."
        )
        sure = st.checkbox("I want to take it out", key=f"removal-sure-{key}")
        if st.button("Take it out", key=f"removal-{key}", disabled=not sure):
            try:
                take_out(places, path)
            except IndexerError as error:
                st.error(safe(str(error)))
                return
            look_again()
            st.toast("Taken out. Rebuild the index, so that answers no longer draw on it.")
            st.rerun()


def show_removed(places: Places) -> None:
    """The files that were taken out, each with its way back."""
    removed = removed_files(places.corpus) if may_change_collection() else []
    if not removed:
        return
    st.header("Taken out", anchor=False)
    st.markdown("These files lie in the hidden folder `.removed` beside the reports; no answer draws on them.")
    path = st.selectbox("File", removed, index=None, placeholder="Choose a file to put back", key="removed-file")
    if path and st.button("Put it back", key="removed-back"):
        try:
            put_back(places, path)
        except IndexerError as error:
            st.error(safe(str(error)))
            return
        look_again()
        st.rerun()


def _take(places: Places, snapshot: Snapshot | None, uploads: Sequence[Upload], folder: str) -> None:
    results: list[Taken | Refused] = []
    bar = st.progress(0.0, text="Reading the files")
    trouble = ""
    try:
        known = files_by_content(snapshot, places.corpus)
        for result in add_reports(places, uploads, folder=folder, known=known):
            results.append(result)
            bar.progress(value=len(results) / len(uploads), text=safe(f"Read {len(results)} of {len(uploads)}"))
    except IndexerError as error:
        trouble = str(error)
    st.session_state[_RESULTS] = results
    st.session_state[_TROUBLE] = trouble


def _show_results() -> None:
    results: list[Taken | Refused] = st.session_state.get(_RESULTS, [])
    if trouble := st.session_state.get(_TROUBLE):
        st.error(safe(trouble))
    refused = [one for one in results if isinstance(one, Refused)]
    taken = [one for one in results if isinstance(one, Taken)]
    if refused:
        st.subheader(safe(f"Refused: {counted(len(refused), 'file')}"), anchor=False)
        st.table(
            {"File": [safe(one.name) for one in refused], "Why": [safe(one.reason) for one in refused]},
            hide_index=True,
        )
    if taken:
        st.subheader(safe(f"Added: {counted(len(taken), 'file')}"), anchor=False)
        st.table(
            {
                "Report": [_name(one) for one in taken],
                "What was read in it": [safe(", ".join(_facts(one))) for one in taken],
            },
            hide_index=True,
        )


def _name(taken: Taken) -> Markdown:
    saved = compose("saved as {}", safe(taken.path))
    return joined("  \n", [compose("**{}**", safe(taken.document.title)), quiet(saved)])


def _facts(taken: Taken) -> list[str]:
    document = taken.document
    on_site = human_range(document.inspected_from, document.inspected_to)
    facts = [TYPE_NAMES[document.type], listed(document.authorities) if document.authorities else "no authority found"]
    facts += [f"inspected {on_site}"] if on_site else []
    facts += [f"published {human_date(document.published)}"] if document.published else []
    facts += [] if on_site or document.published else ["no date found"]
    return [*facts, counted(len(document.pages), "page"), *document.problems]
