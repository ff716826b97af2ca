from dataclasses import replace
from datetime import date

import pytest

from indexer.document import DocumentType
from retriever.references import place, reference, short_reference
from tests.ui.conftest import PASSAGE


def made(**changes):
    return replace(PASSAGE, **changes)


def test_the_full_reference_says_whose_what_when_and_where():
    assert reference(made()) == "Ayford, inspection 13–17 June 2022, published 2 August 2022, paragraph 14, page 3"


def test_the_short_reference_gives_the_month_and_the_place():
    assert short_reference(made()) == "Ayford, June 2022, paragraph 14, page 3"


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2022, 6, 13), date(2022, 6, 13), "inspection 13 June 2022,"),
        (date(2022, 5, 30), date(2022, 6, 3), "inspection 30 May – 3 June 2022,"),
        (date(2021, 12, 30), date(2022, 1, 3), "inspection 30 December 2021 – 3 January 2022,"),
        (None, date(2022, 6, 3), "inspection 3 June 2022,"),
        (None, None, "Ayford, inspection, published 2 August 2022,"),
    ],
)
def test_days_on_site_are_written_as_people_write_them(first, last, shown):
    assert shown in reference(made(inspected_from=first, inspected_to=last))


def test_a_document_without_any_date_is_named_by_its_file():
    undated = made(inspected_from=None, inspected_to=None, published=None, document="a folder/a note.docx")
    assert reference(undated) == "Ayford, inspection, no date, file a note.docx, paragraph 14, page 3"
    assert short_reference(undated) == "Ayford, no date, paragraph 14, page 3"


def test_a_document_of_no_authority_is_named_by_its_title():
    article = made(
        authorities=(), title="Practice guide", type=DocumentType.NEWS, inspected_from=None, inspected_to=None
    )
    assert reference(article).startswith("Practice guide, news article, published 2 August 2022,")
    assert short_reference(article).startswith("Practice guide, August 2022,")


def test_authorities_inspected_together_are_all_named():
    assert reference(made(authorities=("Ayford", "Beechwick"))).startswith("Ayford and Beechwick, inspection")


def test_a_place_names_every_page_and_the_printed_number_where_it_differs():
    assert place(made(pages=(3, 4), page_labels=("3", None))) == "paragraph 14, pages 3 and 4"
    assert place(made(pages=(3,), page_labels=("1",))) == "paragraph 14, page 3 (printed 1)"
    assert place(made(paragraph="14-16")) == "paragraphs 14 to 16, page 3"
    assert place(made(paragraph=None, pages=(), page_labels=())) == ""
