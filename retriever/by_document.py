"""Every report held against one question: which ones say something on it, which do not, which could not be read.

An answer quotes the best passages; "how many councils" needs each report judged by itself, also the ones that no
list of best passages would reach. Here every sentence in scope is weighed by three signs (see `_likelihoods`) and
a report counts by its best one. To say something on a theme may be praise or blame: that is for the reader of
the quotation, and no count here tells it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from indexer.document import Document
from indexer.passages import Passage
from indexer.snapshot import DocumentCard, Skipped, Snapshot
from indexer.structure.dates import find_dates
from indexer.tokens import words
from retriever.answer import CitedPassage, Strength, Understood
from retriever.candidates import lexical_terms
from retriever.citing import cite
from retriever.concepts import Concept
from retriever.coverage import THIN_WORDS, Coverage, cover
from retriever.cutting import Cutting
from retriever.errors import QuestionError
from retriever.interpretation import Interpretation
from retriever.quotations import leans
from retriever.scope import document_date
from retriever.selection import is_boilerplate

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

SHARE, ESSENTIAL, NEARNESS, INTERCEPT = 2.6, 3.7, 1.7, -4.75
"""What the signs weigh: a logistic fit on 224 sentences of 12 themes, judged by hand (docs/decisions)."""

SAYS_FROM = 0.35
"""A report says something from this likelihood of its best sentence on: where the two kinds of error were equal."""

PARTIAL_FROM = 0.55
STRONG_FROM = 0.8

BEFORE = 0.8
"""What a concept counts that stands in the sentence before: reports name a thing, then judge it."""

BESIDE = 0.85
"""A further sentence of a report is quoted beside its best one where it is nearly as likely: this share of it."""

MOST_QUOTED = 2
"""So many sentences of one report are quoted, each from a paragraph of its own."""

LOOKED_AT = 6
"""So many of a report's best sentences are looked at for ones to quote, boilerplate left out."""

LONGEST_PARAGRAPH = 3000
"""Characters. Of a longer paragraph the passage is shown, not the whole."""

_NOT_BY_ITSELF = re.compile(r"^(?:\d+|yearold|age)$")
"""Terms that count but need not stand in a sentence: ages, which reports write in many ways."""

_UNREAD_PAGES = re.compile(r"^Pages? .*: (?!no text\.$)")


class Bucket(StrEnum):
    """What a report has to say on a question, in the words shown to users."""

    SAYS = "says something on this"
    SILENT = "says nothing on this"
    UNREAD = "could not be read"


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """One report and the question.

    `document` is its place in the build. `evidence` holds the passages quoted, the best first, their quoted
    sentences as highlights; for a silent report the nearest passage, which does not answer. `unread` says in plain
    words what of it could not be read; a report that was read in part and says nothing counts as UNREAD.
    """

    document: int
    card: DocumentCard
    bucket: Bucket
    likelihood: float
    strength: Strength
    evidence: tuple[CitedPassage, ...]
    unread: tuple[str, ...]


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
        """The authorities with a report in scope, or with one in this bucket, in alphabetical order."""
        return tuple(sorted({a for one in self.reports if bucket in (None, one.bucket) for a in one.card.authorities}))


def survey(snapshot: Snapshot, asked: Interpretation, vectors: npt.NDArray[np.float32]) -> Survey:
    """Judge every report in scope. `vectors` are the forms of the question, encoded, one a row.

    Raises QuestionError where the question has no theme that a sentence could be held against.
    """
    if not asked.concepts:
        raise QuestionError("This question names no theme to look for. Name one, for example: return home interviews")
    documents = _in_scope(snapshot, asked)
    sentences = _Sentences.of(snapshot, documents)
    likelihoods = _likelihoods(snapshot, asked, vectors, sentences)
    findings = [
        _finding(snapshot, document, likelihoods, sentences)
        for document in sorted(documents, key=lambda index: _newest_first(snapshot.documents[index]))
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


def strength_of(likelihood: float) -> Strength:
    """How well a report's best sentence speaks to the question, in words."""
    if likelihood < SAYS_FROM:
        return Strength.NONE
    if likelihood >= STRONG_FROM:
        return Strength.STRONG
    return Strength.PARTIAL if likelihood >= PARTIAL_FROM else Strength.WEAK


def best_first(findings: Iterable[ReportFinding]) -> list[ReportFinding]:
    """Findings by strength in words, the newest first among equals: what one quotation would be taken from."""
    order = list(Strength)
    return sorted(findings, key=lambda one: (order.index(one.strength), _newest_first(one.card)))


@dataclass(frozen=True, slots=True)
class _Sentences:
    """All sentences of the reports in scope.

    `ids` are their rows in the build, `passages` the rows of their passages, `bounds` the half-open range of
    each report's sentences in these arrays.
    """

    ids: Rows
    passages: Rows
    bounds: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, snapshot: Snapshot, documents: Sequence[int]) -> "_Sentences":
        offsets = snapshot.sentence_offsets
        ids: list[Rows] = [np.empty(0, dtype=np.int64)]
        passages: list[Rows] = [np.empty(0, dtype=np.int64)]
        bounds: dict[int, tuple[int, int]] = {}
        held = 0
        for document in documents:
            card = snapshot.documents[document]
            first, last = int(offsets[card.first_row]), int(offsets[card.last_row])
            rows = np.arange(card.first_row, card.last_row, dtype=np.int64)
            ids.append(np.arange(first, last, dtype=np.int64))
            passages.append(np.repeat(rows, offsets[rows + 1] - offsets[rows]))
            bounds[document] = (held, held + last - first)
            held += last - first
        return cls(np.concatenate(ids), np.concatenate(passages), bounds)


