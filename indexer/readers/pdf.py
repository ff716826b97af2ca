"""PDF by pypdf, page by page, with a second reader for the pages that it cannot read.

Quirks hidden here: pypdf raises exceptions of many classes for damaged files, its own and Python's; a small file can
keep it busy for minutes, so every page and the whole file have a time limit and its configuration is tightened;
it tries the empty password by itself; it logs every oddity.
"""

import io
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import pypdf
from pypdf.errors import FileNotDecryptedError, LimitReachedError
from pypdf.generic import DictionaryObject

from indexer.cage import CageLimits, Failure, run_caged
from indexer.errors import UnreadableDocumentError
from indexer.pdfium import PdfiumTask, read_with_pdfium
from indexer.readers.garble import is_garbled
from indexer.readers.page_list import pages_in_words
from indexer.readers.text import text_lines
from indexer.readers.time_limit import time_limit
from indexer.reading import FileKind, Line, RawPage, Reading


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """Seconds that reading may take. Together they stay below the cage's limit, so that what was read is kept."""

    page_seconds: float = 10.0
    file_seconds: float = 35.0
    second_reader_seconds: float = 10.0


_LIMITS = PdfLimits()


class _Trouble(StrEnum):
    """Why a page, or the whole file, has no usable text."""

    BLANK = "blank"
    SCANNED = "scanned"
    GARBLED = "garbled"
    FAILED = "failed"
    TOO_SLOW = "too slow"
    PASSWORD = "password"  # noqa: S105 - no password


_SAID_OF_PAGES = {
    _Trouble.BLANK: "{pages}: no text.",
    _Trouble.SCANNED: "{pages}: no text layer, probably a scanned image.",
    _Trouble.GARBLED: "{pages}: unreadable symbols instead of text, because the file does not name its letters.",
    _Trouble.FAILED: "{pages}: could not be read, the file is damaged there.",
    _Trouble.TOO_SLOW: "{pages}: left out, because reading took too long or too much work.",
}
_SAID_OF_FILE = {
    _Trouble.PASSWORD: "This PDF is password-protected. Save a copy without a password.",
    _Trouble.GARBLED: "This PDF gives unreadable symbols instead of text, because it does not name its letters. "
    "Print it to a new PDF with text recognition (OCR).",
    _Trouble.TOO_SLOW: "This PDF takes too long to read and was stopped. Open it and save it again as a new PDF.",
    _Trouble.SCANNED: "This PDF has no text layer: it is probably a scan. Run text recognition (OCR) on it and put the "
    "result into the corpus folder.",
    _Trouble.FAILED: "This PDF is damaged and cannot be read. Download it again, or ask for a new copy.",
}
_RECOVERED = "This PDF is damaged; what could be recovered was read. Check it against the original."


@dataclass(frozen=True, slots=True)
class _PageText:
    text: str
    trouble: _Trouble | None = None


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What a reader made of the file: pages by number, or why it got none."""

    pages: dict[int, _PageText]
    trouble: _Trouble | None = None


def read_pdf(data: bytes, limits: PdfLimits = _LIMITS) -> Reading:
    """The lines of a PDF's pages. Raises UnreadableDocumentError where no page has any text."""
    first = _first_attempt(data, limits)
    attempt = first
    if first.trouble or any(page.trouble for page in first.pages.values()):
        attempt = _second_attempt(data, first, limits)
    if not any(page.text for page in attempt.pages.values()):
        raise UnreadableDocumentError(_SAID_OF_FILE[_main_trouble(attempt)])
    return Reading(
        kind=FileKind.PDF,
        pages=tuple(
            RawPage(number, tuple(Line(line.strip()) for line in text_lines(page.text)))
            for number, page in sorted(attempt.pages.items())
        ),
        problems=((_RECOVERED,) if first.trouble in (_Trouble.FAILED, _Trouble.TOO_SLOW) else ())
        + tuple(_problems(attempt.pages)),
    )


def _first_attempt(data: bytes, limits: PdfLimits) -> _Attempt:
    ends = time.monotonic() + limits.file_seconds
    with _quiet_pypdf():
        try:
            with time_limit(limits.file_seconds):
                reader = pypdf.PdfReader(io.BytesIO(data))
                count = len(reader.pages)
        except (TimeoutError, LimitReachedError):
            return _Attempt({}, _Trouble.TOO_SLOW)
        except FileNotDecryptedError:
            return _Attempt({}, _Trouble.PASSWORD)
        except Exception:  # noqa: BLE001 - a damaged file makes pypdf raise anything; the second reader decides
            return _Attempt({}, _Trouble.FAILED)
        numbers = range(1, count + 1)
        pages = {
            number: _read_page(reader, number, min(limits.page_seconds, ends - time.monotonic())) for number in numbers
        }
    return _Attempt(pages, None if pages else _Trouble.FAILED)


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
    except (TimeoutError, LimitReachedError):
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


def _second_attempt(data: bytes, first: _Attempt, limits: PdfLimits) -> _Attempt:
    """The same pages, with the text of the second reader where the first had none and the second has some."""
    doubtful = None if first.trouble else tuple(number for number, page in first.pages.items() if page.trouble)
    task = PdfiumTask(data, doubtful, limits.second_reader_seconds)
    cage_limits = CageLimits(seconds=limits.second_reader_seconds + limits.page_seconds / 2)
    [(_, second)] = run_caged(read_with_pdfium, [task], workers=1, limits=cage_limits)
    if isinstance(second, Failure):
        return first
    if second.needs_password:
        return _Attempt({}, _Trouble.PASSWORD)
    if first.trouble:
        numbers = range(1, second.page_count + 1)
        return _Attempt({number: _better(None, second.texts.get(number)) for number in numbers}, first.trouble)
    return _Attempt({number: _better(page, second.texts.get(number)) for number, page in first.pages.items()})


def _better(first: _PageText | None, second: str | None) -> _PageText:
    if first is not None and first.trouble is None:
        return first
    if second is None:
        return first or _PageText("", _Trouble.FAILED)
    if not second.strip():
        return first or _PageText("", _Trouble.BLANK)
    return _PageText("", _Trouble.GARBLED) if is_garbled(second) else _PageText(second)


def _main_trouble(attempt: _Attempt) -> _Trouble:
    """The one trouble of a file without text that the user can best act on."""
    if attempt.trouble:
        return attempt.trouble
    found = {page.trouble for page in attempt.pages.values()}
    for trouble in (_Trouble.GARBLED, _Trouble.TOO_SLOW, _Trouble.SCANNED, _Trouble.FAILED):
        if trouble in found:
            return trouble
    return _Trouble.SCANNED


def _problems(pages: dict[int, _PageText]) -> Iterator[str]:
    for trouble, sentence in _SAID_OF_PAGES.items():
        numbers = [number for number, page in pages.items() if page.trouble is trouble]
        if numbers:
            yield sentence.format(pages=pages_in_words(numbers))
