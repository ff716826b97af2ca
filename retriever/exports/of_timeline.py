"""One authority over time as a file: its grades, what each report says, and what became of what was asked for."""

from collections.abc import Sequence
from datetime import date

from indexer.snapshot import DocumentCard, Skipped, Snapshot
from retriever.exports.excerpts import Numbers, marked, whole
from retriever.exports.of_answer import dropped_words
from retriever.exports.of_survey import finding_parts
from retriever.exports.record import Block, Cell, Export, Part, Table, counted_up
from retriever.follow_through import FollowedItem, FollowThrough, Outcome
from retriever.over_time import JudgementTable, Timeline, in_words
from retriever.references import human_date, human_range, report_name
from retriever.survey import Bucket, unread_files


def timeline_export(
    timeline: Timeline, snapshot: Snapshot, *, made: date, followed: Sequence[FollowThrough] = ()
) -> Export:
    """`followed` are the items to be followed, all or those on the theme."""
    numbers = Numbers()
    said = _steps(timeline, snapshot, numbers) if timeline.survey is not None else []
    parts = [*said, *_grades(timeline)]
    parts += _followed(followed, snapshot, numbers)
    if timeline.unplaced:
        files = tuple((one.document, one.reason) for one in timeline.unplaced)
        parts.append(Part("Files that could not be read", (Table("Files not read", ("File", "Why"), files),)))
    theme = f": {timeline.question}" if timeline.question else ""
    title = f"{timeline.authority} over time{theme}"
    return Export(
        title=title,
        question=title,
        about=(("Authority", timeline.authority),),
        summary=in_words(timeline),
        parts=counted_up(parts),
        receipt=(
            _looked_at(timeline),
            *dropped_words(timeline.survey.dropped if timeline.survey else 0),
        ),
        build=timeline.build,
        made=made,
    )


def _looked_at(timeline: Timeline) -> str:
    reports, papers = len(timeline.services) + len(timeline.send), len(timeline.beside)
    beside = f" and {papers:,} {'news article or other paper' if papers == 1 else 'news articles or other papers'}"
    return (
        f"Looked at {reports:,} {'report' if reports == 1 else 'reports'}{beside if papers else ''} on "
        f"{timeline.authority}."
    )


def _grades(timeline: Timeline) -> list[Part]:
    tables = [table for table in (timeline.judgements, timeline.send_judgements) if table.inspections]
    blocks: list[Block] = []
    for table in tables:
        blocks += [_grade_table(table), *_changes(table)]
    blocks += unread_files(timeline.gaps) if tables else []
    return [Part("Grades", tuple(blocks))] if blocks else []


def _grade_table(table: JudgementTable) -> Table:
    """A row for each thing judged, a column for each inspection, the oldest first."""
    return Table(
        title="Grades from inspection to inspection",
        header=("Judged", *(_when(inspection.card) for inspection in table.inspections)),
        rows=(
            ("Framework", *(inspection.framework.value for inspection in table.inspections)),
            *((row.name, *((grade or "not judged").capitalize() for grade in row.grades)) for row in table.rows),
        ),
    )


def _changes(table: JudgementTable) -> list[str]:
    return [f"{_when(one.card)}: {one.changed}" for one in table.inspections if one.changed]


def _steps(timeline: Timeline, snapshot: Snapshot, numbers: Numbers) -> list[Part]:
    parts: list[Part] = []
    for heading, steps in (*timeline.reports, ("News and other papers", timeline.beside)):
        parts += [Part(heading, ())] if steps else []
        for step in steps:
            if isinstance(step, Skipped):
                parts.append(Part(unread_files([step])[0].rstrip("."), (step.reason,), level=2))
            elif step.finding is not None and step.finding.bucket is Bucket.SAYS:
                parts += finding_parts([step.finding], snapshot, numbers, level=2)
            elif step.finding is not None:
                unread = " ".join(step.finding.unread)
                words = f"{step.finding.bucket.value.capitalize()}. {unread}".strip()
                parts.append(Part(report_name(step.card, step.card.path), (words,), level=2))
    return parts


def _followed(followed: Sequence[FollowThrough], snapshot: Snapshot, numbers: Numbers) -> list[Part]:
    parts = []
    for report in followed:
        if report.items:
            card = snapshot.documents[report.document]
            title = f"Asked for: {report_name(card, card.path)}"
            header = ("Asked for", "What came after", "What a later report says")
            rows = tuple(row for item in report.items for row in _item_rows(item, report, snapshot, numbers))
            parts.append(Part(title, (Table(title, header, rows),), level=2))
    return [Part("What became of it", (), level=1), *parts] if parts else []


def _item_rows(
    item: FollowedItem, report: FollowThrough, snapshot: Snapshot, numbers: Numbers
) -> list[tuple[Cell, ...]]:
    """The item beside what was found; each further passage of a later report has a row of its own."""
    evidence = item.item.evidence
    asked = whole(evidence, numbers.of(evidence))
    echoes = [echo for later in item.later for echo in later.echoes]
    if not echoes:
        if item.nearest is None:
            return [(asked, Outcome.NOTHING.value if report.later else "no later report yet", "")]
        near = marked(item.nearest, numbers.of(item.nearest), snapshot)[0]
        return [(asked, f"{Outcome.NOTHING.value}; nearest, perhaps about something else", near)]
    rows: list[tuple[Cell, ...]] = []
    for echo in echoes:
        said = marked(echo.evidence, numbers.of(echo.evidence), snapshot)[0]
        first: Cell = asked if not rows else ""
        rows.append((first, echo.outcome.value, said))
    return rows


def _when(card: DocumentCard) -> str:
    on_site = human_range(card.inspected_from, card.inspected_to)
    return on_site or (f"published {human_date(card.published)}" if card.published else "no date")
