"""Rows of a table with a responsible body in its first column, read as one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Document, DocumentType, Page, Span
from retriever.improvements.asked_of import asked_of

HEADER = "Responsible body Areas for priority action\n"


def document(*pages: str) -> Document:
    return Document(
        path="report.pdf",
        sha256="",
        title="",
        type=DocumentType.SEND,
        authorities=(),
        published=None,
        inspected_from=None,
        inspected_to=None,
        inspectors=(),
        pages=tuple(Page(number, None, text) for number, text in enumerate(pages, 1)),
        sections=(),
        paragraphs=(),
        improvements=(),
        judgements=(),
        problems=(),
    )


def columns(*pages: str) -> tuple[str, str]:
    """The two columns of a row that begins the first page, behind the table's head, and goes on on the others."""
    made = document(HEADER + pages[0], *pages[1:])
    spans = [Span(1, len(HEADER), len(HEADER) + len(pages[0]))]
    spans += [Span(number, 0, len(text)) for number, text in enumerate(pages[1:], 2)]
    found = asked_of(made, spans)
    return made.text_of(found.body), made.text_of(found.ask)


@pytest.mark.parametrize(
    ("body", "ask"),
    [
        ("Ayford Council", "Leaders should light every lamp."),
        ("NHS Estuary Integrated Care Board", "Health leaders must light lamps."),
        ("Ayford Council and NHS Estuary Integrated Care Board", "Local authority and health leaders must do so."),
        ("Ayford County Council, NHS Estuary ICB and Ayford Children’s Trust", "Area leaders need to light lamps."),
        ("Ayford Council and its secondary schools", "Leaders should light lamps."),
        ("The local area partnership", "Leaders should light lamps."),
        ("NHS Estuary Integrated Care Board", "Leaders, including commissioners, should act."),
    ],
)
def test_the_body_and_the_ask_are_told_apart(body, ask):
    assert columns(f"{body} {ask}") == (body, ask)


@pytest.mark.parametrize(
    "item",
    [
        "Leaders across the partnership should light lamps. The council should pay for them.",
        "Health leaders should light lamps.",
        "Leaders from NHS Estuary ICB need to work with other partnership leaders to light lamps.",
        "The council and its leaders should light lamps.",
        "The quality of lamps that Ayford Council lights.",
    ],
)
def test_an_ask_that_names_a_body_in_its_own_words_stays_whole(item):
    assert columns(item) == ("", item)


def test_without_such_a_column_nothing_is_cut():
    made = document("Ayford Council Leaders should light lamps.")
    spans = (Span(1, 0, 42),)
    assert asked_of(made, spans) == ((), spans)


def test_a_body_that_goes_on_over_the_page_break_is_put_together():
    first = "Ayford Council and NHS Lower and Leaders should act so that every lamp is lit, and every bell"
    then = "Estuary Integrated Care Board is rung."
    assert columns(first, then) == (
        "Ayford Council and NHS Lower and Estuary Integrated Care Board",
        "Leaders should act so that every lamp is lit, and every bell is rung.",
    )


@given(st.text(alphabet="LThe leadrs should council,. \nCNHS", max_size=80))
def test_no_character_is_lost_or_told_twice(text):
    made = document(HEADER + text)
    found = asked_of(made, [Span(1, len(HEADER), len(HEADER) + len(text))])
    together = [made.text_of([span]) for span in (*found.body, *found.ask)]
    assert "".join("".join(together).split()) == "".join(text.split())
