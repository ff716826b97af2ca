"""Whether a passage that is shown beside an answer touches what was asked, or only came nearest."""

from collections.abc import Sequence

import numpy as np

from indexer.snapshot import Snapshot
from retriever.concepts import Alternative, Concept
from retriever.coverage import concept_weights, rarity
from retriever.interpretation import Interpretation
from retriever.set_phrases import said

LEADING = 0.5
"""A concept leads that weighs this share of the heaviest."""


def touches(snapshot: Snapshot, asked: Interpretation, rows: Sequence[int]) -> bool:
    """Whether these passages say a leading concept of the question in any way, or hold the rarest of its words.

    "Caseloads are reasonable" touches high caseloads; "consent for checks" does not touch dental checks. Where
    a question has no concepts, all that is shown for it does.
    """
    if not asked.concepts:
        return True
    weights = concept_weights(asked.concepts, snapshot.terms, snapshot.passage_count)
    leading = [
        one for one, weight in zip(asked.concepts, weights, strict=True) if weight >= LEADING * float(weights.max())
    ]
    offsets = snapshot.sentence_offsets
    sentences = np.concatenate([np.arange(int(offsets[row]), int(offsets[row + 1])) for row in rows])
    rarest = [term for one in leading if (term := _rarest(snapshot, one))]
    if snapshot.terms.presence(rarest, sentences).any():
        return True
    return bool(said(snapshot.terms, leading, sentences, _in_any_way, apart=0.0).any())


def _rarest(snapshot: Snapshot, concept: Concept) -> str:
    """The rarest word of a concept that these reports use."""
    used = [term for term in concept.terms if snapshot.terms.number(term) is not None]
    return max(used, key=lambda term: rarity(term, snapshot.terms, snapshot.passage_count), default="")


def _in_any_way(_: Concept, __: Alternative) -> float:
    return 1.0
