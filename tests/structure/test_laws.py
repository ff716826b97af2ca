"""What holds for any input: spans slice exactly, no word is lost, nothing takes long, same in, same out."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.document import ParagraphKind
from indexer.reading import FileKind, Line, LineStyle, RawPage, Reading
from indexer.structure import structure

PHRASES = st.sampled_from(
    [
        "",
        "14. Plans are clear and",
        "2. Help comes early.",
        "3. It is",
        "• Supervision",
        "The experiences and progress of care leavers: good",
        "What needs to improve?",
        "Recommendations",
        "Judgement Grade",
        "Overall effectiveness Good",
        "Requires improvement",
        "Inspection dates: 10 to 14 June 2024",
        "Contents",
        "Executive summary 2",
        "Dear Ms Teasel",
        "Yours sincerely",
        "multi-",
        "agency work is strong.",
        "1 A note at the foot of the page.",
        "The Board1 met.",
        "Responsible body Areas for priority action",
        "Ofsted",
        "www.gov.uk/ofsted",
        "7",
        "Children in Ambleford are helped by people who know them and who do not leave them",
    ]
)
LINES = st.lists(PHRASES | st.text(max_size=30), max_size=14)
STYLED = st.builds(Line, PHRASES, st.sampled_from(LineStyle), st.integers(0, 3))


def readings():
    pages = st.lists(LINES, min_size=1, max_size=4)
    plain = st.builds(
        lambda texts, kind: Reading(
            kind, tuple(RawPage(i, tuple(map(Line, lines))) for i, lines in enumerate(texts, start=1))
        ),
        pages,
        st.sampled_from([FileKind.PDF, FileKind.TEXT]),
    )
    styled = st.builds(
        lambda lines, kind: Reading(kind, (RawPage(1, tuple(lines)),)),
        st.lists(STYLED, max_size=14),
        st.sampled_from([FileKind.DOCX, FileKind.HTML, FileKind.MARKDOWN]),
    )
    return plain | styled


@settings(max_examples=250)
@given(readings())
def test_every_block_is_a_slice_of_its_page_and_none_overlap(reading):
    document = structure(reading, path="a/b.pdf", sha256="")
    lengths = {page.number: len(page.text) for page in document.pages}
    spans = [span for paragraph in document.paragraphs for span in paragraph.spans]
    spans += [span for section in document.sections for span in section.spans]
    for span in spans:
        assert 0 <= span.start < span.end <= lengths[span.page]
    ordered = sorted(spans)
    assert all(a.page != b.page or a.end <= b.start for a, b in pairwise(ordered))


@settings(max_examples=250)
@given(readings())
def test_the_indexes_point_at_what_is_there(reading):
    document = structure(reading, path="a/b.pdf", sha256="")
    assert document.sections[0].heading == ""
    assert all(0 <= paragraph.section < len(document.sections) for paragraph in document.paragraphs)
    assert all(s.parent is None or 0 < s.parent < i for i, s in enumerate(document.sections))
    assert all(document.paragraphs[i].kind is not ParagraphKind.STANDING for i in document.improvements)


@settings(max_examples=250)
@given(readings())
def test_the_same_reading_gives_the_same_document(reading):
    assert structure(reading, path="a/b.pdf", sha256="") == structure(reading, path="a/b.pdf", sha256="")


@settings(max_examples=250)
@given(st.lists(st.lists(st.sampled_from("plans help children early good".split()), max_size=9), max_size=9))
def test_no_word_of_a_page_is_lost(lines):
    page = RawPage(1, tuple(Line(" ".join(words)) for words in lines))
    document = structure(Reading(FileKind.PDF, (page,)), path="a.pdf", sha256="")
    assert document.pages[0].text.split() == [word for words in lines for word in words]


@pytest.mark.parametrize(
    "line",
    [
        "A" * 20_000,
        "a-" * 10_000,
        "- " * 10_000,
        "1. " * 6_000,
        "Aa " * 6_000,
        "The experiences and progress of " * 600,
        "Children’s services in " * 900,
        "“" * 20_000,
        "12 June 2024 to " * 1_200,
        "Council " * 2_500,
        "Lead inspector: Aa Bb, " * 800,
        "www." * 5_000,
    ],
)
def test_hostile_lines_take_no_time(line):
    page = RawPage(1, tuple(Line(line) for _ in range(6)))
    started = time.process_time()
    structure(Reading(FileKind.PDF, (page,)), path="a.pdf", sha256="")
    assert time.process_time() - started < 3


def test_a_hundred_thousand_short_lines_are_structured_in_seconds():
    pages = tuple(RawPage(n, tuple(Line(f"{i % 200}. Plans are clear and") for i in range(100))) for n in range(1, 301))
    started = time.process_time()
    structure(Reading(FileKind.PDF, pages), path="a.pdf", sha256="")
    assert time.process_time() - started < 20


def test_an_empty_file_gives_an_empty_document(make):
    document = make([])
    assert (document.pages[0].text, document.paragraphs, document.judgements) == ("", (), ())
    assert document.title == "report"


def test_a_title_page_wins_over_folder_and_file_name(make):
    document = make(
        ["Inspection of Ambleford local authority children’s services", "Inspection dates: 3 to 4 May 2022"],
        path="focused-visit/90002_wexcombe/children's services focused visit - 12 july 2022.pdf",
    )
    assert (document.type, document.authorities) == ("inspection", ("Ambleford",))


def test_the_folder_names_the_authority_where_the_page_does_not(make):
    path = "ilacs/90002_wexcombe/children's services inspection - 12 july 2022.pdf"
    assert make(["Inspection of children’s services", "Some text."], path=path).authorities == ("Wexcombe",)


def test_a_file_date_before_the_inspection_is_not_believed(make):
    path = "ilacs/90002_wexcombe/children's services inspection - 1 january 2022.pdf"
    document = make(["Inspection of Wexcombe children’s services", "Inspection dates: 3 to 4 May 2022"], path=path)
    assert (document.published, str(document.inspected_to)) == (None, "2022-05-04")


def test_a_letter_has_no_judgements(make):
    document = make(["6 June 2022", "Dear Ms Teasel", "Focused visit to Ambleford children’s services", "All is good."])
    assert document.judgements == ()


def test_page_texts_hold_no_running_lines(make):
    footers = [
        ["Inspection of Ambleford children’s services", f"10 to 14 June 2024 {n}", f"Text {n}."] for n in range(2, 6)
    ]
    document = make(["Inspection of Ambleford children’s services", "Inspection dates: 10 to 14 June 2024"], *footers)
    assert not re.search("June 2024", "".join(page.text for page in document.pages[1:]))
    assert [page.label for page in document.pages] == [None, "2", "3", "4", "5"]
