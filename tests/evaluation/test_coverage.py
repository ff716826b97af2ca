import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.coverage import coverage, group_repeats, same_document, trigrams, words

SENTENCES = st.lists(
    st.sampled_from("the child's plan is re- viewed by a manager’s team 2016-17".split(" ")), max_size=12
).map(" ".join)
PATHS = st.lists(st.sampled_from(["a", "B", "report.pdf", "Ashmere"]), min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(["/", "\\"]).map(lambda slash: slash.join(parts))
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Children’s and children's", ["childrens", "and", "childrens"]),
        ("multi- agency", ["multiagency"]),
        ("well-being", ["well", "being"]),
        ("17- year- olds", ["17yearolds"]),
        ("2015–16 (£4m)", ["2015", "16", "4m"]),
        ("", []),
    ],
)
def test_words_do_not_depend_on_quotes_and_line_ends(text, expected):
    assert words(text) == expected


def test_a_text_of_two_words_is_covered_by_the_same_two_words_alone():
    assert coverage("Ofsted visited", "ofsted visited.") == 1
    assert coverage("Ofsted visited", "Then Ofsted visited") == 0


def test_coverage_is_the_share_of_the_quotations_trigrams():
    quotation = "one two three four five six"  # 4 trigrams: 123 234 345 456

    assert coverage(quotation, "zero one two three four") == 2 / 4
    assert coverage(quotation, "one two three and four five six") == 2 / 4  # 123 and 456
    assert coverage(quotation, "six five four three two one") == 0


def test_documents_are_the_same_by_the_end_of_their_path():
    assert same_document("send/80512_ashmere/Area SEND.pdf", "C:\\corpus\\send\\80512_Ashmere\\area send.pdf")
    assert not same_document("2019/report.pdf", "2022/report.pdf")
    assert not same_document("report.pdf", "old-report.pdf")


def test_quotations_that_repeat_one_another_are_one_group():
    quotes = [
        "The police attend strategy meetings in all cases seen by inspectors",
        "Foster carers are well supported by their link workers",
        "Police attend strategy meetings in all cases seen by inspectors.",
    ]

    assert group_repeats(quotes) == [[0, 2], [1]]


def test_a_short_quotation_within_a_long_one_is_a_group_of_its_own():
    long = "The police attend strategy meetings in all cases and the school nurse comes to most of them too"

    assert group_repeats([long, "The police attend strategy meetings"]) == [[0], [1]]


@given(SENTENCES, SENTENCES, SENTENCES)
def test_more_text_never_covers_less(quote, text, more):
    if len(words(text)) >= 3:
        assert coverage(quote, f"{text} . {more}") >= coverage(quote, text)


@given(SENTENCES)
def test_every_text_covers_itself(text):
    assert coverage(text, text) == 1


@given(st.lists(SENTENCES, max_size=8))
def test_groups_hold_every_quotation_once_and_in_order(quotes):
    groups = group_repeats(quotes)

    assert sorted(index for group in groups for index in group) == list(range(len(quotes)))
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)


@pytest.mark.real
@given(quote=SENTENCES, text=SENTENCES, other=SENTENCES)
def test_words_trigrams_coverage_and_groups_are_the_judges(judge, quote, text, other):
    quotes = [quote, text, other, quote]
    judged = judge.groups([{"quote": item, "place": place} for place, item in enumerate(quotes)])

    assert words(quote) == judge.words(quote)
    assert trigrams(quote) == judge.trigrams(judge.words(quote))
    assert coverage(quote, text) == judge.coverage(quote, text)
    assert group_repeats(quotes) == [[item["place"] for item in group] for group in judged]


@pytest.mark.real
@given(left=PATHS, right=PATHS)
def test_documents_are_the_same_where_the_judge_says_so(judge, left, right):
    assert same_document(left, right) == judge.same_doc(left, right)
