"""The figures of one question: what the passages found, and what the answer said.

Evidence that repeats itself counts once: quotations are put in groups, and a group is found when a
passage covers any of its members. A passage is a gain when it covers a group that no passage before
it covered, so a second copy of a finding earns nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ir_measures import RR, Success, iter_calc, nDCG

from evaluation.answers import GivenAnswer, RankedPassage
from evaluation.coverage import COVERED, coverage, group_repeats, same_document, words
from evaluation.gold import Evidence, GoldQuestion

CUTOFF = 10
"""Passages after this rank do not count: nobody reads them."""

HOLDS_EVIDENCE = 0.3
"""An item of an answer is useful when it holds, or is held by, this share of some quotation's trigrams."""

Group = tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one answerable question scored: shares from 0 to 1, but for `answer_words` and the page counts.

    `answered` is 1 where the system did not abstain.
    `pages_checked` counts the pairs of a passage and a quotation with a page that it covers,
    `pages_right` those of them where the passage cites that page.
    """

    hit_at_1: float
    hit_at_5: float
    hit_at_10: float
    recall_at_10: float
    reciprocal_rank: float
    ndcg_at_10: float
    document_recall: float
    answer_hit: float
    answer_recall: float
    answer_precision: float
    answer_words: int
    pages_right: int
    pages_checked: int
    answered: float


@dataclass(frozen=True, slots=True)
class Found:
    """What the ranked passages of one question cover.

    `gains` says rank by rank whether the passage covers a group that none before it did; `groups` is
    how many there are to find, `groups_found` how many were.
    """

    gains: tuple[bool, ...]
    groups: int
    groups_found: int
    pages_right: int
    pages_checked: int


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """The figures that only depend on at which ranks the gains stand."""

    hit_at_1: float
    hit_at_5: float
    hit_at_10: float
    reciprocal_rank: float
    ndcg_at_10: float


def score_answers(questions: Sequence[GoldQuestion], answers: Sequence[GivenAnswer]) -> list[Figures]:
    """The figures of answerable questions, each with its answer, in order."""
    grouped = [evidence_groups(question) for question in questions]
    found = [find_evidence(groups, answer.passages[:CUTOFF]) for groups, answer in zip(grouped, answers, strict=True)]
    rankings = score_rankings(found)
    return [
        _figures(groups, answer, covered, ranking)
        for groups, answer, covered, ranking in zip(grouped, answers, found, rankings, strict=True)
    ]


def evidence_groups(question: GoldQuestion) -> list[Group]:
    """The pieces of evidence of a question, each with its repetitions."""
    evidence = question.evidence
    return [tuple(evidence[i] for i in group) for group in group_repeats([item.quote for item in evidence])]


def find_evidence(groups: Sequence[Group], passages: Sequence[RankedPassage]) -> Found:
    """Walk the passages from the best and note what each one adds."""
    seen: set[int] = set()
    gains: list[bool] = []
    pages_right = pages_checked = 0
    for passage in passages:
        before = len(seen)
        for index, group in enumerate(groups):
            for evidence in group:
                if not _covers(passage, evidence):
                    continue
                seen.add(index)
                if evidence.page is not None:
                    pages_checked += 1
                    pages_right += evidence.page in passage.pages
        gains.append(len(seen) > before)
    return Found(tuple(gains), len(groups), len(seen), pages_right, pages_checked)


def score_rankings(found: Sequence[Found]) -> list[RankingFigures]:
    """Success, reciprocal rank and nDCG (binary gains, log2 discount; Järvelin and Kekäläinen 2002) by ir-measures.

    The library knows judged documents, not groups: a passage that adds a group is a relevant document, and every
    group beyond those is one that was not retrieved, so that the ideal ranking has a gain for each group.
    """
    relevant = {str(number): _relevant(item) for number, item in enumerate(found)}
    ranked = {
        str(number): {f"rank {rank}": float(-rank) for rank in range(1, len(item.gains) + 1)}
        for number, item in enumerate(found)
    }
    measures = (Success @ 1, Success @ 5, Success @ CUTOFF, RR, nDCG @ CUTOFF)
    values = {(metric.query_id, metric.measure): metric.value for metric in iter_calc(measures, relevant, ranked)}
    return [
        RankingFigures(*(float(values[str(number), measure]) for measure in measures)) for number in range(len(found))
    ]


def _relevant(found: Found) -> dict[str, int]:
    gained = [f"rank {rank}" for rank, gain in enumerate(found.gains, start=1) if gain]
    absent = [f"not retrieved {number}" for number in range(found.groups - len(gained))]
    return dict.fromkeys(gained + absent, 1)


def _figures(groups: Sequence[Group], answer: GivenAnswer, found: Found, ranking: RankingFigures) -> Figures:
    whole_answer = " \n ".join(answer.items)
    said = sum(any(coverage(item.quote, whole_answer) >= COVERED for item in group) for group in groups)
    quotes = [item.quote for group in groups for item in group]
    useful = sum(_holds_evidence(item, quotes) for item in answer.items)
    return Figures(
        hit_at_1=ranking.hit_at_1,
        hit_at_5=ranking.hit_at_5,
        hit_at_10=ranking.hit_at_10,
        recall_at_10=found.groups_found / min(found.groups, CUTOFF),
        reciprocal_rank=ranking.reciprocal_rank,
        ndcg_at_10=ranking.ndcg_at_10,
        document_recall=_document_recall(groups, answer.passages[:CUTOFF]),
        answer_hit=float(said > 0),
        answer_recall=said / len(groups),
        answer_precision=useful / len(answer.items) if answer.items else 0.0,
        answer_words=len(words(whole_answer)),
        pages_right=found.pages_right,
        pages_checked=found.pages_checked,
        answered=float(answer.answered),
    )


def _covers(passage: RankedPassage, evidence: Evidence) -> bool:
    return same_document(passage.document, evidence.document) and coverage(evidence.quote, passage.text) >= COVERED


def _document_recall(groups: Sequence[Group], passages: Sequence[RankedPassage]) -> float:
    reached = sum(
        any(same_document(passage.document, evidence.document) for passage in passages for evidence in group)
        for group in groups
    )
    return reached / len(groups)


def _holds_evidence(item: str, quotes: Sequence[str]) -> bool:
    return any(max(coverage(quote, item), coverage(item, quote)) >= HOLDS_EVIDENCE for quote in quotes)
