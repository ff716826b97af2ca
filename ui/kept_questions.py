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
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from indexer.storage_files import make_folder, replace_file
from retriever.exports.comma_separated import inert
from ui.opened import NOTHING
from ui.state import AskState, from_address, to_address

MOST_EARLIER: Final = 100
"""So many questions that nobody saved are kept; the oldest go first."""

MOST_SAVED: Final = 500

_CHANGING = threading.Lock()


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question with its filters, when it was last asked (ISO, to the minute), and whether somebody saved it."""

    state: AskState
    asked: str
    saved: bool = False


class KeptQuestions:
    """The questions of one person, newest first. May be used from several threads of one program."""

    def __init__(self, folder: Path, account: str | None = None) -> None:
        name = "questions" if account is None else hashlib.sha256(account.encode()).hexdigest()[:32]
        self._file = folder / f"{name}.json"

    def read(self) -> tuple[KeptQuestion, ...]:
        try:
            state = self._file.stat()
            return _read(self._file, state.st_ino, state.st_mtime_ns, state.st_size)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return ()

    def note(self, state: AskState, *, asked: str) -> None:
        """Keep a question that was asked; asked again it moves to the front."""
        state = plain(state)
        with _CHANGING:
            kept = self.read()
            if kept and kept[0].state == state:
                return
            saved = any(one.saved for one in kept if one.state == state)
            self._write([KeptQuestion(state, asked, saved), *(one for one in kept if one.state != state)])

    def save(self, state: AskState, *, asked: str, saved: bool) -> None:
        """Save a question, or no longer."""
        state = plain(state)
        with _CHANGING:
            kept = self.read()
            if not any(one.state == state for one in kept):
                kept = (KeptQuestion(state, asked), *kept)
            self._write([replace(one, saved=saved) if one.state == state else one for one in kept])

    def is_saved(self, state: AskState) -> bool:
        return any(one.saved for one in self.read() if one.state == plain(state))

    def erase(self) -> None:
        """Remove every question, the saved ones too."""
        with _CHANGING:
            self._file.unlink(missing_ok=True)

    def restore(self, erased: Sequence[KeptQuestion]) -> None:
        """Take back in what was erased, behind what was asked since."""
        with _CHANGING:
            since = self.read()
            known = {one.state for one in since}
            self._write([*since, *(one for one in erased if one.state not in known)])

    def _write(self, kept: Sequence[KeptQuestion]) -> None:
        saved = [one for one in kept if one.saved][:MOST_SAVED]
        earlier = [one for one in kept if not one.saved][:MOST_EARLIER]
        left = [one for one in kept if one in saved or one in earlier]
        make_folder(self._file.parent)
        replace_file(self._file, as_json(left).encode())


@lru_cache(maxsize=64)
def _read(file: Path, *_state: int) -> tuple[KeptQuestion, ...]:
    """A file in one state is read once, however often its questions are shown: each writing makes a new file."""
    return tuple(_from_json(line) for line in json.loads(file.read_text(encoding="utf-8")))


def plain(state: AskState) -> AskState:
    """The question and its filters alone, without what is open or how it is listed.

    >>> plain(AskState("Who attends?", one_list=True)) == AskState("Who attends?")
    True
    """
    return replace(state, one_list=False, opened=NOTHING)


def as_json(kept: Sequence[KeptQuestion]) -> str:
    return json.dumps([_to_json(one) for one in kept], ensure_ascii=False, indent=1) + "\n"


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


def _to_json(one: KeptQuestion) -> dict[str, object]:
    return {"asked": one.asked, "saved": one.saved, "address": to_address(one.state)}


def _from_json(line: Mapping[str, object]) -> KeptQuestion:
    address = line["address"]
    if not isinstance(address, dict):
        raise TypeError("an address is an object")
    asked = datetime.fromisoformat(str(line["asked"])).isoformat(timespec="minutes")
    return KeptQuestion(from_address(address), asked, saved=line["saved"] is True)
