"""A build in groups: each group by itself, shared by builds that are large, the whole as if made at once."""

import shutil
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import groups, hashes, vector_groups, verified
from indexer.build import rebuild
from indexer.checking import check_index
from indexer.engine import embedded
from indexer.errors import IndexDamagedError
from indexer.groups import parted
from indexer.hashes import HASHES
from indexer.purging import purge
from indexer.settings import Settings
from indexer.snapshot import open_snapshot
from indexer.storage_manifest import check_file
from indexer.terms import term_table
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
    parts = GroupedVectors.of([VectorIndex.build(vectors[first:last]) for first, last in ranges])
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
    monkeypatch.setattr(verified, "LARGE_BUILD_BYTES", 0)
    for number in range(8):
        text = f"Report {number}\n\nVisit {'abcdefgh'[number] * 3} found that plans are late. Staff are kind.\n"
        (corpus / f"report {number}.txt").write_text(text, encoding="utf-8")


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("limit", [0, 1, 4, 1000])
@pytest.mark.parametrize("left_out", [{2}, {0, 2, 3, 4, 5, 7}])
def test_what_is_searched_among_all_reports_is_what_a_filter_finds(build, index, encoder, monkeypatch, limit, left_out):
    build()
    with open_snapshot(index) as snapshot:
        chosen = set(range(len(snapshot.documents))) - left_out
        vector = encoder.encode_questions(["plans are late"])[0]
        terms = {"plan": 1.0, "late": 0.5, "visit": 1.0}

        def hits(share):
            monkeypatch.setattr(embedded, "NEARLY_ALL", share)
            monkeypatch.setattr(embedded, "WORTH_NARROWING", share)
            by_meaning = snapshot.engine.by_meaning(vector, limit=limit, documents=chosen)
            return by_meaning, snapshot.engine.by_words(terms, phrases=[], limit=limit, documents=chosen)

        filtered = hits(2.0)
        assert hits(0.1) == filtered
        assert all(snapshot.passage_document[row] in chosen for found in filtered for row, _ in found)
        assert len(filtered[0]) == min(limit, snapshot.passages_of(chosen))


@pytest.mark.usefixtures("large")
def test_some_passages_of_some_documents_are_searched_alone(build, index, encoder):
    build()
    with open_snapshot(index) as snapshot:
        vector = encoder.encode_questions(["plans are late"])[0]
        every = snapshot.engine.by_meaning(vector, limit=1000, documents=None)
        within = np.array(sorted(row for row, _ in every[::2]), dtype=np.int64)
        documents = {int(snapshot.passage_document[row]) for row in within}
        found = snapshot.engine.by_meaning(vector, limit=3, documents=documents, within=within)
        assert found == every[::2][:3]


@pytest.mark.usefixtures("large")
def test_what_is_let_go_of_is_read_again(build, index, encoder, monkeypatch):
    build()
    vector = encoder.encode_questions(["plans are late"])[0]
    with open_snapshot(index) as snapshot:
        rows = np.arange(len(snapshot.sentence_vectors))[::2]
        right = snapshot.sentence_vectors.scores(vector, rows).tolist()
    let_go = []
    monkeypatch.setattr(vector_groups, "_KEPT", 0)
    monkeypatch.setattr(vector_groups, "_LET_GO_AFTER", len(rows))
    monkeypatch.setattr(VectorIndex, "let_go", lambda part: (let_go.append(part), letting_go(part)))
    with open_snapshot(index) as snapshot:
        held = snapshot.sentence_vectors.picked(rows)
        assert snapshot.sentence_vectors.scores(vector, rows).tolist() == right
        assert len(let_go) == len(snapshot.groups)
        assert held.scores(vector).tolist() == snapshot.sentence_vectors.scores(vector, rows).tolist() == right


letting_go = VectorIndex.let_go

SENTENCES = st.lists(st.lists(st.lists(st.sampled_from(["2019", "2020", "2021", "201st", "care", "zeal"]))), max_size=9)


