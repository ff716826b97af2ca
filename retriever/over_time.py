"""One authority over the years: its grades inspection by inspection, and what each report says on one theme."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.document import DocumentType
from indexer.snapshot import DocumentCard, Skipped
from indexer.structure.authorities import canonical_name
from retriever.answer import Filters
from retriever.aspects import Aspect, aspects_of
from retriever.frameworks import Framework, framework_of
from retriever.scope import document_date
from retriever.searcher import Searcher
from retriever.survey import Bucket, ReportFinding, Survey, bears_name, day_of_file, renumbered, unread_files

ROW_NAMES = {
    Aspect.OVERALL: "Overall effectiveness",
    Aspect.LEADERS: "Leadership",
    Aspect.PROTECTION: "Help and protection",
    Aspect.CARE: "Children in care",
    Aspect.CARE_LEAVERS: "Care leavers",
    Aspect.ADOPTION: "Adoption",
    Aspect.BOARD: "Local Safeguarding Children Board",
    Aspect.SEND: "Area SEND arrangements",
}
"""What each row of the table is called, whatever a framework calls it; in the order of the rows."""

JOINT = "judged with children in care"
"""Stands in the row of care leavers where one grade was given for both."""

LEAVERS_APART = "Care leavers are judged on their own from here on; before, together with children in care."
_NEW_FRAMEWORK = "New rules from here on: {}. Grades before and after are not on one scale."
_SEND_FILE = re.compile(r"(?<![a-z])send(?![a-z])", re.IGNORECASE)
_SERVICES = frozenset({DocumentType.INSPECTION})
_SEND = frozenset({DocumentType.SEND})
_REPORTS = frozenset(
    {DocumentType.INSPECTION, DocumentType.FOCUSED_VISIT, DocumentType.MONITORING_VISIT, DocumentType.SEND}
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """A column of the table: a report that gives grades; `changed` says what is judged otherwise than before."""

    document: int
    card: DocumentCard
    framework: Framework
    changed: str | None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """What was judged, and its grade in each column: lower case as in the report, JOINT, or None for not judged."""

    name: str
    grades: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class JudgementTable:
    """Grades over time, the oldest inspection first; no columns where no report gives any."""

    inspections: tuple[Inspection, ...]
    rows: tuple[JudgementRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One report on the way; `finding` is what it says on the theme, None where no theme was asked for."""

    document: int
    card: DocumentCard
    framework: Framework
    finding: ReportFinding | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """An authority over time, every list oldest first, undated reports last.

    Citations count from 1 in the order of `services`, `send` and `beside`.
    `services` are the inspections and visits of children's services, `send` those of the area's SEND arrangements,
    `beside` what is no inspection report: news and other papers. `known` is false where the collection has no
    document of this authority; `skipped` are files that may be about it and could not be read, `gaps` those of them
    that bear its name and a day.
    """

    authority: str
    question: str
    known: bool
    build: str
    services: tuple[Step, ...]
    send: tuple[Step, ...]
    beside: tuple[Step, ...]
    judgements: JudgementTable
    send_judgements: JudgementTable
    survey: Survey | None
    skipped: tuple[Skipped, ...]

    @property
    def gaps(self) -> tuple[Skipped, ...]:
        """Reports of this authority that stand between the others, as far as their names tell, and cannot be read."""
        return tuple(
            file for file in self.skipped if day_of_file(file) is not None and bears_name(file.document, self.authority)
        )

    @property
    def unplaced(self) -> tuple[Skipped, ...]:
        """The other files that cannot be read: their names do not say whom they are about, or when."""
        return tuple(file for file in self.skipped if file not in self.gaps)

    @property
    def reports(self) -> tuple[tuple[str, tuple[Step | Skipped, ...]], ...]:
        """The reports of each field under its heading, the gaps among them; a field without any is left out."""
        of_send = [gap for gap in self.gaps if _SEND_FILE.search(gap.document)]
        fields = (
            ("Inspections and visits", self.services, [gap for gap in self.gaps if gap not in of_send]),
            ("Area SEND", self.send, of_send),
        )
        return tuple((heading, _in_order(steps, gaps)) for heading, steps, gaps in fields if steps or gaps)


