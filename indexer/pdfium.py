"""The second PDF reader, by pypdfium2: for what the first one cannot read or reads as nonsense.

Quirks hidden here: a failure inside it ends the whole process, so it runs in a cage of its own (and stands outside
readers/, so that its child need not import the other readers); its lines end in CR LF, and it marks the hyphen of a
divided word with U+FFFE.
"""

import time
from dataclasses import dataclass

import pypdfium2


@dataclass(frozen=True, slots=True)
class PdfiumTask:
    """A PDF, the pages wanted of it (numbers from 1, None for all), and the seconds after which to stop."""

    data: bytes
    wanted: tuple[int, ...] | None
    seconds: float


@dataclass(frozen=True, slots=True)
class PdfiumReading:
    """The texts of the pages that could be read, by number; no pages at all where the file does not open."""

    page_count: int
    texts: dict[int, str]
    needs_password: bool = False


def read_with_pdfium(task: PdfiumTask) -> PdfiumReading:
    """The text of the wanted pages, as far as the time allows. To be called in a cage."""
    ends = time.monotonic() + task.seconds
    try:
        document = pypdfium2.PdfDocument(task.data)
    except pypdfium2.PdfiumError as error:
        return PdfiumReading(0, {}, needs_password="password" in str(error).lower())
    try:
        count = len(document)
        texts: dict[int, str] = {}
        for number in range(1, count + 1) if task.wanted is None else task.wanted:
            if number > count or time.monotonic() > ends:
                break
            text = _text_of_page(document, number)
            if text is not None:
                texts[number] = text
        return PdfiumReading(count, texts)
    finally:
        document.close()


def _text_of_page(document: pypdfium2.PdfDocument, number: int) -> str | None:
    try:
        page = document[number - 1]
        try:
            text_page = page.get_textpage()
            try:
                text = text_page.get_text_bounded()
            finally:
                text_page.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None
    return str(text).replace("\ufffe\r\n", "-\r\n").replace("\ufffe", "-")
