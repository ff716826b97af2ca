"""The measures by name: how each reads off a question's figures, and how it is called in print.

Every measure is a ratio of two sums over questions: a mean has 1 below, page correctness has the
pairs that were checked. So one way of summing and one bootstrap serve them all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evaluation.bootstrap import Figure, ratio
from evaluation.metrics import Figures


class Parts(NamedTuple):
    """What one question adds above and below the line."""

    above: float
    below: float


@dataclass(frozen=True, slots=True)
class Measure:
    """`name` is the key in the JSON, `label` what people read.

    A share lies between 0 and 1, and more is better; recall@10 alone may pass 1, as one passage can bring several
    of more than ten pieces of evidence.
    """

    name: str
    label: str
    parts: Callable[[Figures], Parts]
    is_share: bool = True

    def of_one(self, figures: Figures) -> float | None:
        """The measure of a single question; None where it has nothing to count."""
        above, below = self.parts(figures)
        return above / below if below else None

    def over(self, figures: Sequence[Figures]) -> Figure:
        """The measure over questions, with its interval."""
        parts = [self.parts(item) for item in figures]
        return ratio([part.above for part in parts], [part.below for part in parts])


def _mean(read: Callable[[Figures], float]) -> Callable[[Figures], Parts]:
    return lambda figures: Parts(read(figures), 1)


MEASURES = (
    Measure("hit@1", "hit@1", _mean(lambda figures: figures.hit_at_1)),
    Measure("hit@5", "hit@5", _mean(lambda figures: figures.hit_at_5)),
    Measure("hit@10", "hit@10", _mean(lambda figures: figures.hit_at_10)),
    Measure("recall@10", "recall@10", _mean(lambda figures: figures.recall_at_10)),
    Measure("mrr", "MRR", _mean(lambda figures: figures.reciprocal_rank)),
    Measure("ndcg@10", "nDCG@10", _mean(lambda figures: figures.ndcg_at_10)),
    Measure("document_recall", "document recall", _mean(lambda figures: figures.document_recall)),
    Measure("answer_hit", "answer hit", _mean(lambda figures: figures.answer_hit)),
    Measure("answer_recall", "answer recall", _mean(lambda figures: figures.answer_recall)),
    Measure("answer_precision", "answer precision", _mean(lambda figures: figures.answer_precision)),
    Measure("answer_words", "answer words", _mean(lambda figures: figures.answer_words), is_share=False),
    Measure("page_correct", "page correct", lambda figures: Parts(figures.pages_right, figures.pages_checked)),
    Measure("answered", "answered at all", _mean(lambda figures: figures.answered)),
)
