"""Themes: items that say alike, put together and named by their own words.

Average linkage (Sokal and Michener 1958) over the items' vectors, the part that all of them share taken out first.
Groups that are too small, or that no phrase marks, go; each item joins the nearest of those that are left, or none.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from retriever.improvements.phrases import Marks
from retriever.improvements.vectors import Vectors, unit

OTHER = "Other"

SHARED_PART = 0.7
"""How much of the mean of all items is taken out of each: all of them speak of children and of what must improve."""

GROUPS_BY_ROOT = 1.9
"""Linkage is cut into this many groups by the root of the number of items, less two; chosen by eye on real reports."""

MOST_GROUPS = 80
SMALLEST_SHARE = 0.008
LEAST_ITEMS = 3
NEAR_ENOUGH = 0.22
"""Cosine to a theme's middle below which an item belongs to none."""

ROUNDS = 3
MOST_LINKED = 4000
"""Linkage holds every item against every other; of more items an even sample is linked, and the rest joins."""

Labels = npt.NDArray[np.intp]


def find_themes(texts: Sequence[str], vectors: Vectors, *, authorities: Iterable[str] = ()) -> list[str]:
    """The theme of each item, OTHER for one that belongs to none; the same items give the same themes.

    A group without a name of its own is given up: its items join the others.
    """
    if len(texts) < 2 * LEAST_ITEMS:
        return [OTHER] * len(texts)
    own = unit(vectors - SHARED_PART * vectors.mean(axis=0))
    middles = _middles(own, _linked(own), smallest=max(LEAST_ITEMS, round(SMALLEST_SHARE * len(texts))))
    marks = Marks(texts, without=authorities)
    while True:
        labels = _nearest(own, middles)
        names = [marks.name(np.flatnonzero(labels == label).tolist()) for label in range(len(middles))]
        kept = [label for label, name in enumerate(names) if name is not None and name not in names[:label]]
        if len(kept) == len(names):
            return [_sentence_case(names[label]) if label >= 0 else OTHER for label in labels]
        middles = middles[kept]


def _linked(own: Vectors) -> Labels:
    """The group of each item, -1 for those that the sample leaves out."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    step = -(-len(own) // MOST_LINKED)
    sample = np.arange(0, len(own), step)
    groups = min(MOST_GROUPS, max(2, round(GROUPS_BY_ROOT * len(sample) ** 0.5) - 2))
    labels = np.full(len(own), -1, dtype=np.intp)
    labels[sample] = fcluster(linkage(pdist(own[sample], "cosine"), "average"), groups, "maxclust")
    return labels


def _middles(own: Vectors, labels: Labels, *, smallest: int) -> Vectors:
    """The middles of the groups that are large enough, the largest first."""
    sizes = Counter(int(label) for label in labels if label >= 0)
    large = sorted((label for label, size in sizes.items() if size >= smallest), key=lambda one: (-sizes[one], one))
    if not large:
        return own[:0]
    middles = unit(np.vstack([own[labels == label].mean(axis=0) for label in large]))
    for _ in range(ROUNDS):
        nearest = _nearest(own, middles)
        moved = [own[nearest == label] for label in range(len(large))]
        middles = unit(np.vstack([m.mean(axis=0) if len(m) else middles[label] for label, m in enumerate(moved)]))
    return middles


def _nearest(own: Vectors, middles: Vectors) -> Labels:
    """The group of each item, -1 where none is near enough."""
    if not len(middles):
        return np.full(len(own), -1, dtype=np.intp)
    likeness = own @ middles.T
    labels: Labels = likeness.argmax(axis=1)
    labels[likeness.max(axis=1) < NEAR_ENOUGH] = -1
    return labels


def _sentence_case(name: str | None) -> str:
    return f"{name[:1].upper()}{name[1:]}" if name else OTHER
