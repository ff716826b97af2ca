"""A build in groups: each group by itself, shared by builds that are large, the whole as if made at once."""

import shutil
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import groups, hashes, verified
from indexer.build import rebuild
from indexer.checking import check_index
from indexer.engine import embedded
from indexer.errors import IndexDamagedError
from indexer.groups import parted
from indexer.hashes import HASHES
from indexer.purging import purge
from indexer.settings import Settings
from indexer.snapshot import open_snapshot
from indexer.vector_groups import GroupedVectors
from indexer.vectors import VectorIndex

PATHS = st.lists(st.integers(0, 5000).map(str), unique=True, min_size=1, max_size=600).map(sorted)


@given(PATHS)
def test_every_document_is_in_one_group_in_the_order_of_the_paths(paths):
    runs = parted(paths)
    assert [place for run in runs for place in run] == list(range(len(paths)))
    assert all(0 < len(run) <= 64 for run in runs)


def test_a_corpus_of_nothing_is_one_group_of_nothing():
    assert parted([]) == [range(0)]


def test_one_report_more_changes_few_groups():
    paths = [f"{number:05d}" for number in range(0, 20_000, 2)]
    before = {tuple(paths[run.start : run.stop]) for run in parted(paths)}
    changed = []
    for number in range(1, 2_000, 101):
        more = sorted([*paths, f"{number:05d}"])
        changed.append(len({tuple(more[run.start : run.stop]) for run in parted(more)} - before))
    assert len(before) >= 100
    assert float(np.median(changed)) == 1


@pytest.fixture
def vectors():
    made = np.random.default_rng(1).normal(size=(120, 16)).astype(np.float32)
    made[70:90] = made[5]  # ties over the bounds of parts
    return made


@pytest.mark.parametrize("bounds", [(0, 120), (0, 40, 80, 120), (0, 1, 1, 71, 120)])
def test_vectors_in_groups_are_searched_as_one_index(vectors, bounds):
    whole = VectorIndex.build(vectors)
    ranges = list(pairwise(bounds))
    parts = GroupedVectors([VectorIndex.build(vectors[first:last]) for first, last in ranges])
    chosen = np.array([119, 3, 71, 72, 5, 88, 3])
    many = np.arange(100, 20, -1)
    for question in (vectors[5], vectors[100]):
        for limit in (0, 1, 7, 25, 500):
            assert parts.search(question, limit) == whole.search(question, limit)
            for rows in (chosen, many):
                assert parts.search(question, limit, rows=rows) == whole.search(question, limit, rows=rows)
        assert parts.search(question, 5, rows=np.array([], dtype=np.int64)) == []
        assert np.array_equal(parts.scores(question, chosen), whole.scores(question, chosen))
        assert len(parts.scores(question, chosen[:0])) == 0
    assert np.array_equal(parts.rows(35, 85), whole.rows(35, 85))
    assert parts.codes(35, 85) == whole.codes(35, 85)
    assert parts.to_bytes() == whole.to_bytes()
    for wrong in (lambda: parts.rows(-1, 5), lambda: parts.rows(5, 121), lambda: parts.scores(vectors[0], chosen + 1)):
        with pytest.raises(ValueError, match="not within"):
            wrong()


@pytest.fixture
def large(monkeypatch, corpus):
    """Groups of one document or two, and every build counts as large."""
    monkeypatch.setattr(groups, "_LEAST_MOST", 2)
    monkeypatch.setattr(verified, "LARGE_BYTES", 0)
    for number in range(8):
        text = f"Report {number}\n\nVisit {'abcdefgh'[number] * 3} found that plans are late. Staff are kind.\n"
        (corpus / f"report {number}.txt").write_text(text, encoding="utf-8")


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("limit", [0, 1, 4, 1000])
def test_nearly_all_reports_are_searched_as_all_and_find_what_a_filter_finds(build, index, encoder, monkeypatch, limit):
    build()
    with open_snapshot(index) as snapshot:
        chosen = set(range(len(snapshot.documents))) - {2}
        vector = encoder.encode_questions(["plans are late"])[0]
        terms = {"plan": 1.0, "late": 0.5, "visit": 1.0}

        def hits():
            by_meaning = snapshot.engine.by_meaning(vector, limit=limit, documents=chosen)
            return by_meaning, snapshot.engine.by_words(terms, phrases=[], limit=limit, documents=chosen)

        monkeypatch.setattr(embedded, "NEARLY_ALL", 2.0)
        filtered = hits()
        monkeypatch.setattr(embedded, "NEARLY_ALL", 0.5)
        assert hits() == filtered
        assert all(snapshot.passage_document[row] != 2 for found in filtered for row, _ in found)
        assert len(filtered[0]) == min(limit, snapshot.passage_count - int((snapshot.passage_document == 2).sum()))


def kept(encoder, build):
    """How many texts a rebuild encodes."""
    before = encoder.encoded
    build()
    return encoder.encoded - before


