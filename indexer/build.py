"""A rebuild: the index is made to match the corpus, in one step, from what changed.

Find and hash the files, compare with the build that stands, read and split what is new or changed, encode
what was never encoded, write a whole build beside the others, check it, make it current. Files that take very long
are tried after that, and where something came of it a second build is made. What is finished on the way is kept in
index/work.sqlite; index/lock is held by the one rebuild that may write.
"""

import sqlite3
from collections.abc import Container, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.corrections import Corrections, from_setting, to_setting
from indexer.corrections_file import read_corrections
from indexer.encoder import Encoder
from indexer.engine import EngineKind, EngineSettings, read_engine, write_engine
from indexer.errors import IndexerError
from indexer.hashes import Hashes, read_hashes
from indexer.lazy_encoder import LazyEncoder
from indexer.lock import single_writer
from indexer.patience import NO_TIME_LEFT
from indexer.progress import (
    ENCODE_PASSAGES,
    ENCODE_SENTENCES,
    HASH,
    WRITE,
    Clock,
    Listener,
    Progress,
    ignore,
)
from indexer.publishing import Standing, give_name, make_current, new_folder, remove_old_builds, standing_build
from indexer.room import Room, is_full
from indexer.settings import WORTH_PROPOSING, Settings
from indexer.sources import Source, digest, files_of, recipe_of, state_of, survey
from indexer.storage import DATABASE, Skipped, SkippedFile, open_database, read_groups, read_skipped
from indexer.storage_files import make_folder
from indexer.storage_manifest import BUILDS, is_of_a_group
from indexer.storage_work import remove_work
from indexer.verified import is_large, renew

