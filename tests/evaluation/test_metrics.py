from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.answers import GivenAnswer, RankedPassage
from evaluation.gold import Evidence, GoldQuestion
from evaluation.metrics import Found, score_answers, score_rankings

ONE = "Inspectors saw that assessments of need are thorough and timely in most cases"
TWO = "Foster carers told inspectors that their training had become far better lately"
THREE = "Care leavers do not always know what their health histories say about them"
NOISE = "The report was written after five days on site by a team of six people"


def question(*quotes: str, pages: tuple[int | None, ...] = ()) -> GoldQuestion:
    numbered = zip(quotes, pages or [1] * len(quotes), strict=True)
    return GoldQuestion("q", "?", "theme", tuple(Evidence("a.pdf", page, quote) for quote, page in numbered), "")


def answer(*texts: str, items: tuple[str, ...] = (), document: str = "a.pdf") -> GivenAnswer:
    passages = tuple(RankedPassage(document, (1,), text) for text in texts)
    return GivenAnswer("q", answered=bool(items), confidence=0.5, items=items, passages=passages)


def figures(asked: GoldQuestion, given_answer: GivenAnswer):
    [scored] = score_answers([asked], [given_answer])
    return scored


def test_a_first_find_at_rank_two_and_another_at_four():
    scored = figures(question(ONE, TWO, THREE), answer(NOISE, ONE, NOISE, TWO))

    assert (scored.hit_at_1, scored.hit_at_5, scored.hit_at_10) == (0, 1, 1)
    assert scored.reciprocal_rank == 1 / 2
    assert scored.recall_at_10 == pytest.approx(2 / 3)
    gained = 1 / log2(2 + 1) + 1 / log2(4 + 1)
    ideal = 1 / log2(1 + 1) + 1 / log2(2 + 1) + 1 / log2(3 + 1)
    assert scored.ndcg_at_10 == pytest.approx(gained / ideal)


def test_a_second_copy_of_a_finding_earns_nothing():
    once = figures(question(ONE, TWO), answer(ONE, NOISE, TWO))
    twice = figures(question(ONE, TWO), answer(ONE, ONE, TWO))

    assert twice.ndcg_at_10 == once.ndcg_at_10
    assert twice.recall_at_10 == once.recall_at_10 == 1


def test_a_passage_with_two_findings_finds_both_but_is_one_gain():
    scored = figures(question(ONE, TWO), answer(f"{ONE}. {TWO}."))

    assert scored.recall_at_10 == 1
    assert scored.ndcg_at_10 == pytest.approx(1 / (1 + 1 / log2(3)))


def test_the_eleventh_passage_does_not_count():
    scored = figures(question(ONE), answer(*[NOISE] * 10, ONE))

    assert (scored.hit_at_10, scored.recall_at_10, scored.ndcg_at_10, scored.reciprocal_rank) == (0, 0, 0, 0)


def test_eleven_findings_can_be_recalled_by_ten_passages():
    quotes = [" ".join(f"word{number}{letter}" for letter in "abcdef") for number in range(11)]

    scored = figures(question(*quotes), answer(*quotes))

    assert scored.recall_at_10 == 1
    assert scored.ndcg_at_10 == pytest.approx(1)


def test_recall_passes_one_where_one_passage_brings_several_of_more_than_ten_findings():
    quotes = [" ".join(f"word{number}{letter}" for letter in "abcdef") for number in range(12)]

    assert figures(question(*quotes), answer(" . ".join(quotes))).recall_at_10 == 12 / 10


def test_the_same_words_in_another_document_are_no_evidence():
    scored = figures(question(ONE), answer(ONE, document="b.pdf"))

    assert scored.hit_at_10 == 0
    assert scored.document_recall == 0
    assert scored.pages_checked == 0


def test_a_document_is_reached_by_any_of_its_passages():
    asked = GoldQuestion("q", "?", "theme", (Evidence("a.pdf", 1, ONE), Evidence("b.pdf", 1, TWO)), "")

    assert figures(asked, answer(NOISE)).document_recall == 1 / 2


