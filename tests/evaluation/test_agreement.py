"""Our figures and those of the judge outside the project, from the same files."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.answers import answer_from_json
from evaluation.gold import read_gold
from evaluation.scoring import score_system

pytestmark = pytest.mark.real


def assert_agreement(judged, questions, gold_lines, answer_lines):
    """Every figure that both make, by kind and over all, to the last digit but for the order of sums."""
    by_kind, whole = judged(gold_lines, answer_lines)
    ours = score_system("this search", questions, [answer_from_json(value) for value in answer_lines])

    assert {kind.kind for kind in ours.kinds if kind.questions} == set(by_kind)
    for kind in ours.kinds:
        if kind.questions:
            mine = {name: figure.value for name, figure in kind.figures.items()} | {"questions": kind.questions}
            assert {name: mine[name] for name in by_kind[kind.kind]} == pytest.approx(by_kind[kind.kind], abs=1e-12)
    mine = {name: figure.value for name, figure in ours.abstention.items()}
    mine["page_correct"] = ours.kinds[-1].figures["page_correct"].value
    if None in mine.values():  # the judge takes an empty side for 0 or no number, where we give no figure
        return
    assert {name: mine[name] for name in whole} == pytest.approx(whole, abs=1e-12)


VOCABULARY = "child plan police health meeting review nurse visit worker team".split()
DOCUMENTS = {
    name: [VOCABULARY[(place * step + place // 3) % len(VOCABULARY)] for place in range(60)]
    for name, step in [("a/2016.pdf", 1), ("a/2022.pdf", 3), ("B/2019.txt", 7)]
}


@st.composite
def cuttings(draw) -> tuple[str, str]:
    """A document and a run of words cut from it."""
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    start = draw(st.integers(0, 50))
    return name, " ".join(DOCUMENTS[name][start : start + draw(st.integers(1, 16))])


@st.composite
def evaluations(draw) -> tuple[list[dict], list[dict]]:
    """Gold lines and answer lines over invented documents in few words, so that cuttings overlap."""
    gold, answers = [], []
    for number in range(draw(st.integers(1, 5))):
        evidence = draw(st.lists(cuttings(), max_size=6))
        pages = draw(st.lists(st.sampled_from([None, 1, 2]), min_size=6, max_size=6))
        gold.append(
            {
                "id": f"q{number}",
                "question": f"What of {number}?",
                "kind": draw(st.sampled_from(["fact", "theme"])),
                "evidence": [
                    {"doc": name, "page": page, "quote": quote}
                    for (name, quote), page in zip(evidence, pages, strict=False)
                ],
            }
        )
        passages = draw(st.lists(cuttings(), max_size=12))
        items = draw(st.lists(cuttings(), max_size=3))
        if draw(st.integers(0, 5)):
            answers.append(
                {
                    "id": draw(st.sampled_from([f"q{number}", None])),
                    "question": f"What of {number}?",
                    "answerable": draw(st.booleans()),
                    "confidence": draw(st.sampled_from([0.0, 0.25, 0.5, 1.0])),
                    "answer": [{"text": text} for _, text in items],
                    "passages": [
                        {"document": name, "pages": draw(st.lists(st.integers(1, 3), min_size=1)), "text": text}
                        for name, text in passages
                    ],
                }
            )
    return gold, answers


@settings(max_examples=60, deadline=None)
@given(lines=evaluations())
def test_any_answers_to_any_questions_are_scored_as_the_judge_scores_them(judged, tmp_path_factory, lines):
    gold_lines, answer_lines = lines
    file = tmp_path_factory.mktemp("gold") / "set.jsonl"
    file.write_text("\n".join(map(json.dumps, gold_lines)), encoding="utf-8")

    assert_agreement(judged, read_gold(file).questions, gold_lines, answer_lines)


@pytest.mark.parametrize("name", ["dev", "redbridge"])
def test_quotations_of_real_gold_sets_handed_in_as_passages_are_scored_alike(judged, shared, name):
    gold = read_gold(shared / "gold" / f"{name}.jsonl")
    gold_lines = [json.loads(line) for line in gold.file.read_text(encoding="utf-8").splitlines()]
    everything = [evidence for line in gold_lines for evidence in line["evidence"]]
    answer_lines = []
    for place, line in enumerate(gold_lines):
        others = everything[place :: len(gold_lines)]
        chosen = [*others[:2], *line["evidence"][: place % 5], *others[2:5], *line["evidence"][5:9]]
        answer_lines.append(
            {
                "id": line["id"],
                "answerable": place % 4 != 0,
                "confidence": (place * 7 % 10) / 10,
                "answer": [{"text": evidence["quote"]} for evidence in chosen[1:4]],
                "passages": [
                    {
                        "document": evidence["doc"],
                        "pages": [(evidence["page"] or 1) + (place % 3 == 0)],
                        "text": evidence["quote"],
                    }
                    for evidence in chosen
                ],
            }
        )

    assert_agreement(judged, gold.questions, gold_lines, answer_lines)
