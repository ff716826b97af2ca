"""From candidates to one ranking: signs of relevance, weighed as fitted on development questions.

The weights stand in weights.toml; they come from a pairwise logistic regression (RankNet's loss with a
linear scorer, Burges et al. 2005), so that each one reads as what its sign is worth.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache, partial
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from indexer.snapshot import Snapshot
from indexer.tokens import tokenize
from retriever.answer_types import NO_TOTAL, AnswerType, counts, counts_all, holds, telling_terms
from retriever.area_totals import is_of_children, is_of_the_area
from retriever.candidates import Candidates, Nearness, Vector, candidate_vectors, nearness
from retriever.coverage import Coverage, best_of_each, cover
from retriever.interpretation import Interpretation
from retriever.leaning import leans
from retriever.question import Wanted
from retriever.set_phrases import names_in
from retriever.sides import worth_on_side, worth_where_denied

Floats = npt.NDArray[np.float64]

CENTROID_OF = 4
"""So many of the first passages say what the evidence looks like (pseudo relevance feedback, Rocchio 1971)."""

GIVEN_LEAD = 10.0
"""What a passage's score gains whose structure gives what is asked for: more than all other signs can differ."""

GIVEN = 0.97
"""How likely a sentence answers whose structure gives what is asked for."""

ON_TOPIC = 0.6
"""An area for improvement is one of those asked for where so much of the topic stands in it or in its headings."""

TYPED_AMONG = 80
"""Whether a sentence holds the kind of thing asked for is looked up in so many of the likeliest passages."""

GRADED_FROM = 0.25
"""How much of a theme a sentence must hold, or the headings over it, for a grade in it to be the theme's."""

NUMBERS_WORTH = 0.3
"""What a sentence under the headings for an area counts where a theme is asked about and no number."""

SIDED_AMONG = 60
"""Whether a sentence praises or finds fault is read in so many of the likeliest passages, where only one is wanted."""


@dataclass(frozen=True, slots=True)
class PassageSigns:
    """The signs by which a passage is ranked, one number a candidate in each.

    `dense` and `sentence`: cosine of the passage, of its nearest sentence. `coverage`, `best_sentence`,
    `heading`: shares of the question's concepts in the passage, its best sentence, the headings
    over it. `typed`: holds the kind of thing asked for (a number, a date, a name). `centroid`: nearness to
    what ranks first by the others.
    """

    dense: Floats
    sentence: Floats
    coverage: Floats
    best_sentence: Floats
    heading: Floats
    typed: Floats
    centroid: Floats

    def matrix(self) -> Floats:
        """Candidates by signs, the signs in the order of the fields."""
        return np.stack([getattr(self, field.name) for field in fields(self)], axis=1)


@dataclass(frozen=True, slots=True)
class SentenceSigns:
    """The signs by which a sentence is chosen for the answer, one number a candidate sentence in each.

    `dense`: its cosine. `coverage`, `heading`: shares of the question's concepts in it and in the headings over
    it; `before`: in the sentence before it, which often names what this one counts. `passage`: how near
    its passage's score is to the best. `typed`: holds the kind of thing asked for; `typed_after`: does so where
    the sentence before covers more. `short`: has hardly any words.
    """

    dense: Floats
    coverage: Floats
    heading: Floats
    before: Floats
    passage: Floats
    typed: Floats
    typed_after: Floats
    short: Floats

    def matrix(self) -> Floats:
        """Sentences by signs, the signs in the order of the fields."""
        return np.stack([getattr(self, field.name) for field in fields(self)], axis=1)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every candidate with its score, and every sentence of the candidates with how likely it answers.

    `given` tells of each sentence whether the report's structure makes it what is asked for: a grade, an area
    for improvement, a paragraph by its number.
    """

    candidates: Candidates
    near: Nearness
    coverage: Coverage
    signs: PassageSigns
    scores: Floats
    sentence_signs: SentenceSigns
    sentence_scores: Floats
    given: npt.NDArray[np.bool_]

    def order(self) -> npt.NDArray[np.int64]:
        """Places of the candidates, best first, ties by row."""
        return np.lexsort((self.candidates.rows, -self.scores))


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights, by table."""
    return tomllib.loads(files("retriever").joinpath("weights.toml").read_text(encoding="utf-8"))


