import math
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from indexer.lexical import LexicalEntry, open_lexical, words_for_phrases, write_lexical
from indexer.passages import Passage
from indexer.tokens import tokenize, words

SUBJECTS = "inspectors leaders managers children carers partners schools visits records plans budgets panels".split()
VERBS = "found praised missed visited recorded planned funded delayed shared improved".split()
OBJECTS = "strategy meetings thresholds caseloads supervision placements permanence advocacy attendance housing".split()


def passage(text, *, document=0, context="Marlbrook. inspection of children's services. May 2021"):
    return Passage(document, 0, 0, 1, None, (), text, context)


def lexical_entry(one):
    return LexicalEntry(one.document, " ".join(tokenize(one.text)), one.context, words_for_phrases(one.text))


def invented(count, seed=1, longest=38):
    chance = random.Random(seed)
    pools = (SUBJECTS, VERBS, OBJECTS)
    return [
        passage(
            " ".join(chance.choice(chance.choice(pools)) for _ in range(chance.randint(4, longest))), document=n // 7
        )
        for n in range(count)
    ]


@pytest.fixture
def index_of(tmp_path):
    def make(passages, name="lexical"):
        write_lexical(tmp_path / name, [lexical_entry(p) for p in passages])
        return open_lexical(tmp_path / name)

    return make


def lucene_scores(passages, query, *, context_weight=0.0):
    """BM25 worked out plainly: k1 1.2, b 0.75, Lucene's idf, lengths as the engine keeps them."""
    scores = [0.0] * len(passages)
    for field, weight in ((lambda p: p.text, 1.0), (lambda p: p.context, context_weight)):
        bags = [Counter(tokenize(field(p))) for p in passages]
        lengths = [sum(bag.values()) for bag in bags]
        average = sum(lengths) / len(lengths)
        for term, boost in query.items():
            holding = sum(term in bag for bag in bags)
            idf = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
            for row, bag in enumerate(bags):
                norm = 1.2 * (0.25 + 0.75 * kept_length(lengths[row]) / average)
                scores[row] += boost * weight * idf * 2.2 * bag[term] / (bag[term] + norm)
    return scores


def kept_length(length):
    if length <= 40:
        return length
    shift = (length - 24).bit_length() - 4
    return 24 + ((length - 24) >> shift << shift)


def best(scores, limit):
    ranked = sorted((-round(score, 4), row) for row, score in enumerate(scores) if score > 0)
    return [(row, -score) for score, row in ranked[:limit]]


@pytest.mark.parametrize("longest", [38, 300])
def test_scores_are_bm25_with_lucenes_idf(index_of, longest):
    passages = invented(120, longest=longest)
    query = {"strategi": 1.0, "meet": 2.0, "inspector": 0.5}
    found = index_of(passages).search(query, limit=120, context_weight=0.0)
    expected = best(lucene_scores(passages, query), 120)
    assert {row for row, _ in found} == {row for row, _ in expected}
    by_row = dict(expected)
    assert all(score == pytest.approx(by_row[row], abs=2e-3) for row, score in found)


def test_the_context_line_counts_by_its_weight(index_of):
    passages = [passage("Leaders met.", context="Marlbrook"), passage("Marlbrook leaders met.", context="Elmshire")]
    query = {"marlbrook": 1.0}
    found = index_of(passages).search(query, limit=2, context_weight=0.4)
    assert [row for row, _ in found] == [1, 0]
    expected = lucene_scores(passages, query, context_weight=0.4)
    assert dict(found) == {row: pytest.approx(expected[row], abs=1e-3) for row in (0, 1)}


def test_a_query_of_one_term_ranks_as_rank_bm25_does(index_of):
    passages = invented(200)
    ours, reference = index_of(passages), BM25Okapi([tokenize(p.text) for p in passages], k1=1.2, b=0.75)
    for term in ("strategi", "caseload", "advocaci", "praise"):
        found = [row for row, _ in ours.search({term: 1.0}, limit=10, context_weight=0.0)]
        assert found == [row for row, _ in best(reference.get_scores([term]), 10)]


