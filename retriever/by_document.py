"""Every report held against one question: which ones say something on it, which do not, which could not be read.

An answer quotes the best passages; "how many councils" needs each report judged by itself, also the ones that no
list of best passages would reach. Here every sentence in scope is weighed by itself (`saying.weigh`), and
a report counts by its best one. To say something on a theme may be praise or blame: that is for the reader of
the quotation, and no count here tells it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.document import Document
from indexer.passages import Passage
from indexer.snapshot import DocumentCard, Snapshot
from indexer.structure.dates import find_dates
from retriever.answer import CitedPassage, Understood
from retriever.attribution import Attribution
from retriever.citing import cite
from retriever.cutting import Cutting
from retriever.errors import QuestionError
from retriever.interpretation import Interpretation
from retriever.quotations import leans
from retriever.saying import Sentences, Weighed, weigh
from retriever.selection import is_boilerplate
from retriever.survey import SAYS_FROM, Bucket, ReportFinding, Survey, bears_name, newest_first, strength_of

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

NEAR_FROM = 0.08
"""A silent report's nearest passage is shown from here on, for a reader to judge; below there is nothing near."""

BESIDE = 0.85
"""A further sentence of a report is quoted beside its best one where it is nearly as likely: this share of it."""

MOST_QUOTED = 2
"""So many sentences of one report are quoted, each from a paragraph of its own."""

LOOKED_AT = 6
"""So many of a report's best sentences are looked at for ones to quote, boilerplate left out."""

LONGEST_PARAGRAPH = 3000
"""Characters. Of a longer paragraph the passage is shown, not the whole."""

_UNREAD_PAGES = re.compile(r"^Pages? .*: (?!no text\.$)")


def survey(snapshot: Snapshot, asked: Interpretation, vectors: npt.NDArray[np.float32]) -> Survey:
    """Judge every report in scope. `vectors` are the forms of the question, encoded, one a row.

    Raises QuestionError where the question has no theme that a sentence could be held against.
    """
    if not asked.concepts:
        raise QuestionError("This question names no theme to look for. Name one, for example: return home interviews")
    documents = _in_scope(snapshot, asked)
    sentences = Sentences.of(snapshot, documents)
    weighed = weigh(snapshot, asked, vectors, sentences)
    weighed = _about_those_asked_for(snapshot, asked, sentences, weighed)
    findings = [
        _finding(snapshot, document, weighed, sentences)
        for document in sorted(documents, key=lambda index: newest_first(snapshot.documents[index]))
    ]
    return Survey(
        question=asked.question,
        understood=asked.understood,
        build=snapshot.build,
        reports=_numbered([finding for finding, _ in findings]),
        skipped=tuple(one for one in snapshot.skipped if _may_be_asked_for(one.document, asked, snapshot)),
        missing=asked.understood.unknown_authorities,
        dropped=sum(dropped for _, dropped in findings),
    )


def _about_those_asked_for(
    snapshot: Snapshot, asked: Interpretation, sentences: Sentences, weighed: Weighed
) -> Weighed:
    """The same without what an article on several authorities says of others than those asked for."""
    attribution = Attribution(snapshot, asked.understood.authorities)
    likelihoods, may_join = weighed.likelihoods.copy(), weighed.may_join.copy()
    for document, (first, last) in sentences.bounds.items():
        card = snapshot.documents[document]
        if len(card.authorities) > 1 and asked.understood.authorities:
            rows = range(card.first_row, card.last_row)
            mine = np.array([flag for row in rows for flag in attribution.is_about(row)], dtype=np.bool_)
            may_join[first:last] = np.concatenate(([False], mine[:-1]))
            said = mine & (may_join[first:last] | ~weighed.with_before[first:last])
            likelihoods[first:last] *= said
    return replace(weighed, likelihoods=likelihoods, may_join=may_join)


def _finding(snapshot: Snapshot, document: int, weighed: Weighed, sentences: Sentences) -> tuple[ReportFinding, int]:
    """One report judged, and how many of its quotations failed the verbatim check."""
    first, last = sentences.bounds[document]
    own = weighed.likelihoods[first:last]
    order = np.lexsort((np.arange(len(own)), -own))[:LOOKED_AT]
    best = [
        _Best(
            sentence=int(sentences.ids[at]),
            passage=int(sentences.passages[at]),
            likelihood=float(own[at - first]),
            with_before=bool(weighed.with_before[at]),
            may_join=bool(weighed.may_join[at]),
        )
        for at in (first + order).tolist()
    ]
    card = snapshot.documents[document]
    evidence, likelihood, dropped = _quoted(snapshot, card, document, best)
    unread = tuple(problem for problem in card.problems if _UNREAD_PAGES.match(problem))
    bucket = Bucket.SAYS if likelihood >= SAYS_FROM else Bucket.UNREAD if unread else Bucket.SILENT
    saying = tuple(sentences.ids[first:last][own >= SAYS_FROM].tolist())
    return ReportFinding(document, card, bucket, likelihood, strength_of(likelihood), evidence, unread, saying), dropped


