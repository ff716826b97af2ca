"""The sample corpus and its questions hold together: quotations stand where they should, nothing real is in them."""

import collections
import html
import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pypdf
import pytest

from corpus_maker.__main__ import make_corpus
from corpus_maker.sources import MARK

NOT_A_REPORT = "ilacs/90002_wexcombe/children's services inspection - 10 june 2018.pdf"
KINDS = {"fact", "theme", "change", "compare", "unanswerable"}

# The forms that every report of its kind is set in: titles, headings and the names of judgements.
FORMS = (
    "Inspection of services for children in need of help and protection, children looked after and care leavers",
    "Review of the effectiveness of the Local Safeguarding Children Board",
    "The experiences and progress of children who need help and protection",
    "The experiences and progress of children looked after and achieving permanence",
    "The experiences and progress of children in care and care leavers",
    "The experiences and progress of children in care",
    "The experiences and progress of care leavers",
    "The impact of leaders on social work practice with children and families",
    "The impact of leaders on social work practice",
    "Judgement Grade",
    "What needs to improve in this area of social work practice",
    "What is it like to be a child or young person with special educational needs and/or disabilities (SEND)",
    "Children who need help and protection",
    "Children looked after and achieving permanence",
    "Experiences and progress of care leavers",
    "Adoption performance",
    "Leadership, management and governance",
    "Requires improvement to be good",
    "Requires improvement",
)
RUN = 12


def words(text: str) -> list[str]:
    """As the independent scorer normalises, save that a word divided at its own hyphen keeps the hyphen."""
    text = text.lower().replace("\u2019", "'").replace("'", "").replace("-\n", "-")
    return re.findall(r"[a-z0-9]+", text)


def pages_of(path: Path) -> dict[int | None, str]:
    """The text of each page by its number; a format without pages has the one page None."""
    if path.suffix == ".pdf" and path.read_bytes().startswith(b"%PDF"):
        return {number: page.extract_text() for number, page in enumerate(pypdf.PdfReader(path).pages, 1)}
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name).decode() for name in ("word/document.xml", "word/footnotes.xml")]
        return {None: tagless("\n".join(parts).replace("</w:p>", "\n"))}
    text = path.read_text(encoding="utf-8")
    return {None: tagless(text) if "<html" in text else text}


def tagless(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def runs(tokens: list[str]) -> set[tuple[str, ...]]:
    return set(zip(*(tokens[start:] for start in range(RUN)), strict=False))


def without_forms(text: str) -> Iterable[list[str]]:
    """The stretches of words between the forms."""
    line = " ".join(words(text))
    for form in FORMS:
        line = line.replace(" ".join(words(form)), "|")
    return [stretch.split() for stretch in line.split("|")]


@pytest.fixture(scope="module")
def gold(project):
    lines = (project / "evaluation" / "gold" / "sample.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def documents(project):
    corpus = project / "corpus"
    files = {path.relative_to(corpus).as_posix(): path for path in sorted(corpus.rglob("*")) if path.is_file()}
    return {name: pages_of(path) for name, path in files.items() if name != "README.md"}


def test_every_quotation_stands_on_its_page(gold, documents):
    pages = {
        (name, number): " ".join(words(text)) for name, texts in documents.items() for number, text in texts.items()
    }
    misplaced = [
        (question["id"], evidence["doc"], evidence["page"], evidence["quote"])
        for question in gold
        for evidence in question["evidence"]
        if " ".join(words(evidence["quote"])) not in pages.get((evidence["doc"], evidence["page"]), "")
    ]
    assert misplaced == []


def test_quotations_are_of_a_length_that_can_be_found_and_read(gold):
    lengths = [len(evidence["quote"].split()) for question in gold for evidence in question["evidence"]]
    assert min(lengths) >= 8
    assert max(lengths) <= 40


def test_no_passage_is_evidence_twice_for_one_question(gold):
    for question in gold:
        seen = [(evidence["doc"], evidence["quote"]) for evidence in question["evidence"]]
        assert len(seen) == len(set(seen)), question["id"]


def test_questions_have_their_own_ids_and_words(gold):
    assert len({question["id"] for question in gold}) == len(gold) >= 45
    assert len({question["question"] for question in gold}) == len(gold)


def test_every_kind_is_asked_and_a_fifth_has_no_answer(gold):
    kinds = collections.Counter(question["kind"] for question in gold)
    assert set(kinds) == KINDS
    assert kinds["unanswerable"] >= len(gold) / 5


def test_evidence_is_missing_from_unanswerable_questions_alone(gold):
    for question in gold:
        assert bool(question["evidence"]) == (question["kind"] != "unanswerable"), question["id"]


def test_comparisons_rest_on_more_than_one_document(gold):
    for question in gold:
        if question["kind"] == "compare":
            assert len({evidence["doc"] for evidence in question["evidence"]}) > 1, question["id"]


def test_evidence_in_the_letter_is_also_shown_in_its_copy(gold):
    letter = "focused-visit/90001_ambleford/children's services focused visit - 17 march 2022.pdf"
    copy = "ambleford visit letter 2022 (copy).txt"
    for question in gold:
        of = {
            doc: [words(evidence["quote"]) for evidence in question["evidence"] if evidence["doc"] == doc]
            for doc in (letter, copy)
        }
        assert of[letter] == of[copy], question["id"]


def test_every_document_says_that_it_is_invented(documents):
    assert len(documents) >= 11
    mark = " ".join(words(MARK))
    unmarked = [name for name, pages in documents.items() if mark not in " ".join(words("\n".join(pages.values())))]
    assert unmarked == []


def test_one_pdf_is_a_web_page(project):
    assert (project / "corpus" / NOT_A_REPORT).read_bytes().startswith(b"<!DOCTYPE html>")


def test_the_sample_is_small(project):
    assert sum(path.stat().st_size for path in (project / "corpus").rglob("*") if path.is_file()) < 1_500_000


@pytest.mark.slow
def test_the_corpus_is_made_again_byte_for_byte(project):
    corpus = project / "corpus"
    made = make_corpus()
    shipped = {path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file()} - {"README.md"}
    assert set(made) == shipped
    assert [path for path, content in made.items() if (corpus / path).read_bytes() != content] == []


@pytest.mark.real
@pytest.mark.slow
def test_no_run_of_words_comes_from_a_real_report(documents, gold, shared):
    pdfium = pytest.importorskip("pypdfium2", reason="reads the real reports quickly")
    ours = {
        run: name
        for name, pages in [*documents.items(), ("gold", {None: "\n".join(question["answer"] for question in gold)})]
        for stretch in without_forms("\n".join(pages.values()))
        for run in runs(stretch)
    }
    copied = set()
    for path in sorted((shared / "corpus").rglob("*")):
        if path.suffix == ".txt":
            text = path.read_text(encoding="utf-8", errors="replace")
        elif path.suffix == ".pdf" and path.read_bytes().startswith(b"%PDF"):
            with pdfium.PdfDocument(path) as document:
                text = "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")
        else:
            continue
        copied |= {(ours[run], " ".join(run)) for run in runs(words(text)) & ours.keys()}
    assert copied == set()
