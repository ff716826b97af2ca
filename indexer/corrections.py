"""Corrections by hand: what people know better than the program about a document's title, type, authority or dates.

They stand in one small TOML file in the corpus folder, `.corrections.toml`, hidden so that it is no document:

    [[correction]]
    document = "letters/2019.pdf"
    sha256 = "the content it was made for"
    title = "Focused visit to Ambleford"
    authorities = ["Ambleford"]
    published = 2019-03-18
    inspected_from = ""
    was = { title = "Letter" }

A date of "" says that it is not known; `was` is what the program had read, for people to see. A correction
holds for this path with this content: when the file changes, it rests until somebody confirms it, because the
new file may be another report. What is wrong in the file is a fault with its line; the rest of it holds.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple

from indexer.document import Document, DocumentType, HasFacts

CORRECTIONS_NAME: Final = ".corrections.toml"
FACTS: Final = ("title", "type", "authorities", "published", "inspected_from", "inspected_to")

_SETTING: Final = "corrections"
_LONGEST_TEXT = 300
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")

Value = str | DocumentType | tuple[str, ...] | date | None


class Fact(NamedTuple):
    """One of FACTS and its value."""

    name: str
    value: Value


class Fault(NamedTuple):
    """What is wrong in the file, and on which line; 0 for the file as a whole."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"{CORRECTIONS_NAME}, line {self.line}: {self.what}" if self.line else f"{CORRECTIONS_NAME}: {self.what}"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be said of one document instead of what was read; facts in the order of FACTS.

    `line` is where it begins in the file. `sha256` is None where none is given: then it rests.
    """

    document: str
    sha256: str | None
    facts: tuple[Fact, ...]
    was: tuple[Fact, ...] = ()
    line: int = 0

    def apply(self, document: Document) -> Document:
        facts: dict[str, Any] = dict(self.facts)
        return replace(document, **facts)

    def key(self) -> str:
        """The hash of all that a build takes from it."""
        facts = [[name, _to_plain(value)] for name, value in self.facts]
        return hashlib.sha256(json.dumps([self.document, self.sha256, facts]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of a corpus, at most one for a path with one content, and what is wrong in their file."""

    entries: tuple[Correction, ...] = ()
    faults: tuple[Fault, ...] = ()

    def of(self, path: str, sha256: str) -> Correction | None:
        """The correction that holds for this file as it is."""
        return next((entry for entry in self.entries if (entry.document, entry.sha256) == (path, sha256)), None)

    def holding(self, hashes: Iterable[tuple[str, str]]) -> tuple[Correction, ...]:
        """Those that hold for files of these (path, SHA-256), by path."""
        files = set(hashes)
        held = (entry for entry in self.entries if (entry.document, entry.sha256) in files)
        return tuple(sorted(held, key=lambda entry: entry.document))

    def resting(self, hashes: Iterable[tuple[str, str]]) -> tuple[Correction, ...]:
        """Those that hold for none of these files: their file has changed, moved or gone."""
        files = set(hashes)
        return tuple(entry for entry in self.entries if (entry.document, entry.sha256) not in files)

    def notes(self, hashes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """What people should know of the file: its faults, and the corrections that rest, in sentences."""
        files = dict(hashes)
        rests = (Fault(entry.line, _why_it_rests(entry, files)) for entry in self.resting(files.items()))
        return tuple(map(str, sorted([*self.faults, *rests])))


NO_CORRECTIONS: Final = Corrections()


def corrected_facts(read: HasFacts, wanted: Mapping[str, Value]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """What differs between what was read and what is wanted: the new facts, and those they stand instead of."""
    names = [name for name in FACTS if name in wanted and wanted[name] != getattr(read, name)]
    return tuple(Fact(name, wanted[name]) for name in names), tuple(Fact(name, getattr(read, name)) for name in names)


def reason_against(wanted: Mapping[str, Value]) -> str | None:
    """Why these facts cannot be right, in words for the user; None where they can."""
    if not wanted.get("title", "-"):
        return "A document needs a title."
    first, last = wanted.get("inspected_from"), wanted.get("inspected_to")
    if isinstance(first, date) and isinstance(last, date) and first > last:
        return "The inspection ends before it begins."
    return None


def to_setting(entries: Iterable[Correction]) -> dict[str, str]:
    """What the manifest of a build says of the corrections in it; nothing where there are none."""
    keys = {entry.document: entry.key() for entry in entries}
    return {_SETTING: json.dumps(keys, sort_keys=True)} if keys else {}


def from_setting(settings: Mapping[str, object]) -> dict[str, str]:
    """The key of each correction that is in a build, by the path of its document."""
    found = json.loads(str(settings.get(_SETTING, "{}")))
    return {str(path): str(key) for path, key in found.items()}


def clean_text(text: str) -> str:
    """One line of readable characters, at most 300 of them."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:_LONGEST_TEXT]


def _why_it_rests(entry: Correction, files: Mapping[str, str]) -> str:
    found = files.get(entry.document)
    if found is None:
        return f"there is no file {entry.document} that can be read, so this correction rests."
    if entry.sha256 is None:
        return f'it does not say for which content of {entry.document} it holds. Add: sha256 = "{found}"'
    return (
        f"{entry.document} has changed since, so this correction rests. Confirm it on the page Documents, or "
        f'write sha256 = "{found}"'
    )


def _to_plain(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