@dataclass(frozen=True, slots=True)
class _Best:
    """A sentence among a report's best: its row in the build, its passage's row."""

    sentence: int
    passage: int
    likelihood: float
    with_before: bool
    may_join: bool


def _quoted(
    snapshot: Snapshot, card: DocumentCard, index: int, best: Sequence[_Best]
) -> tuple[tuple[CitedPassage, ...], float, int]:
    """The passages to show with their quoted sentences, the likelihood of the best, and how many were dropped."""
    shown: list[CitedPassage] = []
    taken: set[tuple[int, int]] = set()
    likelihood = 0.0
    dropped = 0
    for one in best:
        if one.likelihood < NEAR_FROM:
            break
        passage = snapshot.passages([one.passage])[0]
        place = (passage.section, passage.first_paragraph)
        if place in taken or is_boilerplate(passage.text, int(snapshot.recurrences[one.passage])):
            continue
        if shown and (one.likelihood < max(SAYS_FROM, BESIDE * likelihood) or len(shown) == MOST_QUOTED):
            break
        cited = _cited(snapshot, snapshot.document(index), card, passage, one)
        if cited is None:
            dropped += 1
            continue
        taken.add(place)
        shown.append(cited)
        likelihood = max(likelihood, one.likelihood)
    return tuple(shown), likelihood, dropped


def _cited(
    snapshot: Snapshot, document: Document, card: DocumentCard, passage: Passage, one: _Best
) -> CitedPassage | None:
    """The paragraph of a passage, its chosen sentence the highlight, with the one before where it leans on it."""
    ranges = snapshot.sentence_ranges(one.passage)
    number = one.sentence - int(snapshot.sentence_offsets[one.passage])
    start, end = ranges[number]
    if number and one.may_join and (one.with_before or leans(passage.text[start:end])):
        start = ranges[number - 1][0]
    own = Cutting.of(document, passage.spans)
    paragraphs = document.paragraphs[passage.first_paragraph : passage.last_paragraph]
    whole = Cutting.of(document, tuple(span for p in paragraphs for span in p.spans) or passage.spans)
    shown = whole if len(whole.text) <= LONGEST_PARAGRAPH else own
    highlight = shown.range_of(own.spans(start, end))
    return cite(
        document,
        card,
        tuple(piece.span for piece in shown.pieces),
        section=passage.section,
        paragraph=passage.number,
        row=one.passage,
        highlights=[highlight] if highlight else [],
    )


def _numbered(findings: Sequence[ReportFinding]) -> tuple[ReportFinding, ...]:
    """The findings with the citations of those that say something counted on from 1."""
    number = 0
    numbered = []
    for finding in findings:
        evidence = []
        for passage in finding.evidence:
            number += finding.bucket is Bucket.SAYS
            evidence.append(replace(passage, citation=number) if finding.bucket is Bucket.SAYS else passage)
        numbered.append(replace(finding, evidence=tuple(evidence)))
    return tuple(numbered)


def _in_scope(snapshot: Snapshot, asked: Interpretation) -> list[int]:
    """The reports that are of what was asked for, and no others.

    An answer falls back on other reports where there is none of the time or kind asked for; a count does not.
    """
    understood = asked.understood
    if understood.unknown_authorities and not understood.authorities:
        return []
    return [
        index
        for index in asked.scope.documents
        if (not understood.types or snapshot.documents[index].type in understood.types)
        and _in_time(snapshot.documents[index], understood)
    ]


def _in_time(card: DocumentCard, understood: Understood) -> bool:
    since, until = understood.since, understood.until
    if since is None and until is None:
        return True
    spans = [(card.inspected_from or card.inspected_to, card.inspected_to), (card.published, card.published)]
    return any(
        first is not None
        and last is not None
        and (until is None or first <= until)
        and (since is None or last >= since)
        for first, last in spans
    )


def _may_be_asked_for(path: str, asked: Interpretation, snapshot: Snapshot) -> bool:
    """Whether a file that could not be read may be of the authorities and the time asked for, by its name."""
    understood = asked.understood
    days = find_dates(path.rpartition("/")[2])
    if days and (
        (understood.since and days[-1] < understood.since) or (understood.until and days[-1] > understood.until)
    ):
        return False
    wanted = {*understood.authorities, *understood.unknown_authorities}
    named = {name for card in snapshot.documents for name in card.authorities if bears_name(path, name)}
    return not wanted or not named or bool(named & wanted)
