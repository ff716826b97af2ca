"""The rebuild as the app starts it: a process of its own, which no visitor's page and no restart of the app ends.

What it does is written down in the index folder by the command itself (`indexer.runs`), so that every page, also
one opened later or from another program, sees the same.
"""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import streamlit as st

import indexer
from indexer.lock import holder_of
from indexer.runs import STARTED_BY_APP, STARTED_BY_VARIABLE, Run, RunState, read_run
from ui.places import Places

_OWN = b"rebuild-index: "
_NICENESS = 5
"""Questions go before the rebuild where both want the processor."""


class Phase(Enum):
    """What a page has to show. ELSEWHERE: another program writes the index and does not say how far it is."""

    NONE = auto()
    STARTING = auto()
    RUNNING = auto()
    ELSEWHERE = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class RebuildView:
    """The rebuild of an index as it stands. `run` is the one at work or the latest; `holder` who writes now."""

    phase: Phase
    run: Run | None = None
    holder: str | None = None
    can_cancel: bool = False
    failure: str = ""

    @property
    def is_active(self) -> bool:
        return self.phase in (Phase.STARTING, Phase.RUNNING, Phase.ELSEWHERE)


class RebuildControl:
    """Starts, watches and stops the rebuild of one index; shared by all visitors, and by threads."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._said = ""

    def start(self, *, full: bool = False) -> None:
        """Start a rebuild, unless one is at work."""
        with self._lock:
            if self._is_child_alive() or holder_of(self._places.index):
                return
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and command
                [
                    *(sys.executable, "-m", "indexer"),
                    *("--corpus", str(self._places.corpus), "--index", str(self._places.index)),
                    *(["--full"] if full else []),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": _code_folder(), STARTED_BY_VARIABLE: STARTED_BY_APP},
                start_new_session=True,
            )
            self._said = ""
            threading.Thread(target=self._listen, args=(self._child,), name="rebuild", daemon=True).start()
            if hasattr(os, "setpriority"):
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, self._child.pid, _NICENESS)

    def cancel(self) -> None:
        """Ask a rebuild that the app started to stop. The build that stands stays; what is done is kept."""
        with self._lock:
            view = self._view()
            if not view.can_cancel:
                return
            if self._is_child_alive() and self._child:
                self._child.terminate()
            elif view.run:
                with suppress(ProcessLookupError):
                    os.kill(view.run.process, signal.SIGTERM)

    def view(self) -> RebuildView:
        with self._lock:
            return self._view()

    def _view(self) -> RebuildView:
        alive = self._is_child_alive()
        run = read_run(self._places.index)
        holder = holder_of(self._places.index)
        is_childs = bool(run and self._child and run.process == self._child.pid)
        if run and run.state is RunState.RUNNING:
            return RebuildView(Phase.RUNNING, run, holder, can_cancel=is_childs or _is_left_running(run, holder))
        if holder:
            return RebuildView(Phase.STARTING if alive else Phase.ELSEWHERE, run, holder, can_cancel=alive)
        if alive and not is_childs:
            return RebuildView(Phase.STARTING, run, can_cancel=True)
        if self._child and not is_childs and (code := self._child.poll()):
            return RebuildView(Phase.ENDED, run, failure=self._said or _said_nothing(code))
        return RebuildView(Phase.ENDED if run else Phase.NONE, run)

    def _listen(self, child: subprocess.Popen[bytes]) -> None:
        """Keep the command's own last sentence, for a run too short to write anything down; nothing else it says."""
        if child.stderr is None:
            return
        with child.stderr as lines:
            for line in lines:
                if line.startswith(_OWN):
                    self._said = line.removeprefix(_OWN).decode("utf-8", "replace").strip()
        child.wait()

    def _is_child_alive(self) -> bool:
        return self._child is not None and self._child.poll() is None


@st.cache_resource(show_spinner=False)
def rebuild_control(places: Places) -> RebuildControl:
    """The one control of this index for all who visit."""
    return RebuildControl(places)


def _is_left_running(run: Run, holder: str | None) -> bool:
    """Whether the app started this run before it was itself started again."""
    return run.started_by == STARTED_BY_APP and run.is_here and (holder or "").startswith(f"process {run.process} on ")


def _said_nothing(code: int) -> str:
    how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    return (
        f"The rebuild {how} and said nothing. The index as it was still stands. Start it again; if it ends like this "
        "once more, run the command below in a terminal, where it says more."
    )


def _code_folder() -> str:
    return str(Path(indexer.__file__).resolve().parent.parent)
