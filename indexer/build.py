"""A rebuild: the index is made to match the corpus, in one step, from what changed.

- index/CURRENT: which build answers; swapped last
- index/PREVIOUS: the one before it, which answers where the current one is damaged
- index/builds/<build>/: the files of a build, never changed once they are there
- index/work.sqlite: what a build under way has finished
- index/lock: held by the one rebuild that may write
"""

import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.encoder import Encoder
from indexer.errors import IndexDamagedError, IndexerError, IndexMismatchError
from indexer.lazy_encoder import LazyEncoder
from indexer.lock import is_in_use, single_writer
from indexer.progress import Clock, Listener, Progress, ignore
from indexer.settings import Settings
from indexer.sources import Source, digest, files_of, recipe_of, state_of, survey
from indexer.storage import DATABASE, Skipped, SkippedFile, open_database, read_skipped
from indexer.storage_files import make_folder, remove_tree, sync_folder
from indexer.storage_manifest import (
    BUILDS,
    CURRENT,
    MANIFEST,
    PREVIOUS,
    Manifest,
    Pointer,
    check_file,
    pointer_to,
    read_manifest,
    read_pointer,
    write_pointer,
)
from indexer.storage_work import remove_work

if TYPE_CHECKING:
    from indexer.assembly import Content

_UNDER_WAY = ".under-way"


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a rebuild did. `added`, `changed` and `unchanged` add up to `documents`, against the build before.

    `skipped` holds every file of the corpus that is not a document of the index; `seconds` are by stage.
    """

    build: str
    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    documents: int
    passages: int
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A build that is there and whole."""

    pointer: Pointer
    manifest: Manifest

    def folder(self, index: Path) -> Path:
        return index / BUILDS / self.pointer.folder


@dataclass(frozen=True, slots=True)
class _Job:
    """One rebuild as asked for."""

    corpus: Path
    files: Sequence[Path]
    index: Path
    settings: Settings
    full: bool
    workers: int
    listen: Listener
    encoder: LazyEncoder
    clock: Clock

    @property
    def recipe(self) -> str:
        return recipe_of(self.encoder.request, self.settings.shaping())


def rebuild(
    corpus: Path,
    index: Path,
    settings: Settings,
    *,
    full: bool = False,
    workers: int | None = None,
    progress: Listener = ignore,
    encoder: Encoder | None = None,
) -> BuildSummary:
    """Make the index match the corpus; when this returns, the build is current and on the disk.

    `full` reads and encodes every file again. `encoder` is used instead of the one the settings name.
    Raises IndexerError, IndexLockedError among them; the build that stood before then still stands.
    """
    clock = Clock()
    with clock.stage("find"):
        files = files_of(corpus)
    try:
        _make_index_folder(index)
        with single_writer(index):
            lazy_encoder = LazyEncoder(settings.encoder, clock, encoder)
            workers = workers or settings.workers
            return _rebuild(_Job(corpus, files, index, settings, full, workers, progress, lazy_encoder, clock))
    except (OSError, sqlite3.Error) as error:
        raise IndexerError(
            f"The index in {index} could not be written: {_in_words(error)}. What stood before still stands. "
            "Free the disk or mend the rights, then run rebuild-index again: it goes on from what was done."
        ) from error


def _rebuild(job: _Job) -> BuildSummary:
    with job.clock.stage("hash"):
        total = len(job.files)
        sources, unopened = survey(job.corpus, job.files, lambda n, path: job.listen(Progress("hash", n, total, path)))
    with job.clock.stage("compare"):
        before = _standing(job.index)
        state = state_of([(source.path, source.sha256) for source in sources], unopened, job.recipe)
    if before and not job.full and before.manifest.state == state:
        after = before
    else:
        content = _make_content(job, sources, unopened, before)
        after = _write_build(job, content)
    summary = _summary(job, before, after)
    _make_current(job.index, before, after)
    _tidy(job.index)
    return summary


def _make_content(
    job: _Job, sources: Sequence[Source], unopened: Sequence[SkippedFile], before: _Standing | None
) -> "Content":
    """What is unchanged from the standing build, what a killed build had finished, and the rest made now."""
    from indexer.assembly import Content
    from indexer.encoding import Encoding
    from indexer.indexing import Indexing
    from indexer.passages import embedded_text
    from indexer.reuse import StandingBuild, sentence_texts
    from indexer.storage_work import WorkStore

    if job.full:
        remove_work(job.index)
    with ExitStack() as opened:
        work = opened.enter_context(WorkStore(job.index))
        kept: list[WorkStore | StandingBuild] = [work]
        if before and not job.full:
            kept.append(opened.enter_context(StandingBuild(before.folder(job.index), before.manifest.encoder)))
        indexing = Indexing(
            recipe=job.recipe,
            kept=kept,
            work=work,
            encoder=job.encoder,
            max_tokens=job.settings.max_tokens,
            limits=job.settings.limits,
            workers=job.workers,
            clock=job.clock,
            listen=job.listen,
        )
        documents, skipped = indexing.run(sources)
        encoding = Encoding(job.encoder, kept, work, job.clock, job.listen)
        passages = [entry for indexed in documents for entry in indexed.passages]
        return Content(
            documents=documents,
            skipped=sorted([*unopened, *skipped], key=lambda file: file.path),
            passage_vectors=encoding.run("encode passages", [embedded_text(entry.passage) for entry in passages]),
            sentence_vectors=encoding.run("encode sentences", list(sentence_texts(passages))),
        )


