"""What the structure of a report gives outright: grades, areas for improvement, a paragraph by its number, inspectors.

"How was Kent graded for leaders in 2021?" has its answer in one row of one table, repeated in the heading of a
chapter; "what does recommendation 7 say?" in one paragraph. However near other sentences come in meaning,
these come first.
"""

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.document import Document, DocumentType, Span
from indexer.snapshot import Snapshot
from retriever.aspects import GRADES, Aspect, aspects_of, is_for_grades_alone
from retriever.cutting import Cutting, overlap
from retriever.interpretation import Interpretation
from retriever.question import WHEN_INSPECTED, WHO_INSPECTED, Numbered, Wanted

MOST_DOCUMENTS = 60
"""Where more documents are in scope, a grade is a matter of comparing reports, not of one answer."""

TITLE_PAGES = 2
"""A report says within so many pages who inspected and when."""

_WHICH = re.compile(r"\b(?:which|what)\s+(?:parts?|areas?|aspects?|judge?ments?|services?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GradesAsked:
    """The aspects a question wants the grades of, and the grades that it asks the aspects of."""

    aspects: frozenset[Aspect]
    grades: frozenset[str]


def grades_asked(asked: Interpretation) -> GradesAsked | None:
    """What the question wants of the judgements; None where it wants no grade, or one that no table gives."""
    if asked.form.wanted is not Wanted.JUDGEMENT or not is_for_grades_alone(asked.form.topic):
        return None
    named = aspects_of(asked.form.topic)
    if DocumentType.SEND in asked.understood.types:
        named |= {Aspect.SEND}
    which = _WHICH.search(asked.nameless) is not None
    return GradesAsked(
        aspects=named - {Aspect.OVERALL} or frozenset({Aspect.OVERALL}),
        grades=frozenset(grade.lower() for grade in GRADES.findall(asked.nameless)) if which else frozenset(),
    )


def given_sentences(snapshot: Snapshot, asked: Interpretation) -> dict[int, frozenset[int]]:
    """The passages in scope that give what is asked for, and which of their sentences do (0 is the first)."""
    find = _finder(asked)
    documents = asked.scope.documents
    if find is None or len(documents) > MOST_DOCUMENTS:
        return {}
    found: dict[int, frozenset[int]] = {}
    for index in documents:
        spans = find(snapshot.document(index))
        if spans:
            found |= _holding(snapshot, index, spans)
    return found


def _finder(asked: Interpretation) -> Callable[[Document], list[Span]] | None:
    """How what is asked for is found in a document; None for a question that no structure answers."""
    numbered = asked.form.numbered
    if numbered is not None:
        return lambda document: _numbered(document, numbered)
    if asked.form.wanted is Wanted.IMPROVEMENTS:
        return _improvements
    if asked.form.wanted is Wanted.INSPECTION:
        return lambda document: _inspection(document, asked.nameless)
    grades = grades_asked(asked)
    return None if grades is None else lambda document: _graded(document, grades)


def _numbered(document: Document, asked: Numbered) -> list[Span]:
    places = document.improvements if asked.listed else range(len(document.paragraphs))
    paragraphs = [document.paragraphs[place] for place in places]
    return [span for paragraph in paragraphs if paragraph.number in asked.numbers for span in paragraph.spans]


def _improvements(document: Document) -> list[Span]:
    return [span for place in document.improvements for span in document.paragraphs[place].spans]


def _inspection(document: Document, question: str) -> list[Span]:
    """Where the inspectors are named, or the day on which the inspection ended, as the question asks."""
    wanted = [re.escape(name) for name in document.inspectors] if WHO_INSPECTED.search(question) else []
    day = document.inspected_to
    if day is not None and (WHEN_INSPECTED.search(question) or not wanted):
        wanted.append(rf"\b{day.day}(?:st|nd|rd|th)?\s+{calendar.month_name[day.month]}\s+{day.year}\b")
        wanted.append(rf"\b0?{day.day}/0?{day.month}/{day.year}\b")
    return [
        Span(page.number, match.start(), match.end())
        for page in document.pages[:TITLE_PAGES]
        for pattern in wanted
        for match in re.finditer(pattern, page.text)
    ]


def _graded(document: Document, wanted: GradesAsked) -> list[Span]:
    """Where the rows and the graded headings asked for stand."""
    rows = [(row.name, row.grade, row.spans) for row in document.judgements]
    headings = [(section.heading, section.grade, section.spans) for section in document.sections if section.grade]
    return [
        span
        for name, grade, spans in (*rows, *headings)
        if aspects_of(name) & wanted.aspects or grade in wanted.grades
        for span in spans
    ]


def _holding(snapshot: Snapshot, index: int, wanted: Sequence[Span]) -> dict[int, frozenset[int]]:
    card = snapshot.documents[index]
    rows = range(card.first_row, card.last_row)
    found: dict[int, frozenset[int]] = {}
    for row, passage in zip(rows, snapshot.passages(rows), strict=True):
        if not any(overlap(one, other) for one in passage.spans for other in wanted):
            continue
        cutting = Cutting.of(snapshot.document(index), passage.spans)
        found[row] = frozenset(
            number
            for number, (start, end) in enumerate(snapshot.sentence_ranges(row))
            if any(overlap(one, other) for one in cutting.spans(start, end) for other in wanted)
        )
    return found