def over_time(searcher: Searcher, authority: str, question: str = "", filters: Filters | None = None) -> Timeline:
    """An authority's reports in order, each with what it says on a theme; an empty question asks for none.

    The name may be written in any of its usual forms; it counts before one in the question. Raises
    QuestionError as `Searcher.survey` does.
    """
    searcher = searcher.held()
    snapshot = searcher.snapshot
    known = {name for card in snapshot.documents for name in card.authorities}
    name = authority if authority in known else canonical_name(authority)
    survey = None
    if question.strip():
        survey = searcher.survey(question, replace(filters or Filters(), authorities=(name,)))
    steps = _steps(snapshot.documents, name, survey)
    if survey is not None:
        survey = renumbered(survey, _citations(steps))
        steps = _steps(snapshot.documents, name, survey)
    graded = [step for step in steps if step.card.authorities == (name,) and step.card.judgements]
    return Timeline(
        authority=name,
        question=question,
        known=name in known,
        build=snapshot.build,
        services=tuple(step for step in steps if step.card.type in _REPORTS - _SEND),
        send=tuple(step for step in steps if step.card.type in _SEND),
        beside=tuple(step for step in steps if step.card.type not in _REPORTS),
        judgements=judgement_table([step for step in graded if step.card.type in _SERVICES]),
        send_judgements=judgement_table([step for step in graded if step.card.type in _SEND]),
        survey=survey,
        skipped=survey.skipped if survey else tuple(one for one in snapshot.skipped if bears_name(one.document, name)),
    )


def in_words(timeline: Timeline) -> str:
    """How many of its reports say something on the theme, and which could not be read."""
    return " ".join([counts_in_words(timeline), *(unread_files(timeline.gaps) if timeline.known else ())])


def counts_in_words(timeline: Timeline) -> str:
    """How many of its reports say something on the theme, as one plain sentence; of papers beside them, none count."""
    if not timeline.known:
        return f"This collection holds no report on {timeline.authority}."
    steps = [*timeline.services, *timeline.send]
    reports = f"{len(steps)} {'report' if len(steps) == 1 else 'reports'} on {timeline.authority}"
    if timeline.survey is None:
        return f"{reports}, oldest first."
    says = sum(step.finding is not None and step.finding.bucket is Bucket.SAYS for step in steps)
    return f"{says} of {reports} {'says' if says == 1 else 'say'} something on this."


def _in_order(steps: Sequence[Step], gaps: Sequence[Skipped]) -> tuple[Step | Skipped, ...]:
    dated: list[tuple[date, int, Step | Skipped]] = [
        *((document_date(step.card) or date.max, place, step) for place, step in enumerate(steps)),
        *((day_of_file(gap) or date.max, len(steps), gap) for gap in gaps),
    ]
    return tuple(one for *_, one in sorted(dated, key=lambda entry: entry[:2]))


def judgement_table(graded: Sequence[Step]) -> JudgementTable:
    """The grades of these reports, which are in order: a row for each thing judged, a mark where that changed."""
    grades = [_grades(step.card) for step in graded]
    inspections = tuple(
        Inspection(step.document, step.card, step.framework, _changed(graded, grades, place))
        for place, step in enumerate(graded)
    )
    named = {name for column in grades for name in column}
    ours = [name for name in ROW_NAMES.values() if name in named]
    others = sorted(named - set(ours))
    rows = tuple(JudgementRow(name, tuple(column.get(name) for column in grades)) for name in [*ours, *others])
    return JudgementTable(inspections, rows)


def _grades(card: DocumentCard) -> dict[str, str]:
    """The grades of a report by the name of the row; a judgement of no known kind stands under its own name."""
    found: dict[str, str] = {}
    for judgement in card.judgements:
        aspects = aspects_of(judgement.name)
        if {Aspect.CARE, Aspect.CARE_LEAVERS} <= aspects:
            found.setdefault(ROW_NAMES[Aspect.CARE], judgement.grade)
            found.setdefault(ROW_NAMES[Aspect.CARE_LEAVERS], JOINT)
            continue
        names = [ROW_NAMES[aspect] for aspect in ROW_NAMES if aspect in aspects]
        found.setdefault(names[0] if names else judgement.name, judgement.grade)
    return found


def _changed(graded: Sequence[Step], grades: Sequence[dict[str, str]], place: int) -> str | None:
    if place == 0:
        return None
    before, now = graded[place - 1].framework, graded[place].framework
    if before is not now:
        return _NEW_FRAMEWORK.format(now.value)
    leavers = ROW_NAMES[Aspect.CARE_LEAVERS]
    apart = grades[place - 1].get(leavers) == JOINT and grades[place].get(leavers, JOINT) != JOINT
    return LEAVERS_APART if apart else None


def _citations(steps: Sequence[Step]) -> list[int]:
    """Those of what is said, in the order in which a timeline shows its lists."""
    found = []
    for types in (_REPORTS - _SEND, _SEND, frozenset(DocumentType) - _REPORTS):
        findings = [step.finding for step in steps if step.card.type in types and step.finding is not None]
        found += [one.citation for each in findings if each.bucket is Bucket.SAYS for one in each.evidence]
    return found


def _steps(cards: Sequence[DocumentCard], authority: str, survey: Survey | None) -> list[Step]:
    findings = {report.document: report for report in survey.reports} if survey else {}
    documents: Iterable[int] = (
        findings
        if survey
        else [i for i, card in enumerate(cards) if authority in card.authorities and card.twin_of is None]
    )
    return sorted(
        (Step(index, cards[index], framework_of(cards[index]), findings.get(index)) for index in documents),
        key=lambda step: (document_date(step.card) or date.max, step.card.path),
    )
