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
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from indexer.discovery import read_document_bytes
from indexer.document import Document, DocumentType
from indexer.errors import UnreadableDocumentError
from indexer.storage_files import replace_file

CORRECTIONS_NAME: Final = ".corrections.toml"
FACTS: Final = ("title", "type", "authorities", "published", "inspected_from", "inspected_to")

_SETTING: Final = "corrections"
_LARGEST_BYTES = 5_000_000
_LONGEST_TEXT = 300
_HEADER = re.compile(r"[ \t]*\[\[[ \t]*correction[ \t]*\]\]")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_INTRODUCTION = """\
# Corrections by hand, honoured by every build of the index. Each holds for one file with one content (its SHA-256);
# when the file changes, it rests until it is confirmed on the page Documents. A date of "" is not known.
"""

Value = str | DocumentType | tuple[str, ...] | date | None


class HasFacts(Protocol):
    """A document, or its card."""

    @property
    def title(self) -> str: ...
    @property
    def type(self) -> DocumentType: ...
    @property
    def authorities(self) -> tuple[str, ...]: ...
    @property
    def published(self) -> date | None: ...
    @property
    def inspected_from(self) -> date | None: ...
    @property
    def inspected_to(self) -> date | None: ...


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

    def is_seen_in(self, card: HasFacts) -> bool:
        """Whether this document says of itself all that the correction says."""
        return all(getattr(card, name) == value for name, value in self.facts)

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


def read_corrections(corpus: Path) -> Corrections:
    """The corrections beside the reports. Raises nothing: what cannot be read is a fault."""
    text, fault = _read_text(corpus / CORRECTIONS_NAME)
    if fault:
        return Corrections(faults=(fault,))
    entries: list[Correction] = []
    faults: list[Fault] = []
    for part in _parts(text):
        entry, found = _parsed(part)
        faults += found
        if entry and any((e.document, e.sha256) == (entry.document, entry.sha256) for e in entries):
            faults.append(Fault(entry.line, f"a second correction of {entry.document}; the first one counts."))
        elif entry:
            entries.append(entry)
    return Corrections(tuple(entries), tuple(sorted(faults)))


def write_correction(corpus: Path, correction: Correction) -> None:
    """Put a correction into the file in place of any other for its path; all else in the file stays as it is.

    Raises OSError, and UnreadableDocumentError where the file that is there cannot be read.
    """
    parts = [part for part in _kept_parts(corpus) if _document_of(part) != correction.document]
    _write(corpus, [*parts, _Part(0, _to_toml(correction))])


def remove_correction(corpus: Path, document: str) -> None:
    """Take the corrections of a path out of the file. Raises as `write_correction` does."""
    _write(corpus, [part for part in _kept_parts(corpus) if _document_of(part) != document])


def to_setting(entries: Iterable[Correction]) -> dict[str, str]:
    """What the manifest of a build says of the corrections in it; nothing where there are none."""
    keys = {entry.document: entry.key() for entry in entries}
    return {_SETTING: json.dumps(keys, sort_keys=True)} if keys else {}


def from_setting(settings: Mapping[str, object]) -> dict[str, str]:
    """The key of each correction that is in a build, by the path of its document."""
    found = json.loads(str(settings.get(_SETTING, "{}")))
    return {str(path): str(key) for path, key in found.items()}


class _Part(NamedTuple):
    """A part of the file: one correction, or what stands before the first. `line` is its first line, from 1."""

    line: int
    text: str


def _read_text(path: Path) -> tuple[str, Fault | None]:
    if not path.exists() and not path.is_symlink():
        return "", None
    try:
        data = read_document_bytes(path, max_bytes=_LARGEST_BYTES)
    except UnreadableDocumentError as error:
        return "", Fault(0, error.reason)
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return "", Fault(line, "a character that is not UTF-8. Save the file as UTF-8; until then no correction holds.")


def _parts(text: str) -> list[_Part]:
    lines = text.splitlines(keepends=True)
    starts = [0, *(number for number, line in enumerate(lines) if _HEADER.match(line) and number)]
    ends = [*starts[1:], len(lines)]
    return [_Part(a + 1, "".join(lines[a:b])) for a, b in zip(starts, ends, strict=True) if b > a]


