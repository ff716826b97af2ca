"""Items put together by how near they are on the whole."""

import numpy as np
import pytest

from retriever.improvements.linkage import linked
from retriever.improvements.vectors import unit


def some_vectors(count: int) -> np.ndarray:
    return unit(np.random.default_rng(7).normal(size=(count, 6)).astype(np.float32))


@pytest.mark.parametrize("groups", [1, 2, 7, 30, 90])
def test_the_groups_are_those_of_average_linkage(groups: int) -> None:
    hierarchy, distance = pytest.importorskip("scipy.cluster.hierarchy"), pytest.importorskip("scipy.spatial.distance")
    own = some_vectors(90)
    tree = hierarchy.linkage(distance.pdist(own.astype(np.float64), "cosine"), "average")
    theirs = hierarchy.fcluster(tree, groups, "maxclust")
    ours = linked(own, groups)
    assert len(set(ours.tolist())) == groups
    assert ((ours[:, None] == ours) == (theirs[:, None] == theirs)).all()


def test_groups_are_counted_in_the_order_of_their_first_items() -> None:
    east, north = unit(np.array([[1, 0.1], [0.1, 1]], dtype=np.float32))
    assert linked(np.stack([north, east, north, east]), 2).tolist() == [0, 1, 0, 1]


def test_items_that_are_all_alike_are_put_together_all_the_same() -> None:
    assert len(set(linked(np.ones((40, 4), dtype=np.float32) / 2, 3).tolist())) == 3


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_items_are_as_many_groups(count: int) -> None:
    assert linked(some_vectors(count).reshape(count, 6), 5).tolist() == list(range(count))
