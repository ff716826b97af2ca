"""The second PDF reader, by pypdfium2: for what the first one cannot read or reads as nonsense.

Quirks hidden here: a failure inside it ends the whole process, so it runs in a cage of its own (and stands outside
readers/, so that its child need not import the other readers); its lines end in CR LF, and it marks the hyphen of a
divided word with U+FFFE. The time it may take is counted in the processor's, so that a busy machine changes nothing.
"""

import time
from dataclasses import dataclass, field
from itertools import groupby

import pypdfium2

from indexer.unseen import Unseen, unseen_text

_FEW_LETTERS = 5
"""Fewer letters and digits than this that cannot be seen are a slip of whoever made the page, and quote nothing."""


@dataclass(frozen=True, slots=True)
class PdfiumTask:
    """A PDF, the pages wanted of it (numbers from 1, None for all), and the seconds after which to stop."""

    data: bytes
    wanted: tuple[int, ...] | None
    seconds: float


@dataclass(frozen=True, slots=True)
class PdfiumReading:
    """The texts of the pages that could be read, by number; no pages at all where the file does not open.

    Words that nobody sees are not in the texts: `hidden` has them, by page and run for run, and `sizeless` are pages
    that may hold words of no size. On the pages `laid_over` words stand unseen over a picture, as text recognition
    puts them. Where drawing pages takes too long, the others are `unlooked` at.
    """

    page_count: int
    texts: dict[int, str] = field(default_factory=dict)
    needs_password: bool = False
    hidden: dict[int, tuple[str, ...]] = field(default_factory=dict)
    sizeless: frozenset[int] = frozenset()
    laid_over: frozenset[int] = frozenset()
    unlooked: frozenset[int] = frozenset()


def read_with_pdfium(task: PdfiumTask) -> PdfiumReading:
    """The text of the wanted pages, as far as time allows; half of it may go into drawing. To be called in a cage."""
    started = time.process_time()
    ends, looks_until = started + task.seconds, started + task.seconds / 2
    try:
        document = pypdfium2.PdfDocument(task.data)
    except pypdfium2.PdfiumError as error:
        return PdfiumReading(0, needs_password="password" in str(error).lower())
    try:
        count = len(document)
        pages: dict[int, _Page] = {}
        for number in range(1, count + 1) if task.wanted is None else task.wanted:
            if number > count or time.process_time() > ends:
                break
            page = _read_page(document, number, look=time.process_time() < looks_until)
            if page is not None:
                pages[number] = page
        return PdfiumReading(
            count,
            {number: page.text for number, page in pages.items()},
            hidden={number: page.hidden for number, page in pages.items() if page.hidden},
            sizeless=frozenset(number for number, page in pages.items() if page.unseen.has_nothing),
            laid_over=frozenset(number for number, page in pages.items() if page.unseen.laid_over),
            unlooked=frozenset(number for number, page in pages.items() if not page.looked),
        )
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    unseen: Unseen
    hidden: tuple[str, ...] = ()
    looked: bool = True


def _read_page(document: pypdfium2.PdfDocument, number: int, *, look: bool) -> _Page | None:
    try:
        page = document[number - 1]
        try:
            text_page = page.get_textpage()
            try:
                text = text_page.get_text_bounded()
                if not look:
                    return _Page(_plain(text), Unseen(), looked=False)
                unseen = unseen_text(page, text_page)
                hidden = _runs(text_page, unseen.hidden, wanted=True)
                if sum(map(str.isalnum, "".join(hidden))) < _FEW_LETTERS:
                    return _Page(_plain(text), unseen)
                return _Page("".join(_runs(text_page, unseen.hidden, wanted=False)), unseen, hidden)
            finally:
                text_page.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None


def _runs(text_page: pypdfium2.PdfTextPage, characters: frozenset[int], *, wanted: bool) -> tuple[str, ...]:
    """A page's text in these characters alone or, where they are not wanted, but for them; run for run."""
    if not characters:
        return ()
    runs = groupby(range(text_page.count_chars()), key=characters.__contains__)
    indexes = [list(run) for is_one, run in runs if is_one is wanted]
    return tuple(_plain(text_page.get_text_range(run[0], len(run))) for run in indexes)


def _plain(text: str) -> str:
    return str(text).replace("\ufffe\r\n", "-\r\n").replace("\ufffe", "-")
