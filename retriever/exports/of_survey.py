"""A survey of every report, or a comparison of authorities, as a file: who says it, who does not, who was not read."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from indexer.snapshot import Snapshot
from retriever.comparison import ComparedAuthority, Comparison
from retriever.comparison import in_words as comparison_in_words
from retriever.exports.excerpts import Numbers, marked
from retriever.exports.of_answer import about, dropped_words
from retriever.exports.record import Block, Cell, Export, Part, Table, as_title, counted_up
from retriever.references import report_name
from retriever.survey import Bucket, ReportFinding, Survey, in_words, on_whom, unread_files

STRENGTH_WORDS = {
    "strong": "in so many words",
    "partial": "in part, or in other words",
    "weak": "only touches on it",
    "none": "",
}
"""How plainly a report speaks to a question, by the strength of its evidence."""


def survey_export(survey: Survey, snapshot: Snapshot, *, made: date) -> Export:
    """The three lists."""
    return _export(survey, in_words(survey), _lists(survey, snapshot, Numbers()), made=made)


def comparison_export(comparison: Comparison, snapshot: Snapshot, *, made: date) -> Export:
    """A row for each authority, honest blanks included, then the three lists."""
    numbers = Numbers()
    table = Table(
        title=f"The best quotation of each authority: {comparison.survey.question}",
        header=("Authority", "What its reports say", "Said", "Reports that say something"),
        rows=tuple(_compared(one, snapshot, numbers) for one in comparison.authorities),
    )
    side_by_side = Part("Side by side", (table,))
    parts = [side_by_side, *_lists(comparison.survey, snapshot, numbers)]
    summary = f"{comparison_in_words(comparison)} {in_words(comparison.survey)}"
    return _export(comparison.survey, summary, parts, made=made)


def finding_parts(findings: Sequence[ReportFinding], snapshot: Snapshot, numbers: Numbers, *, level: int) -> list[Part]:
    """A heading for each report that says something, its quotations under it."""
    return [
        Part(
            _name(finding),
            (
                f"How clearly it speaks to this: {STRENGTH_WORDS[finding.strength.value]}.",
                *chain.from_iterable(
                    _said(finding, place, snapshot, numbers) for place in range(len(finding.evidence))
                ),
            ),
            level=level,
        )
        for finding in findings
        if finding.evidence
    ]


def _said(finding: ReportFinding, place: int, snapshot: Snapshot, numbers: Numbers) -> list[Block]:
    """The quotations of a passage, after a line on whom they are where the report is about several authorities."""
    passage, whom = finding.evidence[place], on_whom(finding, place)
    return [*([f"{whom}:"] if whom else []), *marked(passage, numbers.of(passage), snapshot)]


def _export(survey: Survey, summary: str, parts: Sequence[Part], *, made: date) -> Export:
    return Export(
        title=as_title(survey.question),
        question=survey.question,
        about=about(survey.understood),
        summary=summary,
        parts=counted_up(parts),
        receipt=(
            f"Looked at {len(survey.reports):,} reports, each judged by its most telling sentence.",
            "To say something may be praise or blame: the quotation tells.",
            *dropped_words(survey.dropped),
        ),
        build=survey.build,
        made=made,
    )


def _lists(survey: Survey, snapshot: Snapshot, numbers: Numbers) -> list[Part]:
    says, silent = survey.bucket(Bucket.SAYS), survey.bucket(Bucket.SILENT)
    parts = [
        Part(f"Says something on this ({len(says)})", () if says else ("No report does.",)),
        *finding_parts(says, snapshot, numbers, level=2),
    ]
    if silent:
        rows = tuple(_silent(finding, snapshot, numbers) for finding in silent)
        table = Table("Reports that say nothing on this", ("Report", "Nearest passage, which does not say it"), rows)
        parts.append(Part(f"Says nothing on this ({len(silent)})", (table,)))
    if survey.unread:
        partly = [(_name(one), " ".join(one.unread)) for one in survey.bucket(Bucket.UNREAD)]
        files = [(one.document, one.reason) for one in survey.skipped]
        table = Table("Reports and files that could not be read", ("Report or file", "Why"), (*partly, *files))
        parts.append(Part(f"Could not be read ({survey.unread})", (table,)))
    return parts


def _compared(one: ComparedAuthority, snapshot: Snapshot, numbers: Numbers) -> tuple[Cell, ...]:
    best: Cell = one.blank.value.capitalize() if one.blank else ""
    said = ""
    if one.best is not None:
        passage = one.best.evidence[0]
        best = marked(passage, numbers.of(passage), snapshot)[0]
        said = STRENGTH_WORDS[one.best.strength.value]
    counted = [f"{len(one.speaking)} of {len(one.reports)}", *unread_files(one.skipped)]
    return one.authority, best, said, ". ".join(counted)


def _silent(finding: ReportFinding, snapshot: Snapshot, numbers: Numbers) -> tuple[Cell, ...]:
    if not finding.evidence:
        return _name(finding), "nothing near"
    passage = finding.evidence[0]
    return _name(finding), marked(passage, numbers.of(passage), snapshot)[0]


def _name(finding: ReportFinding) -> str:
    return report_name(finding.card, finding.card.path)