def test_a_finding_in_two_extractions_is_reached_by_either():
    asked = GoldQuestion("q", "?", "theme", (Evidence("a.pdf", 1, ONE), Evidence("a.txt", None, f"{ONE}.")), "")

    scored = figures(asked, answer(ONE, document="a.txt"))

    assert (scored.recall_at_10, scored.document_recall, scored.ndcg_at_10) == (1, 1, 1)


def test_pages_are_checked_where_a_passage_covers_a_quotation_with_a_page():
    asked = question(ONE, TWO, THREE, pages=(1, 2, None))

    scored = figures(asked, answer(ONE, TWO, THREE, NOISE))

    assert (scored.pages_right, scored.pages_checked) == (1, 2)


def test_the_answer_is_judged_by_what_it_says_and_not_by_the_passages():
    scored = figures(question(ONE, TWO), answer(ONE, TWO, items=(TWO, NOISE)))

    assert scored.answer_hit == 1
    assert scored.answer_recall == 1 / 2
    assert scored.answer_precision == 1 / 2
    assert scored.answer_words == len(TWO.split()) + len(NOISE.split())


def test_a_short_item_cut_from_a_quotation_is_useful_though_it_covers_little_of_it():
    scored = figures(question(ONE), answer(items=("assessments of need are thorough",)))

    assert scored.answer_precision == 1
    assert scored.answer_hit == 0


def test_an_abstention_says_nothing_but_its_passages_still_count():
    scored = figures(question(ONE), answer(ONE))

    assert (scored.answered, scored.answer_hit, scored.answer_precision, scored.answer_words) == (0, 0, 0, 0)
    assert scored.hit_at_1 == 1


GAINS = st.lists(st.booleans(), max_size=10)


def found(gains: list[bool], *, beyond: int) -> Found:
    total = sum(gains) + beyond
    return Found(tuple(gains), total, sum(gains), pages_right=0, pages_checked=0)


@given(GAINS, st.integers(0, 15))
def test_ranking_figures_lie_between_nothing_and_perfect_and_hits_grow_with_the_cutoff(gains, beyond):
    if not sum(gains) + beyond:
        beyond = 1
    [scored] = score_rankings([found(gains, beyond=beyond)])

    assert 0 <= scored.hit_at_1 <= scored.hit_at_5 <= scored.hit_at_10 <= 1
    assert scored.hit_at_1 <= scored.reciprocal_rank <= scored.hit_at_10
    assert 0 <= scored.ndcg_at_10 <= 1 + 1e-12


@given(GAINS, st.integers(0, 15))
def test_the_librarys_figures_are_those_of_the_plain_formulas(gains, beyond):
    if not sum(gains) + beyond:
        beyond = 1
    [scored] = score_rankings([found(gains, beyond=beyond)])
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(sum(gains) + beyond, 10) + 1))
    gained = sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))

    assert scored.ndcg_at_10 == pytest.approx(gained / ideal, abs=1e-12)
    assert scored.reciprocal_rank == (1 / (gains.index(True) + 1) if any(gains) else 0)
    assert (scored.hit_at_1, scored.hit_at_5) == (any(gains[:1]), any(gains[:5]))


@given(GAINS.filter(any), st.data())
def test_moving_a_find_up_never_lowers_a_figure(gains, data):
    place = data.draw(st.sampled_from([index for index, gain in enumerate(gains) if gain]))
    target = data.draw(st.integers(0, place))
    moved = [*gains[:place], *gains[place + 1 :]]
    moved.insert(target, True)

    before, after = score_rankings([found(gains, beyond=1), found(moved, beyond=1)])

    assert after.ndcg_at_10 >= before.ndcg_at_10 - 1e-12
    assert after.reciprocal_rank >= before.reciprocal_rank
    assert after.hit_at_1 >= before.hit_at_1
    assert after.hit_at_5 >= before.hit_at_5


def test_many_questions_are_scored_each_on_its_own_and_in_order():
    asked = [question(ONE)] * 12
    given_answers = [answer(*[NOISE] * number, ONE) for number in range(12)]

    ranks = [scored.reciprocal_rank for scored in score_answers(asked, given_answers)]

    assert ranks == [1 / rank for rank in range(1, 11)] + [0, 0]
