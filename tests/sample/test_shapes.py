"""The sample's PDFs come out of a PDF reader in the shapes that real reports come out in."""

import doctest
import re

import pypdf
import pytest

import corpus_maker.inline
from corpus_maker.sources import MARK, parse

OLDER = "ilacs/90001_ambleford/children's services inspection - 14 march 2016.pdf"
NEWER = "ilacs/90001_ambleford/children's services inspection - 12 april 2024.pdf"
LETTER = "focused-visit/90001_ambleford/children's services focused visit - 26 june 2018.pdf"
SEND = "send/90001_ambleford/area send full inspection - 07 september 2023.pdf"
COPY = "ambleford visit letter 2022 (copy).txt"


@pytest.fixture(scope="module")
def pages(project):
    def read(name: str) -> list[str]:
        return [page.extract_text() for page in pypdf.PdfReader(project / "corpus" / name).pages]

    return read


def test_the_contents_name_the_pages_on_which_headings_stand(pages):
    report = pages(OLDER)
    assert 20 <= len(report) <= 25
    rows = re.findall(r"^ ?(.+?) (\d+)$", report[2].split("Contents", 1)[1], re.MULTILINE)
    assert len(rows) == 9
    for heading, page in rows:
        assert heading.strip() in report[int(page) - 1].replace("\n", " ")


def test_the_older_judgement_table_keeps_its_numbers_beside_the_grades(pages):
    assert " 2.2 Experiences and progress of care leavers Inadequate\n" in pages(OLDER)[0]


def test_a_footnote_stands_at_the_foot_of_the_page_of_its_mark(pages):
    title, area = pages(OLDER)[0], pages(OLDER)[3]
    assert "Board1\n" in title
    assert title.rstrip().splitlines()[-3].startswith("1 Two pieces of work")
    assert "Previous inspections2\n" in area
    assert "\n2 The council was shown the figures" in area


def test_a_grade_lands_in_the_middle_of_its_wrapped_label(pages):
    assert re.search(r"social work practice with Good\s+children and families", pages(NEWER)[0])


def test_paragraph_numbers_run_through_the_whole_report(pages):
    body = "\n".join(pages(NEWER))
    numbers = [int(number) for number in re.findall(r"^(\d{1,2})\. ", body, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 45


def test_a_numbered_paragraph_runs_over_a_page_break_with_the_running_foot_between(pages):
    report = pages(NEWER)
    assert report[2].rstrip().endswith("In 2019 the figure")
    assert report[3].splitlines()[:3] == [
        "Inspection of Ambleford local authority children’s services",
        "5 to 16 February 2024 4",
        "was 63%. What children say is recorded briefly, and the Beacon team cannot",
    ]


@pytest.mark.parametrize(
    ("name", "bullet"), [(NEWER, "\u25fc"), (LETTER, "\u25fc"), (SEND, "\u25aa"), (OLDER, "\uf06e")]
)
def test_bullets_are_the_characters_that_word_processors_leave(pages, name, bullet):
    assert len(re.findall(rf"^{bullet} \S", "\n".join(pages(name)), re.MULTILINE)) >= 6


def test_the_letter_head_follows_the_text_of_its_page(pages):
    assert pages(LETTER)[0].rstrip().endswith("The Inspectorate (invented)\n1 Sample Street\nExampleton EX0 0EX")


def test_table_cells_follow_one_another_row_by_row(pages):
    table = "\n".join(pages(SEND)).split("Areas for improvement\n", 1)[1]
    assert re.search(r"Ambleford Borough Council\s+The council should increase the number of short breaks", table)


def test_the_copy_of_the_letter_has_lost_its_apostrophes(project):
    text = (project / "corpus" / COPY).read_text(encoding="ascii")
    assert "childrens services" in text
    assert "'" not in text


def test_a_source_is_read_block_by_block():
    source = parse(
        "note", "title: Note\n---\n@mark\n\n## Findings | Good\n\n#. One\n  line.\n\n- item\n\n[^1]: Below.\n"
    )
    assert source.fields == {"title": "Note"}
    assert [(block.kind, block.text, block.detail) for block in source.blocks] == [
        ("mark", MARK, ""),
        ("heading", "Findings", "Good"),
        ("numbered", "One line.", ""),
        ("bullet", "item", ""),
        ("footnote", "Below.", "1"),
    ]


def test_a_source_without_front_matter_is_refused():
    with pytest.raises(ValueError, match="note has no front matter"):
        parse("note", "# Only a title\n")


def test_the_examples_in_the_notation_hold():
    assert doctest.testmod(corpus_maker.inline).failed == 0
