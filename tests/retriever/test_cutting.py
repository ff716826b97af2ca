from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Document, DocumentType, Page, Paragraph, ParagraphKind, Section, Span
from retriever.answer import Place
from retriever.citing import place_of_ranges
from retriever.cutting import Cutting, is_verbatim

FIRST, SECOND = "Visits are regular and plans for multi-", "agency work are clear. Children are seen alone."


def document() -> Document:
    return Document(
        path="a.pdf",
        sha256="",
        title="A",
        type=DocumentType.INSPECTION,
        authorities=("Ambleford",),
        published=None,
        inspected_from=None,
        inspected_to=None,
        inspectors=(),
        judgements=(),
        pages=(Page(1, "1", FIRST), Page(2, "2", SECOND)),
        sections=(Section("", None, None, ()),),
        paragraphs=(Paragraph(0, "1", ParagraphKind.TEXT, (Span(1, 0, len(FIRST)), Span(2, 0, len(SECOND)))),),
        improvements=(),
    )


def whole() -> Cutting:
    return Cutting.of(document(), [Span(1, 0, len(FIRST)), Span(2, 0, len(SECOND))])


def test_a_paragraph_over_a_page_break_reads_as_one() -> None:
    assert whole().text == FIRST + SECOND


@given(st.integers(0, len(FIRST + SECOND)), st.integers(0, len(FIRST + SECOND)))
def test_every_range_leads_back_to_its_slices_and_again_to_the_range(one: int, other: int) -> None:
    start, end = sorted((one, other))
    cutting = whole()
    spans = cutting.spans(start, end)
    if start < end:
        assert cutting.range_of(spans) == (start, end)
        assert is_verbatim(cutting.document, spans, cutting.text[start:end])


def test_a_changed_character_is_not_verbatim() -> None:
    cutting = whole()
    quotation = cutting.text[10:40]
    spans = cutting.spans(10, 40)
    assert is_verbatim(cutting.document, spans, quotation)
    assert not is_verbatim(cutting.document, spans, quotation.replace("e", "a", 1))
    assert not is_verbatim(cutting.document, spans, quotation + " and more")


def test_a_slice_of_another_place_is_not_part_of_the_cutting() -> None:
    assert Cutting.of(document(), [Span(1, 0, 10)]).range_of([Span(2, 0, 5)]) is None


def test_a_quotation_is_cited_by_its_own_page() -> None:
    at = (FIRST + SECOND).index("Children are")
    over_the_break, behind_it = place_of_ranges(whole(), [(0, 60)]), place_of_ranges(whole(), [(at, at + 20)])
    assert over_the_break == Place("1", (1, 2), ("1", "2"))
    assert behind_it == Place("1", (2,), ("2",))
    assert place_of_ranges(whole(), []) is None
