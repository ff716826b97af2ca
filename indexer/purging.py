"""Makes deletion real: what no current document holds is overwritten, removed, and looked for.

A rebuild keeps the build before it, so that there is one to fall back to, and with it the words of reports that have
left the corpus since; a rebuild that was stopped keeps what it had done. Here both go. Files are overwritten before
they are removed, as far as a file system lets a program do that: what lies in its journal, its snapshots, in spare
cells of a solid state drive, in backups and other copies is beyond any program's reach.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from indexer.engine.setting import ENGINE, EngineKind, read_engine
from indexer.errors import IndexDamagedError, IndexerError, IndexMissingError
from indexer.hashes import HASHES
from indexer.lock import LOCK_NAME, is_in_use, single_writer
from indexer.publishing import Standing, standing_build
from indexer.remains import Remains, found_in_files, what_goes, words_found
from indexer.runs import RUN_NAME
from indexer.storage_files import remove_tree, sync_folder
from indexer.storage_manifest import BUILDS, CURRENT, MANIFEST, PREVIOUS, read_pointer
from indexer.storage_work import WORK_NAME
from indexer.verified import VERIFIED, renew

_OURS = {CURRENT, PREVIOUS, BUILDS, LOCK_NAME, RUN_NAME, ENGINE, VERIFIED, HASHES, "README.md"}
_LEFTOVERS = (
    *(WORK_NAME, f"{WORK_NAME}-journal", f".{CURRENT}.new", f".{PREVIOUS}.new"),
    *(RUN_NAME, f".{RUN_NAME}.new"),  # names what was read, and why not
    *(HASHES, f".{HASHES}.new", f".{VERIFIED}.new"),
)
_BLOCK = bytes(1 << 20)


@dataclass(slots=True)
class Purged:
    """What a purge did. `build` is the one that stays.

    `in_use` are folders of builds that an open app still reads: they were left. `linked` are files with a second name
    somewhere: only the name here was removed. `strangers` are entries of the index folder that no rebuild made: they
    were searched and left. `found` says in which files how much of what was removed still stands. `server` is the
    address of a search server that holds passages too, "" for none.
    """

    build: str
    documents: int
    made: str
    builds: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0
    in_use: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    pieces_sought: int = 0
    vectors_sought: int = 0
    words_sought: int = 0
    unread: tuple[str, ...] = ()
    found: dict[str, int] = field(default_factory=dict)
    words_found: list[str] = field(default_factory=list)
    server: str = ""

    @property
    def is_complete(self) -> bool:
        return not (self.in_use or self.found or self.words_found or self.server)


def purge(index: Path) -> Purged:
    """Remove everything but the current build, then look for what went.

    Raises IndexMissingError, IndexLockedError, and IndexDamagedError where the current build is not whole: then
    the one before it is needed, and nothing is removed.
    """
    if not (index / CURRENT).exists():
        raise IndexMissingError(f"There is no index in {index} yet, so there is nothing to purge.")
    try:
        with single_writer(index):
            standing = _whole_current_build(index)
            kept = standing.folder(index)
            going = sorted(folder for folder in (index / BUILDS).iterdir() if folder != kept)
            remains = what_goes(kept, [folder for folder in going if (folder / MANIFEST).exists()], index)
            manifest = standing.manifest
            purged = Purged(manifest.build, manifest.counts["documents"], manifest.made)
            _remove(index, going, purged)
            renew({kept: manifest})
            _look_for(index, kept, remains, purged)
            engine = read_engine(index)
            purged.server = engine.uri if engine.kind is EngineKind.MILVUS else ""
    except OSError as error:
        raise IndexerError(
            f"Not all could be removed: {error.strerror} ({error.filename}). The current build still stands. Mend "
            "that, then run purge again."
        ) from error
    return purged


def _whole_current_build(index: Path) -> Standing:
    standing = standing_build(index)
    if standing is None or standing.damaged or standing.pointer != read_pointer(index, CURRENT):
        raise IndexDamagedError(
            "The current build is damaged or of another version, so nothing was removed: the build before it may be "
            "the only whole one. Run rebuild-index, then purge again."
        )
    return standing


def _remove(index: Path, going: list[Path], purged: Purged) -> None:
    """The pointer goes first, so that whatever stops this half way, nothing points at a build that is half gone."""
    (index / PREVIOUS).unlink(missing_ok=True)
    sync_folder(index)
    names = Counter(_place(file.lstat()) for file in _files_below(index / BUILDS))
    for entry in going:
        if is_in_use(entry / MANIFEST):
            purged.in_use.append(entry.name)
            continue
        purged.builds.append(entry.name)
        for file in _files_below(entry):
            _destroy(file, purged, names)
        remove_tree(entry)
    for name in _LEFTOVERS:
        if (index / name).exists():
            _destroy(index / name, purged, names)
    sync_folder(index / BUILDS)
    sync_folder(index)


def _destroy(file: Path, purged: Purged, names: Counter[tuple[int, int]]) -> None:
    """Overwrite a file down to the disk and remove it; a link or a file with a second name is only removed.

    `names` are how many each file has in builds: what the build that stays shares is no trouble, and what only builds
    that go share is overwritten with its last name.
    """
    facts = file.lstat()
    if stat.S_ISREG(facts.st_mode) and facts.st_nlink == 1:
        descriptor = os.open(file, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        try:
            left = facts.st_size
            while left:
                left -= os.write(descriptor, _BLOCK[: min(left, len(_BLOCK))])
            os.fsync(descriptor)
            os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)
    elif stat.S_ISREG(facts.st_mode) and facts.st_nlink > names[_place(facts)]:
        purged.linked.append(str(file))
    file.unlink()
    names[_place(facts)] -= 1
    purged.files += 1
    purged.size += facts.st_size


def _place(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino


def _look_for(index: Path, kept: Path, remains: Remains, purged: Purged) -> None:
    left = [folder for folder in (index / BUILDS).iterdir() if folder.name in purged.in_use]
    purged.strangers = sorted(path.name for path in index.iterdir() if path.name not in _OURS)
    files = (file for file in _files_below(index) if not any(folder in file.parents for folder in left))
    regular = [file for file in files if stat.S_ISREG(file.lstat().st_mode)]
    found = found_in_files(regular, remains)
    purged.found = {file.relative_to(index).as_posix(): count for file, count in found.items()}
    purged.words_found = words_found(kept, remains.words)
    purged.pieces_sought = len(remains.pieces)
    purged.vectors_sought = len(remains.vectors)
    purged.words_sought = len(remains.words)
    purged.unread = remains.unread


def _files_below(folder: Path) -> Iterator[Path]:
    """Everything below that is no folder, links to folders included, sorted."""
    if folder.is_symlink() or not folder.is_dir():
        yield folder
        return
    for path in sorted(folder.iterdir()):
        yield from _files_below(path)
