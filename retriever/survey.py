"""What a survey of every report finds: three buckets, with the quotations that put a report into the first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from indexer.snapshot import DocumentCard, Skipped
from indexer.structure.dates import find_dates
from retriever.answer import CitedPassage, Strength, Understood
from retriever.references import human_date, listed
from retriever.scope import document_date

SAYS_FROM = 0.35
"""A report says something from this likelihood of its best sentence on: where the two kinds of error were equal."""

PARTIAL_FROM = 0.55
STRONG_FROM = 0.8

MOST_NAMED = 3
"""So many files that could not be read are named; more are counted."""


class Bucket(StrEnum):
    """What a report has to say on a question, in the words shown to users."""

    SAYS = "says something on this"
    SILENT = "says nothing on this"
    UNREAD = "could not be read"


@dataclass(frozen=True, slots=True)
class Side:
    """Of a quoted passage whom its quoted sentences are about, and how likely the best of them says something.

    Nobody where that is not certain: an article on several councils said neither in them nor shortly before whom it
    meant.
    """

    authorities: tuple[str, ...]
    likelihood: float


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """One report and the question.

    `document` is its place in the build. `evidence` holds the passages quoted, the best first, their quoted
    sentences as highlights; for a silent report the nearest passage, which does not answer, if any is near.
    `unread` says what of it could not be read; a report that was read in part and says nothing counts as UNREAD.
    `sides` holds one for each passage of the evidence. `sentences` are the rows of all its sentences that say
    something, quoted or not.
    """

    document: int
    card: DocumentCard
    bucket: Bucket
    likelihood: float
    strength: Strength
    evidence: tuple[CitedPassage, ...]
    unread: tuple[str, ...]
    sides: tuple[Side, ...] = ()
    sentences: tuple[int, ...] = ()

    def about(self, authority: str) -> "ReportFinding":
        """What it says of one of its authorities: quotations about others alone are left out."""
        kept = [n for n, side in enumerate(self.sides) if authority in side.authorities]
        if len(kept) == len(self.sides):
            return self
        likelihood = max((self.sides[n].likelihood for n in kept), default=0.0)
        return replace(
            self,
            bucket=bucket_of(likelihood, self.unread),
            likelihood=likelihood,
            strength=strength_of(likelihood),
            evidence=tuple(self.evidence[n] for n in kept),
            sides=tuple(self.sides[n] for n in kept),
        )


@dataclass(frozen=True, slots=True)
class Survey:
    """Every report in scope of a question, newest first, and the files that hold perhaps more.

    Citations count from 1 over the reports that say something, in the order of the list. `skipped` are
    files that could not be read at all and may be of what was asked for; `missing` are authorities named
    without any report. `dropped` counts quotations that failed the verbatim check (always shown, normally 0).
    """

    question: str
    understood: Understood
    build: str
    reports: tuple[ReportFinding, ...]
    skipped: tuple[Skipped, ...]
    missing: tuple[str, ...]
    dropped: int

    def bucket(self, bucket: Bucket) -> tuple[ReportFinding, ...]:
        """The reports of one bucket, newest first."""
        return tuple(report for report in self.reports if report.bucket is bucket)

    @property
    def unread(self) -> int:
        """How many reports could not be read, wholly or in part, so that nothing can be said of them."""
        return len(self.skipped) + len(self.bucket(Bucket.UNREAD))

    def authorities(self, bucket: Bucket | None = None) -> tuple[str, ...]:
        """The authorities with a report in scope, or with one in this bucket, in alphabetical order.

        Only of those asked for, where any were: an article on several councils brings in no others, and what it says
        of one of them puts the others into no bucket.
        """
        found = {
            name for one in self.reports for name in one.card.authorities if bucket in (None, one.about(name).bucket)
        }
        asked = self.understood.authorities
        return tuple(sorted(found & set(asked) if asked else found))


def renumbered(survey: Survey, order: Iterable[int]) -> Survey:
    """The survey with its citations counted anew from 1 in this order, which names each at least once."""
    numbers = {old: new for new, old in enumerate(dict.fromkeys(order), 1)}

    def with_numbers(report: ReportFinding) -> ReportFinding:
        if report.bucket is not Bucket.SAYS:
            return report
        return replace(report, evidence=tuple(replace(one, citation=numbers[one.citation]) for one in report.evidence))

    return replace(survey, reports=tuple(with_numbers(report) for report in survey.reports))


def bucket_of(likelihood: float, unread: Iterable[str]) -> Bucket:
    """Where a report belongs by its best sentence, and by whether some of it could not be read."""
    return Bucket.SAYS if likelihood >= SAYS_FROM else Bucket.UNREAD if tuple(unread) else Bucket.SILENT


def strength_of(likelihood: float) -> Strength:
    """How well a report's best sentence speaks to the question, in words."""
    if likelihood < SAYS_FROM:
        return Strength.NONE
    if likelihood >= STRONG_FROM:
        return Strength.STRONG
    return Strength.PARTIAL if likelihood >= PARTIAL_FROM else Strength.WEAK


