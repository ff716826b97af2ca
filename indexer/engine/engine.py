"""The role: passages of a build by meaning and by words, within some documents or all."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from indexer.cards import DocumentCard
from indexer.lexical import LexicalIndex
from indexer.vectors import VectorIndex

Hits = list[tuple[int, float]]
Vector = npt.NDArray[np.floating[Any]]
Rows = npt.NDArray[np.int64]


class Engine(Protocol):
    """Ranks passages; safe to use from several threads.

    Hits are (row, score), best first, ties by row. `documents` are indexes of the build's documents: no passage of
    another one is ever among the hits. None stands for all.
    """

    def by_meaning(
        self, vector: Vector, *, limit: int, documents: Collection[int] | None, within: Rows | None = None
    ) -> Hits:
        """The passages whose vectors have the largest inner product with this one.

        `within` are the passages of these documents that are wanted, where not all are. An engine that knows no rows
        may give others, too.
        """
        ...

    def by_words(
        self,
        terms: Mapping[str, float],
        *,
        phrases: Sequence[Sequence[str]],
        limit: int,
        documents: Collection[int] | None,
    ) -> Hits:
        """The passages with the highest BM25: see `LexicalIndex.search`, which says what terms and phrases are."""
        ...


class EnginePassages(Protocol):
    """What an engine needs to know of a build."""

    @property
    def build(self) -> str: ...
    @property
    def documents(self) -> Sequence[DocumentCard]: ...
    @property
    def vectors(self) -> VectorIndex: ...
    @property
    def lexical(self) -> LexicalIndex: ...
