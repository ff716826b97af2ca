import hashlib
import json
import random
import shutil

import pytest

from indexer.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from indexer.snapshot import current_build, open_snapshot
from indexer.storage_manifest import CURRENT, PREVIOUS
from tests.conftest import LONG


@pytest.fixture
def two_builds(build, corpus):
    """The names of the previous and the current build."""
    first = build().build
    (corpus / "more.txt").write_text("More\n\nOne more sentence stands here.\n", encoding="utf-8")
    return first, build().build


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def truncate(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path):
    path.write_bytes(b"")


def delete(path):
    path.unlink()


def files_of_build(index, build):
    return [path for path in sorted((index / "builds" / build).rglob("*")) if path.is_file() and path.stat().st_size]


@pytest.mark.parametrize("harm", [flip, truncate, empty, delete])
def test_a_harmed_file_is_found_and_the_build_before_answers_with_a_warning(two_builds, index, harm, tmp_path):
    previous, current = two_builds
    files = files_of_build(index, current)
    assert len(files) >= 15
    for path in files:
        shutil.copyfile(path, tmp_path / "kept")
        harm(path)
        with open_snapshot(index) as snapshot:
            assert (snapshot.build, snapshot.stands_in_for) == (previous, current)
            (warning,) = snapshot.warnings
            assert "rebuild-index" in warning
        shutil.copyfile(tmp_path / "kept", path)
    with open_snapshot(index) as snapshot:
        assert (snapshot.build, snapshot.stands_in_for, snapshot.warnings) == (current, current, ())


@pytest.mark.hostile
@pytest.mark.parametrize("part", range(4 if LONG else 1))
def test_every_flipped_bit_is_found(two_builds, index, times, figure, part):
    _, current = two_builds
    chance, tried = random.Random(3 + part), 0
    for path in files_of_build(index, current):
        whole = path.read_bytes()
        for number in range(min(len(whole), times(4, 50))):
            offset = (0, len(whole) - 1)[number] if number < 2 else chance.randrange(len(whole))
            harmed = bytearray(whole)
            harmed[offset] ^= 1 << chance.randrange(8)
            path.write_bytes(harmed)
            with open_snapshot(index) as snapshot:
                assert snapshot.build != current
            tried += 1
        path.write_bytes(whole)
    figure("flipped bits", {"tried": tried, "found before serving": tried})


@pytest.mark.hostile
def test_what_is_cut_off_blanked_or_swapped_is_found(two_builds, index, figure):
    previous, current = two_builds
    tried = 0
    for path in files_of_build(index, current):
        whole = path.read_bytes()
        other = index / "builds" / previous / path.relative_to(index / "builds" / current)
        harms = [whole[:size] for size in {0, 1, len(whole) // 2, len(whole) - 1}]
        harms.append(bytes(min(4096, len(whole))) + whole[4096:])
        harms += [other.read_bytes()] if other.exists() else []
        for harmed in harms:
            if harmed == whole:
                continue
            path.write_bytes(harmed)
            with open_snapshot(index) as snapshot:
                assert snapshot.build == previous
            tried += 1
        path.write_bytes(whole)
    assert tried > 80
    figure("files cut off, blanked or swapped", {"tried": tried, "found before serving": tried})


@pytest.mark.parametrize("harm", [flip, truncate, empty, delete])
def test_a_harmed_pointer_leaves_the_build_before_answering(two_builds, index, harm):
    previous, _ = two_builds
    harm(index / CURRENT)
    with open_snapshot(index) as snapshot:
        assert snapshot.build == previous


@pytest.mark.parametrize(
    "content", ['{"build": "x", "folder": "../../etc", "manifest_sha256": "0"}', "[]", "null", '{"folder": 3}', "{"]
)
def test_a_pointer_that_leads_elsewhere_is_refused(build, index, content):
    build()
    (index / CURRENT).write_text(content, encoding="utf-8")
    with pytest.raises(IndexDamagedError, match=r"CURRENT .*rebuild-index"):
        open_snapshot(index)


def test_a_damaged_index_is_mended_by_the_next_rebuild(two_builds, build, index):
    _, current = two_builds
    for path in files_of_build(index, current):
        if path.name in ("texts.sqlite", "sentences.faiss", "manifest.json"):
            flip(path)
    assert build().build == current
    with open_snapshot(index) as snapshot:
        assert (snapshot.build, snapshot.warnings) == (current, ())


def test_both_builds_damaged_is_an_error_that_says_what_to_do(two_builds, build, index):
    for name in two_builds:
        flip(index / "builds" / name / "corpus.sqlite")
    with pytest.raises(IndexDamagedError, match=r"corpus\.sqlite.*Build it again: rebuild-index"):
        open_snapshot(index)
    assert build().documents == 4


def test_a_file_of_another_build_is_refused(two_builds, index):
    previous, current = two_builds
    other, own = (next((index / "builds" / build).rglob("passages.faiss")) for build in (previous, current))
    shutil.copyfile(other, own)
    with open_snapshot(index) as snapshot:
        assert snapshot.build == previous


def test_an_index_that_was_never_made_says_how_to_make_it(index):
    assert current_build(index) is None
    with pytest.raises(IndexMissingError, match=f"no index in {index} yet.*rebuild-index"):
        open_snapshot(index)


def test_an_index_of_another_format_is_refused_and_made_again(build, index):
    first = build()
    manifest = index / "builds" / first.build / "manifest.json"
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**fields, "format": 99}), encoding="utf-8")
    point_at(index, manifest)
    with pytest.raises(IndexMismatchError, match=r"has format 99, this program reads format .*rebuild-index"):
        open_snapshot(index)
    assert build().documents == 3
    assert open_snapshot(index).documents


def point_at(index, manifest):
    pointer = json.loads((index / CURRENT).read_text(encoding="utf-8"))
    pointer["manifest_sha256"] = hashlib.sha256(manifest.read_bytes()).hexdigest()
    (index / CURRENT).write_text(json.dumps(pointer), encoding="utf-8")


def test_an_index_of_another_encoder_is_refused(build, index):
    build()
    with pytest.raises(IndexMismatchError, match=r"built with encoder hashing@1, this program uses minilm@2"):
        open_snapshot(index, encoder_identity="minilm@2")


def test_a_moved_index_answers(build, index, tmp_path):
    first = build()
    index.rename(tmp_path / "elsewhere")
    with open_snapshot(tmp_path / "elsewhere") as snapshot:
        assert snapshot.build == first.build


def test_a_missing_pointer_with_the_previous_one_there_still_answers(two_builds, index):
    (index / CURRENT).unlink()
    with open_snapshot(index) as snapshot:
        assert snapshot.build == two_builds[0]
    assert (index / PREVIOUS).exists()
