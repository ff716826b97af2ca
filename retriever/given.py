"""What a report's structure gives outright: grades, areas for improvement, numbered paragraphs, inspectors, totals.

"How was Kent graded for leaders in 2021?" has its answer in one row of one table, repeated in the heading of a
chapter; "what does recommendation 7 say?" in one paragraph. However near other sentences come in meaning,
these come first.
"""

import calendar
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date

import numpy as np

from indexer.document import Document, Span
from indexer.snapshot import Snapshot
from indexer.tokens import tokenize
from retriever.aspects import GRADES, Aspect, GradesAsked, aspects_of, plain_grade
from retriever.breadth import Whole
from retriever.cutting import Cutting, overlap
from retriever.improvement_kinds import Kind, is_for_priority, kind_of
from retriever.interpretation import Interpretation
from retriever.lead_ins import with_lead_ins
from retriever.question import WHEN_INSPECTED, WHEN_PUBLISHED, WHO_INSPECTED, Numbered, Wanted
from retriever.scope import document_date
from retriever.summaries import Part, newest_on_the_whole, parts_anywhere, parts_on_the_whole
from retriever.tone import read_tone

MOST_DOCUMENTS = 60
"""Where more documents are in scope, a grade is a matter of comparing reports, not of one answer."""

DEPTH = 300
"""So many passages are looked at for a heading on priority."""

TITLE_PAGES = 2
"""A report says within so many pages who inspected and when."""


def given_sentences(snapshot: Snapshot, asked: Interpretation) -> dict[int, frozenset[int]]:
    """The passages in scope that give what is asked for, and which of their sentences do (0 is the first)."""
    find = _finder(asked)
    documents = _telling(snapshot, asked)
    if find is None or len(documents) > MOST_DOCUMENTS:
        return {}
    found = _found(snapshot, documents, find)
    whole = asked.form.whole
    if found or whole is None:
        return found
    return _found(snapshot, documents, lambda document: parts_anywhere(document, whole))


def _found(
    snapshot: Snapshot, documents: Iterable[int], find: Callable[[Document], list[Part]]
) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    for index in documents:
        for part in find(snapshot.document(index)):
            for row, sentences in _holding(snapshot, index, part).items():
                if sentences:
                    found[row] = found.get(row, frozenset()) | sentences
    return found


def _telling(snapshot: Snapshot, asked: Interpretation) -> tuple[int, ...]:
    """The documents that may give it: of all in scope the newest where a council is asked about as it is now."""
    if asked.grades is not None and asked.grades.both:
        return _with_grade(snapshot, asked, asked.grades)
    if asked.grades is not None and not asked.form.change and _compares(asked):
        return tuple(_newest_of_each(snapshot, _graded_of(snapshot, asked.scope.documents, asked.grades)))
    if asked.form.priority and len(asked.scope.documents) > MOST_DOCUMENTS:
        return _with_priority(snapshot, asked.scope.documents)
    if asked.form.wanted is Wanted.IMPROVEMENTS and len(asked.scope.documents) > MOST_DOCUMENTS:
        return _with_theme(snapshot, asked)
    is_of_any_time = asked.period.since is None and asked.period.until is None
    if is_of_any_time and asked.form.whole is not None:
        graded = _graded_so(snapshot, asked) if asked.form.whole is Whole.OVERVIEW else []
        return newest_on_the_whole(snapshot.documents, graded or asked.scope.documents)
    return asked.scope.documents


def _compares(asked: Interpretation) -> bool:
    """Whether several councils are asked about as they are now."""
    return len(asked.understood.authorities) > 1 and asked.period.since is None and asked.period.until is None


def _graded_of(snapshot: Snapshot, documents: Iterable[int], grades: GradesAsked) -> list[int]:
    """Of these documents, newest first, those that give any grade for what is asked about."""
    cards = snapshot.documents
    days = {index: document_date(cards[index]) or date.min for index in documents}
    return [
        index
        for index in sorted(days, key=lambda index: days[index], reverse=True)
        if any(grades.concerns(judgement.name) for judgement in cards[index].judgements)
    ]


