"""What the documents of a build lack."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from indexer.build import rebuild
from indexer.settings import Settings
from indexer.snapshot import open_snapshot
from retriever.health import Finding, corpus_health

NUMBERED = (
    "# Inspection of Ambleford children's services\n\nInspection dates: 4 to 8 June 2018\n\n"
    "1. Strategy meetings are timely, and police attend most of them.\n\n2. Caseloads are too high in two teams.\n\n"
    "3. Foster carers are visited every month.\n"
)
BARE = "# Notes of nobody\n\nSomebody said that the kettle is broken and that it will be mended soon.\n"
VISIT = (
    "# Focused visit to Wexcombe children's services\n\nPublished: 9 May 2023\n\n"
    "Social workers see children often, and the front door answers quickly.\n"
)


@pytest.fixture(scope="module")
def health(tmp_path_factory, fake_encoder):
    folder = tmp_path_factory.mktemp("health")
    (folder / "corpus").mkdir()
    texts = {"numbered.md": NUMBERED, "bare.md": BARE, "visit.md": VISIT, "copy of numbered.md": NUMBERED}
    for name, text in texts.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    write_hidden_words(folder / "corpus" / "hidden.pdf")
    rebuild(folder / "corpus", folder / "index", Settings(workers=1), encoder=fake_encoder)
    with open_snapshot(folder / "index") as snapshot:
        return {one.path: set(one.findings) for one in corpus_health(snapshot).documents}


def write_hidden_words(path):
    made = Canvas(str(path), invariant=True)
    made.drawString(72, 760, "Social workers in Ambleford see children often.")
    made.setFillColorRGB(1, 1, 1)
    made.drawString(72, 700, "These orders are white on white.")
    made.save()


def test_a_document_with_words_that_nobody_sees_is_found_and_was_read_whole(health):
    assert Finding.HIDDEN_WORDS in health["hidden.pdf"]
    assert Finding.PARTLY_READ not in health["hidden.pdf"]
    assert Finding.HIDDEN_WORDS not in health["bare.md"]


def test_a_document_without_authority_or_date_is_found(health):
    assert {Finding.NO_AUTHORITY, Finding.NO_DATE} <= health["bare.md"]


def test_a_document_without_any_date_lacks_no_single_one_besides(health):
    assert not health["bare.md"] & {Finding.NO_INSPECTION_DATE, Finding.NO_PUBLICATION_DATE}


def test_a_letter_without_numbers_has_no_paragraph_numbers_and_a_numbered_report_has(health):
    assert Finding.NO_PARAGRAPH_NUMBERS in health["visit.md"]
    assert Finding.NO_PARAGRAPH_NUMBERS not in health["numbered.md"] | health["copy of numbered.md"]


def test_of_two_copies_the_worse_is_the_copy(health):
    copies = [path for path, findings in health.items() if Finding.COPY in findings]
    assert len(copies) == 1
    assert copies[0] in {"numbered.md", "copy of numbered.md"}


def test_an_inspection_without_grades_is_found(health):
    assert Finding.NO_JUDGEMENT in health["numbered.md"]
