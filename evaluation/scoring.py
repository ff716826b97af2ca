"""From a gold set and one system's answers to everything a report says about that system."""

from collections.abc import Sequence

import numpy as np

from evaluation.abstention import Judged, judge_abstention, risk_coverage
from evaluation.answers import NO_ANSWER, GivenAnswer, match_answers
from evaluation.gold import GoldQuestion
from evaluation.measures import MEASURES
from evaluation.metrics import Figures, score_answers
from evaluation.result import KindResult, Latency, Miss, QuestionResult, SystemResult

ALL_KINDS = "all answerable"

SHOWN_OF_A_MISS = 3
"""So many of the passages found are kept beside a question that went wrong."""


def score_system(
    system: str, questions: Sequence[GoldQuestion], answers: Sequence[GivenAnswer], *, misses: bool = False
) -> SystemResult:
    """Score one system's answers, in whatever order they come, to the questions of one set.

    `misses` keeps beside each question that went wrong what was expected and what was found.
    """
    matched = match_answers(questions, answers)
    given = [answer or NO_ANSWER for answer in matched]
    pairs = [(question, answer) for question, answer in zip(questions, given, strict=True) if question.answerable]
    figures = score_answers([question for question, _ in pairs], [answer for _, answer in pairs])
    by_id = {question.id: item for (question, _), item in zip(pairs, figures, strict=True)}
    judged = [_judge(question, answer, by_id) for question, answer in zip(questions, given, strict=True)]
    return SystemResult(
        system=system,
        kinds=_score_kinds(questions, by_id),
        abstention=judge_abstention(judged),
        curve=risk_coverage([item.confidence for item in judged], [item.wrong for item in judged]),
        latency=_latency(given),
        unanswered=sum(answer is None for answer in matched),
        questions=tuple(
            _question_result(question, answer, by_id.get(question.id), misses=misses)
            for question, answer in zip(questions, given, strict=True)
        ),
    )


def _score_kinds(questions: Sequence[GoldQuestion], figures: dict[str, Figures]) -> tuple[KindResult, ...]:
    by_kind: dict[str, list[Figures]] = {}
    for question in questions:
        if question.answerable:
            by_kind.setdefault(question.kind, []).append(figures[question.id])
    by_kind[ALL_KINDS] = list(figures.values())
    return tuple(
        KindResult(kind, len(items), {measure.name: measure.over(items) for measure in MEASURES})
        for kind, items in by_kind.items()
    )


def _judge(question: GoldQuestion, answer: GivenAnswer, figures: dict[str, Figures]) -> Judged:
    found = question.id in figures and figures[question.id].hit_at_10 > 0
    return Judged(question.answerable, answer.answered, answer.confidence, wrong=not found)


def _latency(answers: Sequence[GivenAnswer]) -> Latency | None:
    times = [answer.milliseconds for answer in answers if answer.milliseconds is not None]
    if not times:
        return None
    p50, p95 = np.percentile(times, [50, 95])
    return Latency(p50=float(p50), p95=float(p95))


def _question_result(
    question: GoldQuestion, answer: GivenAnswer, figures: Figures | None, *, misses: bool
) -> QuestionResult:
    wrong = answer.answered if figures is None else not (answer.answered and figures.hit_at_10 and figures.answer_hit)
    return QuestionResult(
        id=question.id,
        question=question.question,
        kind=question.kind,
        answerable=question.answerable,
        answered=answer.answered,
        confidence=answer.confidence,
        milliseconds=answer.milliseconds,
        figures={} if figures is None else {measure.name: measure.of_one(figures) for measure in MEASURES},
        miss=Miss(question.evidence, answer.items, answer.passages[:SHOWN_OF_A_MISS]) if misses and wrong else None,
    )
