"""Which documents a question is about: the right authority, the right time, the right kind of report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.document import DocumentType, HasFacts, Judgement
from retriever.aspects import GradesAsked
from retriever.periods import Event, Period


class Dated(HasFacts, Protocol):
    """What scoping needs to know of a document."""

    @property
    def twin_of(self) -> str | None: ...
    @property
    def judgements(self) -> Sequence[Judgement]: ...


Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of documents as ordinals (1 is the first of January of year 1), 0 where one is not known.

    `begun` and `ended` are of the inspection, one day where only its end is known; `dated` is what a document is
    ordered by, as of `document_date`.
    """

    published: Indices
    begun: Indices
    ended: Indices
    dated: Indices

    @classmethod
    def of(cls, documents: Sequence[Dated]) -> "Days":
        return cls(
            published=_ordinals([document.published for document in documents]),
            begun=_ordinals([document.inspected_from or document.inspected_to for document in documents]),
            ended=_ordinals([document.inspected_to for document in documents]),
            dated=_ordinals([document_date(document) for document in documents]),
        )


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents of a build as they are asked for; worse copies of a source stand behind the better one.

    `every` are the indices of all but these, `by_authority` those of each authority, both ascending.
    """

    documents: Sequence[Dated]
    days: Days
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
        return cls(
            documents, Days.of(documents), every, {name: tuple(indices) for name, indices in by_authority.items()}
        )


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
        timely, complete = _in_period(sources, np.array(of_type, dtype=np.int64), period)
        if not complete and (period.names_report or not len(_made_since(sources.days, timely, period))):
            missing.append(_missing(authority, types, period))
        found.update(timely.tolist())
        if period.point and complete and period.until is not None and not types:
            whole = np.array(mine, dtype=np.int64)
            mentions.update(whole[sources.days.dated[whole] > period.until.toordinal()].tolist())
    return Scope(tuple(sorted(found)), tuple(sorted(mentions - found)), " ".join(missing) or None)


def _gives(document: Dated, grades: GradesAsked) -> bool:
    return any(grades.concerns(judgement.name) for judgement in document.judgements)


def _in_period(sources: Sources, mine: Indices, period: Period) -> tuple[Indices, bool]:
    """The documents of a period, and whether there are any.

    Where there are none, those made after a time that is named: none before it can speak of it. Else all of them.
    """
    if period.latest:
        no_news = [i for i in mine.tolist() if sources.documents[i].type is not DocumentType.NEWS]
        mine = np.array(no_news, dtype=np.int64) if no_news else mine
        dated = sources.days.dated[mine]
        newest: Indices = mine[dated == dated.max(initial=0)]
        return newest, True
    if period.is_any:
        return mine, True
    for wider in (period, _whole_years(period)) if period.point else (period,):
        for test in _tests(wider):
            timely = mine[test(sources.days)[mine]]
            if len(timely):
                return timely, True
    since = _made_since(sources.days, mine, period)
    return (since if len(since) else mine), False


def _made_since(days: Days, mine: Indices, period: Period) -> Indices:
    """Those that can speak of a time that is named: all but those made before it began."""
    if not period.point or period.since is None:
        return mine
    dated = days.dated[mine]
    since: Indices = mine[(dated == 0) | (dated >= period.since.toordinal())]
    return since


def _tests(period: Period) -> tuple[Callable[[Days], npt.NDArray[np.bool_]], ...]:
    """How documents may be of a period, the likeliest meaning first."""

    def published(days: Days) -> npt.NDArray[np.bool_]:
        return _overlaps(days.published, days.published, period)

    def inspected(days: Days) -> npt.NDArray[np.bool_]:
        return _overlaps(days.begun, days.ended, period)

    def either(days: Days) -> npt.NDArray[np.bool_]:
        return np.where(days.ended > 0, inspected(days), published(days))

    def one_of_both(days: Days) -> npt.NDArray[np.bool_]:
        return inspected(days) | published(days)

    if period.event is Event.EITHER:
        return (one_of_both,)
    if not period.point:
        return (either,)
    if period.event is Event.PUBLISHED:
        return (published, inspected)
    return (inspected, published)


def _overlaps(first: Indices, last: Indices, period: Period) -> npt.NDArray[np.bool_]:
    overlaps = (first > 0) & (last > 0)
    if period.until is not None:
        overlaps &= first <= period.until.toordinal()
    if period.since is not None:
        overlaps &= last >= period.since.toordinal()
    return overlaps


def _ordinals(days: Sequence[date | None]) -> Indices:
    return np.array([day.toordinal() if day else 0 for day in days], dtype=np.int64)


def _whole_years(period: Period) -> Period:
    since = period.since and period.since.replace(month=1, day=1)
    until = period.until and period.until.replace(month=12, day=31)
    return Period(since, until, period.event, period.point, period.names_report)


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