def _parsed(part: _Part) -> tuple[Correction | None, list[Fault]]:
    try:
        table: dict[str, Any] = tomllib.loads(part.text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        within = int(place[1]) if place and place[1] else len(part.text.rstrip().splitlines())
        said = _PLACE.sub("", str(error))
        return None, [Fault(part.line + within - 1, f"this is not TOML ({said}). This correction does not hold.")]
    listed = table.pop("correction", [])
    faults = [Fault(_line(part, name), f"{name!r} stands before the first [[correction]].") for name in table]
    if not listed:
        return None, faults
    fields: dict[str, Any] = listed[0]
    entry, wrong = _entry(part, fields)
    return entry, faults + wrong


def _entry(part: _Part, fields: dict[str, Any]) -> tuple[Correction | None, list[Fault]]:
    document, sha256, was = fields.pop("document", None), fields.pop("sha256", None), fields.pop("was", {})
    if not isinstance(document, str) or not document:
        return None, [Fault(part.line, 'no file is named. Add: document = "path in the folder of reports"')]
    faults: list[Fault] = []
    if sha256 is not None and not (isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        return None, [Fault(_line(part, "sha256"), "a SHA-256 has 64 of the characters 0-9 and a-f.")]
    facts = []
    for name, value in fields.items():
        try:
            facts.append(Fact(name, _value(name, value)))
        except ValueError as error:
            faults.append(Fault(_line(part, name), str(error)))
    against = None if faults else reason_against(dict(facts))
    if against:
        faults.append(Fault(part.line, against))
    if faults or not facts:
        return None, faults or [Fault(part.line, f"nothing is corrected. Add one of: {', '.join(FACTS)}")]
    return Correction(document, sha256, _ordered(facts), _ordered(_remembered(was)), part.line), []


def _remembered(was: object) -> list[Fact]:
    """What was read before, as far as it can be understood: it is there to be shown, nothing depends on it."""
    found = []
    for name, value in was.items() if isinstance(was, dict) else ():
        try:
            found.append(Fact(name, _value(name, value)))
        except ValueError:
            continue
    return found


def _ordered(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(sorted(facts, key=lambda fact: FACTS.index(fact.name)))


def _value(name: str, value: object) -> Value:
    """The value of a fact from the file. Raises ValueError with what is wrong, in words for the user."""
    if name not in FACTS:
        raise ValueError(f"{name!r} cannot be corrected. What can: {', '.join(FACTS)}")
    if name == "title" and isinstance(value, str) and (title := clean_text(value)):
        return title
    if name == "type" and value in list(DocumentType):
        return DocumentType(str(value))
    if name == "authorities" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(dict.fromkeys(filter(None, map(clean_text, value))))
    if name not in ("title", "type", "authorities"):
        if value == "":
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
    expected = {
        "title": 'a title stands in quotation marks: title = "Inspection of Ambleford"',
        "type": "the type is one of: " + ", ".join(f'"{kind.value}"' for kind in DocumentType),
        "authorities": 'authorities are a list: authorities = ["Ambleford", "Wexcombe"]',
    }
    raise ValueError(expected.get(name, f'a date is written {name} = 2024-03-18, or "" where it is not known'))


def clean_text(text: str) -> str:
    """One line of readable characters, at most 300 of them."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:_LONGEST_TEXT]


def _line(part: _Part, name: str) -> int:
    """The line on which a key of this part stands."""
    key = re.compile(rf"""[ \t]*["']?{re.escape(name)}["']?[ \t]*[.=]""")
    within = (number for number, line in enumerate(part.text.splitlines()) if key.match(line))
    return part.line + next(within, 0)


def _kept_parts(corpus: Path) -> list[_Part]:
    text, fault = _read_text(corpus / CORRECTIONS_NAME)
    if fault:
        raise UnreadableDocumentError(str(fault))
    return _parts(text) or [_Part(1, _INTRODUCTION)]


def _document_of(part: _Part) -> str | None:
    try:
        (fields,) = tomllib.loads(part.text)["correction"]
        return str(fields["document"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        return None


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


def _write(corpus: Path, parts: Sequence[_Part]) -> None:
    texts = [part.text.rstrip() for part in parts]
    replace_file(corpus / CORRECTIONS_NAME, ("\n\n".join(text for text in texts if text) + "\n").encode())


def _to_toml(correction: Correction) -> str:
    lines = ["[[correction]]", f"document = {_quoted(correction.document)}"]
    lines += [f"sha256 = {_quoted(correction.sha256)}"] if correction.sha256 else []
    lines += [f"{name} = {_written(value)}" for name, value in correction.facts]
    if correction.was:
        lines.append("was = { " + ", ".join(f"{name} = {_written(value)}" for name, value in correction.was) + " }")
    return "\n".join(lines)


def _written(value: Value) -> str:
    match value:
        case tuple():
            return "[" + ", ".join(map(_quoted, value)) + "]"
        case date():
            return value.isoformat()
        case _:
            return _quoted(value or "")


def _quoted(text: str) -> str:
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _to_plain(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
