"""Surveys, comparisons and timelines as text for a terminal."""

import textwrap
from collections.abc import Sequence
from typing import TextIO

from indexer.snapshot import DocumentCard, Skipped
from retriever.answer import CitedPassage, where_quoted
from retriever.comparison import Comparison
from retriever.comparison import in_words as comparison_in_words
from retriever.over_time import JudgementTable, Step, Timeline
from retriever.references import human_date, human_range, in_marks, listed, reference_with_heading
from retriever.survey import Bucket, ReportFinding, Survey, in_words, on_whom, unread_files

WIDTH = 100


def print_survey(survey: Survey, output: TextIO) -> None:
    """The counts, then each bucket with its reports, newest first."""
    _line(in_words(survey), output)
    for bucket in Bucket:
        reports = survey.bucket(bucket)
        if not reports:
            continue
        _line("", output)
        _line(f"{bucket.value.capitalize()} ({len(reports)}):", output)
        for report in reports:
            _report(report, output)
    _files(survey.skipped, output)
    _receipt(survey.build, survey.dropped, output)


def print_comparison(comparison: Comparison, output: TextIO) -> None:
    """The counts, then each authority with its best quotation or the reason for a blank."""
    _line(f"{comparison_in_words(comparison)} {in_words(comparison.survey)}", output)
    for one in comparison.authorities:
        _line("", output)
        if one.best:
            more = f"{len(one.speaking)} of {len(one.reports)} reports say something on this"
            unread = "".join(f". {sentence}" for sentence in unread_files(one.skipped)).removesuffix(".")
            _line(f"{one.authority}: {one.best.strength.value} evidence; {more}{unread}", output)
            _quotation(one.best.evidence[0], output)
        elif one.blank:
            _line(f"{one.authority}: {one.blank.value}", output)
    _files(comparison.survey.skipped, output)
    _receipt(comparison.survey.build, comparison.survey.dropped, output)


def print_timeline(timeline: Timeline, output: TextIO) -> None:
    """The grades, then the reports, oldest first."""
    if not timeline.known:
        _line(f"This collection holds no report on {timeline.authority}.", output)
    _line(f"{timeline.authority} over time", output)
    for table in (timeline.judgements, timeline.send_judgements):
        _table(table, output)
    for heading, steps in (*timeline.reports, ("News and other papers", timeline.beside)):
        if steps:
            _line("", output)
            _line(f"{heading}:", output)
            for step in steps:
                _gap(step, output) if isinstance(step, Skipped) else _step(step, output)
    _files(timeline.unplaced, output)
    _receipt(timeline.build, timeline.survey.dropped if timeline.survey else 0, output)


def _report(report: ReportFinding, output: TextIO) -> None:
    strength = f", {report.strength.value}" if report.bucket is Bucket.SAYS else ""
    _line(f"- {_name(report.card)}{strength}", output)
    if report.bucket is Bucket.SAYS:
        for place, passage in enumerate(report.evidence):
            if whom := on_whom(report, place):
                _line(f"    {whom}:", output)
            _quotation(passage, output)
    for problem in report.unread:
        _line(f"    {problem}", output)


def _step(step: Step, output: TextIO) -> None:
    if step.finding:
        _report(step.finding, output)
        if step.finding.bucket is not Bucket.SAYS:
            _line(f"    {step.finding.bucket.value}", output)
    else:
        _line(f"- {_name(step.card)}", output)


def _gap(file: Skipped, output: TextIO) -> None:
    _line(f"- {unread_files([file])[0]}", output)
    _line(f"    {file.reason}", output)


def _quotation(passage: CitedPassage, output: TextIO) -> None:
    quoted = in_marks(" [...] ".join(passage.text[start:end] for start, end in passage.highlights))
    _line(f"    [{passage.citation}] {quoted}", output)
    _line(f"        {reference_with_heading(where_quoted(passage))}", output)


def _table(table: JudgementTable, output: TextIO) -> None:
    for row in table.rows:
        _line("", output)
        _line(f"{row.name}:", output)
        for inspection, grade in zip(table.inspections, row.grades, strict=True):
            _line(f"    {_when(inspection.card)}: {grade or 'not judged'}", output)
    if table.inspections:
        _line("", output)
    for inspection in table.inspections:
        if inspection.changed:
            _line(f"{_when(inspection.card)}: {inspection.changed}", output)


def _name(card: DocumentCard) -> str:
    return f"{listed(card.authorities) or card.title}, {card.type.value}, {_when(card)}"


def _when(card: DocumentCard) -> str:
    on_site = human_range(card.inspected_from, card.inspected_to)
    return on_site or (f"published {human_date(card.published)}" if card.published else "no date")


def _files(files: Sequence[Skipped], output: TextIO) -> None:
    if files:
        _line("", output)
        _line("Files that could not be read:", output)
    for file in files:
        _line(f"- {file.document}: {file.reason}", output)


def _receipt(build: str, dropped: int, output: TextIO) -> None:
    left_out = f" {dropped} quotations failed the check against the page and were left out." if dropped else ""
    _line("", output)
    _line(f"Every report in scope was looked at, sentence by sentence; build {build}.{left_out}", output)


def _line(text: str, output: TextIO) -> None:
    indent = text[: len(text) - len(text.lstrip())]
    print(textwrap.fill(text, width=WIDTH, subsequent_indent=f"{indent}    "), file=output)
