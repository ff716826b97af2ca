import numpy as np
import pytest

from evaluation.answers import answer_from_json
from evaluation.baselines import DenseRanker, FusedRanker, LexicalRanker, Scored, answer, best, fuse
from evaluation.chunks import Chunk

TEXTS = [
    "Foster carers are trained well and foster children thrive",
    "The police come to strategy meetings",
    "Care leavers have personal advisers who visit them",
    "Social workers have caseloads that are too high",
    "The nurse is asked to strategy meetings late",
    "Schools speak well of early help",
]
CHUNKS = [Chunk(f"{number}.pdf", (number + 1,), text) for number, text in enumerate(TEXTS)]
WORDS = ("foster", "police", "strategy", "nurse", "leavers", "social", "schools")


class WordEncoder:
    """A vector that counts seven words, with a small share of everything so that none is empty."""

    identity = "seven words"
    dimensions = len(WORDS)

    def encode_passages(self, texts):
        counts = np.array([[text.lower().count(word) + 0.01 for word in WORDS] for text in texts], dtype=np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    encode_questions = encode_passages


@pytest.fixture
def lexical() -> LexicalRanker:
    return LexicalRanker(CHUNKS)


@pytest.fixture
def dense() -> DenseRanker:
    encoder = WordEncoder()
    return DenseRanker(encoder.encode_passages(TEXTS), encoder)


@pytest.fixture(params=["lexical", "dense", "fused"])
def ranker(request, lexical, dense):
    """Every baseline keeps the same promises."""
    return {"lexical": lexical, "dense": dense, "fused": FusedRanker([lexical, dense])}[request.param]


def test_the_chunks_that_share_the_questions_words_come_first(ranker):
    ranked = ranker.rank("Is the nurse asked to strategy meetings?", limit=2)

    assert {chunk for chunk, _ in ranked} == {1, 4}
    assert ranked[0].chunk == 4


def test_a_ranking_is_as_long_as_asked_best_first_and_the_same_twice(ranker):
    ranked = ranker.rank("foster carers", limit=3)

    assert len(ranked) == 3
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert ranker.rank("foster carers", limit=3) == ranked


def test_confidence_is_a_share_and_higher_for_a_better_match(ranker):
    sure = ranker.confidence(ranker.rank("foster carers", limit=3))
    unsure = ranker.confidence(ranker.rank("well", limit=3))

    assert 0 <= unsure <= sure <= 1


def test_an_answer_of_a_baseline_has_the_form_of_every_other_answer(ranker):
    given = answer_from_json(answer(ranker, CHUNKS, "foster carers", identifier="q1", top_k=5))

    assert given.key == "q1"
    assert given.answered
    assert len(given.passages) == 5
    assert (given.passages[0].document, given.passages[0].pages) == ("0.pdf", (1,))
    assert given.items == tuple(passage.text for passage in given.passages[:3])


def test_equal_scores_are_ranked_by_index():
    assert best(np.array([0.0, 2.0, 1.0, 2.0]), 3) == [Scored(1, 2.0), Scored(3, 2.0), Scored(2, 1.0)]


def test_fusion_adds_one_over_sixty_and_the_rank():
    fused = fuse([[Scored(7, 9.0), Scored(3, 8.0)], [Scored(3, 0.9), Scored(5, 0.8)]])

    assert [chunk for chunk, _ in fused] == [3, 7, 5]
    assert fused[0].score == pytest.approx(1 / 62 + 1 / 61)
    assert fused[1].score == pytest.approx(1 / 61)
    assert fused[2].score == pytest.approx(1 / 62)


def test_what_one_ranking_lacks_can_still_be_fused():
    assert fuse([[], [Scored(2, 0.1)]]) == [Scored(2, 1 / 61)]
    assert fuse([]) == []
