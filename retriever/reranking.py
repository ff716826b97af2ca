"""The first passages put in a better order by a cross-encoder, where the user has given one.

It reads question and passage together, which cosines cannot, one model run for each passage. None comes with the
install; INSPECTION_SEARCH_RERANKER names the folder of one.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.encoder import CrossEncoder
from indexer.snapshot import Snapshot
from retriever.interpretation import Interpretation
from retriever.ranking import Ranking

RERANKER_VARIABLE = "INSPECTION_SEARCH_RERANKER"

RERANKED = 30
"""So many of the first passages are read again."""


class Reranker(Protocol):
    """Says how well each text answers a question."""

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float64]: ...


def open_reranker() -> CrossEncoder | None:
    """The cross-encoder that the environment names, None where it names none. Raises ModelFilesError."""
    folder = os.environ.get(RERANKER_VARIABLE)
    return CrossEncoder(Path(folder)) if folder else None


def rerank(reranker: Reranker, snapshot: Snapshot, asked: Interpretation, ranking: Ranking) -> Ranking:
    """The ranking with its first passages in the order of the cross-encoder.

    The scores themselves stay and change hands, so that what follows may go on comparing them; what the
    structure of a report gives outright stays where it is.
    """
    given = set(ranking.candidates.sentence_place[ranking.given].tolist())
    places = [int(place) for place in ranking.order()[:RERANKED] if int(place) not in given]
    if not places:
        return ranking
    texts = [passage.text for passage in snapshot.passages(ranking.candidates.rows[places].tolist())]
    read = reranker.scores(asked.question, texts)
    better = [places[i] for i in np.lexsort((np.arange(len(places)), -read))]
    scores = ranking.scores.copy()
    scores[better] = ranking.scores[places]
    return replace(ranking, scores=scores)
