"""The folder that feedback is kept in: one private file each, and the gold set of what was approved.

Nothing of it leaves the machine, and all of it can be erased; the gold set is written anew from what is
left, so what is erased is gone from it too.
"""

import json
import re
import threading
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from indexer.storage_files import make_folder, replace_file
from retriever.errors import FeedbackError
from retriever.feedback.record import Approval, Feedback, from_json, same_person, to_gold, to_json

GOLD_NAME: Final = "approved.jsonl"
_ENDING: Final = ".json"
_KEY: Final = re.compile(r"[0-9a-f]{8,64}")
_CHANGING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """All feedback, newest first, and the names of files that are there and cannot be read."""

    feedback: tuple[Feedback, ...]
    unreadable: tuple[str, ...]


class FeedbackFolder:
    """Feedback in a folder, which is made when the first is kept. May be used from several threads of one program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def gold(self) -> Path:
        """The gold set of what was approved; there is no such file while nothing is."""
        return self._folder / GOLD_NAME

    def keep(self, feedback: Feedback) -> None:
        """Write one down. Raises FeedbackError where nobody says whose it is."""
        if not feedback.by.strip():
            raise FeedbackError("Say whose feedback it is: initials are enough.")
        with _CHANGING:
            self._write(feedback)

    def read(self) -> Kept:
        found: list[Feedback] = []
        unreadable: list[str] = []
        for file in sorted(self._folder.glob(f"*{_ENDING}")):
            try:
                found.append(from_json(json.loads(file.read_text(encoding="utf-8"))))
            except (OSError, ValueError, FeedbackError):
                unreadable.append(file.name)
        newest = sorted(found, key=lambda one: (-one.on.toordinal(), one.key))
        return Kept(tuple(newest), tuple(unreadable))

    def approve(self, key: str, *, by: str, kind: str, words: str, on: date) -> Feedback:
        """Make it gold. Raises FeedbackError where it cannot be, or where the second person is the first."""
        with _CHANGING:
            feedback = self._one(key)
            if not by.strip():
                raise FeedbackError("Say who approves it: initials are enough.")
            if same_person(by, feedback.by):
                raise FeedbackError(f"{feedback.by} gave this feedback; somebody else has to approve it.")
            if not feedback.can_be_gold:
                raise FeedbackError("It does not say which paragraph answers the question, so it cannot be gold.")
            kind = "unanswerable" if feedback.silent else kind
            approved = replace(feedback, words=words, approval=Approval(by.strip(), on, kind))
            self._write(approved)
            self._write_gold()
            return approved

    def erase(self, key: str) -> None:
        """Remove one, from the gold set too; nothing happens where it is gone already."""
        with _CHANGING:
            self._file(key).unlink(missing_ok=True)
            self._write_gold()

    def erase_all(self) -> None:
        """Remove everything, what cannot be read included."""
        with _CHANGING:
            for file in self._folder.glob(f"*{_ENDING}"):
                file.unlink(missing_ok=True)
            self._write_gold()

    def _one(self, key: str) -> Feedback:
        try:
            return from_json(json.loads(self._file(key).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            raise FeedbackError("This feedback is no longer there.") from None

    def _file(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FeedbackError("This is no feedback's key.")
        return self._folder / f"{key}{_ENDING}"

    def _write(self, feedback: Feedback) -> None:
        make_folder(self._folder)
        replace_file(self._file(feedback.key), _line(to_json(feedback)).encode())

    def _write_gold(self) -> None:
        approved = sorted((one for one in self.read().feedback if one.approval), key=lambda one: (one.on, one.key))
        if approved:
            replace_file(self.gold, "".join(_line(to_gold(one)) for one in approved).encode())
        else:
            self.gold.unlink(missing_ok=True)


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
