"""Whom a sentence is about, in a document about several authorities.

An article on three councils names one, goes on about it, then turns to the next: a sentence is about the
authorities that were named last, in it or before it. Documents about one authority need none of this.
"""

import re
from collections.abc import Sequence

from indexer.snapshot import Snapshot


def subjects(sentences: Sequence[str], authorities: Sequence[str], *, else_all: bool = True) -> list[frozenset[str]]:
    """For each sentence of a document, in order, whom it is about; all of them until one is named.

    Where not `else_all` a sentence that names nobody, behind one that names several or none, is about nobody for
    certain.

    >>> subjects(["Leeds is praised.", "Staff stay.", "Kent is not."], ["Leeds", "Kent"])[1]
    frozenset({'Leeds'})
    """
    patterns = {name: re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in authorities}
    current = frozenset(authorities if else_all else ())
    found = []
    for sentence in sentences:
        named = frozenset(name for name, pattern in patterns.items() if pattern.search(sentence))
        found.append(named or current)
        current = (named if else_all or len(named) == 1 else frozenset()) if named else current
    return found


def subjects_in(snapshot: Snapshot, document: int, *, else_all: bool = True) -> list[frozenset[str]]:
    """The same for all sentences of a document of a build, in the order of their rows."""
    card = snapshot.documents[document]
    rows = range(card.first_row, card.last_row)
    texts = [passage.text for passage in snapshot.passages(rows)]
    sentences = [
        text[start:end] for row, text in zip(rows, texts, strict=True) for start, end in snapshot.sentence_ranges(row)
    ]
    return subjects(sentences, card.authorities, else_all=else_all)


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
        flags = iter([bool(subject & self._asked) for subject in subjects_in(self._snapshot, document)])
        return {
            row: [next(flags) for _ in self._snapshot.sentence_ranges(row)]
            for row in range(card.first_row, card.last_row)
        }
