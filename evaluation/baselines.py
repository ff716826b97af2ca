"""What an hour's work would have given: 1,000-character chunks ranked by words, by meaning, or by both.

Each baseline answers with its three best chunks and never abstains. Its answers have the JSON form
of every other answer, so the same scorer judges them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.chunks import Chunk
from evaluation.coverage import words
from indexer.encoder import Encoder
from indexer.vectors import VectorIndex

DEPTH = 100
"""How far down a fusion looks into each ranking."""

FUSION_CONSTANT = 60
"""k of Cormack, Clarke and Büttcher (2009), as they set it."""

CHUNKS_IN_ANSWER = 3


class Scored(NamedTuple):
    """A chunk, by its index, and what a ranking gave it."""

    chunk: int
    score: float


class Ranker(Protocol):
    """Ranks chunks for a question, best first; equal scores by index."""

    name: str

    def rank(self, question: str, *, limit: int) -> list[Scored]:
        """At most `limit` chunks."""

    def confidence(self, ranked: Sequence[Scored]) -> float:
        """How sure the ranking is of its first chunk, 0 to 1, in the order of its score."""


class LexicalRanker:
    """BM25 by rank-bm25 as it comes: lower-case words, Okapi's formula, its defaults."""

    name = "chunks by BM25"

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        from rank_bm25 import BM25Okapi

        self._engine = BM25Okapi([words(chunk.text) for chunk in chunks])

    def rank(self, question: str, *, limit: int) -> list[Scored]:
        """The best chunks by the sum of the question's words."""
        return best(self._engine.get_scores(words(question)), limit)

    def confidence(self, ranked: Sequence[Scored]) -> float:
        """The score squeezed: it has no upper end of its own."""
        score = max(ranked[0].score, 0.0)
        return score / (1 + score)


class DenseRanker:
    """The encoder's vectors in a flat FAISS index, by cosine."""

    name = "chunks by vectors"

    def __init__(self, vectors: NDArray[np.float32], encoder: Encoder) -> None:
        self._index = VectorIndex.build(vectors)
        self._encoder = encoder

    def rank(self, question: str, *, limit: int) -> list[Scored]:
        """The chunks nearest in meaning."""
        [vector] = self._encoder.encode_questions([question])
        return [Scored(row, score) for row, score in self._index.search(vector, limit)]

    def confidence(self, ranked: Sequence[Scored]) -> float:
        """The cosine, nothing below zero."""
        return min(max(ranked[0].score, 0.0), 1.0)


class FusedRanker:
    """Reciprocal rank fusion of other rankings (Cormack, Clarke and Büttcher 2009)."""

    name = "chunks by both"

    def __init__(self, rankers: Sequence[Ranker]) -> None:
        self._rankers = rankers

    def rank(self, question: str, *, limit: int) -> list[Scored]:
        """The chunks by the sum of 1 / (60 + rank) over the rankings, ranks counted from 1."""
        return fuse([ranker.rank(question, limit=DEPTH) for ranker in self._rankers])[:limit]

    def confidence(self, ranked: Sequence[Scored]) -> float:
        """The share of what a chunk would have that is first in every ranking."""
        return ranked[0].score * (FUSION_CONSTANT + 1) / len(self._rankers)


def best(scores: NDArray[np.float64], limit: int) -> list[Scored]:
    """The highest scores, best first, equal ones by index."""
    order = np.argsort(-scores, kind="stable")[:limit]
    return [Scored(int(row), float(scores[row])) for row in order]


def fuse(rankings: Sequence[Sequence[Scored]]) -> list[Scored]:
    """The fusion of whole rankings.

    >>> [chunk for chunk, _ in fuse([[Scored(7, 9.0), Scored(3, 8.0)], [Scored(3, 0.5)]])]
    [3, 7]
    """
    totals: dict[int, float] = {}
    for ranking in rankings:
        for rank, (chunk, _) in enumerate(ranking, start=1):
            totals[chunk] = totals.get(chunk, 0.0) + 1 / (FUSION_CONSTANT + rank)
    return [Scored(chunk, total) for chunk, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))]


def answer(
    ranker: Ranker, chunks: Sequence[Chunk], question: str, *, identifier: str, top_k: int
) -> Mapping[str, object]:
    """One baseline's answer to one question in the answer's JSON form."""
    ranked = ranker.rank(question, limit=top_k)
    return {
        "id": identifier,
        "question": question,
        "answerable": bool(ranked),
        "confidence": ranker.confidence(ranked) if ranked else 0.0,
        "answer": [
            {"text": chunks[row].text, "citation": citation}
            for citation, (row, _) in enumerate(ranked[:CHUNKS_IN_ANSWER], start=1)
        ],
        "passages": [
            {
                "rank": rank,
                "citation": rank,
                "document": chunks[row].document,
                "pages": list(chunks[row].pages),
                "text": chunks[row].text,
                "score": score,
            }
            for rank, (row, score) in enumerate(ranked, start=1)
        ],
    }
