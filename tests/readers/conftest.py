"""Documents that the tests of the readers make, and the texts of what was read."""

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from indexer.reading import Line, Reading

MakePdf = Callable[..., bytes]
sys.path.append(str(Path(__file__).parent))  # the cage's children import misbehaving.py by its name


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    """Makes a PDF: a page of lines for each text; None makes a blank page."""

    def make(pages: Sequence[str | None], *, encrypt: object = None) -> bytes:
        buffer = io.BytesIO()
        drawing = canvas.Canvas(buffer, pagesize=A4, invariant=True, encrypt=encrypt)
        for page in pages:
            for number, line in enumerate((page or "").split("\n")):
                drawing.drawString(72, 760 - 16 * number, line)
            drawing.showPage()
        drawing.save()
        return buffer.getvalue()

    return make


@pytest.fixture
def word() -> WordDocument:
    return docx.Document()


@pytest.fixture(scope="session")
def saved() -> Callable[[WordDocument], bytes]:
    """The bytes of a Word document."""

    def save(document: WordDocument) -> bytes:
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    return save


@pytest.fixture(scope="session")
def lines_of() -> Callable[[Reading], list[Line]]:
    """All lines of a reading that are not blank."""
    return lambda reading: [line for page in reading.pages for line in page.lines if line.text]


@pytest.fixture(scope="session")
def texts_of() -> Callable[[Reading], list[str]]:
    """The texts of all lines of a reading that are not blank."""
    return lambda reading: [line.text for page in reading.pages for line in page.lines if line.text]
