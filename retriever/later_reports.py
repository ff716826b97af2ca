"""Which reports come after a report, as far as what became of it is to be read in them."""

from indexer.document import DocumentType
from indexer.snapshot import Snapshot
from retriever.scope import document_date

_CHILDREN = frozenset({DocumentType.INSPECTION, DocumentType.FOCUSED_VISIT, DocumentType.MONITORING_VISIT})
_FIELDS = (_CHILDREN, frozenset({DocumentType.SEND}))
_FULL = frozenset({DocumentType.INSPECTION, DocumentType.SEND})


def later_reports(snapshot: Snapshot, document: int) -> tuple[int, ...]:
    """The next reports of the same field on one of the same authorities, oldest first, up to a full inspection."""
    cards = snapshot.documents
    card, day = cards[document], document_date(cards[document])
    field = next((field for field in _FIELDS if card.type in field), frozenset())
    if day is None:
        return ()
    following = sorted(
        (when, other.path, index)
        for index, other in enumerate(cards)
        if other.type in field
        and other.twin_of is None
        and set(other.authorities) & set(card.authorities)
        and (when := document_date(other)) is not None
        and when > day
    )
    full = next((n for n, (_, _, index) in enumerate(following, 1) if cards[index].type in _FULL), len(following))
    return tuple(index for _, _, index in following[:full])