def _write_build(job: _Job, content: "Content") -> _Standing:
    """Write the build whole, check it, and only then give it its name."""
    from indexer.assembly import Header, assemble

    job.listen(Progress("write", 0, 1, ""))
    hashes = [(indexed.document.path, indexed.document.sha256) for indexed in content.documents]
    hashes += [(file.path, file.sha256) for file in content.skipped if file.sha256]
    state = state_of(hashes, [file for file in content.skipped if not file.sha256], job.recipe)
    header = Header(
        build=digest([state, [(file.path, file.reason) for file in content.skipped]])[:12],
        state=state,
        encoder=job.encoder.identity,
        settings=job.settings.shaping(),
    )
    folder = job.index / BUILDS / _UNDER_WAY
    remove_tree(folder)
    make_folder(folder)
    pointer, manifest = assemble(folder, header, content, job.clock)
    return _name(job.index, folder, _Standing(pointer, manifest))


def _name(index: Path, folder: Path, made: _Standing) -> _Standing:
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


def _make_index_folder(index: Path) -> None:
    try:
        make_folder(index / BUILDS)
    except (FileExistsError, NotADirectoryError) as error:
        raise IndexerError(f"No index can be made in {index}: {error.filename} is a file. Name a folder.") from None


def _make_current(index: Path, before: _Standing | None, after: _Standing) -> None:
    if before and before.pointer != after.pointer:
        write_pointer(index, PREVIOUS, before.pointer)
    if _pointer(index, CURRENT) != after.pointer:
        write_pointer(index, CURRENT, after.pointer)


def _tidy(index: Path) -> None:
    """Remove what no longer answers: finished work, half builds, builds before the previous one that nobody reads."""
    remove_work(index)
    pointed = {pointer.folder for name in (CURRENT, PREVIOUS) if (pointer := _pointer(index, name))}
    for folder in (index / BUILDS).iterdir():
        if folder.name not in pointed and not is_in_use(folder / MANIFEST):
            remove_tree(folder)


def _standing(index: Path) -> _Standing | None:
    """The current build if it is whole, else the one before it, else None."""
    for name in (CURRENT, PREVIOUS):
        if (pointer := _pointer(index, name)) and (standing := _opened(index, pointer)):
            return standing
    return None


def _opened(index: Path, pointer: Pointer | None) -> _Standing | None:
    try:
        if pointer is None:
            return None
        manifest = read_manifest(index, pointer)
        for entry in manifest.files:
            check_file(index / BUILDS / pointer.folder, entry)
    except (IndexDamagedError, IndexMismatchError):
        return None
    return _Standing(pointer, manifest)


def _pointer(index: Path, name: str) -> Pointer | None:
    try:
        return read_pointer(index, name)
    except IndexDamagedError:
        return None


def _summary(job: _Job, before: _Standing | None, after: _Standing) -> BuildSummary:
    old = _hashes(before.folder(job.index)) if before else {}
    new = _hashes(after.folder(job.index))
    unchanged = sum(old.get(path) == sha256 for path, sha256 in new.items())
    return BuildSummary(
        build=after.manifest.build,
        added=len(new.keys() - old.keys()),
        changed=len(new.keys() & old.keys()) - unchanged,
        removed=len(old.keys() - new.keys()),
        unchanged=unchanged,
        skipped=_skipped(after.folder(job.index)),
        documents=len(new),
        passages=after.manifest.counts["passages"],
        seconds=job.clock.seconds(),
    )


def _hashes(folder: Path) -> dict[str, str]:
    with closing(open_database(folder / DATABASE)) as database:
        return dict(database.execute("SELECT path, sha256 FROM documents"))


def _skipped(folder: Path) -> tuple[Skipped, ...]:
    with closing(open_database(folder / DATABASE)) as database:
        return read_skipped(database)


def _in_words(error: Exception) -> str:
    where = f" ({error.filename})" if isinstance(error, OSError) and error.filename else ""
    return f"{(error.strerror if isinstance(error, OSError) else None) or error}{where}"
