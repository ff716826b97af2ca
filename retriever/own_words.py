"""Words of the trade that share their stem with an everyday word of another sense.

"Sufficiency" is of places for children in care, and "sufficient information" is none of it. Beside other words of a
question the everyday word says enough ("sufficient placements"); a question that names nothing else means its own.
"""

import numpy as np
import numpy.typing as npt

from indexer.snapshot import Snapshot
from indexer.tokens import stem, words
from retriever.candidates import lexical_terms
from retriever.concepts import Concept
from retriever.interpretation import Interpretation

_OWN_FORMS = {
    "sufficiency": ("sufficiency",),
    "permanence": ("permanence", "permanency"),
    "permanency": ("permanence", "permanency"),
    "adoption": ("adoption", "adoptions", "adopter", "adopters", "adoptive"),
}


def own_forms(question: str, concept: Concept) -> tuple[str, ...]:
    """The forms in which a concept of a question is meant; none where any form of its stem will do.

    >>> own_forms("Sufficiency", Concept(("suffici",), ()))
    ('sufficiency',)
    """
    asked = (word for word in words(question) if (stem(word),) == concept.terms)
    return next((forms for word in asked if (forms := _OWN_FORMS.get(word))), ())


def passages_with(snapshot: Snapshot, asked: Interpretation, forms: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """The passages that hold one of these forms to the letter."""
    found: set[int] = set()
    for form in forms:
        hits = snapshot.lexical.search(lexical_terms(asked), phrases=[words(form)], limit=snapshot.passage_count)
        found.update(row for row, _ in hits)
    return np.array(sorted(found), dtype=np.int64)


def in_other_words(concept: Concept) -> Concept:
    """A concept without its own terms: only the expressions of several words that say the same."""
    return Concept(concept.terms, tuple(form for form in concept.alternatives if len(form.terms) > 1))
