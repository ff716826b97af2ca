"""The latest rebuild of an index, written down by its command as it goes: index/run.json.

Whoever looks, in whatever process, sees how far it is, which files it reads and how it ended. The file names
documents and says why some could not be read; no other word of a report is in it. It is private like the rest
of the index and replaced in one step; it serves people alone, so a lost one costs nothing.
"""

import json
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from indexer.errors import IndexLockedError
from indexer.lock import holder_of
from indexer.progress import READ, WAITING, Progress

if TYPE_CHECKING:
    from indexer.build import BuildSummary  # all that makes a build: not for who only reads how far one is

RUN_NAME: Final = "run.json"
STARTED_BY_VARIABLE: Final = "INSPECTION_STARTED_BY"
STARTED_BY_APP: Final = "app"

_FORMAT = 1
_SHORTEST_S = 0.4  # between two times of writing
_SHARE = 25  # of a run's time, one part in so many at most goes into writing, however long the table of files
_GRACE_S = 20.0  # from the last word of a run until a lock that nobody holds means that it was killed


class RunState(StrEnum):
    """How a run stands. BROKEN_OFF: its process is gone and did not say how it ended."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    BROKEN_OFF = "broken off"


class Outcome(StrEnum):
    """What became of a file that had to be read."""

    WAITING = "waiting"
    INDEXED = "indexed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that a run had to read; `reason` says why it was skipped."""

    document: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run changed, as `rebuild-index` says it."""

    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: int
    documents: int
    passages: int


@dataclass(frozen=True, slots=True)
class Run:
    """One rebuild. `stage_began` is when the stage at hand did; `message` is the error of a failed run.

    `done` of `total` steps of the stage are done; `files` are those that had to be read, by path. `notes` are
    what people should know of a run that went well.
    """

    process: int
    host: str
    started_by: str
    state: RunState
    started: datetime
    updated: datetime
    stage: str = ""
    stage_began: datetime | None = None
    done: int = 0
    total: int = 0
    document: str = ""
    files: tuple[FileRead, ...] = ()
    message: str = ""
    notes: tuple[str, ...] = ()
    build: str = ""
    counts: Counts | None = None

    @property
    def is_here(self) -> bool:
        """Whether its process is, or was, one of this machine."""
        return self.host == socket.gethostname()


@dataclass(slots=True)
class RunRecorder:
    """Writes a run down. `listen` is for `rebuild`, whose lock is held whenever it is told of a step.

    What cannot be written is left: a full disk is found by the rebuild itself, which says so.
    """

    index: Path
    started_by: str = ""
    _files: dict[str, FileRead] = field(default_factory=dict)
    _step: Progress | None = None
    _began: datetime = field(default_factory=lambda: datetime.now(UTC))
    _stage_began: datetime | None = None
    _next: float = 0.0

    def listen(self, step: Progress) -> None:
        new_stage = self._step is None or step.stage != self._step.stage
        if new_stage:
            self._stage_began = datetime.now(UTC)
        self._step = step
        if step.stage == WAITING:
            self._files[step.document] = FileRead(step.document, Outcome.WAITING)
            return
        if step.stage == READ:
            outcome = Outcome.SKIPPED if step.reason else Outcome.INDEXED
            self._files[step.document] = FileRead(step.document, outcome, step.reason)
        if new_stage or time.monotonic() >= self._next:
            self._write(RunState.RUNNING)

    def done(self, summary: "BuildSummary") -> None:
        counts = Counts(
            added=summary.added,
            changed=summary.changed,
            removed=summary.removed,
            unchanged=summary.unchanged,
            skipped=len(summary.skipped),
            documents=summary.documents,
            passages=summary.passages,
        )
        self._write(RunState.DONE, build=summary.build, counts=counts, notes=summary.notes)

    def stopped(self) -> None:
        self._write(RunState.STOPPED)

    def failed(self, error: Exception) -> None:
        """Note how it failed, unless it found another at work: that one's record is not ours to write."""
        if isinstance(error, IndexLockedError):
            return
        self._write(RunState.FAILED, message=str(error))

    def broke(self, error: Exception) -> None:
        """Note a fault of the program by its kind alone: its words may be a report's."""
        name = type(error).__name__
        self._write(
            RunState.FAILED,
            message=f"A fault in this program stopped the rebuild ({name}). Please report it. The index as it was "
            "still stands.",
        )

    def _write(
        self,
        state: RunState,
        *,
        message: str = "",
        notes: tuple[str, ...] = (),
        build: str = "",
        counts: Counts | None = None,
    ) -> None:
        step = self._step or Progress("", 0, 0, "")
        run = Run(
            process=os.getpid(),
            host=socket.gethostname(),
            started_by=self.started_by,
            state=state,
            started=self._began,
            updated=datetime.now(UTC),
            stage=step.stage,
            stage_began=self._stage_began,
            done=step.done,
            total=step.total,
            document=step.document,
            files=tuple(self._files[path] for path in sorted(self._files)),
            message=message,
            notes=notes,
            build=build,
            counts=counts,
        )
        started = time.monotonic()
        with suppress(OSError):
            _replace(self.index / RUN_NAME, run)
        now = time.monotonic()
        self._next = now + max(_SHORTEST_S, _SHARE * (now - started))


def read_run(index: Path) -> Run | None:
    """The latest run of this index, None where none was written down. A run that was killed says so."""
    run = _read(index)
    if run is None or run.state is not RunState.RUNNING or holder_of(index) is not None:
        return run
    if run.is_here and _is_alive(run.process) and (datetime.now(UTC) - run.updated).total_seconds() < _GRACE_S:
        return run
    run = _read(index)  # its last word may have been written while we looked whether it lives
    return replace(run, state=RunState.BROKEN_OFF) if run and run.state is RunState.RUNNING else run


def _read(index: Path) -> Run | None:
    try:
        return _from_json(json.loads((index / RUN_NAME).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _replace(path: Path, run: Run) -> None:
    """In one step, but not down to the disk: it is written often, and worth nothing after a power cut."""
    beside = path.with_name(f".{path.name}.new")
    data = json.dumps({"format": _FORMAT, **asdict(run)}, default=_plain).encode()
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    beside.replace(path)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no plain form of {type(value).__name__}")


def _from_json(fields: Mapping[str, Any]) -> Run:
    """Raises KeyError, TypeError or ValueError for anything but a run of this format."""
    values = dict(fields)
    if values.pop("format") != _FORMAT:
        raise ValueError("another format")
    values["state"] = RunState(values["state"])
    for name in ("started", "updated", "stage_began"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["files"] = tuple(FileRead(f["document"], Outcome(f["outcome"]), f["reason"]) for f in values["files"])
    values["notes"] = tuple(values["notes"])
    values["counts"] = Counts(**values["counts"]) if values["counts"] else None
    return Run(**values)