def rank(
    snapshot: Snapshot,
    asked: Interpretation,
    candidates: Candidates,
    vector: Callable[[], Vector],
    given: Mapping[int, frozenset[int]],
) -> Ranking:
    """Score the candidates and their sentences.

    `vector` gives the question, encoded; it is called when all that is known from the words is worked out. `given`
    are the passages whose structure gives what is asked for, as of `given_sentences`.
    """
    lines, places = snapshot.distinct_contexts(candidates.rows)
    coverage = cover(
        asked.concepts,
        snapshot.terms,
        passage_count=snapshot.passage_count,
        sentences=candidates.sentences,
        passage_of=candidates.sentence_place,
        heading_terms=_heading_terms(lines, places),
    )
    is_given = _given(given, asked, candidates, coverage)
    vectors = candidate_vectors(snapshot, candidates)
    worth = _worth_of_a_sentence(asked)
    likely = np.lexsort((candidates.rows, -coverage.passages))
    # Most of these will be among the first: they are read while the question is encoded.
    _typed(snapshot, asked, candidates, likely[:TYPED_AMONG], worth)
    near = nearness(candidates, vectors, vector())
    sentence = _best_of(near.sentence_dense, candidates)
    first = np.lexsort((candidates.rows, -(near.dense + sentence + coverage.passages)))
    typed = _typed(snapshot, asked, candidates, first[:TYPED_AMONG], worth)
    if asked.form.answer_type is AnswerType.GRADE and asked.grades is None:
        typed *= np.maximum(coverage.sentences, coverage.headings[candidates.sentence_place]) >= GRADED_FROM
    centroid = vectors.passages.scores(vectors.passages.middle(first[:CENTROID_OF])).astype(np.float64)
    signs = PassageSigns(
        dense=near.dense,
        sentence=sentence,
        coverage=coverage.passages,
        best_sentence=coverage.best_sentences,
        heading=coverage.headings,
        typed=_best_of(typed, candidates, floor=0.0),
        centroid=centroid,
    )
    scores = signs.matrix() @ _vector("passage", PassageSigns)
    sentence_signs = _sentence_signs(snapshot, candidates, near, coverage, scores, typed)
    table = weights()["sentence"]
    logits = sentence_signs.matrix() @ _vector("sentence", SentenceSigns) + table["intercept"]
    of_area = np.array([is_of_the_area(line) for line in lines], dtype=np.bool_)[places][candidates.sentence_place]
    likelihoods = 1.0 / (1.0 + np.exp(-logits))
    if asked.form.wanted is Wanted.EVIDENCE:
        likelihoods *= np.where(of_area, NUMBERS_WORTH, 1.0)
    if asked.form.side is not None or asked.form.denied:
        before = _best_of(likelihoods, candidates, floor=0.0)
        first = np.lexsort((candidates.rows, -scores))
        likelihoods *= _worth_of_what_is_said(snapshot, asked, candidates, first[:SIDED_AMONG])
        scores += np.log(_best_of(likelihoods, candidates, floor=0.0) / before)
    likelihoods = np.where(is_given, GIVEN, likelihoods)
    scores += GIVEN_LEAD * _best_of(is_given.astype(np.float64), candidates, floor=0.0)
    return Ranking(candidates, near, coverage, signs, scores, sentence_signs, likelihoods, is_given)


def _given(
    found: Mapping[int, frozenset[int]], asked: Interpretation, candidates: Candidates, coverage: Coverage
) -> npt.NDArray[np.bool_]:
    """Which sentences of the candidates are what is asked for by the structure of their report."""
    given = np.zeros(len(candidates.sentences), dtype=np.bool_)
    for row, sentences in found.items():
        place = int(np.searchsorted(candidates.rows, row))
        if place < len(candidates.rows) and candidates.rows[place] == row:
            start = int(np.searchsorted(candidates.sentence_place, place))
            given[[start + number for number in sentences]] = True
    if asked.form.wanted is Wanted.IMPROVEMENTS and asked.form.numbered is None:
        given &= np.maximum(coverage.sentences, coverage.headings[candidates.sentence_place]) >= ON_TOPIC
    return given


@cache
def _vector(table: str, signs: type[PassageSigns] | type[SentenceSigns]) -> Floats:
    return np.array([weights()[table][field.name] for field in fields(signs)], dtype=np.float64)


def _sentence_signs(
    snapshot: Snapshot, candidates: Candidates, near: Nearness, coverage: Coverage, scores: Floats, typed: Floats
) -> SentenceSigns:
    below_best = np.maximum(scores - scores.max(initial=0.0), -6.0) / 3.0 if len(scores) else scores
    lengths = snapshot.terms.offsets[candidates.sentences + 1] - snapshot.terms.offsets[candidates.sentences]
    before = _coverage_before(candidates, coverage)
    return SentenceSigns(
        dense=near.sentence_dense,
        coverage=coverage.sentences,
        heading=coverage.headings[candidates.sentence_place],
        before=before,
        passage=below_best[candidates.sentence_place],
        typed=typed,
        typed_after=typed * np.maximum(before - coverage.sentences, 0.0),
        short=(lengths < 5).astype(np.float64),
    )


