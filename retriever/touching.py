"""Whether a passage that is shown beside an answer touches what was asked, or only came nearest."""

from collections.abc import Sequence

import numpy as np

from indexer.consecutive import consecutive
from indexer.snapshot import Snapshot
from retriever.concepts import Alternative, Concept
from retriever.coverage import concept_weights, rarity
from retriever.interpretation import Interpretation
from retriever.set_phrases import said

LEADING = 0.5
"""A concept leads that weighs this share of the heaviest."""


def touching(snapshot: Snapshot, asked: Interpretation, shown: Sequence[Sequence[int]]) -> list[bool]:
    """Of each of these runs of passages, whether it says a leading concept of the question or its rarest word.

    "Caseloads are reasonable" touches high caseloads; "consent for checks" does not touch dental checks. Where
    a question has no concepts, all that is shown for it does.
    """
    if not asked.concepts or not shown:
        return [True] * len(shown)
    weights = concept_weights(asked.concepts, snapshot.terms, snapshot.passage_count)
    leading = [
        one for one, weight in zip(asked.concepts, weights, strict=True) if weight >= LEADING * float(weights.max())
    ]
    rows = np.concatenate([np.array(run, dtype=np.int64) for run in shown])
    starts = snapshot.sentence_offsets[rows]
    lengths = snapshot.sentence_offsets[rows + 1] - starts
    sentences = consecutive(starts, lengths)
    rarest = [term for one in leading if (term := _rarest(snapshot, one))]
    does = snapshot.terms.presence(rarest, sentences).any(axis=1)
    does |= said(snapshot.terms, leading, sentences, _in_any_way, apart=0.0).any(axis=1)
    run_of = np.repeat(np.repeat(np.arange(len(shown)), [len(run) for run in shown]), lengths)
    touched = set(run_of[does].tolist())
    return [number in touched for number in range(len(shown))]


def _rarest(snapshot: Snapshot, concept: Concept) -> str:
    """The rarest word of a concept that these reports use."""
    used = [term for term in concept.terms if snapshot.terms.number(term) is not None]
    return max(used, key=lambda term: rarity(term, snapshot.terms, snapshot.passage_count), default="")


def _in_any_way(_: Concept, __: Alternative) -> float:
    return 1.0