def best_first(findings: Iterable[ReportFinding]) -> list[ReportFinding]:
    """The findings in the order in which one of them would be quoted for all: the newest that speaks plainly first.

    Reports that only touch on the question come after those that say it, however new they are.
    """
    return sorted(findings, key=lambda one: (one.strength in (Strength.WEAK, Strength.NONE), newest_first(one.card)))


def on_whom(finding: ReportFinding, place: int) -> str:
    """Whom a quotation of a document about several authorities is about; "" where that is told by its name."""
    if len(finding.card.authorities) < 2:
        return ""
    names = finding.sides[place].authorities
    return f"On {listed(names)}" if names else "It does not say here which council is meant"


def newest_first(card: DocumentCard) -> tuple[int, str]:
    """The key that puts the newest report first, undated ones last, ties by path."""
    day = document_date(card)
    return -day.toordinal() if day else 1, card.path


def bears_name(path: str, authority: str) -> bool:
    """Whether a file's path holds the name of an authority, however its words are parted.

    >>> bears_name("90001_ambleford_bay/letter.pdf", "Ambleford Bay")
    True
    """
    return _letters(authority) in _letters(path)


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def in_words(found: Survey) -> str:
    """The counts as one or two plain sentences, "N of M" first."""
    absent = [f"This collection holds no report on {name}." for name in found.missing]
    if not found.reports:
        return " ".join(absent or ["This collection holds no report of what was asked for."])
    return " ".join([*absent, counts_in_words(found), *unread_in_words(found)])


def counts_in_words(found: Survey) -> str:
    """How many of the reports that could be read say something: "N of M" first."""
    says, silent = len(found.bucket(Bucket.SAYS)), len(found.bucket(Bucket.SILENT))
    named = found.authorities()
    whose = f" ({len(found.authorities(Bucket.SAYS))} of {len(named)} authorities)" if len(named) > 1 else ""
    reports = "report" if says + silent == 1 else "reports"
    on = f" on {named[0]}" if len(named) == 1 and found.understood.authorities else ""
    return (
        f"{says} of {says + silent} {reports}{on} {_verb(says)} something on this{whose}; "
        f"{silent} {_verb(silent)} nothing on it."
    )


def _verb(count: int) -> str:
    return "says" if count == 1 else "say"


def unread_in_words(found: Survey) -> list[str]:
    """What could not be read, in part or at all; nothing where everything was."""
    partly = len(found.bucket(Bucket.UNREAD))
    in_part = [f"{partly} could be read only in part."] if partly else []
    return [*in_part, *unread_files(found.skipped, found.authorities())]


def unread_files(files: Sequence[Skipped], authorities: Iterable[str] = ()) -> list[str]:
    """What could not be read, as one sentence or none: the oldest first, by the day and the name in its path.

    Where there are many they are only counted.

    >>> unread_files([Skipped("3_ayford/inspection - 17 august 2012.pdf", "damaged")], ["Ayford"])
    ['The report of 17 August 2012 on Ayford could not be read.']
    """
    if len(files) > MOST_NAMED:
        return [f"{len(files)} files could not be read at all."]
    known = tuple(authorities)
    ordered = sorted(files, key=lambda file: (day_of_file(file) or date.max, file.document))
    named = listed([_named(file, known) for file in ordered])
    return [f"{named[:1].upper()}{named[1:]} could not be read."] if files else []


def day_of_file(file: Skipped) -> date | None:
    """The day in a file's name, which is all that is known of a report that cannot be read."""
    days = find_dates(file.document.rpartition("/")[2])
    return days[-1] if days else None


def _named(file: Skipped, authorities: Sequence[str] = ()) -> str:
    day = day_of_file(file)
    whose = max((name for name in authorities if bears_name(file.document, name)), key=len, default="")
    if day is None:
        return f"the file “{file.document.rpartition('/')[2]}”"
    return f"the report of {human_date(day)}" + (f" on {whose}" if whose else "")
