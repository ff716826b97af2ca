"""Questions that people asked or saved, in one private file on this machine; never in a log.

A question is kept with its address, so that opening it asks the very same again. The file is written whole;
one that cannot be read is passed over and replaced by the next question.
"""

import csv
import hashlib
import io
import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from streamlit.logger import get_logger

from indexer.storage_files import make_folder, replace_file
from retriever.exports.comma_separated import inert
from ui.opened import NOTHING
from ui.state import AskState, from_address, to_address

MOST_EARLIER: Final = 100
"""So many questions that nobody saved are kept; the oldest go first."""

MOST_SAVED: Final = 500

_CHANGING = threading.Lock()
_LATER: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeping questions")
"""Writes what was asked while the page goes on: pushing a file to the disk takes as long as making half a page."""

_MOST_KNOWN: Final = 64
_State = tuple[int, int, int]

_LOGGER: Final = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question with its filters, when it was last asked (ISO, to the minute), and whether somebody saved it."""

    state: AskState
    asked: str
    saved: bool = False


_known: dict[Path, tuple[_State, tuple[KeptQuestion, ...]]] = {}


class KeptQuestions:
    """The questions of one person, newest first. May be used from several threads of one program."""

    def __init__(self, folder: Path, account: str | None = None) -> None:
        name = "questions" if account is None else hashlib.sha256(account.encode()).hexdigest()[:32]
        self._file = folder / f"{name}.json"

    def read(self) -> tuple[KeptQuestion, ...]:
        """Also what was to be noted later."""
        _LATER.submit(lambda: None).result()
        return self._read()

    def note_later(self, state: AskState, *, asked: str) -> None:
        """As `note`, without waiting for the disk; a disk that takes nothing is told of in the log alone."""
        _LATER.submit(self._note_or_log, state, asked)

    def note(self, state: AskState, *, asked: str) -> None:
        """Keep a question that was asked; asked again it moves to the front."""
        state = plain(state)
        with _CHANGING:
            kept = self._read()
            if kept and kept[0].state == state:
                return
            saved = any(one.saved for one in kept if one.state == state)
            self._write([KeptQuestion(state, asked, saved), *(one for one in kept if one.state != state)])

    def save(self, state: AskState, *, asked: str, saved: bool) -> None:
        """Save a question, or no longer."""
        state = plain(state)
        with _CHANGING:
            kept = self._read()
            if not any(one.state == state for one in kept):
                kept = (KeptQuestion(state, asked), *kept)
            self._write([replace(one, saved=saved) if one.state == state else one for one in kept])

    def is_saved(self, state: AskState) -> bool:
        state = plain(state)
        return any(one.saved and one.state == state for one in self._read())

    def erase(self) -> None:
        """Remove every question, the saved ones too."""
        _LATER.submit(lambda: None).result()
        with _CHANGING:
            self._file.unlink(missing_ok=True)

    def restore(self, erased: Sequence[KeptQuestion]) -> None:
        """Take back in what was erased, behind what was asked since."""
        with _CHANGING:
            since = self._read()
            known = {one.state for one in since}
            self._write([*since, *(one for one in erased if one.state not in known)])

    def _read(self) -> tuple[KeptQuestion, ...]:
        try:
            state = _state_of(self._file)
            known = _known.get(self._file)
            if known is None or known[0] != state:
                lines = json.loads(self._file.read_text(encoding="utf-8"))
                known = self._remember(state, tuple(map(_from_json, lines)))
            return known[1]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return ()

    def _note_or_log(self, state: AskState, asked: str) -> None:
        try:
            self.note(state, asked=asked)
        except OSError as error:
            _LOGGER.warning("A question could not be kept: %s", error.strerror)

    def _write(self, kept: Sequence[KeptQuestion]) -> None:
        room = {True: MOST_SAVED, False: MOST_EARLIER}
        left = []
        for one in kept:
            room[one.saved] -= 1
            if room[one.saved] >= 0:
                left.append(one)
        make_folder(self._file.parent)
        replace_file(self._file, as_json(left).encode())
        self._remember(_state_of(self._file), tuple(left))

    def _remember(self, state: _State, kept: tuple[KeptQuestion, ...]) -> tuple[_State, tuple[KeptQuestion, ...]]:
        """A file in one state is read once, however often its questions are shown: each writing makes a new file."""
        if len(_known) >= _MOST_KNOWN:
            _known.pop(next(iter(_known)), None)
        _known[self._file] = state, kept
        return state, kept


def _state_of(file: Path) -> _State:
    state = file.stat()
    return state.st_ino, state.st_mtime_ns, state.st_size


def plain(state: AskState) -> AskState:
    """The question and its filters alone, without what is open or how it is listed.

    >>> plain(AskState("Who attends?", one_list=True)) == AskState("Who attends?")
    True
    """
    return replace(state, one_list=False, opened=NOTHING)


def as_json(kept: Sequence[KeptQuestion]) -> str:
    return "[\n" + ",\n".join(map(_line, kept)) + "\n]\n"


def as_csv(kept: Sequence[KeptQuestion]) -> str:
    """One row a question, for a spreadsheet, which is given nothing that it would run."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ("question", "authority", "type", "from", "to", "without")
    writer.writerow([*columns, "asked", "saved"])
    for one in kept:
        address: Mapping[str, Sequence[str]] = to_address(one.state) | {"question": [one.state.question]}
        cells = ["; ".join(address.get(column, ())) for column in columns]
        writer.writerow([inert(cell) for cell in [*cells, one.asked, "yes" if one.saved else "no"]])
    return "\ufeff" + out.getvalue()


@lru_cache(maxsize=1000)
def _line(one: KeptQuestion) -> str:
    """One question as JSON; with each new one all others are written again."""
    line = {"asked": one.asked, "saved": one.saved, "address": to_address(one.state)}
    return json.dumps(line, ensure_ascii=False)


def _from_json(line: Mapping[str, object]) -> KeptQuestion:
    address = line["address"]
    if not isinstance(address, dict):
        raise TypeError("an address is an object")
    asked = datetime.fromisoformat(str(line["asked"])).isoformat(timespec="minutes")
    return KeptQuestion(from_address(address), asked, saved=line["saved"] is True)