def test_queries_of_uncommon_terms_find_what_rank_bm25_finds(index_of):
    chance = random.Random(3)
    vocabulary = [f"{a}{b}ing" for a in SUBJECTS for b in OBJECTS]
    weights = [1 / (n + 6) for n in range(len(vocabulary))]
    passages = [passage(" ".join(chance.choices(vocabulary, weights, k=chance.randint(15, 38)))) for _ in range(400)]
    bags = [tokenize(p.text) for p in passages]
    ours, reference = index_of(passages), BM25Okapi(bags, k1=1.2, b=0.75)
    uncommon = [term for term, count in Counter(t for bag in bags for t in set(bag)).items() if 20 < count < 100]
    overlaps = []
    for _ in range(40):
        terms = chance.sample(sorted(uncommon), 3)
        found = {row for row, _ in ours.search(dict.fromkeys(terms, 1.0), limit=10, context_weight=0.0)}
        overlaps.append(len(found & {row for row, _ in best(reference.get_scores(terms), 10)}) / 10)
    assert sum(overlaps) / len(overlaps) > 0.95


def test_a_word_in_most_passages_weighs_little_where_rank_bm25_lifts_it_above_rarer_ones(index_of):
    """Where they part: rank_bm25 gives a word with a negative idf a quarter of the mean idf, we give it nearly none."""
    texts = [f"children {name}a {name}b {name}c" for name in map(str, range(60))]
    texts += [f"children inspectors {name}a {name}b" for name in map(str, range(60, 91))]
    texts += [f"inspectors {name}a {name}b {name}c" for name in map(str, range(91, 100))]
    passages = [passage(text) for text in texts]
    (common,), (rarer,) = tokenize("children"), tokenize("inspectors")
    reference = BM25Okapi([tokenize(text) for text in texts], k1=1.2, b=0.75)
    assert reference.idf[common] > reference.idf[rarer]
    index = index_of(passages)
    scores = {term: index.search({term: 1.0}, limit=1, context_weight=0.0)[0][1] for term in (common, rarer)}
    assert 0 < scores[common] < scores[rarer] / 5


WORDS = st.sampled_from(["strategy", "meeting", "meetings", "the", "was", "held"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None)
@given(texts=TEXTS, phrase=st.lists(WORDS, min_size=1, max_size=3))
def test_a_phrase_is_found_where_its_words_stand_next_to_each_other(tmp_path_factory, texts, phrase):
    folder = tmp_path_factory.mktemp("phrase") / "lexical"
    write_lexical(folder, [lexical_entry(passage(text)) for text in texts])
    found = open_lexical(folder).search({}, phrases=[phrase], limit=len(texts))
    assert [row for row, _ in found] == [
        row for row, text in enumerate(texts) if f" {' '.join(phrase)} " in f" {' '.join(words(text))} "
    ]


def test_a_phrase_does_not_run_from_one_line_into_the_next(index_of):
    index = index_of([passage("They held a strategy\nmeeting soon."), passage("They held a strategy meeting soon.")])
    assert [row for row, _ in index.search({"soon": 1.0}, phrases=[["strategy", "meeting"]], limit=5)] == [1]


def test_every_phrase_must_stand_in_the_passage(index_of):
    index = index_of([passage("Strategy meetings were held late."), passage("Strategy meetings were late.")])
    found = index.search({"strategi": 1.0}, phrases=[["strategy", "meetings"], ["held", "late"]], limit=5)
    assert [row for row, _ in found] == [0]


def test_only_the_given_documents_are_searched_and_scores_stay(index_of):
    passages = invented(150)
    index = index_of(passages)
    query = {"strategi": 1.0, "found": 1.0}
    everywhere = index.search(query, limit=150)
    documents = {2, 5, 19}
    expected = [(row, score) for row, score in everywhere if passages[row].document in documents]
    found = index.search(query, limit=150, documents=documents)
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=2e-4)
    assert index.search(query, limit=150, documents=set()) == []


def test_equal_scores_go_by_row_wherever_the_list_is_cut(index_of):
    index = index_of([passage("Leaders met."), passage("Leaders met partners."), *[passage("Leaders met.")] * 60])
    ranked = [0, *range(2, 62), 1]
    for limit in (1, 2, 10, 61, 62, 99):
        assert [row for row, _ in index.search({"leader": 1.0}, limit=limit)] == ranked[:limit]


def test_a_term_that_no_passage_holds_finds_nothing(index_of):
    index = index_of(invented(5))
    assert index.search({"zebra": 1.0}, limit=5) == []
    assert index.search({}, limit=5) == []
    assert index.search({"found": 1.0}, limit=0) == []


def test_an_index_of_nothing_can_be_searched(index_of):
    index = index_of([])
    assert len(index) == 0
    assert index.search({"found": 1.0}, phrases=[["found"]], limit=5) == []


def test_equal_passages_make_equal_files(tmp_path):
    entries = [lexical_entry(p) for p in invented(300)]
    for name in ("first", "second"):
        write_lexical(tmp_path / name, entries)
    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("first", "second")
    )
    assert first == second
    assert sum(name.endswith(".idx") for name in first) == 1
