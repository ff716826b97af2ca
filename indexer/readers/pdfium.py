"""The second PDF reader, by pypdfium2: for what the first one cannot read or reads as nonsense.

Quirks hidden here: it is not safe to use from two threads at once, a failure inside it can end the process (hence
the cage), its lines end in CR LF, and it marks the hyphen of a divided word with U+FFFE.
"""

import time
from collections.abc import Collection

import pypdfium2


class NeedsPasswordError(Exception):
    """The file opens with a password only."""


def read_with_pdfium(data: bytes, *, wanted: Collection[int] | None, until: float) -> tuple[int, dict[int, str]]:
    """The page count and the text of the wanted pages (from 1; None for all) that could be read.

    Stops between two pages when the monotonic clock passes `until`. Raises NeedsPasswordError, or ValueError
    for a file that cannot be opened.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NeedsPasswordError from None
        raise ValueError(str(error)) from None
    try:
        count = len(document)
        texts: dict[int, str] = {}
        for number in range(1, count + 1) if wanted is None else sorted(wanted):
            if number > count or time.monotonic() > until:
                break
            text = _text_of_page(document, number)
            if text is not None:
                texts[number] = text
        return count, texts
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
