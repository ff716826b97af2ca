"""The machine at its worst: a full disk, signals, folders copied and moved, other languages, zones and clocks."""

import contextlib
import datetime as dt
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from indexer import assembly
from indexer.checking import check_index
from indexer.errors import IndexDamagedError, IndexerError, IndexMissingError
from indexer.snapshot import current_build, open_snapshot

STAGES = ("hash", "read", "encode passages", "encode sentences", "write")

SIGNALLED = """
    import os, runpy, signal, sys
    from pathlib import Path
    from indexer.build import rebuild
    from indexer.settings import Settings
    worker, corpus, index, stage, name = sys.argv[1:]
    encoder = runpy.run_path(worker)["HashingEncoder"]()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background of a shell ignores it
    def listen(step):
        if step.stage == stage:
            os.kill(os.getpid(), getattr(signal, name))
    try:
        rebuild(Path(corpus), Path(index), Settings(workers=1), encoder=encoder, progress=listen)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.fixture
def run(project):
    """Run our own Python code, or a command, in a process of its own."""

    def run(*command, code=None, **options):
        line = [sys.executable, *(["-c", textwrap.dedent(code)] if code else []), *map(str, command)]
        environment = {**os.environ, "PYTHONPATH": str(project), **options.pop("environment", {})}
        return subprocess.run(
            line, env=environment, capture_output=True, text=True, timeout=300, check=False, **options
        )

    return run


@pytest.fixture
def grow(corpus):
    """Put a report of its own into the corpus, as long as is asked."""

    def add(name="long.txt", sentences=400):
        text = "".join(f"Sentence {n} says that plan number {n * 7} was late. " for n in range(sentences))
        (corpus / name).write_text(f"Long\n\n{text}\n", encoding="utf-8")

    return add


def texts_of(index):
    with open_snapshot(index) as snapshot:
        return snapshot.build, snapshot.warnings, [p.text for p in snapshot.passages(range(snapshot.passage_count))]


@pytest.fixture
def small_disk(tmp_path):
    """A disk in memory whose size can be set, where the tests may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", str(place)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("this machine does not let a test mount a disk")

    def resize(kilobytes):
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(place)], capture_output=True, check=True)

    yield place, resize
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=True)


@pytest.mark.hostile
@pytest.mark.slow
def test_on_a_disk_that_fills_the_old_build_answers_until_there_is_room(start_worker_at, small_disk, grow, figure):
    place, resize = small_disk
    index = place / "index"
    first = start_worker_at(index)
    first.communicate(timeout=120)
    assert first.returncode == 0
    old = texts_of(index)
    used = sum(path.stat().st_blocks for path in place.rglob("*")) // 2
    grow()
    failed = 0
    for spare in range(8, 4_000, 48):
        resize(used + spare)
        process = start_worker_at(index)
        _, errors = process.communicate(timeout=120)
        if process.returncode == 0:
            break
        failed += 1
        assert texts_of(index) == old
        assert "could not be written" in errors, errors
    assert process.returncode == 0
    assert failed >= 5
    assert len(texts_of(index)[2]) > len(old[2])
    figure("disks that fill", {"too small": failed, "old build whole": failed, "large enough": 1})


@pytest.fixture
def start_worker_at(corpus, project):
    worker = Path(__file__).parent / "worker.py"

    def start(index, before=None):
        return subprocess.Popen(
            [sys.executable, str(worker), str(corpus), str(index)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(project)},
            preexec_fn=before,  # noqa: PLW1509 - no thread of ours is in the way
        )

    return start


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_where_a_file_may_not_grow_the_old_build_answers(build, index, grow, start_worker_at):
    import resource

    build()
    old = texts_of(index)
    grow()

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    process = start_worker_at(index, limit)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "could not be written" in errors
    assert texts_of(index) == old


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_signal_in_any_phase_leaves_the_old_build_and_the_next_rebuild_ends_the_work(
    run, build, corpus, index, grow, name, stage
):
    build()
    old = texts_of(index)
    grow(sentences=40)
    worker = Path(__file__).parent / "worker.py"
    done = run(worker, corpus, index, stage, name, code=SIGNALLED)
    assert done.returncode == (130 if name == "SIGINT" else -signal.SIGTERM), done.stderr
    assert "Traceback" not in done.stderr
    assert texts_of(index) == old
    assert build().documents == 4
    assert not (index / "work.sqlite").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C"},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"},
        {"PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "2"},
    ],
)
def test_language_zone_and_threads_make_no_difference_to_a_byte(
    build, corpus, tmp_path, index, start_worker_at, monkeypatch, environment
):
    (corpus / "łódź – naïve.txt").write_text("Café\n\nŁódź’s children’s homes — “good”.\n", encoding="utf-8")
    build()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    process = start_worker_at(tmp_path / "other")
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert out.strip() == current_build(index)
    for path in (index / "builds" / out.strip()).rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            assert (tmp_path / "other" / path.relative_to(index)).read_bytes() == path.read_bytes(), path.name


