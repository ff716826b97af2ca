"""Themes: items that say alike, put together and named by their own words.

Average linkage over the items' vectors, the part that all of them share taken out first.
Groups that are too small, or that no phrase marks, go; each item joins the nearest of those that are left, or none.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from retriever.improvements.known_themes import known_theme
from retriever.improvements.linkage import Labels, linked
from retriever.improvements.phrases import Mark, Marks, reference_kind, without_brackets
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

SURE, FEWER = 0.35, 2.0
"""Cosine to the middle of a theme's other items from which an item belongs to it that does not say its name, and what
is added to that by their number: the middle of few says little."""

FEW_REFERENCES = 5
"""Items with one kind of reference below which what they share is as likely their matter."""

MANY_ITEMS = 500
"""From so many items on, what they share makes better themes than a list that knows none of them."""

ROUNDS = 3
MOST_LINKED = 4000
"""Linkage holds every item against every other; of more items an even sample is linked, and the rest joins."""


def sort_into_themes(
    texts: Sequence[str], lead_ins: Sequence[str], vectors: Vectors, *, authorities: Iterable[str] = ()
) -> list[str]:
    """The theme of each item, OTHER for one that belongs to none; `lead_ins` are the lines that items go on from.

    Few items are sorted by the reviewed list, and what that leaves by what it shares; many the other way round.
    """
    if len(texts) >= MANY_ITEMS:
        found = find_themes(texts, vectors, authorities=authorities)
        themes = [
            theme if theme != OTHER else _known(text, above)
            for theme, text, above in zip(found, texts, lead_ins, strict=True)
        ]
        counts = Counter(themes)
        return [theme if counts[theme] >= LEAST_ITEMS else OTHER for theme in themes]
    themes = [_known(text, above) for text, above in zip(texts, lead_ins, strict=True)]
    left = [place for place, theme in enumerate(themes) if theme == OTHER]
    found = find_themes([texts[place] for place in left], vectors[left], authorities=authorities)
    for place, theme in zip(left, found, strict=True):
        themes[place] = theme
    return themes


def _known(text: str, above: str) -> str:
    return known_theme(text) or known_theme(above) or OTHER


def find_themes(texts: Sequence[str], vectors: Vectors, *, authorities: Iterable[str] = ()) -> list[str]:
    """The theme of each item, OTHER for one that belongs to none; the same items give the same themes.

    A group without a name of its own is given up: its items join the others.
    """
    if len(texts) < 2 * LEAST_ITEMS:
        return [OTHER] * len(texts)
    own = unit(_without_references(texts, vectors) - SHARED_PART * vectors.mean(axis=0))
    middles = _middles(own, _linked(own), smallest=max(LEAST_ITEMS, round(SMALLEST_SHARE * len(texts))))
    marks = Marks([without_brackets(text) for text in texts], without=authorities)
    while True:
        labels = _nearest(own, middles)
        found = [marks.mark(np.flatnonzero(labels == label).tolist()) for label in range(len(middles))]
        names = [mark.name if mark else None for mark in found]
        kept = [label for label, name in enumerate(names) if name is not None and name not in names[:label]]
        if len(kept) == len(names):
            return _named(own, labels, [mark for mark in found if mark], marks)
        middles = middles[kept]


def _without_references(texts: Sequence[str], vectors: Vectors) -> Vectors:
    """The vectors without what items share that end in one kind of reference: "(enabler 2, national framework)"."""
    kinds: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        if kind := reference_kind(text):
            kinds.setdefault(kind, []).append(row)
    freed = vectors.copy()
    for rows in kinds.values():
        if len(rows) >= FEW_REFERENCES:
            freed[rows] += vectors.mean(axis=0) - vectors[rows].mean(axis=0)
    return freed


def _named(own: Vectors, labels: Labels, found: Sequence[Mark], marks: Marks) -> list[str]:
    """The theme of each item of a group: those that neither say its name nor are near to the others belong to none."""
    themes = [OTHER] * len(own)
    for label, mark in enumerate(found):
        group = np.flatnonzero(labels == label)
        near = _nearness_to_others(own[group]) >= SURE + FEWER / max(len(group), 1)
        members = [one for one, is_near in zip(group.tolist(), near, strict=True) if is_near or marks.says(one, mark)]
        if len(members) >= LEAST_ITEMS:
            for one in members:
                themes[one] = _sentence_case(mark.name)
    return themes


def _nearness_to_others(group: Vectors) -> Vectors:
    """The cosine of each item to the middle of the others of its group."""
    others = unit(group.sum(axis=0, keepdims=True) - group)
    nearness: Vectors = (group * others).sum(axis=1)
    return nearness


def _linked(own: Vectors) -> Labels:
    """The group of each item, -1 for those that the sample leaves out."""
    step = -(-len(own) // MOST_LINKED)
    sample = np.arange(0, len(own), step)
    groups = min(MOST_GROUPS, max(2, round(GROUPS_BY_ROOT * len(sample) ** 0.5) - 2))
    labels = np.full(len(own), -1, dtype=np.intp)
    labels[sample] = linked(own[sample], groups)
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


def _sentence_case(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"
