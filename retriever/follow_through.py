"""What became of each thing that a report asked for: what the same authority's next reports say about it."""

from dataclasses import dataclass
from enum import StrEnum

from indexer.snapshot import Snapshot
from retriever.answer import CitedPassage
from retriever.improvements import Improvement, read_register
from retriever.scope import document_date


class Outcome(StrEnum):
    """What later reports say of an item, in the words shown to users. In doubt it is MENTIONED."""

    RAISED_AGAIN = "raised again"
    PRAISED = "now praised"
    MENTIONED = "mentioned"
    NOTHING = "nothing found"


@dataclass(frozen=True, slots=True)
class Echo:
    """A passage of a later report that speaks to an item: its matching sentences are the highlights.

    `outcome` is what this passage alone says, never NOTHING; `reasons` are the signs it was read from, in plain
    words, quoting the report's own where they are its words.
    """

    outcome: Outcome
    evidence: CitedPassage
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaterReport:
    """What one later report says of an item; `echoes` best first, empty where nothing was found."""

    document: int
    outcome: Outcome
    echoes: tuple[Echo, ...]


@dataclass(frozen=True, slots=True)
class FollowedItem:
    """An item and what came of it: `outcome` is that of the newest of the later reports that speaks to it."""

    item: Improvement
    outcome: Outcome
    later: tuple[LaterReport, ...]


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """One report's items followed through `later`: the documents up to and with the next full inspection.

    `later` is empty where there is no later report of the same field (children's services, or SEND); `items`
    are then NOTHING with no later reports, which a page says in other words than "nothing found".
    """

    document: int
    later: tuple[int, ...]
    items: tuple[FollowedItem, ...]


def follow_through(snapshot: Snapshot, authority: str) -> tuple[FollowThrough, ...]:
    """Every report of an authority that gives items, oldest first, each item followed."""
    cards = snapshot.documents
    documents = sorted(
        {item.document for item in read_register(snapshot).items if authority in item.evidence.authorities},
        key=lambda index: (document_date(cards[index]) is not None, document_date(cards[index]), cards[index].path),
    )
    return tuple(follow_report(snapshot, document) for document in documents)


def follow_report(snapshot: Snapshot, document: int) -> FollowThrough:
    """One report's items, each followed."""
    mine = [item for item in read_register(snapshot).items if item.document == document]
    return FollowThrough(document, (), tuple(FollowedItem(item, Outcome.NOTHING, ()) for item in mine))
