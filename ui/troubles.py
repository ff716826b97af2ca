"""What stands on the screen when there is nothing to search yet, and the way out of it."""

import streamlit as st

from indexer.errors import IndexDamagedError, IndexerError, IndexMismatchError, IndexMissingError
from indexer.snapshot import Snapshot, current_build
from ui.account import may_change_collection
from ui.collection.adding import show_adding
from ui.places import Drift, Places, files_in
from ui.rebuild_control import rebuild_control
from ui.rebuild_panel import changes_in_words, rebuild_panel
from ui.safe import Markdown, compose, quiet, safe
from ui.waiting import BusyError
from ui.wording import counted


def show_trouble(trouble: IndexerError, places: Places) -> None:
    """The whole page, in place of answers. As soon as there is an index, the page goes on by itself."""
    if isinstance(trouble, IndexMissingError):
        _no_index(places)
        return
    unusable = current_build(places.index)
    if isinstance(trouble, IndexDamagedError):
        st.title("The index is damaged", anchor=False)
        st.markdown("Your reports are safe: the index is only made from them. Build it again from scratch.")
        rebuild_panel(places, build=None, unusable=unusable, full=True)
    elif isinstance(trouble, IndexMismatchError):
        st.title("The index needs to be built again", anchor=False)
        st.markdown("It was made by another version of this program. Your reports are safe.")
        rebuild_panel(places, build=None, unusable=unusable)
    else:
        st.title("The index cannot be opened", anchor=False)
    st.markdown(quiet(safe(str(trouble))))


def _no_index(places: Places) -> None:
    waiting = files_in(places.corpus)
    if waiting:
        st.title("The reports are not indexed yet", anchor=False)
        st.markdown(compose("{} in the folder {}.", _waiting(waiting), _folder(places)))
        rebuild_panel(places, build=None)
    else:
        st.title("No reports yet", anchor=False)
        if may_change_collection():
            st.markdown(compose("Add some here, or put them into the folder {} and index them.", _folder(places)))
    show_adding(places, None)
    if not waiting:
        rebuild_panel(places, build=None)


def show_busy(busy: BusyError) -> None:
    """In the place of a page that could not even wait its turn."""
    st.title("Too many at once", anchor=False)
    waiting = counted(busy.waiting, "question is waiting", "questions are waiting")
    st.markdown(
        compose("{} already, so yours was not taken. Nothing is lost; it stands in the address.", safe(waiting))
    )
    st.button("Ask again", key="ask-again", type="primary", icon=":material/refresh:")


def no_documents(places: Places, skipped: int) -> None:
    """The page of an index that holds no readable document."""
    st.title("No reports yet", anchor=False)
    if skipped:
        st.markdown(
            compose("{} found, but none could be read. **Documents** says why.", safe(counted(skipped, "file")))
        )
    if may_change_collection():
        st.markdown(
            compose("Add reports (PDF, Word, HTML or text) under **Documents**, or put them into {}.", _folder(places))
        )
    rebuild_panel(places, build=current_build(places.index))


def build_warnings(snapshot: Snapshot) -> None:
    """What the build that answers has to say of itself: that it stands in for a damaged one."""
    for warning in snapshot.warnings:
        with st.container(border=True):
            st.markdown(compose("**The newest index is damaged; the one before it answers.** {}", safe(warning)))


def behind_notice(changes: Drift, places: Places) -> None:
    """A line that says the folder has changed since the index was made, or that a rebuild is at work."""
    is_active = rebuild_control(places).view().is_active
    if not changes and not is_active:
        return
    with st.container(border=True):
        if is_active:
            st.markdown("**The index is being rebuilt.** Until the new one is whole, answers come from the old one.")
        else:
            said = safe(changes_in_words(changes))
            st.markdown(compose("**The reports have changed since they were indexed:** {}.", said))
        if not is_active and not may_change_collection():
            return
        with st.expander("How far it is" if is_active else "Bring the index up to date"):
            rebuild_panel(places, build=current_build(places.index), changes=changes)


def _waiting(count: int) -> Markdown:
    return safe(counted(count, "file is", "files are"))


def _folder(places: Places) -> Markdown:
    return compose("**{}**", safe(str(places.corpus)))
