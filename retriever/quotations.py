"""Which sentences of the evidence are quoted, and in which order.

Chosen for the answer is what most likely answers; a sentence that leans on the one before it ("However,
this ...") brings that one along, so that every quotation can stand alone in a committee paper.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from indexer.snapshot import Snapshot
from retriever.attribution import Attribution
from retriever.cutting import Cutting
from retriever.interpretation import Interpretation
from retriever.leaning import leans, led_in
from retriever.looked_at import asks_what_was_looked_at, was_looked_at
from retriever.question import Wanted
from retriever.ranking import GIVEN, Ranking
from retriever.selection import Evidence

SURE = {True: 0.32, False: 0.2}
"""How likely a sentence must be to answer: higher where one fact is asked for (True) than for a theme."""

ACROSS = 0.35
"""How likely it must be, beside the likeliest, where councils are asked for by what is said of them."""

MOST = {True: 3, False: 16}
"""At most so many sentences are quoted: few for a fact, more for a theme."""

MOST_OF_A_PASSAGE = 3
LONGEST_LEAN = 2
"""So many sentences before are brought along at the most."""

LEFT_TO_THE_ONE_BEFORE = 0.1
"""A fact's sentence that leaves to the one before it so much of the question, by weight, is quoted with that one."""

SUPPORTING = 0.6
"""What the likelihood of a sentence counts that does not hold the number, the name or the grade asked for."""

BESIDE_ALL = 0.5
"""The same where the question asks how many there are in all."""

BESIDE_GIVEN = 0.25
"""What it counts where the structure of a report gives others as what is asked for: hardly anything."""

FEWEST_WORDS = 3
"""A heading or a cell of a table with fewer says nothing by itself."""

_BARE_DATE = re.compile(r"\W*\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+\s+\d{4}\W*")
_OPENING = re.compile(
    r"\W*(?:This\s+letter\s+summarises\s+the\s+findings\b|H(?:is|er)\s+Majesty['\u2019]s\s+Inspectors?\b.{0,40}\b(?:was|were)\b)",
    re.DOTALL,
)
"""How a letter begins: which visit it is about and who came, nothing that was found."""

_GRADE_ALONE = re.compile(r".{0,100}\b(?:outstanding|good|requires\s+improvement|inadequate)\W*", re.IGNORECASE)
"""A heading or a row with its grade: it says how something is, not what must improve."""


@dataclass(frozen=True, slots=True)
class ChosenSentence:
    """A run of sentences of one piece of evidence, which is at place `evidence` of the list.

    `start` and `end` are the range in the text that is shown of it, `likelihood` how likely its best
    sentence answers, between 0 and 1. `leans` is true where the sentence before says whom or what it is about.
    """

    evidence: int
    start: int
    end: int
    likelihood: float
    leans: bool = False


def wants_a_fact(asked: Interpretation) -> bool:
    """Whether one fact answers the question, rather than all that is said on a theme."""
    return asked.form.wanted is Wanted.FACT and not asked.form.change


def choose_sentences(
    snapshot: Snapshot,
    asked: Interpretation,
    ranking: Ranking,
    evidence: Sequence[Evidence],
    cuttings: Sequence[Cutting],
) -> list[ChosenSentence]:
    """The sentences to quote, the likeliest first; none only where all is formal, or the scope of a visit.

    `cuttings` are what is shown of each piece of evidence; ranges are of their texts.
    """
    fact = wants_a_fact(asked) and not ranking.given.any()
    scope_too = asks_what_was_looked_at(asked.question)
    pool = sorted(
        _pool(snapshot, asked, ranking, evidence, cuttings), key=lambda s: (-s.likelihood, s.evidence, s.start)
    )
    least = SURE[fact] if not (asked.form.across and pool) else max(SURE[fact], ACROSS * pool[0].likelihood)
    chosen: list[ChosenSentence] = []
    is_first = True
    for sentence in pool:
        if len(chosen) >= MOST[fact] or (sentence.likelihood < least and not is_first):
            break
        is_first = False
        held = [other for other in chosen if other.evidence == sentence.evidence]
        if len(held) >= MOST_OF_A_PASSAGE and sentence.likelihood < GIVEN:
            continue
        if any(_overlap(sentence, other) for other in held):
            continue
        cutting = cuttings[sentence.evidence]
        spans = cutting.spans(sentence.start, sentence.end)
        if scope_too or sentence.likelihood >= GIVEN or not was_looked_at(cutting.document, spans):
            chosen.append(sentence)
    return _joined([_with_antecedent(sentence, pool, cuttings[sentence.evidence].text) for sentence in chosen])


def _likelihoods(ranking: Ranking, asked: Interpretation) -> npt.NDArray[np.float64]:
    """How likely each sentence answers; one that lacks the kind of thing asked for only as far as it supports."""
    if ranking.given.any():
        alone = asked.form.is_given_alone or asked.form.wanted is Wanted.INSPECTION
        if alone or asked.grades is not None or asked.form.total is not None:
            return ranking.sentence_scores * ranking.given
        typed = (ranking.sentence_signs.typed > 0) & (asked.form.numbered is None)
        place = ranking.candidates.sentence_place
        worth = np.where(typed, SUPPORTING, BESIDE_GIVEN) * ~np.isin(place, place[ranking.given])
        return ranking.sentence_scores * np.where(ranking.given, 1.0, worth)
    if asked.form.answer_type is None or not ranking.sentence_signs.typed.any():
        return ranking.sentence_scores
    supporting = BESIDE_ALL if asked.form.altogether else SUPPORTING
    return ranking.sentence_scores * np.maximum(ranking.sentence_signs.typed, supporting)