def _newest_of_each(snapshot: Snapshot, documents: Iterable[int]) -> list[int]:
    """Of documents, newest first, the first on each council."""
    latest: dict[tuple[str, ...], int] = {}
    for index in documents:
        latest.setdefault(snapshot.documents[index].authorities, index)
    return list(latest.values())


def _graded_so(snapshot: Snapshot, asked: Interpretation) -> list[int]:
    """The documents in scope that give the overall grade which the question names."""
    grades = set(map(plain_grade, GRADES.findall(asked.nameless)))
    return [
        index
        for index in asked.scope.documents
        for row in snapshot.documents[index].judgements
        if Aspect.OVERALL in aspects_of(row.name) and plain_grade(row.grade) in grades
    ]


def _with_priority(snapshot: Snapshot, documents: Collection[int]) -> tuple[int, ...]:
    """The newest of these documents that a heading on priority stands in."""
    terms = dict.fromkeys(tokenize(Kind.PRIORITY), 1.0)
    hits = snapshot.engine.by_words(terms, phrases=(), limit=DEPTH, documents=documents)
    rows = np.array([row for row, _ in hits], dtype=np.int64)
    lines, places = snapshot.distinct_contexts(rows)
    is_headed = [is_for_priority(line) for line in lines]
    holding = {int(snapshot.passage_document[row]) for row, place in zip(rows, places, strict=True) if is_headed[place]}
    cards = snapshot.documents
    return tuple(
        sorted(holding, key=lambda index: document_date(cards[index]) or date.min, reverse=True)[:MOST_DOCUMENTS]
    )


def _with_theme(snapshot: Snapshot, asked: Interpretation) -> tuple[int, ...]:
    """Of the documents in scope those that hold most of the theme that is to be improved, by its words."""
    terms = {term: 1.0 for concept in asked.concepts for form in concept.alternatives for term in form.terms}
    hits = snapshot.engine.by_words(terms, phrases=(), limit=DEPTH, documents=asked.scope.documents) if terms else []
    return tuple(dict.fromkeys(int(snapshot.passage_document[row]) for row, _ in hits))[:MOST_DOCUMENTS]


def _with_grade(snapshot: Snapshot, asked: Interpretation, grades: GradesAsked) -> tuple[int, ...]:
    """The newest reports in scope that give a grade which councils are asked for by.

    Where no time is asked for, only the newest report on each council that gives any grade for it counts.
    """
    cards = snapshot.documents
    documents = range(len(cards)) if grades.moved else asked.scope.documents  # what was before may be out of scope
    graded = _graded_of(snapshot, documents, grades)
    if grades.moved is not None:
        found = set(_that_moved(snapshot, graded, grades, *grades.moved)).intersection(asked.scope.documents)
        return tuple([index for index in graded if index in found][:MOST_DOCUMENTS])
    if asked.period.since is None and asked.period.until is None:
        graded = _newest_of_each(snapshot, graded)
    giving = [index for index in graded if any(grades.includes(one.name, one.grade) for one in cards[index].judgements)]
    return tuple(giving[:MOST_DOCUMENTS])


def _that_moved(
    snapshot: Snapshot, graded: Iterable[int], grades: GradesAsked, before: str, after: frozenset[str]
) -> Iterator[int]:
    """Of graded reports, newest first, those by which a council's grade went from `before` to one of `after`."""

    def gives(index: int, wanted: frozenset[str]) -> bool:
        rows = snapshot.documents[index].judgements
        return any(grades.concerns(row.name) and plain_grade(row.grade) in wanted for row in rows)

    next_of: dict[tuple[str, ...], int] = {}
    for index in graded:
        authorities = snapshot.documents[index].authorities
        later = next_of.get(authorities)
        if later is not None and gives(later, after) and gives(index, frozenset([before])):
            yield later
        next_of[authorities] = index


