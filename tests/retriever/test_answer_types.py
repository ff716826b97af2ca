"""What kinds of thing sentences hold, over every sentence of the sample."""

import numpy as np
import pytest

from retriever.answer_types import AnswerType, holds, telling_terms
from retriever.searcher import Searcher


@pytest.mark.parametrize("kind", [kind for kind in AnswerType if telling_terms(kind) is not None])
def test_no_sentence_that_holds_a_kind_is_passed_over_for_its_terms(searcher: Searcher, kind: AnswerType) -> None:
    snapshot = searcher.snapshot
    terms = telling_terms(kind)
    assert terms is not None
    every = np.arange(len(snapshot.sentence_vectors), dtype=np.int64)
    looked_at = snapshot.terms.with_figure_or(terms, every)
    rows = range(snapshot.passage_count)
    sentences = [
        passage.text[first:last]
        for row, passage in zip(rows, snapshot.passages(rows), strict=True)
        for first, last in snapshot.sentence_ranges(row)
    ]
    held = np.array([holds(kind, sentence) for sentence in sentences])
    assert held.any()
    assert not (held & ~looked_at).any()
    assert looked_at.mean() < 0.8
