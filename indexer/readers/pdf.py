"""PDF by pypdf, page by page, held against a second reader that also has what pypdf cannot read.

Quirks hidden here: pypdf raises exceptions of many classes for damaged files, its own and Python's; a small file can
keep it busy for minutes, so every page and the whole file have a time limit and its configuration is tightened;
now and then it loses words, or a whole page, and says nothing; it tries the empty password by itself; it logs every
oddity.
"""

import atexit
import io
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError
from pypdf.generic import DictionaryObject

from indexer.cage import Cage, CageLimits, Failure
from indexer.errors import UnreadableDocumentError
from indexer.pdfium import PdfiumReading, PdfiumTask, read_with_pdfium
from indexer.readers.garble import is_garbled
from indexer.readers.page_list import pages_in_words
from indexer.readers.pdf_salvage import Salvaged, salvaged
from indexer.readers.text import text_lines
from indexer.readers.time_limit import OutOfTime, time_limit
from indexer.reading import HIDDEN_WORDS, FileKind, Line, RawPage, Reading
from indexer.signs import awaiting_first_page


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """Seconds that reading may take. Together they stay below the cage's limit, so that what was read is kept.

    The slowest page of a real report takes one. `lost_seconds` may be spent on pages that then are too slow: after
    that the second reader has the rest, so that a file made to be slow costs less than a long report may.
    """

    page_seconds: float = 8.0
    lost_seconds: float = 16.0
    file_seconds: float = 35.0
    second_reader_seconds: float = 14.0


_LIMITS = PdfLimits()

_HEAVY_BYTES = 400_000
"""Of drawing. The first pages of real reports have 45,000 at most."""


class _Trouble(StrEnum):
    """Why a page, or the whole file, has no usable text."""

    BLANK = "blank"
    SCANNED = "scanned"
    GARBLED = "garbled"
    FAILED = "failed"
    TOO_SLOW = "too slow"
    PASSWORD = "password"  # noqa: S105 - no password
    HIDDEN = "hidden"


_SAID_OF_PAGES = {
    _Trouble.BLANK: "{pages}: no text.",
    _Trouble.SCANNED: "{pages}: no text layer, probably a scanned image.",
    _Trouble.GARBLED: "{pages}: unreadable symbols instead of text, because the file does not name its letters.",
    _Trouble.FAILED: "{pages}: could not be read, the file is damaged there.",
    _Trouble.TOO_SLOW: "{pages}: left out, because reading took too long or too much work.",
    _Trouble.HIDDEN: "{pages}: no text that can be seen.",
}
_SAID_OF_FILE = {
    _Trouble.PASSWORD: "This PDF is password-protected. Save a copy without a password.",
    _Trouble.GARBLED: "This PDF gives unreadable symbols instead of text, because it does not name its letters. "
    "Print it to a new PDF with text recognition (OCR).",
    _Trouble.TOO_SLOW: "This PDF takes too long to read and was stopped. Open it and save it again as a new PDF.",
    _Trouble.SCANNED: "This PDF has no text layer: it is probably a scan. Run text recognition (OCR) on it and put the "
    "result into the corpus folder.",
    _Trouble.FAILED: "This PDF is damaged and cannot be read. Download it again, or ask for a new copy.",
    _Trouble.HIDDEN: "This PDF holds no words that can be seen, only hidden ones. Ask whoever made it for another.",
}
_RECOVERED = "This PDF is damaged; what could be recovered was read. Check it against the original."
_COUNTED = "The order of its pages is lost: their numbers are those of what is left. Check them against the original."
_DOUBTED = (
    "{pages}: two readers found different words, and the fuller text was taken. Check a quotation against the original."
)
_HIDES = (
    f"{HIDDEN_WORDS} on {{pages}} (white, tiny, covered or off the page); they were left out. "
    "Ask whoever made the report why they are there."
)
_LAID_OVER = (
    "The words on {pages} stand unseen over a picture, as text recognition puts them, and it may have misread them. "
    "Check a quotation against the picture."
)
_UNCHECKED = (
    "The second reader could not look at {pages}, so that words lost or hidden there would not be noticed. "
    "Check a quotation against the original."
)
_SAID_OF_MARKED_PAGES = {
    "is_doubtful": _DOUBTED,
    "hides": _HIDES,
    "is_laid_over": _LAID_OVER,
    "is_unchecked": _UNCHECKED,
}
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENOUGH_WORDS = 10
_LOST_SHARE = 0.2
"""Of the words that the second reader finds on a page. On 3,965 pages of real reports the two never differed by a
hundredth."""


