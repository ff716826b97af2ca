import numpy as np
import pytest

from indexer import binary_vectors, vectors
from indexer.binary_vectors import BinaryVectors, binary_codes, same_signs
from indexer.errors import IndexDamagedError
from indexer.vectors import VectorIndex

COUNT, DIMENSIONS = 3000, 256


@pytest.fixture(scope="module")
def made():
    generator = np.random.default_rng(5)
    themes = np.repeat(generator.normal(size=(100, DIMENSIONS)), COUNT // 100, axis=0)
    drawn = (themes + generator.normal(size=(COUNT, DIMENSIONS))).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.fixture
def index(made, monkeypatch):
    """Three thousand rows of which a fifth is proposed: as many are proposed of a hundred thousand real ones."""
    monkeypatch.setattr(vectors, "WORTH_PROPOSING", 1000)
    monkeypatch.setattr(binary_vectors, "LEAST_PROPOSED", 600)
    codes = BinaryVectors(binary_codes(made), DIMENSIONS)
    return VectorIndex.build(made).with_proposals(lambda: codes)


def questions(made):
    noise = np.random.default_rng(6).normal(size=(40, DIMENSIONS)).astype(np.float32)
    return made[::75] + noise * 0.05


def test_the_nearest_of_many_are_found_among_the_proposed_with_their_exact_scores(made, index):
    exact = VectorIndex.build(made)
    for question in questions(made):
        found, expected = index.search(question, 10), exact.search(question, 10)
        assert found == expected


@pytest.mark.parametrize("count", [2000, COUNT - 50])
def test_a_filter_lets_no_other_row_through_and_misses_none_of_the_nearest(made, index, count):
    chosen = np.random.default_rng(7).permutation(COUNT)[:count]
    exact = VectorIndex.build(made)
    for question in questions(made):
        found = index.search(question, 10, rows=chosen)
        assert {row for row, _ in found} <= set(chosen.tolist())
        assert found == exact.search(question, 10, rows=chosen)
        assert found == index.search(question, 10, rows=np.isin(np.arange(COUNT), chosen))


def test_few_rows_and_long_lists_are_weighed_without_proposals(made, monkeypatch):
    monkeypatch.setattr(vectors, "WORTH_PROPOSING", 1000)

    def never():
        raise AssertionError("nothing had to be proposed")

    index, exact = VectorIndex.build(made).with_proposals(never), VectorIndex.build(made)
    assert index.search(made[3], 5, rows=np.arange(900)) == exact.search(made[3], 5, rows=np.arange(900))
    assert index.search(made[3], COUNT) == exact.search(made[3], COUNT)
    with pytest.raises(AssertionError, match="nothing had to be"):
        index.search(made[3], 5)


def test_the_code_of_a_vector_depends_on_it_alone(made):
    together, alone = binary_codes(made), [binary_codes(made[row : row + 1]) for row in range(COUNT)]
    assert np.array_equal(together, np.concatenate(alone))
    assert binary_codes(made[:0]).size == 0


def test_codes_of_other_vectors_are_told_apart(made):
    codes = binary_codes(made)
    assert same_signs(codes, binary_codes(made), DIMENSIONS)
    assert not same_signs(codes, binary_codes(made[::-1]), DIMENSIONS)
    assert not same_signs(codes, codes[:-1], DIMENSIONS)


def test_codes_that_are_cut_off_are_damage(made):
    with pytest.raises(IndexDamagedError, match="cut off"):
        BinaryVectors(binary_codes(made)[:-3], DIMENSIONS)