def _coverage_before(candidates: Candidates, coverage: Coverage) -> Floats:
    """For each sentence the coverage of the one before it in the same passage, 0 for a first one."""
    before = np.zeros(len(candidates.sentences))
    if len(before) > 1:
        same = candidates.sentence_place[1:] == candidates.sentence_place[:-1]
        before[1:] = coverage.sentences[:-1] * same
    return before


def _best_of(values: Floats, candidates: Candidates, floor: float = -1.0) -> Floats:
    return best_of_each(values, candidates.sentence_place, len(candidates.rows), floor=floor)


def _heading_terms(lines: Sequence[str], places: npt.NDArray[np.int64]) -> list[frozenset[str]]:
    terms = [_context_terms(line) for line in lines]
    return [terms[place] for place in places]


@lru_cache(maxsize=50_000)
def _context_terms(context: str) -> frozenset[str]:
    return frozenset(tokenize(context))


def _typed(
    snapshot: Snapshot,
    asked: Interpretation,
    candidates: Candidates,
    places: npt.NDArray[np.int64],
    worth: Callable[[str, str], float],
) -> Floats:
    """What `worth` says of each sentence of these places; 0 for the others, and for all where a theme is asked for."""
    typed = np.zeros(len(candidates.sentences))
    kind = asked.form.answer_type
    if kind is None or not len(places):
        return typed
    looked_at = _maybe_typed(snapshot, kind, candidates, places)
    places = np.unique(candidates.sentence_place[looked_at])
    rows = candidates.rows[places].tolist()
    starts = np.searchsorted(candidates.sentence_place, places)
    for start, (passage, ranges) in zip(starts.tolist(), snapshot.with_sentences(rows), strict=True):
        for number in np.flatnonzero(looked_at[start : start + len(ranges)]).tolist():
            first, last = ranges[number]
            heading = passage.context if kind is AnswerType.IMPROVEMENT else ""
            typed[start + number] = worth(passage.text[first:last], heading)
    return typed


def _worth_of_a_sentence(asked: Interpretation) -> Callable[[str, str], float]:
    """Gives of a sentence and its heading 1 where it holds the kind of thing asked for, else 0; each is read once.

    A number that may be of something else than the question wants counted is worth less.
    """
    kind, things = asked.form.answer_type, _things_counted(asked)
    named = (*asked.understood.authorities, *names_in(asked.question))

    @cache
    def worth(sentence: str, heading: str) -> float:
        if kind is None or not holds(kind, sentence, heading=heading, apart_from=named):
            return 0.0
        if not things:
            return 1.0
        if asked.form.total is not None and is_of_children(asked.form.counted or ""):
            return NO_TOTAL
        return counts_all(sentence, things) if asked.form.altogether else counts(sentence, things)

    return worth


def _worth_of_what_is_said(
    snapshot: Snapshot, asked: Interpretation, candidates: Candidates, places: npt.NDArray[np.int64]
) -> Floats:
    """What each sentence counts that stands in these places by how it sounds with what it leans on; 1 for others."""
    worth_of = worth_where_denied if asked.form.side is None else partial(worth_on_side, asked.form.side)
    worth = np.ones(len(candidates.sentences))
    starts = np.searchsorted(candidates.sentence_place, places)
    rows = candidates.rows[places].tolist()
    for start, (passage, ranges) in zip(starts.tolist(), snapshot.with_sentences(rows), strict=True):
        before = ""
        for number, (first, last) in enumerate(ranges, start):
            sentence = passage.text[first:last]
            before = f"{before} {sentence}" if leans(sentence) else sentence
            worth[number] = worth_of(before)
    return worth


def _maybe_typed(
    snapshot: Snapshot, kind: AnswerType, candidates: Candidates, places: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Which sentences of these places are worth reading: of some kinds their terms tell of most that they hold none."""
    looked_at = np.isin(candidates.sentence_place, places)
    terms = telling_terms(kind)
    if terms is not None:
        looked_at[looked_at] = snapshot.terms.with_figure_or(terms, candidates.sentences[looked_at])
    return looked_at


def _things_counted(asked: Interpretation) -> list[tuple[str, ...]]:
    """Every way to say what the question wants counted, as terms; none where it wants nothing counted.

    Its last word alone will do, but where it is of a set phrase: 15 new workers are no 15 agency workers.
    """
    head = tuple(tokenize(asked.form.counted or "")[-1:])
    ways = [
        form.terms for concept in asked.concepts if head and head[0] in concept.terms for form in concept.alternatives
    ]
    if not ways:
        return []
    return ways if len(ways[0]) > 1 else [*ways, head]
