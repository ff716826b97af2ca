import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from indexer.document import Document, DocumentType, Judgement, Page
from indexer.shingles import Shingler
from indexer.twins import twin_facts, twins_among

WORDS = [
    first + second for first in "ba co du fe gi ho ju ka le mo".split() for second in "rk sk nt ld mp st rn lt".split()
]


def prose(seed: int, *, words: int = 1500) -> str:
    choose = random.Random(seed)
    return ". ".join(" ".join(choose.choices(WORDS, k=12)) for _ in range(words // 12))


def document(path: str, pages: Sequence[str], *, day: date | None = None, grade: str | None = None) -> Document:
    return Document(
        path=path,
        sha256="",
        title="Inspection",
        type=DocumentType.INSPECTION,
        authorities=("Ambleford",),
        published=day,
        inspected_from=None,
        inspected_to=None,
        inspectors=(),
        judgements=(Judgement("Overall", grade, ()),) if grade else (),
        pages=tuple(Page(number, None, text) for number, text in enumerate(pages, start=1)),
        sections=(),
        paragraphs=(),
        improvements=(),
    )


def extraction(text: str, *, lost: float = 0.05) -> str:
    """The text as a poor converter leaves it: figures and apostrophes gone, some lines lost."""
    choose = random.Random(1)
    return "\n".join(line for line in text.split(". ") if choose.random() > lost).replace("'", "")


def find_twins(documents: Sequence[Document]) -> dict[str, str]:
    shingler = Shingler()
    by_path = {document.path: document for document in documents}
    return twins_among([twin_facts(document, shingler) for document in documents], by_path.__getitem__, {}).of


def test_the_copy_with_pages_and_dates_is_the_one_that_is_kept() -> None:
    text = prose(1)
    report = document("z/report.pdf", [text[:4000], text[4000:]], day=date(2016, 11, 25))
    assert find_twins([document("a/text.txt", [extraction(text)]), report]) == {"a/text.txt": "z/report.pdf"}


def test_of_many_equal_copies_the_first_by_path_is_kept() -> None:
    copies = [document(f"{name}.pdf", [prose(2)]) for name in "dbca"]
    assert find_twins(copies) == {f"{name}.pdf": "a.pdf" for name in "bcd"}


def test_fifty_copies_of_one_file_are_one_source() -> None:
    copies = [document(f"{number:02}.pdf", [prose(2)]) for number in range(50)]
    assert set(find_twins(copies).values()) == {"00.pdf"}


def test_a_twin_never_points_to_another_twin() -> None:
    text = prose(3)
    reports = [document("a.txt", [extraction(text)]), document("b.txt", [extraction(text, lost=0.1)])]
    best = document("c.pdf", [text[:500], text[500:]])
    assert find_twins([*reports, best]) == {"a.txt": "c.pdf", "b.txt": "c.pdf"}


def test_reports_of_different_text_are_no_twins() -> None:
    assert find_twins([document(f"{seed}.pdf", [prose(seed)]) for seed in range(30)]) == {}


def test_an_article_that_quotes_the_summary_is_no_twin() -> None:
    text = prose(4)
    assert find_twins([document("report.pdf", [text]), document("news.txt", [text[: len(text) // 3]])]) == {}


def test_the_same_words_on_another_date_are_another_report() -> None:
    text = prose(5)
    this, last = (
        document("this.pdf", [text + " one"], day=date(2022, 6, 6)),
        document("last.pdf", [text], day=date(2021, 6, 6)),
    )
    assert find_twins([this, last]) == {}
    assert find_twins([this, replace(last, published=None)]) == {"last.pdf": "this.pdf"}


def test_a_draft_with_another_grade_is_a_report_of_its_own() -> None:
    text = prose(6)
    drafts = [
        document("draft.pdf", [text + " draft"], grade="good"),
        document("final.pdf", [text], grade="outstanding"),
    ]
    assert find_twins(drafts) == {}


def test_the_order_of_the_documents_does_not_matter() -> None:
    documents = [document(f"{seed}{copy}.pdf", [prose(seed)]) for seed in range(6) for copy in "abc"]
    found = find_twins(documents)
    random.Random(0).shuffle(documents)
    assert find_twins(documents) == found
    assert len(found) == 12


def test_no_documents_and_empty_documents_are_no_trouble() -> None:
    assert find_twins([]) == {}
    assert find_twins([document("a.txt", [""])]) == {}
