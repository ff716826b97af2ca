"""Questions to start from: made from what is indexed, and each tried, so that none leads to a poor answer."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from indexer.snapshot import DocumentCard
from retriever.answer import Strength
from retriever.searcher import Searcher

FORMS: Final = (
    "What did inspectors say about leaders in {}?",
    "What needs to improve in {}?",
    "How well does {} support care leavers?",
    "What did inspectors say about social workers' caseloads in {}?",
    "What did inspectors say about children in care in {}?",
    "What did inspectors say about early help in {}?",
)
MOST: Final = 4
TRIED: Final = 3
"""A question is tried on so many authorities, then left out."""

_checked: dict[str, tuple[str, ...]] = {}
_CHECKING = threading.Lock()


def checked_questions(searcher: Searcher) -> tuple[str, ...]:
    """Up to four questions that this build answers with strong evidence; looked for once a build."""
    with _CHECKING:
        build = searcher.snapshot.build
        if build not in _checked:
            _checked.clear()
            _checked[build] = tuple(islice(_strongly_answered(searcher), MOST))
        return _checked[build]


def example_questions(documents: Sequence[DocumentCard]) -> list[list[str]]:
    """For each form of question the same about several authorities, those with the most documents first."""
    counts = Counter(authority for card in documents for authority in card.authorities)
    busiest = sorted(counts, key=lambda name: (-counts[name], name))
    return [
        [form.format(busiest[(first + step) % len(busiest)]) for step in range(min(TRIED, len(busiest)))]
        for first, form in enumerate(FORMS if busiest else ())
    ]


def _strongly_answered(searcher: Searcher) -> Iterator[str]:
    for questions in example_questions(searcher.snapshot.documents):
        # Without a turn of its own: who has one may be waiting for these.
        strong = (one for one in questions if Searcher.ask(searcher, one).strength is Strength.STRONG)
        if question := next(strong, None):
            yield question
