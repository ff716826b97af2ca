"""Average linkage (Sokal and Michener 1958), found by chains of nearest neighbours, cut into groups."""

import numpy as np
import numpy.typing as npt

from retriever.improvements.vectors import Vectors

Labels = npt.NDArray[np.intp]


def linked(own: Vectors, groups: int) -> Labels:
    """The group of each of these unit vectors, counted from 0 in their order, where so many groups are wanted.

    The two groups whose members are on the whole nearest become one, again and again, until no more are left.
    """
    merges = sorted(_merges(own), key=lambda merge: merge[0])
    group_of = list(range(len(own)))
    for _, one, other in merges[: max(len(own) - groups, 0)]:
        group_of[_root(group_of, one)] = _root(group_of, other)
    roots = [_root(group_of, place) for place in range(len(own))]
    numbers = {root: number for number, root in enumerate(dict.fromkeys(roots))}
    return np.array([numbers[root] for root in roots], dtype=np.intp)


def _merges(own: Vectors) -> list[tuple[float, int, int]]:
    """Every merge, with its distance and one member of each side; one below another stands before it.

    Two that are nearest to each other will be merged whatever happens elsewhere, and a chain from anyone to their
    nearest, and so on, ends in such two: no step looks at more than one row.
    """
    wide = own.astype(np.float64)
    apart = 1.0 - wide @ wide.T
    np.fill_diagonal(apart, np.inf)
    sizes = np.ones(len(own))
    left = dict.fromkeys(range(len(own)))
    chain: list[int] = []
    merges: list[tuple[float, int, int]] = []
    while len(left) > 1:
        chain = chain or [next(iter(left))]
        last = chain[-1]
        nearest = int(apart[last].argmin())
        if len(chain) == 1 or apart[last, nearest] < apart[last, chain[-2]]:
            chain.append(nearest)
            continue
        one, other = chain.pop(), chain.pop()
        merges.append((float(apart[one, other]), one, other))
        mean = (sizes[one] * apart[one] + sizes[other] * apart[other]) / (sizes[one] + sizes[other])
        apart[other] = apart[:, other] = mean
        apart[one] = apart[:, one] = apart[other, other] = np.inf
        sizes[other] += sizes[one]
        del left[one]
    return merges


def _root(group_of: list[int], place: int) -> int:
    while group_of[place] != place:
        group_of[place] = group_of[group_of[place]]
        place = group_of[place]
    return place
