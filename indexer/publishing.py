"""Builds on the disk: which stands, which becomes current, and which are removed.

- index/CURRENT: which build answers; swapped last
- index/PREVIOUS: the one before it, which answers where the current one is damaged
- index/builds/<build>/: the files of a build, never changed once they are there
"""

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from indexer.errors import IndexDamagedError, IndexMismatchError
from indexer.lock import is_in_use
from indexer.storage_files import make_folder, remove_tree, sync_folder
from indexer.storage_manifest import (
    BUILDS,
    CURRENT,
    MANIFEST,
    PREVIOUS,
    Manifest,
    Pointer,
    is_of_a_group,
    is_of_words,
    pointer_to,
    read_manifest,
    read_pointer,
    write_pointer,
)
from indexer.verified import damaged_files, verify

_UNDER_WAY = ".under-way"


@dataclass(frozen=True, slots=True)
class Standing:
    """A build that is there: whole, but for files of groups and words that are `damaged`."""

    pointer: Pointer
    manifest: Manifest
    damaged: frozenset[str] = frozenset()

    def folder(self, index: Path) -> Path:
        return index / BUILDS / self.pointer.folder


def new_folder(index: Path) -> Path:
    """An empty folder for a build under way; what an earlier one left there is gone."""
    folder = index / BUILDS / _UNDER_WAY
    remove_tree(folder)
    make_folder(folder)
    return folder


def give_name(index: Path, folder: Path, made: Standing) -> Standing:
    """Give a finished build's folder its name; where an equal build has it already, that one is taken.

    The name says what a build was made from. Another computer's arithmetic may make other bytes of
    it: then the new folder gets a number behind its name.
    """
    for number in count(1):
        name = made.manifest.build if number == 1 else f"{made.manifest.build}-{number}"
        target = index / BUILDS / name
        if not target.exists():
            folder.rename(target)
            sync_folder(target.parent)
            return replace(made, pointer=replace(made.pointer, folder=name))
        there = _opened(index, pointer_to(target))
        if there and there.manifest.files == made.manifest.files:
            return there
    raise AssertionError("counting does not end")


def make_current(index: Path, before: Standing | None, after: Standing) -> None:
    """Make a build the one that answers; the one that did so far becomes the previous one."""
    if before and before.pointer != after.pointer:
        write_pointer(index, PREVIOUS, before.pointer)
    if _pointer(index, CURRENT) != after.pointer:
        write_pointer(index, CURRENT, after.pointer)


def remove_old_builds(index: Path) -> None:
    """Remove what no longer answers: half builds, and builds before the previous one that nobody reads."""
    pointed = {pointer.folder for name in (CURRENT, PREVIOUS) if (pointer := _pointer(index, name))}
    for folder in (index / BUILDS).iterdir():
        if folder.name not in pointed and not is_in_use(folder / MANIFEST):
            remove_tree(folder)


def standing_build(index: Path) -> Standing | None:
    """The current build if it is whole, else the one before it, else what is whole of one of them, else None."""
    pointers = [pointer for name in (CURRENT, PREVIOUS) if (pointer := _pointer(index, name))]
    for pointer in pointers:
        if standing := _opened(index, pointer):
            return standing
    for pointer in pointers:
        if standing := _rest_of(index, pointer):
            return standing
    return None


def _rest_of(index: Path, pointer: Pointer) -> Standing | None:
    """A build of which some groups or the words are damaged, None where it is more than these."""
    try:
        manifest = read_manifest(index, pointer)
    except (IndexDamagedError, IndexMismatchError):
        return None
    damaged = damaged_files(index / BUILDS / pointer.folder, manifest)
    mendable = all(is_of_a_group(path) or is_of_words(path) for path in damaged)
    return Standing(pointer, manifest, damaged) if mendable else None


def _opened(index: Path, pointer: Pointer | None) -> Standing | None:
    try:
        if pointer is None:
            return None
        manifest = read_manifest(index, pointer)
        verify(index / BUILDS / pointer.folder, manifest)
    except (IndexDamagedError, IndexMismatchError):
        return None
    return Standing(pointer, manifest)


def _pointer(index: Path, name: str) -> Pointer | None:
    try:
        return read_pointer(index, name)
    except IndexDamagedError:
        return None
