"""One question across several authorities: for each the best quotation, or an honest blank that says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from indexer.snapshot import Skipped
from indexer.structure.authorities import canonical_name
from retriever.answer import Filters
from retriever.errors import QuestionError
from retriever.searcher import Searcher
from retriever.survey import Bucket, ReportFinding, Survey, bears_name, best_first, renumbered


class Blank(StrEnum):
    """Why an authority has no quotation, in the words shown to users."""

    NOTHING = "says nothing on this"
    PARTLY_READ = "nothing found, but not all of it could be read"
    UNREADABLE = "no report that can be read"
    NOT_IN_SCOPE = "no report of this kind and time"
    NO_REPORT = "no report in this collection"


@dataclass(frozen=True, slots=True)
class ComparedAuthority:
    """One authority: what its reports in scope say, newest first, and the best of them.

    Exactly one of `best` and `blank` is None. The best is the newest report that does more than touch on the question.
    `skipped` are files that bear its name and could not be read. Of a document about several authorities only what it
    says of this one counts.
    """

    authority: str
    best: ReportFinding | None
    blank: Blank | None
    reports: tuple[ReportFinding, ...]
    skipped: tuple[Skipped, ...]

    @property
    def speaking(self) -> tuple[ReportFinding, ...]:
        """Its reports that say something on the question, newest first."""
        return tuple(report for report in self.reports if report.bucket is Bucket.SAYS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The authorities in the order asked for, and the survey of all their reports.

    Citations count from 1 in the order of the authorities, the best of each first.
    """

    survey: Survey
    authorities: tuple[ComparedAuthority, ...]


def compare(
    searcher: Searcher, question: str, authorities: Sequence[str], filters: Filters | None = None
) -> Comparison:
    """Hold a question against the reports of these authorities.

    Names may be written in any of their usual forms; one that stands twice counts once. Those of the filters
    are put aside for these. Raises QuestionError for no authority, and as `Searcher.survey` does.
    """
    searcher = searcher.held()
    cards = searcher.snapshot.documents
    indexed = {name for card in cards for name in card.authorities}
    names = tuple(dict.fromkeys(name if name in indexed else canonical_name(name) for name in authorities))
    if not names:
        raise QuestionError("Name the authorities to compare, or a group of them.")
    survey = searcher.survey(question, replace(filters or Filters(), authorities=names))
    survey = _renumbered(survey, [_compared(survey, name, indexed) for name in names])
    return Comparison(survey, tuple(_compared(survey, name, indexed) for name in names))


def _renumbered(survey: Survey, authorities: Sequence[ComparedAuthority]) -> Survey:
    """The survey with citations in the order of the authorities."""
    best = [one.best for one in authorities if one.best]
    others = [report for one in authorities for report in one.speaking] + list(survey.bucket(Bucket.SAYS))
    quoted = [report.evidence[0] for report in best] + [passage for report in others for passage in report.evidence]
    return renumbered(survey, [passage.citation for passage in quoted])


def in_words(comparison: Comparison) -> str:
    """How many of the authorities say something, as one plain sentence."""
    speaking = sum(one.best is not None for one in comparison.authorities)
    count = len(comparison.authorities)
    noun = "authority" if count == 1 else "authorities"
    verb = "has" if speaking == 1 else "have"
    return f"{speaking} of {count} {noun} {verb} a report that says something on this."


def _compared(survey: Survey, authority: str, indexed: Iterable[str]) -> ComparedAuthority:
    reports = tuple(report.about(authority) for report in survey.reports if authority in report.card.authorities)
    skipped = tuple(one for one in survey.skipped if bears_name(one.document, authority))
    best = next(iter(best_first(report for report in reports if report.bucket is Bucket.SAYS)), None)
    blank = None if best else _blank(reports, skipped, known=authority in indexed)
    return ComparedAuthority(authority, best, blank, reports, skipped)


def _blank(reports: Sequence[ReportFinding], skipped: Sequence[Skipped], *, known: bool) -> Blank:
    if reports:
        partly = any(report.bucket is Bucket.UNREAD for report in reports)
        return Blank.PARTLY_READ if partly or skipped else Blank.NOTHING
    if skipped:
        return Blank.UNREADABLE
    return Blank.NOT_IN_SCOPE if known else Blank.NO_REPORT