def _pool(
    snapshot: Snapshot,
    asked: Interpretation,
    ranking: Ranking,
    evidence: Sequence[Evidence],
    cuttings: Sequence[Cutting],
) -> list[ChosenSentence]:
    likelihoods = _likelihoods(ranking, asked)
    may_lean = wants_a_fact(asked) and asked.form.total is None
    leaning = _leaning(ranking) if may_lean else np.zeros(len(likelihoods), dtype=np.bool_)
    attribution = Attribution(snapshot, asked.understood.authorities)
    found: dict[tuple[int, int, int], ChosenSentence] = {}
    for number, (piece, cutting) in enumerate(zip(evidence, cuttings, strict=True)):
        shown_spans = tuple(piece.span for piece in cutting.pieces)
        for row, place in zip(piece.rows, piece.places, strict=True):
            ((passage, ranges),) = snapshot.with_sentences([row])
            spans = passage.spans
            own = cutting if spans == shown_spans else Cutting.of(cutting.document, spans)
            numbers = _sentences_at(ranking, place)
            about = attribution.is_about(row)
            for sentence, (start, end), mine in zip(numbers, ranges, about, strict=True):
                is_given = likelihoods[sentence] >= GIVEN
                if not mine or (not is_given and _says_nothing(asked, own.text[start:end])):
                    continue
                shown = (start, end) if own is cutting else cutting.range_of(own.spans(start, end))
                if shown is not None:
                    chosen = ChosenSentence(number, *shown, float(likelihoods[sentence]), bool(leaning[sentence]))
                    found.setdefault((number, *shown), chosen)
    return list(found.values())


def _says_nothing(asked: Interpretation, sentence: str) -> bool:
    if asked.form.wanted is Wanted.IMPROVEMENTS and _GRADE_ALONE.fullmatch(sentence):
        return True
    is_formal = _BARE_DATE.fullmatch(sentence) or _OPENING.match(sentence)
    return len(sentence.split()) < FEWEST_WORDS or is_formal is not None


def _leaning(ranking: Ranking) -> npt.NDArray[np.bool_]:
    """Which sentences leave to the one before them much of what the question asks about."""
    coverage = ranking.coverage
    total = max(float(coverage.weights.sum()), 1e-9)
    values = coverage.concept_values
    leaning = np.zeros(len(values), dtype=np.bool_)
    if len(values) > 1:
        place = ranking.candidates.sentence_place
        added = np.maximum(values[:-1] - values[1:], 0.0) @ coverage.weights / total
        leaning[1:] = (added >= LEFT_TO_THE_ONE_BEFORE) & (place[1:] == place[:-1])
    return leaning


def _sentences_at(ranking: Ranking, place: int) -> npt.NDArray[np.int64]:
    first, last = np.searchsorted(ranking.candidates.sentence_place, [place, place + 1])
    return np.arange(int(first), int(last), dtype=np.int64)


def _overlap(one: ChosenSentence, other: ChosenSentence) -> bool:
    return one.start < other.end and other.start < one.end


def _with_antecedent(sentence: ChosenSentence, pool: Sequence[ChosenSentence], text: str) -> ChosenSentence:
    """The sentence together with those before it, as long as it cannot be understood without.

    One of a list comes with the line that leads it in: grades of an earlier inspection are told from today's by it.
    """
    sentence = replace(sentence, start=led_in(text, sentence.start))
    for _ in range(LONGEST_LEAN):
        if not (sentence.leans or leans(text[sentence.start : sentence.end])):
            break
        before = [other for other in pool if other.evidence == sentence.evidence and other.end <= sentence.start]
        previous = max(before, key=lambda other: other.end, default=None)
        if previous is None or text[previous.end : sentence.start] not in {" ", "\n"}:
            break
        sentence = replace(sentence, start=previous.start, leans=False)
    return sentence


def _joined(chosen: Sequence[ChosenSentence]) -> list[ChosenSentence]:
    """Neighbouring sentences of one passage as one quotation, in the order of the likeliest of each."""
    runs: list[ChosenSentence] = []
    for sentence in chosen:
        touching = [run for run in runs if run.evidence == sentence.evidence and _touch(run, sentence)]
        runs = [run for run in runs if run not in touching]
        runs.append(reduce(_run, touching, sentence))
    return sorted(runs, key=lambda run: (-run.likelihood, run.evidence, run.start))


def _touch(one: ChosenSentence, other: ChosenSentence) -> bool:
    return one.start <= other.end + 1 and other.start <= one.end + 1


def _run(one: ChosenSentence, other: ChosenSentence) -> ChosenSentence:
    return ChosenSentence(
        one.evidence, min(one.start, other.start), max(one.end, other.end), max(one.likelihood, other.likelihood)
    )