def _likelihoods(
    snapshot: Snapshot, asked: Interpretation, vectors: npt.NDArray[np.float32], sentences: _Sentences
) -> Floats:
    """For each sentence how likely it says something on what is asked, 0 where quoted words do not stand in it.

    The signs: the share of the question's concepts that it holds, weighed by rarity; how far it holds the
    least-held of the essential ones, here or in the sentence before; its cosine. The second keeps "strategy
    meetings are prompt" from counting for the attendance at them.
    """
    rows, places = np.unique(sentences.passages, return_inverse=True)
    coverage = cover(
        asked.concepts,
        snapshot.terms,
        passage_count=snapshot.passage_count,
        sentences=sentences.ids,
        passage_of=places.astype(np.int64),
        heading_terms=[frozenset()] * len(rows),
    )
    direction = np.ascontiguousarray(vectors.mean(axis=0), dtype=np.float32)
    nearness = snapshot.sentence_vectors.scores(direction, sentences.ids).astype(np.float64)
    essential = _least_held(asked.concepts, coverage, sentences.passages)
    logits = SHARE * coverage.sentences + ESSENTIAL * essential + NEARNESS * nearness + INTERCEPT
    likelihoods = 1.0 / (1.0 + np.exp(-logits))
    if asked.form.phrases:
        likelihoods = likelihoods * np.isin(sentences.passages, _with_phrases(snapshot, asked))
    return likelihoods


def _least_held(concepts: Sequence[Concept], coverage: Coverage, passages: Rows) -> Floats:
    values = coverage.concept_values
    before = np.zeros_like(values)
    before[1:] = values[:-1] * (passages[1:] == passages[:-1])[:, np.newaxis]
    essential = [number for number, concept in enumerate(concepts) if not _is_thin(concept)]
    held = np.maximum(values, BEFORE * before)[:, essential or list(range(len(concepts)))]
    least: Floats = held.min(axis=1)
    return least


def _is_thin(concept: Concept) -> bool:
    return all(term in THIN_WORDS or _NOT_BY_ITSELF.match(term) for term in concept.terms)


def _with_phrases(snapshot: Snapshot, asked: Interpretation) -> list[int]:
    phrases = [words(phrase) for phrase in asked.form.phrases]
    hits = snapshot.lexical.search(lexical_terms(asked), phrases=phrases, limit=snapshot.passage_count)
    return [row for row, _ in hits]


def _finding(
    snapshot: Snapshot, document: int, likelihoods: Floats, sentences: _Sentences
) -> tuple[ReportFinding, int]:
    """One report judged, and how many of its quotations failed the verbatim check."""
    first, last = sentences.bounds[document]
    own = likelihoods[first:last]
    order = np.lexsort((np.arange(len(own)), -own))[:LOOKED_AT]
    best = [
        _Best(int(sentences.ids[first + place]), int(sentences.passages[first + place]), float(own[place]))
        for place in order
    ]
    card = snapshot.documents[document]
    evidence, likelihood, dropped = _quoted(snapshot, snapshot.document(document), card, best)
    unread = tuple(problem for problem in card.problems if _UNREAD_PAGES.match(problem))
    bucket = Bucket.SAYS if likelihood >= SAYS_FROM else Bucket.UNREAD if unread else Bucket.SILENT
    return ReportFinding(document, card, bucket, likelihood, strength_of(likelihood), evidence, unread), dropped


@dataclass(frozen=True, slots=True)
class _Best:
    """A sentence among a report's best: its row in the build, its passage's row."""

    sentence: int
    passage: int
    likelihood: float


def _quoted(
    snapshot: Snapshot, document: Document, card: DocumentCard, best: Sequence[_Best]
) -> tuple[tuple[CitedPassage, ...], float, int]:
    """The passages to show with their quoted sentences, the likelihood of the best, and how many were dropped."""
    shown: list[CitedPassage] = []
    taken: set[tuple[int, int]] = set()
    likelihood = 0.0
    dropped = 0
    for one in best:
        passage = snapshot.passages([one.passage])[0]
        place = (passage.section, passage.first_paragraph)
        if place in taken or is_boilerplate(passage.text, int(snapshot.recurrences[one.passage])):
            continue
        if shown and (one.likelihood < max(SAYS_FROM, BESIDE * likelihood) or len(shown) == MOST_QUOTED):
            break
        cited = _cited(snapshot, document, card, passage, one)
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
    if number and leans(passage.text[start:end]):
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


def _newest_first(card: DocumentCard) -> tuple[int, str]:
    day = document_date(card)
    return -day.toordinal() if day else 1, card.path


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
    named = {name for card in snapshot.documents for name in card.authorities if _plain(name) in _plain(path)}
    return not wanted or not named or bool(named & wanted)


def _plain(text: str) -> str:
    return f" {re.sub('[^a-z0-9]+', ' ', text.lower()).strip()} "