@given(SENTENCES, st.sampled_from(["2019", "2021", "care", "unknown"]))
def test_the_sentences_that_hold_a_term_are_those_in_which_it_is_present(passages, term):
    table = term_table(passages)
    every = np.arange(len(table.offsets) - 1)
    assert table.holding(term).tolist() == every[table.presence([term], every)[:, 0]].tolist()


@given(SENTENCES, st.lists(st.sampled_from(["2019", "2021", "care", "unknown"]), min_size=1, max_size=3))
def test_terms_stand_side_by_side_in_the_sentences_that_have_them_so(passages, terms):
    table = term_table(passages)
    said = [sentence for passage in passages for sentence in passage]
    runs = [[one[at : at + len(terms)] for at in range(len(one))] for one in said]
    assert table.side_by_side(terms, np.arange(len(said))).tolist() == [terms in of_one for of_one in runs]


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
    open_snapshot(index, proved=True).close()
    assert len(hashed) >= 30


@pytest.mark.usefixtures("large")
def test_a_group_is_hashed_when_it_is_first_looked_at(build, index, encoder, monkeypatch):
    build()
    (index / verified.VERIFIED).unlink()
    hashed = []

    def noted(folder, entry):
        hashed.append(entry.path)
        check_file(folder, entry)

    monkeypatch.setattr(verified, "check_file", noted)
    with open_snapshot(index) as snapshot:
        at_first = {path.rsplit("/", 1)[-1] for path in hashed if path.startswith("groups/")}
        assert at_first <= {"passages.faiss", "sentences.faiss"}
        assert len([path for path in hashed if path.startswith("groups/")]) == 2
        hashed.clear()
        snapshot.document(5)
        assert [path.rsplit("/", 1)[-1] for path in hashed] == ["texts.sqlite"]
        snapshot.vectors.search(encoder.encode_questions(["plans"])[0], 3)
        snapshot.document(5)
        looked_at = len(hashed)
        assert looked_at == len(snapshot.groups)
    hashed.clear()
    with open_snapshot(index) as snapshot:
        snapshot.document(5)
        assert hashed == []
        snapshot.prove_by_and_by()
        others = {"texts.sqlite", "compared.npy", "sentences.faiss", "passages.rabitq", "sentences.rabitq"}
        assert {path.rsplit("/", 1)[-1] for path in hashed} == others
        assert len(hashed) == 5 * len(snapshot.groups) - 2
    hashed.clear()
    open_snapshot(index, proved=True).close()
    assert hashed == []


@pytest.mark.usefixtures("large")
def test_nothing_of_a_harmed_file_of_a_large_build_is_ever_handed_out(build, corpus, index):
    endings = [lambda last: bytes([last ^ 1]), lambda _: b"", lambda last: bytes([last, last])]
    first = build().build
    for path in corpus.glob("*.txt"):  # so that hardly a group is shared with the build before
        path.write_text(path.read_text(encoding="utf-8") + "More was found.\n", encoding="utf-8")
    second = build().build
    right = everything(index)
    harmed = 0
    for path in files_of(index / "builds" / second).values():
        whole = path.read_bytes()
        if whole and path.stat().st_nlink == 1:
            path.write_bytes(whole[:-1] + endings[harmed % 3](whole[-1]))
            assert everything(index)[0] == first, path
            path.write_bytes(whole)
            harmed += 1
    assert harmed > 30
    assert everything(index) == right


def everything(index):
    """All that a reader can see of the index."""
    with open_snapshot(index) as snapshot:
        try:
            snapshot.prove_by_and_by()
        except IndexDamagedError:
            assert snapshot.is_damaged
            return everything_of(open_snapshot(index, proved=True))
        return everything_of(snapshot)


def everything_of(snapshot):
    documents = [snapshot.document(number) for number in range(len(snapshot.documents))]
    passages = snapshot.passages(range(snapshot.passage_count))
    return snapshot.build, documents, passages, snapshot.vectors.to_bytes(), snapshot.sentence_vectors.to_bytes()


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
        open_snapshot(index, proved=True)
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
    monkeypatch.setattr(hashes, "LARGE_CORPUS_BYTES", 0)
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