@dataclass(frozen=True, slots=True)
class _PageText:
    text: str
    trouble: _Trouble | None = None
    is_doubtful: bool = False  # the readers differ
    hides: bool = False  # words that nobody sees, which are not in the text
    is_laid_over: bool = False  # words that stand unseen over a picture
    is_unchecked: bool = False  # the second reader did not read it, or not look at it


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What was made of the file: pages by number, or why there are none. `is_counted`: their numbers are a guess."""

    pages: dict[int, _PageText]
    trouble: _Trouble | None = None
    is_counted: bool = False


def read_pdf(data: bytes, limits: PdfLimits = _LIMITS) -> Reading:
    """The lines of a PDF's pages. Raises UnreadableDocumentError where no page has any text."""
    attempt = _second_attempt(data, _first_attempt(data, limits), limits)
    if attempt.trouble is _Trouble.FAILED and not any(page.text for page in attempt.pages.values()):
        attempt = _third_attempt(data, limits) or attempt
    if not any(page.text for page in attempt.pages.values()):
        raise UnreadableDocumentError(_SAID_OF_FILE[_main_trouble(attempt)])
    return Reading(
        kind=FileKind.PDF,
        pages=tuple(
            RawPage(number, tuple(Line(line.strip()) for line in text_lines(page.text)))
            for number, page in sorted(attempt.pages.items())
        ),
        problems=tuple(_problems(attempt)),
    )


def _first_attempt(data: bytes, limits: PdfLimits) -> _Attempt:
    ends = time.monotonic() + limits.file_seconds
    with _quiet_pypdf(), awaiting_first_page() as first_page:
        try:
            with time_limit(limits.file_seconds):
                reader = pypdf.PdfReader(io.BytesIO(data))
                count = len(reader.pages)
                if _is_heavy(reader):
                    first_page.is_heavy()
        except (OutOfTime, LimitReachedError):
            return _Attempt({}, _Trouble.TOO_SLOW)
        except FileNotDecryptedError:
            return _Attempt({}, _Trouble.PASSWORD)
        except Exception:  # noqa: BLE001 - a damaged file makes pypdf raise anything; the second reader decides
            return _Attempt({}, _Trouble.FAILED)
        pages: dict[int, _PageText] = {}
        lost = 0.0
        for number in range(1, count + 1):
            started = time.monotonic()
            left = ends - started if lost < limits.lost_seconds else 0.0
            pages[number] = _read_page(reader, number, min(limits.page_seconds, left))
            first_page.arrived()
            if pages[number].trouble is _Trouble.TOO_SLOW:
                lost += time.monotonic() - started
    return _Attempt(pages, None if pages else _Trouble.FAILED)


def _is_heavy(reader: pypdf.PdfReader) -> bool:
    try:
        contents = reader.pages[0].get_contents()
        return contents is not None and len(contents.get_data()) > _HEAVY_BYTES
    except Exception:  # noqa: BLE001 - as above; reading the page will tell
        return False


