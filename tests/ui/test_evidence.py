from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.conftest import PASSAGE
from ui.evidence import by_document, chip, marked, quoted_with_reference, when


def test_documents_stand_newest_first_and_undated_ones_last(passage):
    old = passage(document="old.pdf", citation=1, inspected_to=date(2016, 5, 1))
    undated = passage(document="undated.pdf", citation=2, inspected_from=None, inspected_to=None, published=None)
    published = passage(
        document="new.pdf", citation=3, inspected_from=None, inspected_to=None, published=date(2024, 1, 1)
    )
    names = [group.first.document for group in by_document([old, undated, published])]
    assert names == ["new.pdf", "old.pdf", "undated.pdf"]


def test_passages_of_one_document_stand_together_in_the_order_of_their_numbers(passage):
    groups = by_document([passage(citation=3), passage(citation=2, document="other.pdf"), passage(citation=1)])
    assert [one.citation for group in groups for one in group.passages] == [1, 3, 2]


def test_a_chip_says_whose_when_and_where_and_leads_to_its_passage(passage):
    shown = chip(passage()).replace("\\", "")
    assert shown == "[:blue-badge[**1**]](#passage-1) :small[Ayford, June 2022, paragraph 14, page 3]"


def test_a_document_without_an_inspection_is_dated_by_its_publication(passage):
    assert when(passage(inspected_from=None, inspected_to=None)) == "published 2 August 2022"
    assert when(passage(inspected_from=None, inspected_to=None, published=None)) == "no date"


def test_the_quoted_sentences_are_marked_in_their_passage(passage):
    shown = marked(passage()).replace("\\", "")
    assert shown == ("Meetings are prompt. :yellow-background[**Partners do not always attend.**] Minutes are kept.")


def test_a_quotation_over_two_lines_is_marked_on_both(passage):
    shown = marked(passage(text="One line.\nAnother line.", highlights=((0, 23),))).replace("\\", "")
    assert shown == ":yellow-background[**One line.**]\n\n:yellow-background[**Another line.**]"


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
def test_marking_takes_no_word_from_a_passage(text, ranges):
    passage = replace(PASSAGE, text=text, highlights=tuple((first, last) for first, last in ranges if first <= last))
    unmarked = replace(PASSAGE, text=text, highlights=())
    shown = marked(passage).replace(":yellow-background[**", "").replace("**]", "")
    assert "".join(shown.split()) == "".join(marked(unmarked).split())


def test_what_is_copied_is_the_quotation_word_for_word_and_where_it_stands(passage):
    copied = quoted_with_reference(passage())
    assert copied.startswith("“Partners do not always attend.”\n(Ayford, inspection 13–17 June 2022,")
    assert "paragraph 14, page 3" in copied


def test_a_passage_without_chosen_sentences_is_copied_whole(passage):
    assert quoted_with_reference(passage(highlights=())).startswith(f"“{PASSAGE.text}”")


def test_sentences_that_stand_apart_are_copied_with_the_gap_shown(passage):
    copied = quoted_with_reference(passage(highlights=((0, 20), (52, 69))))
    assert copied.startswith("“Meetings are prompt.” […] “Minutes are kept.”")


def test_what_a_report_asks_to_be_improved_is_copied_with_the_heading_that_says_so(passage):
    item = passage(text="The quality of plans.", highlights=((0, 21),), section="Report > What needs to improve?")
    assert quoted_with_reference(item).endswith("paragraph 14, page 3, under “What needs to improve?”)")
    assert "under" not in quoted_with_reference(passage(section="Report > Main findings"))
