"""The file of corrections: one part of it a correction, each read and written by itself.

So a part that is wrong spoils no other, and what people wrote beside a correction stays where the app writes.
"""

import json
import re
import threading
import tomllib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from indexer.corrections import (
    CORRECTIONS_NAME,
    FACTS,
    Correction,
    Corrections,
    Fact,
    Fault,
    Value,
    clean_text,
    from_setting,
    reason_against,
)
from indexer.discovery import read_document_bytes
from indexer.document import DocumentType
from indexer.errors import IndexDamagedError, IndexMismatchError, UnreadableDocumentError
from indexer.storage_files import mode_of_new_files, replace_file
from indexer.storage_manifest import CURRENT, PREVIOUS, read_manifest, read_pointer

_WRITING = threading.Lock()  # two visitors at once lose nothing
_LARGEST_BYTES = 5_000_000
_HEADER = re.compile(r"[ \t]*\[\[[ \t]*correction[ \t]*\]\]")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_INTRODUCTION = """\
# Corrections by hand, honoured by every build of the index. Each holds for one file with one content (its SHA-256);
# when the file changes, it rests until it is confirmed on the page Documents. A date of "" is not known.
"""


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
    with _WRITING:
        parts = [part for part in _kept_parts(corpus) if _document_of(part) != correction.document]
        _write(corpus, [*parts, _Part(0, _to_toml(correction))])


def remove_correction(corpus: Path, document: str) -> None:
    """Take the corrections of a path out of the file. Raises as `write_correction` does."""
    with _WRITING:
        _write(corpus, [part for part in _kept_parts(corpus) if _document_of(part) != document])


def corrections_to_build(corpus: Path, index: Path, build: str, hashes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The documents of this build whose correction is not yet, or no longer, in it. `hashes` are its files'."""
    files = dict(hashes)
    wanted = {entry.document: entry.key() for entry in read_corrections(corpus).holding(files.items())}
    built = {path: key for path, key in _corrections_in(index, build).items() if path in files}
    return tuple(sorted(path for path in wanted.keys() | built.keys() if wanted.get(path) != built.get(path)))


def _corrections_in(index: Path, build: str) -> dict[str, str]:
    for name in (CURRENT, PREVIOUS):
        with suppress(IndexDamagedError, IndexMismatchError):
            pointer = read_pointer(index, name)
            if pointer and pointer.build == build:
                return from_setting(read_manifest(index, pointer).settings)
    return {}


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


def _write(corpus: Path, parts: Sequence[_Part]) -> None:
    texts = [part.text.rstrip() for part in parts]
    path = corpus / CORRECTIONS_NAME
    replace_file(path, ("\n\n".join(text for text in texts if text) + "\n").encode())
    path.chmod(mode_of_new_files())


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