@contextmanager
def _quiet_pypdf() -> Iterator[None]:
    """Run pypdf with limits a tenth to a half of its own, which real reports never reach, and without its log."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with pypdf.apply_configuration(
            stream_parsing_work_maximum_count=500_000,
            zlib_maximum_output_length=20_000_000,
            lzw_maximum_output_length=20_000_000,
            run_length_maximum_output_length=20_000_000,
            brotli_maximum_output_length=20_000_000,
            array_based_stream_maximum_output_length=20_000_000,
            stream_decoding_work_maximum_length=40_000_000,
            xform_maximum_invocations_per_extraction=2_000,
            jbig2dec_binary=None,
            disable_legacy_handling=True,
        ):
            yield
    finally:
        logger.setLevel(level)


def _read_page(reader: pypdf.PdfReader, number: int, seconds: float) -> _PageText:
    if seconds <= 0:
        return _PageText("", _Trouble.TOO_SLOW)
    try:
        with time_limit(seconds):
            page = reader.pages[number - 1]
            text = page.extract_text()
            if not text.strip():
                return _PageText("", _Trouble.SCANNED if _has_image(page) else _Trouble.BLANK)
    except (OutOfTime, LimitReachedError):
        return _PageText("", _Trouble.TOO_SLOW)
    except Exception:  # noqa: BLE001 - as above, for one page
        return _PageText("", _Trouble.FAILED)
    return _PageText("", _Trouble.GARBLED) if is_garbled(text) else _PageText(text)


def _has_image(drawing: DictionaryObject, *, depth: int = 0) -> bool:
    """True where a page or form draws an image, directly or in a form on it."""
    nothing = DictionaryObject()
    drawn = drawing.get("/Resources", nothing).get_object().get("/XObject", nothing).get_object()
    parts = [drawn[name] for name in drawn]
    return any(part.get("/Subtype") == "/Image" for part in parts) or (
        depth < 2 and any(_has_image(part, depth=depth + 1) for part in parts if part.get("/Subtype") == "/Form")
    )


@cache
def _second_reader() -> Cage[PdfiumTask, PdfiumReading]:
    """One child for all files, as starting it takes longer than reading a report."""
    cage: Cage[PdfiumTask, PdfiumReading] = Cage(
        read_with_pdfium, CageLimits(seconds=_LIMITS.second_reader_seconds + _LIMITS.page_seconds / 2)
    )
    atexit.register(cage.close)
    return cage


def _second_attempt(data: bytes, first: _Attempt, limits: PdfLimits) -> _Attempt:
    """The same pages, with the text of the second reader where the first had none or lost words."""
    second = _second_reader().run(PdfiumTask(data, None, limits.second_reader_seconds))
    if isinstance(second, Failure):
        return replace(first, pages={number: _unchecked(page) for number, page in first.pages.items()})
    if second.needs_password:
        return _Attempt({}, _Trouble.PASSWORD) if first.trouble else first
    if first.trouble or second.page_count > len(first.pages):
        return _Attempt(_pages_of(second), first.trouble or _Trouble.FAILED)
    return _Attempt({number: _better(page, second, number) for number, page in first.pages.items()})


def _third_attempt(data: bytes, limits: PdfLimits) -> _Attempt | None:
    """What the second reader finds in a file whose end is lost, None where that is nothing."""
    for part in _salvaged_in_time(data, limits.second_reader_seconds):
        second = _second_reader().run(PdfiumTask(part.data, None, limits.second_reader_seconds / 2))
        if not isinstance(second, Failure) and any(text.strip() for text in second.texts.values()):
            return _Attempt(_pages_of(second), _Trouble.FAILED, is_counted=not part.is_numbered)
    return None


def _pages_of(second: PdfiumReading) -> dict[int, _PageText]:
    return {number: _better(None, second, number) for number in range(1, second.page_count + 1)}


def _salvaged_in_time(data: bytes, seconds: float) -> list[Salvaged]:
    try:
        with time_limit(seconds):
            return list(salvaged(data))
    except OutOfTime:
        return []


def _better(first: _PageText | None, reading: PdfiumReading, number: int) -> _PageText:
    second = reading.texts.get(number)
    if second is None:
        return _unchecked(first) if first else _PageText("", _Trouble.FAILED)
    if _hides_words(first, reading, number):
        return replace(_without_hidden(first, reading, number), hides=True)
    better = _fuller(first, second)
    has_text = bool(better.text)
    return replace(
        better,
        is_laid_over=has_text and number in reading.laid_over,
        is_unchecked=has_text and number in reading.unlooked,
    )


def _unchecked(page: _PageText) -> _PageText:
    return replace(page, is_unchecked=bool(page.text))


def _hides_words(first: _PageText | None, reading: PdfiumReading, number: int) -> bool:
    """Whether a page holds words that nobody sees. Those of no size only the first reader finds."""
    if number in reading.hidden or number not in reading.sizeless or first is None:
        return number in reading.hidden
    return _words_beyond(first.text, reading.texts[number]) > 1


def _words_beyond(text: str, other: str) -> int:
    words, others = (Counter(_WORD.findall(one.lower())) for one in (text, other))
    return (words - others).total()


def _without_hidden(first: _PageText | None, reading: PdfiumReading, number: int) -> _PageText:
    """The first reader's text without the hidden words or, where they cannot be cut from it, the second's."""
    seen = reading.texts[number]
    if first is not None and first.text:
        text = first.text
        for run in reading.hidden.get(number, ()):
            spelt = r"\s*".join(re.escape(character) for character in run if not character.isspace())
            text = re.sub(spelt, "", text) if spelt and len(re.findall(spelt, text)) == 1 else text
        if text.strip() and text != first.text and _words_beyond(text, seen) == 0:
            return _PageText(text)
    return _of_second(seen, _Trouble.HIDDEN)


def _fuller(first: _PageText | None, second: str) -> _PageText:
    if first is not None and first.trouble is None:
        lost_words = _has_lost_words(first.text, second) and not is_garbled(second)
        return _PageText(second, is_doubtful=True) if lost_words else first
    return _of_second(second, first.trouble if first else None)


def _of_second(second: str, trouble: _Trouble | None) -> _PageText:
    """The second reader's text of a page, of which something is said where there is none."""
    if not second.strip():
        return _PageText("", trouble or _Trouble.BLANK)
    return _PageText("", _Trouble.GARBLED) if is_garbled(second) else _PageText(second)


