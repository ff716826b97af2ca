"""Surveys, comparisons and timelines as JSON, in the form that scripts outside the project rely on."""

from typing import Any

from indexer.snapshot import DocumentCard, Skipped
from retriever.answer import CitedPassage, where_quoted
from retriever.comparison import ComparedAuthority, Comparison
from retriever.comparison import in_words as comparison_in_words
from retriever.contract import passage_to_json, understood_to_json
from retriever.over_time import JudgementTable, Step, Timeline
from retriever.survey import Bucket, ReportFinding, Survey, in_words


def survey_to_json(survey: Survey) -> dict[str, Any]:
    """Every report with its bucket and quotations, and the counts."""
    return {
        "question": survey.question,
        "understood": understood_to_json(survey.understood),
        "verdict": in_words(survey),
        "counts": {
            "says": len(survey.bucket(Bucket.SAYS)),
            "silent": len(survey.bucket(Bucket.SILENT)),
            "unread": survey.unread,
            "authorities_say": len(survey.authorities(Bucket.SAYS)),
            "authorities": len(survey.authorities()),
        },
        "reports": [_finding(report) for report in survey.reports],
        "skipped": _skipped(survey.skipped),
        "missing": list(survey.missing),
        "build": survey.build,
        "dropped": survey.dropped,
    }


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """A row an authority, in the order asked for."""
    survey = comparison.survey
    return {
        "question": survey.question,
        "understood": understood_to_json(survey.understood),
        "verdict": f"{comparison_in_words(comparison)} {in_words(survey)}",
        "authorities": [_compared(one) for one in comparison.authorities],
        "build": survey.build,
        "dropped": survey.dropped,
    }


def timeline_to_json(timeline: Timeline) -> dict[str, Any]:
    """Reports oldest first, with the tables of grades."""
    return {
        "authority": timeline.authority,
        "question": timeline.question,
        "known": timeline.known,
        "judgements": _table(timeline.judgements),
        "send_judgements": _table(timeline.send_judgements),
        "services": [_step(step) for step in timeline.services],
        "send": [_step(step) for step in timeline.send],
        "beside": [_step(step) for step in timeline.beside],
        "skipped": _skipped(timeline.skipped),
        "build": timeline.build,
    }


def _finding(report: ReportFinding) -> dict[str, Any]:
    return {
        **_card(report.card),
        "bucket": report.bucket.name.lower(),
        "strength": report.strength.value,
        "quotations": [
            _quotation(passage, start, end)
            for passage in report.evidence
            if report.bucket is Bucket.SAYS
            for start, end in passage.highlights
        ],
        "passages": [passage_to_json(passage) for passage in report.evidence],
        "unread": list(report.unread),
    }


def _quotation(passage: CitedPassage, start: int, end: int) -> dict[str, Any]:
    own = where_quoted(passage)
    return {
        "text": passage.text[start:end],
        "citation": passage.citation,
        "paragraph": own.paragraph,
        "pages": list(own.pages),
        "page_labels": list(own.page_labels),
    }


def _compared(one: ComparedAuthority) -> dict[str, Any]:
    return {
        "authority": one.authority,
        "blank": one.blank.value if one.blank else None,
        "best": _finding(one.best) if one.best else None,
        "says": len(one.speaking),
        "reports": [_finding(report) for report in one.reports],
        "skipped": _skipped(one.skipped),
    }


def _table(table: JudgementTable) -> dict[str, Any]:
    return {
        "inspections": [
            {**_card(one.card), "framework": one.framework.value, "changed": one.changed} for one in table.inspections
        ],
        "rows": [{"name": row.name, "grades": list(row.grades)} for row in table.rows],
    }


def _step(step: Step) -> dict[str, Any]:
    found = _finding(step.finding) if step.finding else _card(step.card)
    return {**found, "framework": step.framework.value}


def _card(card: DocumentCard) -> dict[str, Any]:
    days = {"published": card.published, "inspected_from": card.inspected_from, "inspected_to": card.inspected_to}
    return {
        "document": card.path,
        "title": card.title,
        "authorities": list(card.authorities),
        "type": card.type.value,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


def _skipped(files: tuple[Skipped, ...]) -> list[dict[str, str]]:
    return [{"document": file.document, "reason": file.reason} for file in files]
