import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.markdown import read_markdown
from indexer.reading import FileKind, Line, LineStyle

HEADING, ITEM, ROW, FOOTNOTE = LineStyle.HEADING, LineStyle.ITEM, LineStyle.ROW, LineStyle.FOOTNOTE


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("## **Main findings** ##", [Line("Main findings", HEADING, 2)]),
        ("Main findings\n===\n\nPart\n---", [Line("Main findings", HEADING, 1), Line("Part", HEADING, 2)]),
        ("#hashtag", [Line("#hashtag")]),
        ("a line\nand its end", [Line("a line and its end")]),
        ("a line  \nand another", [Line("a line"), Line("and another")]),
        (
            "- one\n  goes on\n- two\n  - nested",
            [Line("one goes on", ITEM, 1), Line("two", ITEM, 1), Line("nested", ITEM, 2)],
        ),
        ("\u25fc one\n\u2022 two", [Line("one", ITEM, 1), Line("two", ITEM, 1)]),
        ("14. Visits\nare made.\n15. Plans are late.", [Line("14. Visits are made."), Line("15. Plans are late.")]),
        ("| A | B |\n|---|:-:|\n| 1 | **2** |", [Line("A | B", ROW), Line("1 | 2", ROW)]),
        ("> quoted\n> words", [Line("quoted words")]),
        ("```\n# code\n```", [Line("# code")]),
        ("Text[^1]\n\n[^1]: A note.", [Line("Text"), Line("A note.", FOOTNOTE)]),
        ("*em* _em_ **b** `code` snake_case_word 2 * 3 * 4", [Line("em em b code snake_case_word 2 * 3 * 4")]),
        (
            "[a link](http://example.org/x_y) ![chart](a.png) <https://example.org>",
            [Line("a link chart https://example.org")],
        ),
        ("\\*not em\\* &amp; <b>html</b><br>x <!-- gone -->", [Line("*not em* & html x")]),
        ("[ref]: http://example.org 'title'", []),
        ("above\n\n***\n\nbelow", [Line("above"), Line("below")]),
    ],
)
def test_markdown_is_read_as_it_is_shown(source: str, lines: list[Line], lines_of) -> None:
    assert lines_of(read_markdown(source.encode())) == lines


def test_front_matter_gives_title_and_date_and_is_no_text(texts_of) -> None:
    reading = read_markdown(b"---\ntitle: 'A visit'\ndate: 12 June 2019\n---\n\nWords.\n")
    assert (reading.kind, reading.title, reading.published) == (FileKind.MARKDOWN, "A visit", "2019-06-12")
    assert texts_of(reading) == ["Words."]


def test_a_rule_at_the_top_is_not_front_matter(texts_of) -> None:
    assert texts_of(read_markdown(b"---\n\nWords: more words.\n")) == ["Words: more words."]


@given(st.lists(st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), min_size=1, max_size=60))
def test_no_word_of_plain_paragraphs_is_lost(words: list[str]) -> None:
    source = "".join(word + ("\n\n" if index % 7 == 6 else " ") for index, word in enumerate(words))
    [page] = read_markdown(source.encode()).pages
    assert " ".join(line.text for line in page.lines).split() == words


@pytest.mark.parametrize(
    "unit", ["a", "*", "_", "[", "`", "(", "<", " ", "#", "|", "- ", "> ", "![", "**a", "[a](", "<!--", "\\"]
)
def test_hostile_repetition_takes_time_in_proportion(unit: str) -> None:
    started = time.process_time()
    read_markdown((unit * 100_000).encode())
    assert time.process_time() - started < 3
