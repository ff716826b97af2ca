"""Whom a sentence is about, in a document about several authorities.

An article on three councils names one, goes on about it, then turns to the next: a sentence is about the
authorities that were named last, in it or before it. Documents about one authority need none of this.
"""

import re
from collections.abc import Sequence

from indexer.snapshot import Snapshot


def subjects(sentences: Sequence[str], authorities: Sequence[str]) -> list[frozenset[str]]:
    """For each sentence of a document, in order, whom it is about; all of them until one is named.

    >>> subjects(["Leeds is praised.", "Staff stay.", "Kent is not."], ["Leeds", "Kent"])[1]
    frozenset({'Leeds'})
    """
    patterns = {name: re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in authorities}
    current = frozenset(authorities)
    found = []
    for sentence in sentences:
        named = frozenset(name for name, pattern in patterns.items() if pattern.search(sentence))
        current = named or current
        found.append(current)
    return found


class Attribution:
    """Says of a passage's sentences whether they are about the authorities asked for."""

    def __init__(self, snapshot: Snapshot, authorities: Sequence[str]) -> None:
        self._snapshot = snapshot
        self._asked = frozenset(authorities)
        self._known: dict[int, dict[int, list[bool]]] = {}

    def is_about(self, row: int) -> list[bool]:
        """One flag for each sentence of the passage: true where it may be quoted about those asked for."""
        document = int(self._snapshot.passage_document[row])
        card = self._snapshot.documents[document]
        if not self._asked or len(card.authorities) < 2 or self._asked >= set(card.authorities):
            mine = not self._asked or not card.authorities or bool(self._asked & set(card.authorities))
            return [mine] * len(self._snapshot.sentence_ranges(row))
        if document not in self._known:
            self._known[document] = self._of_document(document)
        return self._known[document][row]

    def _of_document(self, document: int) -> dict[int, list[bool]]:
        card = self._snapshot.documents[document]
        rows = list(range(card.first_row, card.last_row))
        texts = [passage.text for passage in self._snapshot.passages(rows)]
        ranges = [self._snapshot.sentence_ranges(row) for row in rows]
        flat = [text[start:end] for text, spans in zip(texts, ranges, strict=True) for start, end in spans]
        flags = iter([bool(subject & self._asked) for subject in subjects(flat, card.authorities)])
        return {row: [next(flags) for _ in spans] for row, spans in zip(rows, ranges, strict=True)}
