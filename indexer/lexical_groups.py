"""The word index of a build: one segment for each group of its documents.

A report that comes or goes changes its own group's segment, and the others are taken over as they are. The engine
counts words and lengths over all segments: scores are those of one index of everything.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from indexer.groups import parted
from indexer.lexical import LexicalEntry, write_lexical, write_managed
from indexer.sources import digest
from indexer.storage_files import make_folder, remove_tree, take_over

GROUPS = "groups.json"
"""Which segment holds which documents."""

_LOCK = ".tantivy-meta.lock"
"""The engine makes it in every folder that it opens, for all to read."""


@dataclass(frozen=True, slots=True)
class LexicalDocument:
    """A document to be found by its words. Equal keys stand for equal entries, which are read where needed."""

    path: str
    key: str
    entries: Callable[[], Sequence[LexicalEntry]]


def write_groups(
    folder: Path, documents: Sequence[LexicalDocument], standing: Path | None, *, linked: bool = False
) -> list[Path]:
    """Write the word index of these documents to a new folder, with what `standing`, another one, has of it.

    Gives the files that are second names of those of `standing`: none unless `linked`.
    """
    make_folder(folder)
    known = _known_segments(standing) if standing else {}
    files = _files_of_segments(standing) if standing else {}
    groups: list[dict[str, str]] = []
    segments: list[dict[str, Any]] = []
    template: dict[str, Any] = {}
    taken: list[Path] = []
    for run in parted([document.path for document in documents]):
        group = documents[run.start : run.stop]
        made_of = digest([document.key for document in group])
        if standing and made_of in known:
            taken += _take_over(standing, folder, known[made_of], files, linked=linked)
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
    return [file for file in taken if file.stat().st_nlink > 1]


def _known_segments(standing: Path) -> dict[str, dict[str, Any]]:
    segments = {one["segment_id"]: one for one in json.loads((standing / "meta.json").read_bytes())["segments"]}
    return {one["made_of"]: segments[one["segment"]] for one in json.loads((standing / GROUPS).read_bytes())}


def _files_of_segments(folder: Path) -> dict[str, list[str]]:
    """The names of the files of each segment, by its name."""
    names: dict[str, list[str]] = {}
    for file in sorted(folder.iterdir()):
        names.setdefault(file.name.partition(".")[0], []).append(file.name)
    return names


def _take_over(
    standing: Path, folder: Path, segment: dict[str, Any], files: Mapping[str, list[str]], *, linked: bool
) -> list[Path]:
    names = files[UUID(segment["segment_id"]).hex]
    for name in names:
        take_over(standing / name, folder / name, linked=linked)
    return [folder / name for name in names]


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
