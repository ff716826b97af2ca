"""Answers and an index that the tests of the app share."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indexer.build import rebuild
from indexer.document import DocumentType, Span
from indexer.settings import Settings
from retriever.answer import CitedPassage
from ui.safe import WORD_JOINER

PASSAGE = CitedPassage(
    rank=1,
    citation=1,
    row=0,
    document="80000_ayford/inspection - 2 August 2022.pdf",
    title="Inspection of Ayford local authority children's services",
    authorities=("Ayford",),
    type=DocumentType.INSPECTION,
    published=date(2022, 8, 2),
    inspected_from=date(2022, 6, 13),
    inspected_to=date(2022, 6, 17),
    section="Help and protection",
    paragraph="14",
    pages=(3,),
    page_labels=(None,),
    spans=(Span(3, 0, 62),),
    text="Meetings are prompt. Partners do not always attend. Minutes are kept.",
    highlights=((21, 51),),
    score=0.5,
    dense_rank=1,
    lexical_rank=2,
)


@pytest.fixture
def passage() -> Callable[..., CitedPassage]:
    """A passage like any other, but for what the test says."""

    def made(**changes: object) -> CitedPassage:
        return replace(PASSAGE, **changes)

    return made


def opened_at(test: AppTest, parameters: dict[str, str]) -> AppTest:
    """The page or app at an address, run to its end."""
    for name, value in parameters.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    return test


def address(test: AppTest) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else list(value) for name, value in test.query_params.items()}


def press(test: AppTest, label: str) -> None:
    """Press the first button that reads so."""
    next(button for button in test.button if read(button.label) == label).click().run()
    assert not test.exception


def text_of(test: AppTest) -> str:
    """What a page says in headings, paragraphs and errors, as it is read."""
    elements = [*test.title, *test.header, *test.subheader, *test.markdown, *test.error]
    return read("\n".join(element.value for element in elements))


def read(markdown: str) -> str:
    """Markdown as it is read: without what only keeps it from meaning something."""
    return markdown.replace("\\", "").replace(WORD_JOINER, "")


HOSTILE = (
    '![x](http://evil.example/a.png) <img src="http://evil.example/b.png"> <script>window.bad = 1</script> '
    "[press](http://evil.example) http://evil.example/c www.evil.example $x^2$ :red[boo] :smile: a -> b"
)
HOSTILE_NAME = "![x](evil.example) $5$ :red[b] <i>notes<i>.txt"


def make_corpus(project: Path, folder: Path) -> Path:
    """The sample, a document that tries everything, and a file that is none."""
    shutil.copytree(project / "corpus", folder)
    paragraph = f"1. Inspectors in Ambleford saw that zebra crossings {HOSTILE} are painted every summer.\n"
    (folder / HOSTILE_NAME).write_text(f"Zebra crossings in Ambleford {HOSTILE}\n\n{paragraph}", encoding="utf-8")
    (folder / f"scan {HOSTILE_NAME}.pdf").write_bytes(b"<html><title>Report not found</title></html>")
    return folder


@pytest.fixture(scope="session")
def app_corpus(project, tmp_path_factory) -> Path:
    """The folder of reports that the app's tests work on."""
    folder = tmp_path_factory.getbasetemp() / "app" / "corpus"
    return folder if folder.exists() else make_corpus(project, folder)


@pytest.fixture(scope="session")
def app_index(app_corpus) -> Path:
    """An index of it by the default encoder, made once for all tests of the app."""
    index = app_corpus.parent / "index"
    if not index.exists():
        rebuild(app_corpus, index, Settings())
    return index
