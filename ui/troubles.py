"""What stands on the screen when there is nothing to search yet, and the way out of it."""

import streamlit as st

from indexer.errors import IndexDamagedError, IndexerError, IndexMismatchError, IndexMissingError
from indexer.snapshot import Snapshot
from ui.places import Drift, Places, files_in
from ui.safe import Markdown, compose, quiet, safe
from ui.waiting import BusyError
from ui.wording import counted, listed


def show_trouble(trouble: IndexerError, places: Places) -> None:
    """The whole page, in place of answers."""
    if isinstance(trouble, IndexMissingError):
        _no_index(places)
        return
    if isinstance(trouble, IndexDamagedError):
        st.title("The index is damaged", anchor=False)
        st.markdown(
            "Your reports are safe: the index is only made from them. Build it again from scratch, then reload."
        )
        rebuild_command(places, full=True)
    elif isinstance(trouble, IndexMismatchError):
        st.title("The index needs to be built again", anchor=False)
        st.markdown("It was made by another version of this program. Your reports are safe.")
        rebuild_command(places)
    else:
        st.title("The index cannot be opened", anchor=False)
    st.markdown(quiet(safe(str(trouble))))


def _no_index(places: Places) -> None:
    waiting = files_in(places.corpus)
    if waiting:
        st.title("The reports are not indexed yet", anchor=False)
        st.markdown(
            compose("{} in the folder {}. Index them once, then reload this page.", _waiting(waiting), _folder(places))
        )
    else:
        st.title("No reports yet", anchor=False)
        st.markdown(
            compose(
                "Put reports (PDF, Word, HTML or text) into the folder {}, index them, then reload.", _folder(places)
            )
        )
    rebuild_command(places)


def show_busy(busy: BusyError) -> None:
    """In the place of an answer that could not even wait its turn."""
    with st.container(border=True):
        st.markdown(
            compose(
                "**Busy: {} already, so yours was not taken.** Nothing is lost; it stands in the address.",
                safe(counted(busy.waiting, "question is waiting", "questions are waiting")),
            )
        )
        st.button("Ask again", key="ask-again")


def no_documents(places: Places, skipped: int) -> None:
    """The page of an index that holds no readable document."""
    st.title("No reports yet", anchor=False)
    if skipped:
        st.markdown(
            compose("{} found, but none could be read. **Documents** says why.", safe(counted(skipped, "file")))
        )
    st.markdown(
        compose("Put reports (PDF, Word, HTML or text) into the folder {}, index them, then reload.", _folder(places))
    )
    rebuild_command(places)


def build_warnings(snapshot: Snapshot) -> None:
    """What the build that answers has to say of itself: that it stands in for a damaged one."""
    for warning in snapshot.warnings:
        with st.container(border=True):
            st.markdown(compose("**The newest index is damaged; the one before it answers.** {}", safe(warning)))


def behind_notice(drift: Drift, places: Places) -> None:
    """A line that says the folder has changed since the index was made; nothing where it has not."""
    if not drift:
        return
    changes = [f"{counted(len(drift.added), 'file')} not indexed yet"] if drift.added else []
    changes += [f"{counted(len(drift.changed), 'file')} changed"] if drift.changed else []
    changes += [f"{counted(len(drift.removed), 'indexed file')} no longer there"] if drift.removed else []
    with st.container(border=True):
        st.markdown(compose("**The folder of reports has changed since it was indexed:** {}.", safe(listed(changes))))
        with st.expander("Bring the index up to date"):
            rebuild_command(places)


def rebuild_command(places: Places, *, full: bool = False) -> None:
    """The command to copy, with this app's own folders."""
    command = f'rebuild-index --corpus "{places.corpus}" --index "{places.index}"' + (" --full" if full else "")
    st.code(command, language=None, wrap_lines=True)


def _waiting(count: int) -> Markdown:
    return safe(counted(count, "file is", "files are"))


def _folder(places: Places) -> Markdown:
    return compose("**{}**", safe(str(places.corpus)))
