"""What a reader of pages lets know of the first."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from indexer.readers.pdf import PdfLimits, _first_attempt
from indexer.signs import LISTENER, Sign, awaiting_first_page


@pytest.fixture
def signs():
    heard: list[Sign] = []
    token = LISTENER.set(heard.append)
    yield heard
    LISTENER.reset(token)


def test_a_report_says_once_that_its_first_page_arrived(make_pdf, signs) -> None:
    _first_attempt(make_pdf(["Social workers visit children.", "Plans are late."]), PdfLimits())
    assert signs == [Sign.AWAITED, Sign.ARRIVED]


def test_a_first_page_that_is_drawn_without_end_is_said_to_be_heavy_before_it_is_read(tmp_path, signs) -> None:
    canvas = Canvas(str(tmp_path / "heavy.pdf"), pageCompression=1)
    for number in range(30_000):
        canvas.drawString(72, number % 700, "ab")
    canvas.save()
    _first_attempt((tmp_path / "heavy.pdf").read_bytes(), PdfLimits(page_seconds=0.2, file_seconds=5, lost_seconds=0.2))
    assert signs == [Sign.AWAITED, Sign.HEAVY, Sign.ARRIVED]


def test_what_is_no_pdf_is_awaited_no_longer(signs) -> None:
    _first_attempt(b"%PDF-1.7\nnothing", PdfLimits())
    assert signs == [Sign.AWAITED, Sign.ARRIVED]


def test_nobody_need_listen() -> None:
    with awaiting_first_page() as first_page:
        first_page.arrived()
        first_page.arrived()
