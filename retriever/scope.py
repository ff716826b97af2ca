"""Which documents a question is about: the right authority, the right time, the right kind of report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from indexer.document import DocumentType, HasFacts, Judgement
from retriever.aspects import GradesAsked
from retriever.periods import Event, Period


class Dated(HasFacts, Protocol):
    """What scoping needs to know of a document."""

    @property
    def twin_of(self) -> str | None: ...
    @property
    def judgements(self) -> Sequence[Judgement]: ...


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents of a build as they are asked for; worse copies of a source stand behind the better one.

    `every` are the indices of all but these, `by_authority` those of each authority, both ascending.
    """

    documents: Sequence[Dated]
    every: tuple[int, ...]
    by_authority: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, documents: Sequence[Dated]) -> "Sources":
        """Sort a build's documents."""
        every = tuple(index for index, document in enumerate(documents) if document.twin_of is None)
        by_authority: dict[str, list[int]] = {}
        for index in every:
            for authority in dict.fromkeys(documents[index].authorities):
                by_authority.setdefault(authority, []).append(index)
        return cls(documents, every, {name: tuple(indices) for name, indices in by_authority.items()})


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that may answer, by index, in the order of the build.

    `mentions` are documents of the same authorities from after a single time asked for ("in 2019"): their
    passages count only where they name that time themselves. `missing` says in plain words what was
    asked for and is not in the collection; None where all is there.
    """

    documents: tuple[int, ...]
    mentions: tuple[int, ...] = ()
    missing: str | None = None


def document_date(document: Dated) -> date | None:
    """The date a document is ordered by: the end of the inspection, else its publication."""
    return document.inspected_to or document.published


def find_scope(
    sources: Sources,
    *,
    authorities: Sequence[str],
    types: Sequence[DocumentType],
    period: Period,
    grades: GradesAsked | None = None,
) -> Scope:
    """The documents in scope, without worse copies.

    Each authority is scoped by itself, so that "latest" is each one's latest, and a year that one
    lacks does not widen the other's. The latest of the `grades` that are asked for stands in the latest report that
    gives one: a visit since then gives none.
    """
    documents = sources.documents
    if sources.every and not authorities and not types and period.is_any:
        return Scope(sources.every)
    found: set[int] = set()
    mentions: set[int] = set()
    missing: list[str] = []
    for authority in authorities or (None,):
        mine = sources.every if authority is None else sources.by_authority.get(authority, ())
        of_type = [i for i in mine if not types or documents[i].type in types]
        if not of_type:
            missing.append(_missing(authority, types, None))
            found.update(mine)
            continue
        if period.latest and grades is not None:
            of_type = [i for i in of_type if _gives(documents[i], grades)] or of_type
        timely, complete = _in_period(documents, of_type, period)
        if not complete and (period.names_report or not _made_since(documents, timely, period)):
            missing.append(_missing(authority, types, period))
        found.update(timely)
        if period.point and complete and period.until is not None and not types:
            mentions.update(_after(documents, set(mine) - set(timely), period.until))
    return Scope(tuple(sorted(found)), tuple(sorted(mentions - found)), " ".join(missing) or None)


def _gives(document: Dated, grades: GradesAsked) -> bool:
    return any(grades.concerns(judgement.name) for judgement in document.judgements)


def _in_period(documents: Sequence[Dated], mine: Sequence[int], period: Period) -> tuple[list[int], bool]:
    """The documents of a period, and whether there are any.

    Where there are none, those made after a time that is named: none before it can speak of it. Else all of them.
    """
    if period.latest:
        mine = [i for i in mine if documents[i].type is not DocumentType.NEWS] or list(mine)
        newest = max((document_date(documents[i]) or date.min for i in mine), default=date.min)
        return [i for i in mine if (document_date(documents[i]) or date.min) == newest], True
    if period.is_any:
        return list(mine), True
    for wider in (period, _whole_years(period)) if period.point else (period,):
        for test in _tests(wider):
            timely = [i for i in mine if test(documents[i])]
            if timely:
                return timely, True
    return _made_since(documents, mine, period) or list(mine), False


def _made_since(documents: Sequence[Dated], mine: Sequence[int], period: Period) -> list[int]:
    """Those that can speak of a time that is named: all but those made before it began."""
    since = period.since if period.point else None
    return [i for i in mine if since is None or (document_date(documents[i]) or date.max) >= since]


def _tests(period: Period) -> tuple[Callable[[Dated], bool], ...]:
    """How a document may be of a period, the likeliest meaning first."""

    def published(document: Dated) -> bool:
        return _between(document.published, period)

    def inspected(document: Dated) -> bool:
        return _overlaps(document.inspected_from or document.inspected_to, document.inspected_to, period)

    def either(document: Dated) -> bool:
        return inspected(document) if document.inspected_to else published(document)

    def one_of_both(document: Dated) -> bool:
        return inspected(document) or published(document)

    if period.event is Event.EITHER:
        return (one_of_both,)
    if not period.point:
        return (either,)
    if period.event is Event.PUBLISHED:
        return (published, inspected)
    return (inspected, published)


def _between(day: date | None, period: Period) -> bool:
    return _overlaps(day, day, period)


def _overlaps(first: date | None, last: date | None, period: Period) -> bool:
    if first is None or last is None:
        return False
    return (period.until is None or first <= period.until) and (period.since is None or last >= period.since)


def _whole_years(period: Period) -> Period:
    since = period.since and period.since.replace(month=1, day=1)
    until = period.until and period.until.replace(month=12, day=31)
    return Period(since, until, period.event, period.point, period.names_report)


def _after(documents: Sequence[Dated], others: set[int], until: date) -> list[int]:
    return [i for i in sorted(others) if (document_date(documents[i]) or date.min) > until]


def _missing(authority: str | None, types: Sequence[DocumentType], period: Period | None) -> str:
    kind = " or ".join(_KIND_NAMES[kind] for kind in types) if types else "report or letter"
    whose = f" on {authority}" if authority else ""
    when = f" from {_time_words(period)}" if period else ""
    return f"This collection holds no {kind}{whose}{when}."


_KIND_NAMES = {
    DocumentType.INSPECTION: "inspection report",
    DocumentType.FOCUSED_VISIT: "focused visit letter",
    DocumentType.SEND: "area SEND report",
    DocumentType.MONITORING_VISIT: "monitoring visit letter",
    DocumentType.NEWS: "news article",
    DocumentType.OTHER: "document of that kind",
}


def _time_words(period: Period) -> str:
    since, until = period.since, period.until
    if since and until and since.year == until.year:
        whole_year = (since.month, until.month) == (1, 12)
        return str(since.year) if whole_year else f"{since:%B} {since.year}"
    if since and until:
        return f"{since.year} to {until.year}"
    return f"{since.year} on" if since else f"before {until.year + 1}" if until else "that time"
