"""Areas for improvement as a file: one row an item, with whose it is, what it is about and where it stands."""

from collections.abc import Sequence
from datetime import date

from retriever.exports.excerpts import Numbers, whole
from retriever.exports.of_answer import dropped_words
from retriever.exports.record import Export, Part, Table, counted_up
from retriever.improvements import Improvement
from retriever.references import human_date, human_range, listed


def register_export(
    items: Sequence[Improvement],
    *,
    build: str,
    made: date,
    about: tuple[tuple[str, str], ...] = (),
    dropped: int = 0,
) -> Export:
    """These items in their order. `about` says what they were narrowed to: ("Authority", "Norfolk").

    Where bullets go on from a line over them, that line stands beside them, and so does the body that is asked where
    a report names it.
    """
    numbers = Numbers()
    led_in = any(item.lead_in for item in items)
    named = any(item.asked_of for item in items)
    beside = [*(["Asked of"] if named else []), *(["Led in by"] if led_in else [])]
    table = Table(
        title="Areas for improvement",
        header=("Authority", "Inspected", *beside, "Asked for", "As", "Theme", "Framework"),
        rows=tuple(
            (
                listed(item.evidence.authorities),
                _when(item),
                *([item.asked_of] if named else []),
                *([item.lead_in] if led_in else []),
                whole(item.evidence, numbers.of(item.evidence)),
                item.kind.value,
                item.theme,
                item.framework.value,
            )
            for item in items
        ),
    )
    reports = len({item.evidence.document for item in items})
    words = f"{len(items):,} {'item' if len(items) == 1 else 'items'} of {reports:,} reports."
    return Export(
        title="Areas for improvement",
        question="Areas for improvement",
        about=about,
        summary=words,
        parts=counted_up([Part(table.title, (table,))]),
        receipt=(f"Read from {reports:,} reports that list what they ask for.", *dropped_words(dropped)),
        build=build,
        made=made,
    )


def _when(item: Improvement) -> str:
    evidence = item.evidence
    on_site = human_range(evidence.inspected_from, evidence.inspected_to)
    return on_site or (human_date(evidence.published) if evidence.published else "no date")
