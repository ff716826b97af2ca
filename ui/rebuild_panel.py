"""The rebuild on the page: what the index lacks, how far a rebuild is, how the last one went.

The panel looks again by itself, so a reload, a second visitor and a rebuild from a shell all show the same, and
the page takes a new build up as soon as it is whole.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, Literal

import streamlit as st

from indexer.progress import ENCODE_PASSAGES, ENCODE_SENTENCES, HASH, READ, WAITING, WRITE
from indexer.runs import Counts, FileRead, Outcome, Run, RunState
from indexer.snapshot import Snapshot, current_build
from ui.account import may_change_collection
from ui.collection.changing import start_rebuild, stop_rebuild
from ui.opening import look_again
from ui.places import Drift, Places, files_in
from ui.rebuild_control import Phase, RebuildView, rebuild_control
from ui.safe import compose, quiet, safe
from ui.wording import counted, listed, program

EVERY_S: Final = 2.0
EVERY_IDLE_S: Final = 15.0

_TRIED: Final = "rebuild-tried"
_ENOUGH: Final = 0.1  # of a step, until its pace says how long the rest takes: the encoder is loaded in it too
_FILES_SHOWN: Final = 200
_STEPS: Final = {
    HASH: (1, "Looking for new and changed files"),
    WAITING: (1, "Looking for new and changed files"),
    READ: (2, "Reading the reports"),
    ENCODE_PASSAGES: (3, "Preparing the paragraphs for search"),
    ENCODE_SENTENCES: (4, "Preparing the sentences for quotation"),
    WRITE: (5, "Writing the new index and checking it"),
}
_OUTCOMES: Final = {
    Outcome.SKIPPED: "Could not be read",
    Outcome.WAITING: "Waiting",
    Outcome.INDEXED: "Read",
}
_ORDER: Final = tuple(_OUTCOMES)


def rebuild_panel(
    places: Places,
    *,
    build: str | None,
    changes: Drift | None = None,
    full: bool = False,
    unusable: str | None = None,
) -> None:
    """The panel. `build` is the one that the page shows, None for none, `changes` what it lacks.

    `full` makes all anew; `unusable` is a build that is there and cannot be opened.
    """
    control = rebuild_control(places)
    active = control.view().is_active

    @st.fragment(run_every=EVERY_S if active else EVERY_IDLE_S)
    def panel() -> None:
        view = control.view()
        if view.is_active != active or _is_new(places, build or unusable):
            look_again()
            st.rerun()
        with st.container(border=True):
            if view.is_active:
                _at_work(view, places, has_build=build is not None)
            else:
                _at_rest(view, places, changes or Drift(), full=full, has_build=build is not None)

    panel()


def take_up_new_builds(places: Places, snapshot: Snapshot) -> None:
    """Let an open page take up a newer build by itself, whoever made it."""
    build = snapshot.stands_in_for or snapshot.build

    @st.fragment(run_every=EVERY_IDLE_S)
    def watch() -> None:
        if _is_new(places, build):
            st.rerun()

    watch()


def _is_new(places: Places, build: str | None) -> bool:
    """Whether there is a build that this page has not tried to show yet; one that cannot be opened is tried once."""
    current = current_build(places.index)
    if current in (build, None) or current == st.session_state.get(_TRIED):
        return False
    st.session_state[_TRIED] = current
    return True


def changes_in_words(changes: Drift) -> str:
    """What the index lacks, as the end of a sentence; "" where it lacks nothing."""
    said = [f"{counted(len(changes.added), 'file')} added"] if changes.added else []
    said += [f"{counted(len(changes.changed), 'file')} changed"] if changes.changed else []
    said += [f"{counted(len(changes.removed), 'file')} no longer there"] if changes.removed else []
    said += [f"{counted(len(changes.corrected), 'document')} corrected by hand"] if changes.corrected else []
    return listed(said)


def _at_work(view: RebuildView, places: Places, *, has_build: bool) -> None:
    run = view.run
    st.markdown("**The index is being rebuilt.**")
    if view.phase is Phase.RUNNING and run:
        step, name = _STEPS.get(run.stage, (1, run.stage))
        st.progress(value=_share(run), text=safe(f"Step {step} of 5: {name}{_how_far(run)}"))
    elif view.phase is Phase.STARTING:
        st.progress(value=0.0, text="Starting")
    st.markdown(quiet(safe(" ".join([_by_whom(view), _meanwhile(has_build=has_build)]))))
    if (
        view.can_cancel
        and may_change_collection()
        and st.button("Stop the rebuild", key="rebuild-stop", icon=":material/stop:")
    ):
        stop_rebuild(places)
        st.toast("The rebuild is being stopped. What it has done is kept for the next one.")
    if run and run.files and view.phase is Phase.RUNNING:
        listed_files = st.expander("Files of this rebuild", key="rebuild-files", on_change="rerun")
        if listed_files.open:
            with listed_files:
                _files(run.files)


def _at_rest(view: RebuildView, places: Places, changes: Drift, *, full: bool, has_build: bool) -> None:
    nothing_yet = not has_build and not files_in(places.corpus)
    wanted = bool(changes) or full or not (has_build or nothing_yet)
    if changes:
        st.markdown(
            compose("**The reports have changed since they were indexed:** {}.", safe(changes_in_words(changes)))
        )
    elif has_build and not full:
        st.markdown("**The index is up to date** with the folder of reports.")
    elif nothing_yet:
        st.markdown("There is nothing to index yet.")
    _how_it_ended(view)
    if not may_change_collection():
        st.markdown(quiet(compose("Whoever keeps the collection brings it up to date.")))
        return
    if wanted:
        _start_button(places, "Bring the index up to date" if has_build else "Index the reports now", full=full)
    more = st.expander("More about rebuilding", key="rebuild-more", on_change="rerun")
    with more:
        if view.run and more.open:
            _files(view.run.files)
        if not wanted:
            _start_button(places, "Rebuild the index", full=full)
        st.markdown("The same from a terminal:")
        anew = " --full" if full else ""
        command = f'{program("rebuild-index")} --corpus "{places.corpus}" --index "{places.index}"{anew}'
        st.code(command, language=None, wrap_lines=True)


def _start_button(places: Places, label: str, *, full: bool) -> None:
    kind: Literal["primary", "secondary"] = "secondary" if label == "Rebuild the index" else "primary"
    if st.button(safe(label), key="rebuild-start", type=kind, icon=":material/sync:"):
        start_rebuild(places, full=full)
        st.rerun()


def _how_it_ended(view: RebuildView) -> None:
    run = view.run
    if view.failure:
        st.markdown(compose("**The rebuild failed.** {}", safe(view.failure)))
    elif run and run.state is RunState.FAILED:
        st.markdown(compose("**The last rebuild failed** ({}). {}", safe(_when(run.updated)), safe(run.message)))
    elif run and run.state is RunState.STOPPED:
        st.markdown(
            compose(
                "**The last rebuild was stopped** ({}). The index as it was still stands; the next rebuild goes on "
                "from what was done.",
                safe(_when(run.updated)),
            )
        )
    elif run and run.state is RunState.BROKEN_OFF:
        st.markdown(
            compose(
                "**The last rebuild broke off** ({}): its program was ended, or the computer was. The index as it was "
                "still stands; the next rebuild goes on from what was done.",
                safe(_when(run.updated)),
            )
        )
    elif run and run.counts:
        said = f"Last rebuild {_when(run.updated)}, {_lasted(run)}: {counts_in_words(run.counts)}."
        st.markdown(quiet(safe(said)))
        for note in run.notes:
            st.markdown(safe(note))


def counts_in_words(counts: Counts) -> str:
    """What a run changed, as people say it.

    >>> counts_in_words(Counts(2, 0, 1, 9, 1, 11, 300))
    '2 added, 1 removed, 9 unchanged; 1 file could not be read'
    """
    named = [(counts.added, "added"), (counts.changed, "changed"), (counts.removed, "removed")]
    said = ", ".join(f"{count:,} {name}" for count, name in [*named, (counts.unchanged, "unchanged")] if count)
    said = said or "no report in the folder"
    return f"{said}; {counted(counts.skipped, 'file')} could not be read" if counts.skipped else said


def _files(files: Sequence[FileRead]) -> None:
    """The files of a run, those that could not be read first."""
    if not files:
        return
    ordered = sorted(files, key=lambda file: (_ORDER.index(file.outcome), file.document))
    st.table(
        {
            "File": [safe(file.document) for file in ordered[:_FILES_SHOWN]],
            "State": [safe(_OUTCOMES[file.outcome]) for file in ordered[:_FILES_SHOWN]],
            "Why": [safe(file.reason or "–") for file in ordered[:_FILES_SHOWN]],
        },
        hide_index=True,
    )
    if len(ordered) > _FILES_SHOWN:
        st.markdown(safe(f"And {counted(len(ordered) - _FILES_SHOWN, 'more file')}."))


def _share(run: Run) -> float:
    return min(run.done / run.total, 1.0) if run.total else 0.0


def _how_far(run: Run) -> str:
    if run.stage == READ:
        read = sum(file.outcome is not Outcome.WAITING for file in run.files)
        return f" ({read:,} of {len(run.files):,}{_time_left(run)})"
    if run.stage in (ENCODE_PASSAGES, ENCODE_SENTENCES) and run.total:
        return f" ({100 * run.done // run.total} per cent{_time_left(run)})"
    return ""


def _time_left(run: Run) -> str:
    """How long this step will still take, where enough of it is done to tell."""
    if not run.stage_began or not _ENOUGH * run.total <= run.done < run.total:
        return ""
    elapsed = (run.updated - run.stage_began).total_seconds()
    return f", about {_duration(elapsed * (run.total - run.done) / run.done)} left in this step"


def _duration(seconds: float) -> str:
    """A duration as people say it.

    >>> _duration(40), _duration(150), _duration(7500)
    ('a minute', '3 minutes', '2 hours')
    """
    minutes = max(1, -(-int(seconds) // 60))
    if minutes < 2:
        return "a minute"
    return f"{minutes} minutes" if minutes < 100 else f"{round(minutes / 60)} hours"


def _lasted(run: Run) -> str:
    seconds = (run.updated - run.started).total_seconds()
    return f"{seconds:.0f} seconds" if seconds < 90 else _duration(seconds)


def _by_whom(view: RebuildView) -> str:
    if view.run and view.phase is Phase.RUNNING and view.run.started_by:
        return f"Started here at {_when(view.run.started)}."
    if view.phase is Phase.STARTING or not view.holder:
        return "It was started here."
    return f"Another program on this computer does it ({view.holder}); it can be stopped there."


def _meanwhile(*, has_build: bool) -> str:
    if has_build:
        return "Until the new index is whole, the old one answers. You may leave or close this page."
    return "You may leave or close this page; questions can be asked as soon as it is done."


def _when(moment: datetime) -> str:
    here = moment.astimezone()
    is_today = here.date() == datetime.now(UTC).astimezone().date()
    return f"{here:%H:%M}" if is_today else f"{here.day} {here:%B %Y, %H:%M}"