def _has_lost_words(first: str, second: str) -> bool:
    """Whether the second text has words that the first lacks, and on the whole more of them."""
    words, others = (Counter(_WORD.findall(text.lower())) for text in (first, second))
    count = others.total()
    lost = count - (words & others).total()
    return count >= _ENOUGH_WORDS and lost > _LOST_SHARE * count and count > words.total()


def _main_trouble(attempt: _Attempt) -> _Trouble:
    """The one trouble of a file without text that the user can best act on."""
    if attempt.trouble:
        return attempt.trouble
    found = {page.trouble for page in attempt.pages.values()}
    for trouble in (_Trouble.GARBLED, _Trouble.TOO_SLOW, _Trouble.HIDDEN, _Trouble.SCANNED, _Trouble.FAILED):
        if trouble in found:
            return trouble
    return _Trouble.SCANNED


def _problems(attempt: _Attempt) -> Iterator[str]:
    if attempt.trouble in (_Trouble.FAILED, _Trouble.TOO_SLOW):
        yield _RECOVERED
    if attempt.is_counted:
        yield _COUNTED
    lost = [number for number, page in attempt.pages.items() if page.trouble in (_Trouble.TOO_SLOW, _Trouble.FAILED)]
    if lost:
        read = [number for number, page in attempt.pages.items() if page.text]
        yield f"Partly read: {_lowered(pages_in_words(read))} of {len(attempt.pages)}."
    for trouble, sentence in _SAID_OF_PAGES.items():
        numbers = [number for number, page in attempt.pages.items() if page.trouble is trouble]
        if numbers:
            yield sentence.format(pages=pages_in_words(numbers))
    for mark, sentence in _SAID_OF_MARKED_PAGES.items():
        numbers = [number for number, page in attempt.pages.items() if getattr(page, mark)]
        if numbers:
            words = pages_in_words(numbers)
            yield sentence.format(pages=words if sentence.startswith("{") else _lowered(words))


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
