"""Fit the weights of the ranking on gold sets, and say how well they hold on questions not fitted on.

    python -m evaluation.fit --set GOLD=INDEX [--set GOLD=INDEX ...] [--ablate] [--write FILE]

Three small models, each linear in signs that a reader can look up in retriever/: which passage is evidence
(pairwise logistic loss, RankNet with a linear scorer, Burges et al. 2005), which sentence is quoted, and
whether there is an answer at all (logistic regression each). The figures printed are of
cross-validation by question: a question's own answer never helps to fit its score.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from evaluation.coverage import COVERED, coverage, group_repeats, same_document
from evaluation.gold import GoldQuestion, read_gold
from retriever.answer import Filters
from retriever.confidence import AnswerSigns
from retriever.ranking import PassageSigns, SentenceSigns
from retriever.searcher import Searcher

Floats = npt.NDArray[np.float64]

HEADER = """# What each sign of relevance weighs: written by `python -m evaluation.fit`, read by retriever/ranking.py
# and confidence.py, which say what each sign is. A larger number moves a passage, a sentence or an answer up.
"""

FOLDS = 8
HARDEST_NEGATIVES = 60
"""So many of the best-looking wrong passages of a question are compared with each right one."""

PENALTY = {"passage": 1.0, "sentence": 1.0, "confidence": 1.0}
"""Weight of the squared norm beside the summed loss of each model."""

MOST_REFUSED = 0.08
"""At most this share of the answerable questions may be refused, those put in quite other words included."""

NEARLY = 0.02
"""So much less balanced accuracy than the best point's is nearly as good: the best one itself may be an edge."""

SHARES = {"partial": 0.2, "strong": 0.5}
"""Where the stronger words begin: the confidence that these shares of the answerable questions stay below."""

SENTENCES_OF = 12
"""Sentences are learnt from so many first passages: the ones an answer is made of."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question held against one build: signs and what they should lead to."""

    question: GoldQuestion
    absent: bool
    passage_signs: Floats
    covered: tuple[frozenset[int], ...]
    groups: int
    sentence_signs: Floats
    sentence_place: npt.NDArray[np.int64]
    is_evidence: npt.NDArray[np.bool_]
    answer_signs: Floats


def examples(searcher: Searcher, questions: Sequence[GoldQuestion]) -> list[Example]:
    """Hold each question against the searcher's build."""
    return [_example(searcher, question) for question in questions]


def _example(searcher: Searcher, question: GoldQuestion) -> Example:
    look = searcher.look(question.question, Filters())
    candidates = look.ranking.candidates
    snapshot = searcher.snapshot
    passages = snapshot.passages(candidates.rows.tolist())
    paths = [snapshot.documents[passage.document].path for passage in passages]
    quotes = [evidence.quote for evidence in question.evidence]
    groups = group_repeats(quotes)
    covered = [
        frozenset(
            number
            for number, group in enumerate(groups)
            if any(
                same_document(path, question.evidence[i].document) and coverage(quotes[i], passage.text) >= COVERED
                for i in group
            )
        )
        for passage, path in zip(passages, paths, strict=True)
    ]
    texts = [
        p.text[a:b]
        for p, row in zip(passages, candidates.rows, strict=True)
        for a, b in snapshot.sentence_ranges(int(row))
    ]
    is_evidence = [
        bool(covered[place])
        and any(
            same_document(paths[place], evidence.document)
            and max(coverage(evidence.quote, text), coverage(text, evidence.quote)) >= COVERED
            for evidence in question.evidence
        )
        for text, place in zip(texts, candidates.sentence_place, strict=True)
    ]
    return Example(
        question=question,
        absent=look.absent,
        passage_signs=look.ranking.signs.matrix(),
        covered=tuple(covered),
        groups=len(groups),
        sentence_signs=look.ranking.sentence_signs.matrix(),
        sentence_place=candidates.sentence_place,
        is_evidence=np.array(is_evidence, dtype=np.bool_),
        answer_signs=np.array([getattr(look.signs, field.name) for field in fields(AnswerSigns)], dtype=np.float64),
    )


