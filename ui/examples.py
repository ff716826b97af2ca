"""Questions to start from, made from what is indexed."""

from collections import Counter
from collections.abc import Sequence

from indexer.snapshot import DocumentCard


def example_questions(documents: Sequence[DocumentCard]) -> list[str]:
    """Up to four questions about the authorities with the most documents."""
    counts = Counter(authority for card in documents for authority in card.authorities)
    busiest = sorted(counts, key=lambda name: (-counts[name], name))
    forms = [
        "What did inspectors say about leaders in {}?",
        "What needs to improve in {}?",
        "How well does {} support care leavers?",
        "What did inspectors say about social workers' caseloads in {}?",
    ]
    return [form.format(busiest[place % len(busiest)]) for place, form in enumerate(forms)] if busiest else []
