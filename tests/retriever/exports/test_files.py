"""A file opened again: what it quotes stands in the reports, and everything a reader needs stands beside it."""

import csv
import io
import re
from dataclasses import replace

import docx
import pytest

from indexer.document import Span
from retriever.errors import ExportError
from retriever.exports import Excerpt, Export, Form, Part, Table, answer_export, write_export
from retriever.exports.record import quoted
from retriever.references import reference
from tests.retriever.exports.conftest import MADE, quotations_in

FORMS = list(Form)


def page_texts(snapshot) -> dict[str, list[str]]:
    return {card.path: [page.text for page in snapshot.document(i).pages] for i, card in enumerate(snapshot.documents)}


def text_of(content: bytes, form: Form) -> str:
    """All the words of a file."""
    if form is not Form.WORD:
        return content.decode("utf-8-sig")
    document = docx.Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("form", FORMS)
def test_every_quotation_of_a_file_stands_word_for_word_on_a_page(export, written, searcher, form):
    texts = page_texts(searcher.snapshot)
    expected = list(quoted(export.parts))
    found = quotations_in(written(export, form), form)
    assert found == [item.text for item in expected]
    for words, item in zip(found, expected, strict=True):
        pages = texts[item.source.document]
        assert all(any(line in page for page in pages) for line in words.split("\n")) or words in " ".join(pages)


@pytest.mark.parametrize("form", FORMS)
def test_a_file_says_what_was_asked_when_it_was_made_and_of_which_build(export, written, form):
    text = text_of(written(export, form), form)
    assert "eturn home interviews in Ambleford" in text
    assert "5 March 2024" in text
    assert export.build in text
    assert "Ambleford" in text
    assert "1 file of the collection could not be read." in text


@pytest.mark.parametrize("form", FORMS)
def test_a_quotation_that_is_not_on_its_page_is_left_out_and_counted(export, written, form):
    place = next(i for i, part in enumerate(export.parts) if part.blocks)
    first = export.parts[place].blocks[0]
    forged = replace(first, text=first.text[:-1] + " at all times.")
    parts = list(export.parts)
    parts[place] = replace(parts[place], blocks=(forged, *parts[place].blocks[1:]))
    content = written(replace(export, parts=tuple(parts)), form)
    assert not any("at all times" in words for words in quotations_in(content, form))
    text = text_of(content, form)
    assert "1 quotation was left out: not found word for word." in text
    assert "A quotation was left out here: it was not found word for word in" in text.replace("\\", "")


@pytest.mark.parametrize(
    "damage",
    [
        lambda item: replace(item, spans=()),
        lambda item: replace(item, spans=(Span(999, 0, 5),)),
        lambda item: replace(item, source=replace(item.source, document="gone.pdf")),
        lambda item: replace(item, text="\x00" + item.text),
        lambda item: replace(item, text=""),
    ],
)
def test_a_quotation_without_a_place_in_this_build_is_left_out(export, written, damage):
    item = next(quoted(export.parts))
    broken = replace(export, parts=(Part("One", (damage(replace(item, citation=1)),)),))
    for form in FORMS:
        content = written(broken, form)
        assert quotations_in(content, form) == []
        assert "1 quotation was left out" in text_of(content, form)


def test_a_file_made_from_a_newer_build_says_against_which_it_was_checked(export, written):
    text = written(replace(export, build="0123456789ab"), Form.MARKDOWN).decode()
    assert "from index build 0123456789ab" in text
    assert f"of the newer build {export.build}" in text


def test_the_numbers_of_the_citations_are_those_of_the_answer(answer, export):
    shown = [(item.citation, item.text) for item in quoted(export.parts)][: len(answer.quotations)]
    assert shown == [(one.citation, one.text) for one in answer.quotations]


def test_passages_about_others_stand_under_their_own_heading(searcher, answer):
    last = max(answer.passages, key=lambda passage: passage.citation)
    aside = replace(answer, passages=tuple(replace(one, aside=one == last) for one in answer.passages))
    headings = [part.heading for part in answer_export(aside, searcher.snapshot, made=MADE).parts if part.level == 1]
    assert headings == ["What the reports say", "The passages these stand in", "About other authorities"]


def test_an_abstention_is_exported_with_its_closest_passages(searcher, written, answer):
    silent = replace(answer, answerable=False, quotations=())
    export = answer_export(silent, searcher.snapshot, made=MADE)
    assert export.parts[0].heading == "The closest passages"
    assert len(quotations_in(written(export, Form.WORD), Form.WORD)) == len(answer.passages)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_export_says_the_same_twice(export, written, form):
    assert text_of(written(export, form), form) == text_of(written(export, form), form)


def test_citations_that_do_not_count_up_are_refused(export):
    item = replace(next(quoted(export.parts)), citation=2)
    with pytest.raises(ValueError, match="count up in the order they stand"):
        replace(export, parts=(Part("One", (item,)),))


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="not as long as its header"):
        Table("Grades", ("Judged", "2019"), (("Overall",),))


def test_the_ending_of_a_name_says_the_form(export, searcher, tmp_path):
    for name in ("note.docx", "note.CSV", "note.md"):
        write_export(export, searcher.snapshot, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    with pytest.raises(ExportError, match=r"end the name in one of \.docx, \.csv, \.md"):
        write_export(export, searcher.snapshot, tmp_path / "note.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["note.CSV", "note.docx", "note.md"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(export, searcher, tmp_path):
    (tmp_path / "note.md").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_export(export, searcher.snapshot, tmp_path / "note.md")
    assert [path.name for path in tmp_path.iterdir()] == ["note.md"]


def table_export(export: Export) -> Export:
    item: Excerpt = replace(next(quoted(export.parts)), citation=1)
    table = Table("Side by side", ("Authority", "Says", "How plainly"), (("Ayford", item, "plainly"), ("Bex", "", "")))
    return replace(export, parts=(Part("Compared", ("A line of ours.", table)),))


def test_a_table_becomes_rows_of_the_csv_and_its_blanks_stay_blank(export, written):
    content = written(table_export(export), Form.CSV).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    said, blank = (next(row for row in rows if row["Authority"] == name) for name in ("Ayford", "Bex"))
    assert (said["How plainly"], blank["How plainly"], blank["Quotation"]) == ("plainly", "", "")
    assert said["Reference"] == reference(next(quoted(export.parts)).source)
    assert any(row["Note"] == "A line of ours." for row in rows)


def test_a_table_is_a_real_one_in_markdown(export, written):
    text = written(table_export(export), Form.MARKDOWN).decode()
    assert "| Authority | Says | How plainly |\n| --- | --- | --- |\n| Ayford | “" in text
    assert "| Bex |  |  |" in text


def test_nothing_of_a_markdown_file_is_fetched_or_run(hostile, written):
    text = written(hostile, Form.MARKDOWN).decode()
    without_code = re.sub(r"(`+).*?\1", "", text)
    assert "evil" not in without_code
    assert not re.search(r"(?<!\\)[<>]|(?<!\\)!\[|(?<!\\)\]\(", re.sub(r"(?m)^> ?|<br>", "", without_code))


def test_a_spreadsheet_gets_no_formula_from_a_hostile_question(hostile, written):
    content = written(hostile, Form.CSV).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content, newline="")):
        assert not any(cell[:1] in {"=", "+", "-", "@", "\t"} for cell in row)