@pytest.mark.usefixtures("large")
def test_one_report_more_or_less_leaves_the_other_groups_where_they_are(build, corpus, index, tmp_path, encoder):
    first = index / "builds" / build().build
    (corpus / "report 2b.txt").write_text("Report 2b\n\nOne more finding about visits.\n", encoding="utf-8")
    second = index / "builds" / build().build
    shared = [name for name, path in files_of(second).items() if path.stat().st_nlink == 2]
    assert len({name.split("/")[1] for name in shared if name.startswith("groups/")}) >= 3
    assert any(name.startswith("lexical/") for name in shared)
    assert all((first / name).samefile(second / name) for name in shared)
    again = rebuild(corpus, tmp_path / "again", Settings(workers=1), encoder=encoder)
    at_once = files_of(tmp_path / "again" / "builds" / again.build)
    assert {name: path.read_bytes() for name, path in files_of(second).items() if name != "manifest.json"} == {
        name: path.read_bytes() for name, path in at_once.items() if name != "manifest.json"
    }
    (corpus / "report 2b.txt").unlink()
    assert build().build == first.name


@pytest.mark.usefixtures("large")
def test_what_builds_share_is_hashed_once(build, corpus, index, monkeypatch):
    build()
    (corpus / "report 2b.txt").write_text("Report 2b\n\nOne more finding about visits.\n", encoding="utf-8")
    build()
    hashed = []
    monkeypatch.setattr(verified, "check_file", lambda _, entry: hashed.append(entry.path))
    open_snapshot(index).close()
    assert hashed == []
    (index / verified.VERIFIED).unlink()
    open_snapshot(index).close()
    assert len(hashed) >= 30


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(("ending", "encoded"), [(".faiss", 1), ("texts.sqlite", 1), (".idx", 0)])
def test_a_shared_file_that_is_damaged_is_found_and_only_its_group_is_made_anew(
    build, corpus, index, encoder, ending, encoded
):
    build()
    (corpus / "zz.txt").write_text("Last\n\nOne more finding about visits.\n", encoding="utf-8")
    second = index / "builds" / build().build
    path = next(path for name, path in files_of(second).items() if name.endswith(ending) and path.stat().st_nlink > 1)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexDamagedError, match=path.name):
        open_snapshot(index)
    found = check_index(index, lambda: encoder)
    assert [len(one.damage) for one in found.builds] == [1, 1]
    assert "have the very same file" in found.builds[0].damage[0]
    assert encoded <= kept(encoder, build) <= 6 * encoded
    with open_snapshot(index) as snapshot:
        assert snapshot.warnings == ()
        assert len(snapshot.documents) == 12
    assert not check_index(index, lambda: encoder).builds[0].damage


@pytest.mark.usefixtures("large")
def test_a_purge_overwrites_what_only_builds_that_go_share(build, corpus, index, encoder):
    secret = corpus / "report 9.txt"
    secret.write_text("Report 9\n\nQuetzalcoatl Smithson was seen at the blue house.\n", encoding="utf-8")
    build()
    (corpus / "a.txt").write_text("First\n\nOne more finding about visits.\n", encoding="utf-8")
    with open_snapshot(index):  # so that three builds stand
        build()
        secret.unlink()
        last = build()
    purged = purge(index)
    assert (purged.linked, purged.found, purged.is_complete) == ([], {}, True)
    assert [path.name for path in (index / "builds").iterdir()] == [last.build]
    assert not any(b"Quetzalcoatl" in path.read_bytes() for path in files_of(index).values())
    assert not check_index(index, lambda: encoder).is_damaged


@pytest.mark.usefixtures("large")
def test_where_files_cannot_have_two_names_they_are_copied(build, corpus, index, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    build()
    monkeypatch.setattr("os.link", refused)
    (corpus / "a.txt").write_text("First\n\nOne more finding about visits.\n", encoding="utf-8")
    second = build()
    assert all(path.stat().st_nlink == 1 for path in files_of(index / "builds" / second.build).values())


@pytest.fixture
def reads(monkeypatch):
    """The files of the corpus that are read to be hashed from now on; every corpus counts as large."""
    read = []

    def noted(file, folder=None):
        read.append(file.name)
        return content_hash(file, folder)

    content_hash = hashes.content_hash
    monkeypatch.setattr(hashes, "content_hash", noted)
    monkeypatch.setattr(hashes, "LARGE_BYTES", 0)
    monkeypatch.setattr(hashes, "_STEPS_NS", -10_000_000_000)
    return read


def test_files_of_a_large_corpus_are_hashed_when_they_change(build, corpus, index, reads):
    build()
    assert len(reads) == 3
    assert (index / HASHES).stat().st_mode & 0o077 == 0
    reads.clear()
    assert build().unchanged == 3
    assert reads == []
    shutil.copyfile(corpus / "elmshire" / "letter.txt", corpus / "copy.txt")
    (corpus / "copy.txt").replace(corpus / "elmshire" / "letter.txt")
    assert build().unchanged == 3
    assert reads == ["letter.txt"]
    assert build(full=True).unchanged == 3
    assert len(reads) == 4


def test_a_file_that_was_just_touched_is_hashed_again(build, reads, monkeypatch):
    monkeypatch.setattr(hashes, "_STEPS_NS", 10_000_000_000)
    build()
    build()
    assert len(reads) == 6


@pytest.mark.parametrize("harm", ["", "null", "[]", '{"elmshire/letter.txt": []}', '{"elmshire/letter.txt": "x"}'])
def test_what_is_kept_of_hashes_and_is_not_as_written_is_made_anew(build, index, reads, harm):
    build()
    (index / HASHES).write_text(harm)
    assert build().unchanged == 3
    assert len(reads) == 6


def test_a_purge_removes_what_names_files(build, index, reads):
    build()
    purge(index)
    assert not (index / HASHES).exists()
    assert reads