def test_a_clock_set_back_a_year_harms_nothing(build, index, grow, encoder, monkeypatch):
    first = build()

    class YearAgo(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz) - dt.timedelta(days=365)

    monkeypatch.setattr(assembly, "datetime", YearAgo)
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    grow(sentences=10)
    second = build()
    assert second.build != first.build
    assert all(seconds >= 0 for seconds in second.seconds.values())
    with open_snapshot(index) as snapshot:
        assert snapshot.build == second.build
        assert dt.datetime.now(dt.UTC) - snapshot.made > dt.timedelta(days=364)
    assert not check_index(index, lambda: encoder).is_damaged


@pytest.mark.slow
def test_a_copy_taken_while_the_index_is_rebuilt_is_whole_or_said_not_to_be(build, index, tmp_path, grow):
    build()
    ended, seen = threading.Event(), []

    def rebuild_again_and_again():
        for number in range(6):
            grow("changing.txt", 20 + number)
            build()
        ended.set()

    writer = threading.Thread(target=rebuild_again_and_again)
    writer.start()
    number = 0
    while not ended.is_set() or number < 3:
        number += 1
        copy = tmp_path / f"copy {number}"
        with contextlib.suppress(shutil.Error):  # a file went while it was being copied
            shutil.copytree(index, copy)
        try:
            build_name, _, texts = texts_of(copy)
            seen.append((build_name, len(texts)))
        except (IndexDamagedError, IndexMissingError):
            seen.append(("refused", 0))
        shutil.rmtree(copy)
    writer.join()
    assert any(name != "refused" for name, _ in seen)
    whole = {}
    for name, count in seen:
        assert whole.setdefault(name, count) == count


def test_an_index_reached_by_a_link_is_rebuilt_and_read_through_it(build, index, tmp_path, encoder, grow):
    build()
    index.rename(tmp_path / "elsewhere")
    index.symlink_to(tmp_path / "elsewhere")
    grow(sentences=5)
    assert build().documents == 4
    assert texts_of(index)[1] == ()
    assert not check_index(tmp_path / "elsewhere", lambda: encoder).is_damaged


def test_an_open_index_answers_after_the_working_folder_changed_and_the_index_moved(
    build, index, tmp_path, monkeypatch
):
    build()
    monkeypatch.chdir(tmp_path)
    with open_snapshot(Path("index")) as snapshot:
        monkeypatch.chdir("/")
        assert snapshot.document(0).pages
        assert snapshot.lexical.search({"meet": 1.0}, limit=3)
        if os.name != "nt":
            index.rename(tmp_path / "moved")
            assert snapshot.passages(range(snapshot.passage_count))


def test_an_index_in_a_folder_that_may_only_be_read_answers(build, index):
    build()
    for path in [*index.rglob("*"), index]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        assert texts_of(index)[1] == ()
    finally:
        for path in [index, *index.rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize("suffix", ["-wal", "-journal", "-shm"])
def test_a_journal_left_beside_the_database_changes_nothing_and_is_told_of(build, index, encoder, suffix):
    folder = index / "builds" / build().build
    before = texts_of(index)
    (folder / f"corpus.sqlite{suffix}").write_bytes(os.urandom(4096))
    assert texts_of(index) == before
    assert check_index(index, lambda: encoder).is_damaged


def test_a_database_that_another_program_has_locked_is_read_all_the_same(build, index):
    folder = index / "builds" / build().build
    holder = sqlite3.connect(folder / "corpus.sqlite")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert texts_of(index)[1] == ()
    finally:
        holder.close()


@pytest.mark.parametrize("shape", [(0, 8), (1, 9), (1, 7)])
@pytest.mark.parametrize("number", [0.0, np.inf, 0.3])
def test_vectors_that_no_index_can_hold_are_refused(build, encoder, index, monkeypatch, shape, number):
    more, wide = shape

    def encode(texts, **_):
        return np.full((len(texts) + more, wide), number, dtype=np.float32)

    monkeypatch.setattr(encoder, "encode_passages", encode)
    with pytest.raises(IndexerError, match="The index stays as it was"):
        build()
    assert current_build(index) is None


def test_a_corpus_of_one_sentence_and_one_of_equal_files_are_indexed(build, corpus, index):
    for path in sorted(corpus.rglob("*.*"))[1:]:
        path.unlink() if path.is_file() else None
    assert build().passages == 1
    for number in range(50):
        (corpus / f"copy {number}.txt").write_text("Copy\n\nThe very same sentence stands in all.\n", encoding="utf-8")
    assert build().documents == 51
    with open_snapshot(index) as snapshot:
        (vector,) = snapshot.vectors.rows(snapshot.passage_count - 1, snapshot.passage_count)
        hits = snapshot.vectors.search(vector, 500)
        assert sorted(row for row, _ in hits) == list(range(snapshot.passage_count))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_output_that_nobody_reads_to_its_end_is_no_fault(corpus, index, build, project):
    build()
    environment = {**os.environ, "PYTHONPATH": str(project)}
    for command in (
        f"{sys.executable} -m indexer --corpus '{corpus}' --index '{index}-other' | head -c 0",
        f"{sys.executable} -m indexer.check_index --sample 0 --index '{index}' | head -1",
        f"{sys.executable} -m indexer.purge --index '{index}' | head -1",
        f"{sys.executable} -m indexer.check_index --sample 0 --index '{index}' >&-",
    ):
        done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, command
        assert done.returncode == 0, done.stderr
