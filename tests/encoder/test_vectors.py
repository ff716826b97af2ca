from concurrent.futures import ThreadPoolExecutor

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from indexer.errors import IndexDamagedError
from indexer.vectors import VectorIndex


def unit_vectors(count, dimensions=24, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def ranked(vectors, vector, rows):
    """The oracle: products in 64 bits over what 16 bits keep, best first, ties by row."""
    kept = vectors.astype(np.float16).astype(np.float64)
    return sorted(((row, float(kept[row] @ vector.astype(np.float64))) for row in rows), key=lambda r: (-r[1], r[0]))


# Few different small integers: every product is exact in 32 bits, and ties are everywhere.
small_vectors = st.integers(0, 40).flatmap(
    lambda count: arrays.arrays(np.float32, (count, 4), elements=st.sampled_from([-1.0, 0.0, 1.0, 2.0]))
)
question_vectors = arrays.arrays(np.float32, (4,), elements=st.sampled_from([-1.0, 0.0, 1.0]))


@given(small_vectors, question_vectors, st.integers(0, 50))
def test_a_search_ranks_as_brute_force_does_ties_by_row(vectors, vector, limit):
    found = VectorIndex.build(vectors).search(vector, limit)
    assert found == ranked(vectors, vector, range(len(vectors)))[:limit]


@given(small_vectors, question_vectors, st.integers(0, 50), st.data())
def test_a_filtered_search_is_as_exact(vectors, vector, limit, data):
    rows = data.draw(st.lists(st.sampled_from(range(len(vectors))) if len(vectors) else st.nothing()))
    found = VectorIndex.build(vectors).search(vector, limit, rows=np.array(rows, dtype=np.int64))
    assert found == ranked(vectors, vector, set(rows))[:limit]


@given(small_vectors, question_vectors, st.data())
def test_scores_are_the_inner_products_of_the_rows_asked_for_in_their_order(vectors, vector, data):
    rows = data.draw(st.lists(st.sampled_from(range(len(vectors))) if len(vectors) else st.nothing()))
    scores = VectorIndex.build(vectors).scores(vector, np.array(rows, dtype=np.int32))
    assert scores.dtype == np.float32
    assert scores.tolist() == [float(vectors[row] @ vector) for row in rows]


@pytest.mark.parametrize("limit", [1, 10, 499, 500, 501])
def test_real_numbers_are_ranked_as_in_64_bits(limit):
    vectors, vector = unit_vectors(500), unit_vectors(1, seed=1)[0]
    found = VectorIndex.build(vectors).search(vector, limit)
    expected = ranked(vectors, vector, range(500))[:limit]
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-6)


def test_a_row_scores_the_same_to_the_bit_however_it_is_asked_for():
    index, vector = VectorIndex.build(unit_vectors(300, dimensions=384)), unit_vectors(1, dimensions=384, seed=1)[0]
    everything = dict(index.search(vector, 300))
    some = np.arange(0, 300, 7)
    assert dict(index.search(vector, 300, rows=some)) == {int(row): everything[row] for row in some}
    assert index.scores(vector, some).tolist() == [everything[row] for row in some]


def test_identical_vectors_come_by_row_also_where_the_limit_cuts_them():
    same, other = unit_vectors(2, dimensions=384)
    index = VectorIndex.build(np.stack([other, *[same] * 200]))
    assert [row for row, _ in index.search(same, 5)] == [1, 2, 3, 4, 5]
    assert [row for row, _ in index.search(same, 3, rows=np.array([150, 90, 0, 120, 60]))] == [60, 90, 120]


def test_an_empty_index_finds_nothing_and_survives_its_bytes():
    index = VectorIndex.from_bytes(VectorIndex.build(np.empty((0, 8), dtype=np.float32)).to_bytes())
    assert len(index) == 0
    assert index.dimensions == 8
    assert index.search(np.ones(8, dtype=np.float32), 5) == []
    assert index.scores(np.ones(8, dtype=np.float32), np.array([], dtype=np.int64)).shape == (0,)
    assert index.rows(0, 0).shape == (0, 8)


def test_bytes_and_back_give_the_same_index_and_the_same_bytes():
    index = VectorIndex.build(unit_vectors(50))
    again = VectorIndex.from_bytes(index.to_bytes())
    vector = unit_vectors(1, seed=1)[0]
    assert again.search(vector, 50) == index.search(vector, 50)
    assert again.to_bytes() == index.to_bytes() == VectorIndex.build(unit_vectors(50)).to_bytes()


def test_rows_taken_out_build_the_same_index_again():
    index = VectorIndex.build(unit_vectors(50))
    assert VectorIndex.build(np.concatenate([index.rows(0, 20), index.rows(20, 50)])).to_bytes() == index.to_bytes()
    with pytest.raises(ValueError, match="rows 40:51 are not within the 50"):
        index.rows(40, 51)


def test_a_vector_takes_two_bytes_a_number():
    assert len(VectorIndex.build(unit_vectors(1000, dimensions=384)).to_bytes()) < 1000 * 384 * 2 + 200


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 70_000.0])
def test_what_is_no_number_is_refused_in_vectors_and_questions(bad):
    vectors = unit_vectors(3)
    index = VectorIndex.build(vectors)
    vectors[1, 2] = bad
    with pytest.raises(ValueError, match="must be finite"):
        VectorIndex.build(vectors)
    with pytest.raises(ValueError, match="must be finite"):
        index.search(vectors[1], 1)
    with pytest.raises(ValueError, match="must be finite"):
        index.scores(vectors[1], np.array([0]))


def test_shapes_rows_and_limits_that_do_not_fit_are_refused():
    index = VectorIndex.build(unit_vectors(3))
    with pytest.raises(ValueError, match=r"expected vectors as \[rows, dimensions\]"):
        VectorIndex.build(unit_vectors(3)[0])
    with pytest.raises(ValueError, match="one vector of 24 numbers"):
        index.search(np.ones(23, dtype=np.float32), 1)
    with pytest.raises(ValueError, match="limit cannot be negative"):
        index.search(np.ones(24, dtype=np.float32), -1)
    for row in (-1, 3):
        with pytest.raises(ValueError, match="not within the 3"):
            index.search(np.ones(24, dtype=np.float32), 1, rows=np.array([row]))


@pytest.mark.parametrize("data", [b"", b"not an index", VectorIndex.build(unit_vectors(5)).to_bytes()[:-9]])
def test_bytes_that_are_no_index_are_damage(data):
    with pytest.raises(IndexDamagedError, match="rebuild-index"):
        VectorIndex.from_bytes(data)


def test_an_index_of_another_kind_is_refused():
    with pytest.raises(IndexDamagedError, match="of another kind"):
        VectorIndex.from_bytes(faiss.serialize_index(faiss.IndexFlatIP(8)).tobytes())


def test_many_threads_read_one_index_and_agree():
    index, questions = VectorIndex.build(unit_vectors(2000)), unit_vectors(64, seed=2)
    alone = [index.search(question, 20) for question in questions]
    with ThreadPoolExecutor(8) as executor:
        assert list(executor.map(lambda question: index.search(question, 20), questions)) == alone
