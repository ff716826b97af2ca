"""Authorities of the sample side by side, and the groups that a file of neighbours holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import DocumentType
from retriever.answer import Filters
from retriever.comparison import Blank, compare, in_words
from retriever.errors import QuestionError
from retriever.neighbours import parse_groups, read_groups
from retriever.searcher import Searcher
from retriever.survey import Bucket

THEME = "return home interviews"


def test_each_authority_has_a_quotation_or_a_reason_for_none(searcher: Searcher) -> None:
    comparison = compare(searcher, THEME, ["Wexcombe", "Ambleford", "Thornmere"])
    assert [one.authority for one in comparison.authorities] == ["Wexcombe", "Ambleford", "Thornmere"]
    assert all((one.best is None) != (one.blank is None) for one in comparison.authorities)
    assert comparison.authorities[2].blank is Blank.NO_REPORT
    assert in_words(comparison) == "2 of 3 authorities have a report that says something on this."


def test_an_authority_is_quoted_from_its_own_reports_alone(searcher: Searcher) -> None:
    for one in compare(searcher, THEME, ["Ambleford", "Wexcombe"]).authorities:
        assert one.reports
        assert all(one.authority in report.card.authorities for report in one.reports)


def test_what_an_article_on_two_councils_says_of_one_is_no_word_on_the_other(searcher: Searcher) -> None:
    comparison = compare(searcher, "children each social worker carries on average", ["Ambleford", "Wexcombe"])
    article = {
        one.authority: next(report for report in one.reports if len(report.card.authorities) == 2)
        for one in comparison.authorities
    }
    quoted = {
        name: " ".join(passage.text[a:b] for passage in report.evidence for a, b in passage.highlights)
        for name, report in article.items()
    }
    assert "carry 15 children each on average" in quoted["Ambleford"]
    assert "carry 15 children each on average" not in quoted["Wexcombe"]
    assert article["Ambleford"].bucket is Bucket.SAYS


def test_a_sentence_of_an_article_that_names_neither_of_two_councils_is_no_cell_of_either(searcher: Searcher) -> None:
    comparison = compare(searcher, THEME, ["Ambleford", "Wexcombe"])
    article = next(report for report in comparison.survey.reports if len(report.card.authorities) == 2)
    assert article.bucket is Bucket.SAYS
    assert [side.authorities for side in article.sides] == [()]
    assert all(len(one.best.card.authorities) == 1 for one in comparison.authorities if one.best)


def test_citations_count_in_the_order_of_the_table(searcher: Searcher) -> None:
    comparison = compare(searcher, THEME, ["Wexcombe", "Ambleford"])
    assert [one.best.evidence[0].citation for one in comparison.authorities if one.best] == [1, 2]
    numbers = [
        passage.citation for one in comparison.authorities for report in one.speaking for passage in report.evidence
    ]
    assert len(set(numbers)) == len(numbers)


def test_a_blank_says_why(searcher: Searcher) -> None:
    nothing = compare(searcher, "zebra crossings", ["Ambleford"]).authorities[0]
    assert nothing.blank is Blank.NOTHING
    unread = compare(searcher, "zebra crossings", ["Wexcombe"]).authorities[0]
    assert unread.blank is Blank.PARTLY_READ
    assert len(unread.skipped) == 1
    send = compare(searcher, THEME, ["Wexcombe"], Filters(types=(DocumentType.SEND,))).authorities[0]
    assert send.blank is Blank.UNREADABLE
    focused = compare(searcher, THEME, ["Ambleford"], Filters(types=(DocumentType.MONITORING_VISIT,))).authorities[0]
    assert focused.blank is Blank.NOT_IN_SCOPE


def test_a_name_in_another_of_its_forms_is_the_same_authority(searcher: Searcher) -> None:
    comparison = compare(searcher, THEME, ["Ambleford", "Ambleford Borough Council"])
    assert [one.authority for one in comparison.authorities] == ["Ambleford"]


def test_nobody_to_compare_is_told(searcher: Searcher) -> None:
    with pytest.raises(QuestionError, match="Name the authorities"):
        compare(searcher, THEME, [])


def test_groups_are_read_as_spreadsheets_write_them(tmp_path) -> None:
    file = tmp_path / "neighbours.csv"
    file.write_bytes("\ufeffGroup;Authority;Note\r\nNorth;Ayford;x\r\nNorth;Corham\r\n".encode())
    assert read_groups(file).groups == {"North": ("Ayford", "Corham")}
    file.write_bytes("group,authority\nCôte,Beechwick\n".encode("cp1252"))
    assert read_groups(file).groups == {"Côte": ("Beechwick",)}


def test_what_cannot_be_understood_is_told_and_the_rest_is_kept() -> None:
    groups = parse_groups("group,authority\nNorth,Ayford\n,Corham\nSouth,\n\n")
    assert groups.groups == {"North": ("Ayford",)}
    assert [trouble.split(":")[0] for trouble in groups.troubles] == [
        "neighbours.csv, line 3",
        "neighbours.csv, line 4",
    ]
    assert "names the columns" in parse_groups("North,Ayford\n").troubles[0]


def test_a_file_that_is_not_there_holds_no_groups(tmp_path) -> None:
    assert read_groups(tmp_path / "none.csv").groups == {}
    assert read_groups(tmp_path / "none.csv").troubles == ()
    assert read_groups(tmp_path).troubles


@given(st.text(max_size=300))
def test_no_text_stops_the_reading_of_groups(text: str) -> None:
    for names in parse_groups(text).groups.values():
        assert names


def test_the_file_that_ships_names_councils_of_the_sample(project, searcher: Searcher) -> None:
    groups = read_groups(project / "neighbours.csv")
    assert groups.troubles == ()
    known = {name for card in searcher.snapshot.documents for name in card.authorities}
    assert groups.groups
    assert all(known & set(names) for names in groups.groups.values())