def _finder(asked: Interpretation) -> Callable[[Document], list[Part]] | None:
    """How what is asked for is found in a document; None for a question that no structure answers."""
    numbered, whole, grades, total = asked.form.numbered, asked.form.whole, asked.grades, asked.form.total
    if numbered is not None:
        return lambda document: [Part(_numbered(document, numbered))]
    if whole is not None:
        return lambda document: parts_on_the_whole(document, whole)
    if total is not None:
        return lambda document: [Part(total.spans(document))]
    if asked.form.wanted is Wanted.IMPROVEMENTS:
        return lambda document: [Part(_improvements(document, priority=asked.form.priority))]
    if asked.form.wanted is Wanted.INSPECTION:
        return lambda document: [Part(_inspection(document, asked.nameless))]
    return None if grades is None else lambda document: [Part(_graded(document, grades))]


def _numbered(document: Document, asked: Numbered) -> tuple[Span, ...]:
    places = document.improvements if asked.listed else range(len(document.paragraphs))
    paragraphs = [document.paragraphs[place] for place in places]
    return tuple(span for paragraph in paragraphs if paragraph.number in asked.numbers for span in paragraph.spans)


def _improvements(document: Document, *, priority: bool) -> tuple[Span, ...]:
    return tuple(
        span
        for item in with_lead_ins(document, document.improvements)
        if not priority or kind_of(document, item.section) is Kind.PRIORITY
        for span in item.spans
    )


def _inspection(document: Document, question: str) -> tuple[Span, ...]:
    """Where the inspectors are named, or the day on which the inspection ended or its report came out, as is asked."""
    if WHEN_PUBLISHED.search(question):
        return _dated(document, document.published, before=r"\b(?:published|publication date|date published)\W{0,4}")
    inspectors = document.inspectors if WHO_INSPECTED.search(question) else ()
    named = _on_title_pages(document, map(re.escape, inspectors))
    if WHEN_INSPECTED.search(question) or not inspectors:
        return (*named, *_dated(document, document.inspected_to))
    return named


def _dated(document: Document, day: date | None, *, before: str = "") -> tuple[Span, ...]:
    """Where a day stands on the title pages, behind these words."""
    if day is None:
        return ()
    ways = (
        rf"\b{day.day}(?:st|nd|rd|th)?\s+{calendar.month_name[day.month]}\s+{day.year}\b",
        rf"\b0?{day.day}/0?{day.month}/{day.year}\b",
    )
    return _on_title_pages(document, [f"{before}{way}" for way in ways])


def _on_title_pages(document: Document, patterns: Iterable[str]) -> tuple[Span, ...]:
    return tuple(
        Span(page.number, match.start(), match.end())
        for pattern in patterns
        for page in document.pages[:TITLE_PAGES]
        for match in re.finditer(pattern, page.text, re.IGNORECASE)
    )


def _graded(document: Document, wanted: GradesAsked) -> tuple[Span, ...]:
    """Where the rows and the graded headings asked for stand."""
    rows = [(row.name, row.grade, row.spans) for row in document.judgements]
    headings = [(section.heading, section.grade, section.spans) for section in document.sections if section.grade]
    return tuple(span for name, grade, spans in (*rows, *headings) if wanted.includes(name, grade) for span in spans)


def _holding(snapshot: Snapshot, index: int, part: Part) -> dict[int, frozenset[int]]:
    if not part.spans:
        return {}
    card = snapshot.documents[index]
    rows = range(card.first_row, card.last_row)
    pages = {span.page for span in part.spans}
    found: dict[int, frozenset[int]] = {}
    for row, passage in zip(rows, snapshot.passages(rows), strict=True):
        is_shared = part.own and snapshot.recurrences[row] > 0
        near = [one for one in passage.spans if one.page in pages]
        if is_shared or not any(overlap(one, other) for one in near for other in part.spans):
            continue
        cutting = Cutting.of(snapshot.document(index), passage.spans)
        found[row] = frozenset(
            number
            for number, (start, end) in enumerate(snapshot.sentence_ranges(row))
            if any(overlap(one, other) for one in cutting.spans(start, end) for other in part.spans)
            and (part.tone is None or read_tone(cutting.text[start:end]).tone is part.tone)
        )
    return found
