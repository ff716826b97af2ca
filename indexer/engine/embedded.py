"""The default engine: FAISS and tantivy in this process, exact, nothing to install or to start."""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from indexer.binary_vectors import DEEPEST
from indexer.consecutive import consecutive
from indexer.engine.engine import EnginePassages, Hits, Rows, Vector

NEARLY_ALL = 0.9
"""From such a share of the documents on all vectors are searched, and what others hold is left out of what is found."""

WORTH_NARROWING = 0.25
"""From such a share of the passages on words are looked up in all of them: narrowing takes longer than more hits do."""


class EmbeddedEngine:
    """An `Engine` over the files of a build."""

    def __init__(self, passages: EnginePassages) -> None:
        self._vectors = passages.vectors
        self._lexical = passages.lexical
        rows = [(card.first_row, card.last_row) for card in passages.documents]
        self._rows = np.array(rows, dtype=np.int64).reshape(-1, 2)

    def by_meaning(
        self, vector: Vector, *, limit: int, documents: Collection[int] | None, within: Rows | None = None
    ) -> Hits:
        if within is not None:
            return self._vectors.search(vector, limit, rows=within)
        if documents is None:
            return self._vectors.search(vector, limit)
        if self._are_nearly_all(documents):
            return self._inside(lambda wanted: self._vectors.search(vector, wanted), limit, documents, DEEPEST)
        chosen = self._rows[sorted(documents)] if documents else np.empty((0, 2), dtype=np.int64)
        return self._vectors.search(vector, limit, rows=consecutive(chosen[:, 0], chosen[:, 1] - chosen[:, 0]))

    def by_words(
        self,
        terms: Mapping[str, float],
        *,
        phrases: Sequence[Sequence[str]],
        limit: int,
        documents: Collection[int] | None,
    ) -> Hits:
        def search(wanted: int, within: Collection[int] | None = None) -> Hits:
            return self._lexical.search(terms, phrases=phrases, limit=wanted, documents=within)

        share = 0.0 if documents is None else self._share(documents)
        if documents is not None and share >= WORTH_NARROWING:
            return self._inside(search, limit, documents, int(2 * limit / share))
        return search(limit, documents)

    def _share(self, documents: Collection[int]) -> float:
        """Which share of the passages these documents hold."""
        chosen = self._rows[np.fromiter(documents, np.int64, len(documents))]
        return float((chosen[:, 1] - chosen[:, 0]).sum()) / max(1, int(self._rows[:, 1].max(initial=0)))

    def _are_nearly_all(self, documents: Collection[int]) -> bool:
        return len(self._rows) * NEARLY_ALL <= len(documents)

    def _inside(self, search: Callable[[int], Hits], limit: int, documents: Collection[int], first: int) -> Hits:
        """The best hits within these documents, of a search of all: no score depends on what else is searched.

        So many as `first` are asked for at first, where more than the limit: a few more cost little, to ask again as
        much as the first time.
        """
        chosen = np.zeros(len(self._rows), dtype=np.bool_)
        chosen[np.fromiter(documents, np.int64, len(documents))] = True
        wanted = max(limit + limit // 8 + 8, first)
        while True:
            hits = search(wanted)
            owners = np.searchsorted(self._rows[:, 1], [row for row, _ in hits], side="right")
            inside = [hit for hit, is_inside in zip(hits, chosen[owners].tolist(), strict=True) if is_inside]
            if len(inside) >= limit or len(hits) < wanted:
                return inside[:limit]
            wanted *= 4