if TYPE_CHECKING:
    from indexer.assembly import Content
    from indexer.reuse import StandingBuild
    from indexer.storage_work import WorkStore


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a rebuild did. `added`, `changed` and `unchanged` add up to `documents`, against the build before.

    A document that was corrected by hand since, or no longer is, has changed. `skipped` holds every file of the
    corpus that is not a document of the index; `vector_index` says how vectors are kept and searched; `seconds` are by
    stage; `notes` are sentences for people.
    """

    build: str
    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    documents: int
    passages: int
    vector_index: dict[str, str | int]
    seconds: dict[str, float]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Job:
    """One rebuild as asked for."""

    corpus: Path
    files: Sequence[Path]
    corrections: Corrections
    index: Path
    settings: Settings
    full: bool
    workers: int
    listen: Listener
    encoder: LazyEncoder
    clock: Clock
    engine: EngineSettings
    room: Room

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
    engine: EngineSettings | None = None,
) -> BuildSummary:
    """Make the index match the corpus; when this returns, the build is current and on the disk.

    `full` reads and encodes every file again. `encoder` is used instead of the one the settings name. `engine`
    ranks the passages from now on; None leaves that as it is.
    Raises IndexerError, IndexLockedError among them; the build that stood before then still stands.
    """
    clock = Clock()
    room = Room(index)
    with clock.stage("find"):
        files = files_of(corpus)
        corrections = read_corrections(corpus)
    try:
        _make_index_folder(index)
        with single_writer(index):
            lazy_encoder = LazyEncoder(settings.encoder, clock, encoder)
            workers = workers or settings.workers
            ranked_by = engine or read_engine(index)
            job = _Job(
                corpus,
                files,
                corrections,
                index,
                settings,
                full,
                workers,
                progress,
                lazy_encoder,
                clock,
                ranked_by,
                room,
            )
            return _rebuild(job)
    except IndexerError as error:
        if not is_full(error):
            raise
        raise type(error)(f"{error}. What stood before still stands. {room.in_words()}") from error
    except (OSError, sqlite3.Error) as error:
        room_left = f"{room.in_words()} " if is_full(error) else ""
        raise IndexerError(
            f"The index in {index} could not be written: {_in_words(error)}. What stood before still stands. "
            f"{room_left}Free the disk or mend the rights, then run rebuild-index again: it goes on from what was done."
        ) from error


def _rebuild(job: _Job) -> BuildSummary:
    with job.clock.stage("hash"):
        total = len(job.files)
        hashes_known = Hashes() if job.full else read_hashes(job.index)
        sources, unopened = survey(
            job.corpus,
            job.files,
            lambda n, path: job.listen(Progress(HASH, n, total, path)),
            job.corrections,
            hashes_known.of,
        )
        hashes_known.keep(job.index)
    with job.clock.stage("compare"):
        before = standing_build(job.index)
        old = _contents(before, job.index) if before else {}
        hashes = [(source.path, source.sha256) for source in sources]
        state = state_of(hashes, unopened, job.recipe, job.corrections)
    if before and not job.full and not before.damaged and before.manifest.state == state:
        after = before
        _publish(job, before, after)
    else:
        tried = _slow_files(before, job.index) if before else frozenset[str]()
        after = _make_build(job, sources, unopened, before)
        _publish(job, before, after)
        if _slow_files(after, job.index):
            after = _try_slow_files(job, sources, unopened, after, tried)
    return _summary(job, old, after, hashes)


def _publish(job: _Job, before: Standing | None, after: Standing) -> None:
    """Make a build current; when this returns it answers, and is on the disk."""
    with job.clock.stage("engine"):
        _fill_engine(job, after)
    write_engine(job.index, job.engine)
    make_current(job.index, before, after)
    remove_work(job.index)
    remove_old_builds(job.index)
    renew({standing.folder(job.index): standing.manifest for standing in (before, after) if standing})


def _try_slow_files(
    job: _Job, sources: Sequence[Source], unopened: Sequence[SkippedFile], good: Standing, tried: Container[str]
) -> Standing:
    """While the build of all others answers: one that has what came of the slow files too, or the same."""
    from indexer.storage_work import WorkStore

    job = replace(job, full=False)
    with WorkStore(job.index) as work, _opened(job, good) as standing:
        content = _make_content(job, sources, unopened, work, standing, tried=tried)
        if {file.path for file in content.skipped if file.reason == NO_TIME_LEFT} == _slow_files(good, job.index):
            return good
        after = _write_build(job, content)
    _publish(job, good, after)
    return after


def _make_build(
    job: _Job, sources: Sequence[Source], unopened: Sequence[SkippedFile], before: Standing | None
) -> Standing:
    """What is unchanged from the standing build, what a killed build had finished, and the rest made now."""
    from indexer.storage_work import WorkStore

    if job.full:
        remove_work(job.index)
    new = _new_files(job, sources, before)
    job.room.look_before_reading(new, _bytes_of(before))
    if new:
        job.encoder.open_soon()
    with ExitStack() as opened:
        work = opened.enter_context(WorkStore(job.index))
        standing = opened.enter_context(_opened(job, before)) if before and not job.full else None
        return _write_build(job, _make_content(job, sources, unopened, work, standing))


def _opened(job: _Job, build: Standing) -> "StandingBuild":
    from indexer.reuse import StandingBuild

    return StandingBuild(build.folder(job.index), build.manifest, job.encoder.identity, build.damaged)


def _make_content(
    job: _Job,
    sources: Sequence[Source],
    unopened: Sequence[SkippedFile],
    work: "WorkStore",
    standing: "StandingBuild | None",
    *,
    tried: Container[str] | None = None,
) -> "Content":
    """`tried` where slow files are given their time: which of them were before."""
    from indexer.assembly import Content
    from indexer.catalogue import NAMED
    from indexer.encoding import Encoding
    from indexer.indexing import Indexing
    from indexer.passages import embedded_text
    from indexer.reuse import sentence_texts
    from indexer.storage import IndexedDocument

    kept: list[StandingBuild | WorkStore] = [standing, work] if standing else [work]
    indexing = Indexing(
        recipe=job.recipe,
        corrections=job.corrections,
        kept=kept,
        work=work,
        encoder=job.encoder,
        max_tokens=job.settings.max_tokens,
        limits=job.settings.limits,
        workers=job.workers,
        clock=job.clock,
        listen=job.listen,
        meanwhile=partial(standing.read_ahead, NAMED) if standing else None,
        patient=tried is not None,
        tried=tried or (),
    )
    documents, skipped = indexing.run(sources)
    dimensions = standing.passage_vectors.dimensions if standing and standing.takes_over else None
    encoding = Encoding(job.encoder, kept, dimensions, work, job.clock, job.listen)
    passages = [entry for made in documents if isinstance(made, IndexedDocument) for entry in made.passages]
    return Content(
        documents=documents,
        skipped=sorted([*unopened, *skipped], key=lambda file: file.path),
        passage_vectors=encoding.begin(ENCODE_PASSAGES, [embedded_text(entry.passage) for entry in passages]),
        sentence_vectors=encoding.begin(ENCODE_SENTENCES, list(sentence_texts(passages))),
        standing=standing,
    )


def _new_files(job: _Job, sources: Sequence[Source], before: Standing | None) -> list[Path]:
    """The files whose content no build holds yet."""
    known = _hashes_in(before, job.index) if before and not job.full else frozenset()
    return [source.file for source in sources if source.sha256 not in known]


def _bytes_of(build: Standing | None) -> int:
    """How much of a standing build the next one will write again: of a large one not what is in groups."""
    if build is None:
        return 0
    shares = is_large(build.manifest)
    return sum(entry.size for entry in build.manifest.files if not (shares and is_of_a_group(entry.path)))


def _write_build(job: _Job, content: "Content") -> Standing:
    """Write the build whole, check it, and only then give it its name."""
    try:
        return _written(job, content)
    finally:  # whatever stops this, what was begun to be encoded is kept
        content.passage_vectors()
        content.sentence_vectors()


def _written(job: _Job, content: "Content") -> Standing:
    from indexer.assembly import Header, assemble

    job.listen(Progress(WRITE, 0, 1, ""))
    job.room.look_before_writing(content.least_bytes)
    hashes = [(document.path, document.sha256) for document in content.documents]
    hashes += [(file.path, file.sha256) for file in content.skipped if file.sha256]
    state = state_of(hashes, [file for file in content.skipped if not file.sha256], job.recipe, job.corrections)
    header = Header(
        build=digest([state, [(file.path, file.reason) for file in content.skipped]])[:12],
        state=state,
        encoder=job.encoder.identity,
        settings=job.settings.shaping() | to_setting(job.corrections.holding(hashes)),
    )
    folder = new_folder(job.index)
    pointer, manifest = assemble(folder, header, content, job.clock)
    return give_name(job.index, folder, Standing(pointer, manifest))


def _fill_engine(job: _Job, after: Standing) -> None:
    """Let a server hold the build before it becomes current; files are all that the embedded engine needs."""
    if job.engine.kind is EngineKind.MILVUS:
        from indexer.engine.milvus import bring_up_to_date
        from indexer.reuse import StandingBuild

        with StandingBuild(after.folder(job.index), after.manifest, after.manifest.encoder) as build:
            bring_up_to_date(job.engine.uri, after.manifest.build, build)


def _make_index_folder(index: Path) -> None:
    try:
        make_folder(index / BUILDS)
    except (FileExistsError, NotADirectoryError) as error:
        raise IndexerError(f"No index can be made in {index}: {error.filename} is a file. Name a folder.") from None


def _summary(
    job: _Job, old: Mapping[str, tuple[str, str]], after: Standing, hashes: Sequence[tuple[str, str]]
) -> BuildSummary:
    new = _contents(after, job.index)
    unchanged = sum(old.get(path) == content for path, content in new.items())
    return BuildSummary(
        build=after.manifest.build,
        added=len(new.keys() - old.keys()),
        changed=len(new.keys() & old.keys()) - unchanged,
        removed=len(old.keys() - new.keys()),
        unchanged=unchanged,
        skipped=_skipped(after.folder(job.index)),
        documents=len(new),
        passages=after.manifest.counts["passages"],
        vector_index=_vector_index(after, job.index),
        seconds=job.clock.seconds(),
        notes=job.corrections.notes(hashes),
    )


def _vector_index(build: Standing, index: Path) -> dict[str, str | int]:
    """How passages and sentences are found by meaning: all are weighed, or those that their short forms propose."""
    with closing(open_database(build.folder(index) / DATABASE)) as database:
        groups = len(read_groups(database))
    return {
        "kind": _kind(build.manifest.counts["passages"]),
        "sentences": _kind(build.manifest.counts["sentences"]),
        "groups": groups,
        "read": "mapped" if is_large(build.manifest) else "whole",
    }


def _kind(rows: int) -> str:
    return "rabitq-fp16" if rows >= WORTH_PROPOSING else "exact-fp16"


def _contents(build: Standing, index: Path) -> dict[str, tuple[str, str]]:
    """Of each document of a build the hash of its file, and the key of its correction, "" for none."""
    corrected = from_setting(build.manifest.settings)
    with closing(open_database(build.folder(index) / DATABASE)) as database:
        hashes = database.execute("SELECT path, sha256 FROM documents")
        return {path: (sha256, corrected.get(path, "")) for path, sha256 in hashes}


def _hashes_in(build: Standing, index: Path) -> frozenset[str]:
    """The hashes of all files that a build knows, those that it skipped among them."""
    with closing(open_database(build.folder(index) / DATABASE)) as database:
        hashes = database.execute("SELECT sha256 FROM documents UNION SELECT sha256 FROM skipped")
        return frozenset(sha256 for (sha256,) in hashes)


def _skipped(folder: Path) -> tuple[Skipped, ...]:
    with closing(open_database(folder / DATABASE)) as database:
        return read_skipped(database)


def _slow_files(build: Standing, index: Path) -> frozenset[str]:
    """The files of a build that were put off, or for which no time was left."""
    return frozenset(skip.document for skip in _skipped(build.folder(index)) if skip.reason == NO_TIME_LEFT)


def _in_words(error: Exception) -> str:
    where = f" ({error.filename})" if isinstance(error, OSError) and error.filename else ""
    return f"{(error.strerror if isinstance(error, OSError) else None) or error}{where}"