def fit_passages(examples: Sequence[Example]) -> Floats:
    """Weights of the passage signs."""
    differences, importance = [], []
    for example in examples:
        right = np.array([bool(covered) for covered in example.covered])
        if not right.any() or right.all():
            continue
        signs = example.passage_signs
        wrong = np.flatnonzero(~right)
        wrong = wrong[np.argsort(-example.passage_signs[wrong].sum(axis=1), kind="stable")][:HARDEST_NEGATIVES]
        for place in np.flatnonzero(right):
            differences.append(signs[place] - signs[wrong])
            importance.append(np.full(len(wrong), 1.0 / (right.sum() * len(wrong))))
    return _logistic(np.concatenate(differences), np.concatenate(importance) * 20, None, PENALTY["passage"])


def fit_sentences(examples: Sequence[Example], weights: Floats) -> Floats:
    """Weights of the sentence signs, the intercept last."""
    signs, labels = [], []
    for example in examples:
        if not example.groups:
            continue
        mine = np.isin(
            example.sentence_place, np.argsort(-(example.passage_signs @ weights), kind="stable")[:SENTENCES_OF]
        )
        signs.append(_with_passage_score(example, weights)[mine])
        labels.append(example.is_evidence[mine])
    design = np.concatenate(signs)
    design = np.hstack([design, np.ones((len(design), 1))])
    return _logistic(design, np.ones(len(design)), np.concatenate(labels), PENALTY["sentence"])


def _with_passage_score(example: Example, weights: Floats) -> Floats:
    """The sentence signs with the passage's score under these weights in its place."""
    scores = example.passage_signs @ weights
    signs = example.sentence_signs.copy()
    column = [field.name for field in fields(SentenceSigns)].index("passage")
    signs[:, column] = (np.maximum(scores - scores.max(initial=-np.inf), -6.0) / 3.0)[example.sentence_place]
    return signs


def fit_confidence(examples: Sequence[Example]) -> Floats:
    """Weights of the signs of an answer, the intercept last; both outcomes count the same in all."""
    kept = [example for example in examples if not example.absent]
    design = np.array([[*example.answer_signs, 1.0] for example in kept])
    labels = np.array([bool(example.groups) for example in kept])
    importance = np.where(labels, 0.5 / max(labels.sum(), 1), 0.5 / max((~labels).sum(), 1)) * len(kept)
    return _logistic(design, importance, labels, PENALTY["confidence"])


def _logistic(design: Floats, importance: Floats, labels: npt.NDArray[np.bool_] | None, penalty: float) -> Floats:
    """Weights of least logistic loss; without labels every row is a difference that should be positive."""
    sign = np.ones(len(design)) if labels is None else np.where(labels, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = sign * (design @ weights)
        pull = -importance * sign / (1.0 + np.exp(np.clip(margins, -50, 50)))
        value = float(importance @ np.logaddexp(0.0, -margins)) + penalty / 2 * float(weights @ weights)
        return value, design.T @ pull + penalty * weights

    return np.asarray(minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x)


def folds(count: int) -> list[npt.NDArray[np.int64]]:
    """Questions in FOLDS parts, always the same."""
    return np.array_split(np.random.default_rng(0).permutation(count), FOLDS)


def crossvalidate(
    examples: Sequence[Example],
    fit: Callable[[Sequence[Example]], Floats],
    judge: Callable[[Example, Floats], float | None],
) -> list[float | None]:
    """`judge` of each example under weights fitted on the other folds."""
    judged: list[float | None] = [None] * len(examples)
    for fold in folds(len(examples)):
        weights = fit([example for i, example in enumerate(examples) if i not in set(fold.tolist())])
        for i in fold:
            judged[i] = judge(examples[i], weights)
    return judged


def gain_at_ten(example: Example, weights: Floats) -> float | None:
    """nDCG@10 of one question's passages: a passage gains 1 when it covers evidence that none before it did."""
    if not example.groups:
        return None
    seen: set[int] = set()
    gain = 0.0
    for rank, place in enumerate(np.argsort(-(example.passage_signs @ weights), kind="stable")[:10], 1):
        if example.covered[place] - seen:
            gain += 1 / np.log2(rank + 1)
            seen |= example.covered[place]
    return float(gain / sum(1 / np.log2(rank + 1) for rank in range(1, min(example.groups, 10) + 1)))


def probability(example: Example, weights: Floats) -> float | None:
    """The confidence of one question under these weights; 0 where what it asks about is not in the collection."""
    if example.absent:
        return 0.0
    return float(1.0 / (1.0 + np.exp(-(np.array([*example.answer_signs, 1.0]) @ weights))))


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print cross-validated figures and the weights; write them where asked."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.fit", description=__doc__)
    parser.add_argument("--set", action="append", required=True, metavar="GOLD=INDEX", help="a gold set and its index")
    parser.add_argument("--ablate", action="store_true", help="print what each sign is worth: the figures without it")
    parser.add_argument("--write", type=Path, help="write the weights as TOML to this file")
    options = parser.parse_args(arguments)
    found: list[Example] = []
    for pair in options.set:
        gold, index = pair.split("=", 1)
        mine = examples(Searcher.open(Path(index)), read_gold(Path(gold)).questions)
        found.extend(mine)
        print(f"{gold}: {len(mine)} questions, {sum(not e.groups for e in mine)} of them unanswerable")
    _print_figures(found)
    if options.ablate:
        _print_ablation(found)
    tables = _tables(found)
    print(tables)
    if options.write:
        options.write.write_text(f"{HEADER}\n{tables}", encoding="utf-8")
    return 0


