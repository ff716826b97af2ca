"""The word index of a build, in groups of neighbouring documents, one segment each.

Where groups end depends on the paths alone, so a report that comes or goes changes its own group, and the others'
segments are taken over as they are. The engine counts words and lengths over all segments: scores are those of
one index of everything.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from indexer.lexical import LexicalEntry, document_number, write_lexical, write_managed
from indexer.sources import digest
from indexer.storage_files import make_folder, remove_tree

GROUPS = "groups.json"
"""Which segment holds which documents; only an index in groups has it."""

_LOCK = ".tantivy-meta.lock"
"""The engine makes it in every folder that it opens, for all to read."""

_MOST_GROUPS = 64
_LEAST_DOCUMENTS = 8


@dataclass(frozen=True, slots=True)
class LexicalDocument:
    """A document to be found by its words. Equal keys stand for equal entries, which are read where needed."""

    path: str
    key: str
    entries: Callable[[], Sequence[LexicalEntry]]


def write_groups(folder: Path, documents: Sequence[LexicalDocument], standing: Path | None) -> None:
    """Write the word index of these documents to a new folder, with what `standing`, another one, has of it."""
    make_folder(folder)
    known = _known_segments(standing) if standing else {}
    groups: list[dict[str, str]] = []
    segments: list[dict[str, Any]] = []
    template: dict[str, Any] = {}
    for group in parted(documents) or [()]:
        made_of = digest([document.key for document in group])
        if standing and made_of in known:
            _take_over(standing, folder, known[made_of])
            template = template or json.loads((standing / "meta.json").read_bytes())
            made = [known[made_of]]
        else:
            template = _write_group(folder, group)
            made = template["segments"]
        segments += made
        groups += [{"made_of": made_of, "segment": segment["segment_id"]} for segment in made]
    meta = template | {"segments": segments, "opstamp": 0}
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True), encoding="utf-8")
    write_managed(folder)
    (folder / GROUPS).write_text(json.dumps(groups, indent=1), encoding="utf-8")
    (folder / _LOCK).touch(mode=0o600)


def is_in_groups(folder: Path) -> bool:
    return (folder / GROUPS).is_file()


def parted(documents: Sequence[LexicalDocument]) -> list[Sequence[LexicalDocument]]:
    """Runs of neighbours, about 64 of them, none where there are no documents; the paths say where one ends."""
    often = max(_LEAST_DOCUMENTS, 1 << (max(len(documents) // _MOST_GROUPS, 1).bit_length() - 1))
    ends = [place + 1 for place, one in enumerate(documents[:-1]) if document_number(one.path) % often == 0]
    return [documents[start:end] for start, end in zip([0, *ends], [*ends, len(documents)], strict=True) if end > start]


def _known_segments(standing: Path) -> dict[str, dict[str, Any]]:
    if not is_in_groups(standing):
        return {}
    segments = {one["segment_id"]: one for one in json.loads((standing / "meta.json").read_bytes())["segments"]}
    return {one["made_of"]: segments[one["segment"]] for one in json.loads((standing / GROUPS).read_bytes())}


def _take_over(standing: Path, folder: Path, segment: dict[str, Any]) -> None:
    """Copy a segment's files. They are no second names of the same: what damages one build must not damage two."""
    for file in sorted(standing.glob(f"{UUID(segment['segment_id']).hex}.*")):
        shutil.copyfile(file, folder / file.name)


def _write_group(folder: Path, group: Sequence[LexicalDocument]) -> dict[str, Any]:
    """Write one group's segment; gives the engine's description of an index of it alone."""
    apart = folder / ".group"
    entries = [(number, entry) for one in group for number, entry in enumerate(one.entries())]
    write_lexical(apart, [entry for _, entry in entries], [number for number, _ in entries])
    meta: dict[str, Any] = json.loads((apart / "meta.json").read_bytes())
    for file in apart.iterdir():
        if not file.name.startswith(".") and file.name != "meta.json":
            file.replace(folder / file.name)
    remove_tree(apart)
    return meta
