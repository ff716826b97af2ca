"""The default engine: FAISS and tantivy in this process, exact, nothing to install or to start."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from indexer.engine.engine import EnginePassages, Hits, Vector


class EmbeddedEngine:
    """An `Engine` over the files of a build."""

    def __init__(self, passages: EnginePassages) -> None:
        self._vectors = passages.vectors
        self._lexical = passages.lexical
        self._rows = np.array([(card.first_row, card.last_row) for card in passages.documents], dtype=np.int64)

    def by_meaning(self, vector: Vector, *, limit: int, documents: Collection[int] | None) -> Hits:
        if documents is None:
            return self._vectors.search(vector, limit)
        chosen = self._rows[sorted(documents)] if documents else np.empty((0, 2), dtype=np.int64)
        lengths = chosen[:, 1] - chosen[:, 0]
        rows = np.arange(int(lengths.sum())) + np.repeat(chosen[:, 0] - (np.cumsum(lengths) - lengths), lengths)
        return self._vectors.search(vector, limit, rows=rows)

    def by_words(
        self,
        terms: Mapping[str, float],
        *,
        phrases: Sequence[Sequence[str]],
        limit: int,
        documents: Collection[int] | None,
    ) -> Hits:
        return self._lexical.search(terms, phrases=phrases, limit=limit, documents=documents)