def operating_point(found: Sequence[Example]) -> dict[str, float]:
    """Where each word begins, by confidences judged on the other folds.

    An answer is given from the middle of the confidences that tell nearly as well as the best one, by balanced
    accuracy, which questions have one, and refuse at most MOST_REFUSED of them.
    """
    judged = np.array([value or 0.0 for value in crossvalidate(found, fit_confidence, probability)])
    answerable = np.array([bool(example.groups) for example in found])
    points = np.arange(0.05, 0.95, 0.01)
    kept = np.array([(judged[answerable] >= point).mean() for point in points])
    balanced = (kept + np.array([(judged[~answerable] < point).mean() for point in points])) / 2
    allowed = np.where(kept >= 1 - MOST_REFUSED, balanced, 0.0)
    near_best = points[allowed >= allowed.max() - NEARLY]
    sure = judged[answerable & ~np.array([example.absent for example in found])]
    words = {word: float(np.quantile(sure, share)) for word, share in SHARES.items()}
    return {"answerable": float(near_best[len(near_best) // 2]), **words}


def _print_figures(found: Sequence[Example]) -> None:
    print(f"nDCG@10 before selection, cross-validated: {_mean_gain(found):.3f}")
    judged = crossvalidate(found, fit_confidence, probability)
    confident = np.array([value or 0.0 for value in judged])
    answerable = np.array([bool(example.groups) for example in found])
    wins = confident[answerable][:, None] - confident[~answerable][None, :]
    print(f"AUROC of the confidence, cross-validated: {((wins > 0) + 0.5 * (wins == 0)).mean():.3f}")
    for point in np.arange(0.2, 0.75, 0.05):
        kept, refused = (confident[answerable] >= point).mean(), (confident[~answerable] < point).mean()
        print(
            f"  threshold {point:.2f}: answerable kept {kept:.3f}, unanswerable refused {refused:.3f}, balanced "
            f"{(kept + refused) / 2:.3f}"
        )


def _print_ablation(found: Sequence[Example]) -> None:
    """The ranking's figure under every sign alone, and under all but it."""
    print("nDCG@10, cross-validated:   alone  without")
    for column, sign in enumerate(fields(PassageSigns)):
        alone = [replace(e, passage_signs=e.passage_signs[:, [column]]) for e in found]
        without = [replace(e, passage_signs=np.delete(e.passage_signs, column, axis=1)) for e in found]
        print(f"  {sign.name:<24} {_mean_gain(alone):.3f}    {_mean_gain(without):.3f}")


def _mean_gain(found: Sequence[Example]) -> float:
    gains = [gain for gain in crossvalidate(found, fit_passages, gain_at_ten) if gain is not None]
    return float(np.mean(gains))


def _tables(found: Sequence[Example]) -> str:
    passage = fit_passages(found)
    return "\n".join(
        [
            _table("passage", [f.name for f in fields(PassageSigns)], passage),
            _table("sentence", [*(f.name for f in fields(SentenceSigns)), "intercept"], fit_sentences(found, passage)),
            _table("confidence", [*(f.name for f in fields(AnswerSigns)), "intercept"], fit_confidence(found)),
            _table("operating_point", list(points := operating_point(found)), list(points.values())),
        ]
    )


def _table(name: str, signs: Sequence[str], weights: Iterable[float]) -> str:
    rows = "\n".join(f"{sign} = {weight:.2f}" for sign, weight in zip(signs, weights, strict=True))
    return f"[{name}]\n{rows}\n"


if __name__ == "__main__":
    sys.exit(main())
