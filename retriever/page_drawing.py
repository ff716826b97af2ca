"""A page of a PDF as a picture, with passages outlined on it. Runs in a cage: the file may be hostile.

Third-party quirks hidden here: pypdfium2's characters count from the bottom of an unturned page, so each corner
goes through its own conversion to pixels; characters it makes up (spaces, line ends) have no box.
"""

import ctypes
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from indexer.errors import UnreadableDocumentError

LONGEST_SIDE = 3000
"""Pixels; a page that says it is larger is drawn smaller."""

_FRAME = (18, 74, 112)
_MARKED = (255, 236, 153)
_PAPER = 200
_MARGIN = 30
_CONTEXT = 70
_ABOVE = 150
_UNDER = 250
"""Points of the page kept beside a passage, before and behind it, and above and under what is quoted of a long one."""

_GAP, _BESIDE = 2.5, 60
"""Points without ink that part words, and how far beyond an edge such a gap is looked for."""

_NEAREST = 12
"""So many letters before or behind a passage tell its place from another with the same words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page's text to outline or, where it is `marked`, to tint as quoted: `page_text[start:end]`."""

    start: int
    end: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class DrawingTask:
    """A page (from 1) of a PDF, its text as indexed, what to show on it, and pixels for one point of the page.

    `near` asks for the part of the page around what is shown on it, not for all of it.
    """

    data: bytes
    page: int
    page_text: str
    parts: tuple[Part, ...]
    scale: float
    near: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as PNG, and whether every part asked for was found on the page and is shown.

    `whole` is false where it shows a part of the page alone.
    """

    png: bytes
    width: int
    height: int
    placed: bool
    whole: bool = True


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

Shown = tuple[bool, list[Box]]
"""Whether a part is marked as quoted, and the lines it stands in."""


def draw_page(task: DrawingTask) -> Drawing:
    """Draw a page; parts are shown only where every one is found. Raises UnreadableDocumentError."""
    try:
        document = pypdfium2.PdfDocument(task.data)
    except pypdfium2.PdfiumError:
        raise UnreadableDocumentError("The page cannot be drawn: the file does not open.") from None
    try:
        return _drawn(document, task)
    except (pypdfium2.PdfiumError, IndexError):
        raise UnreadableDocumentError("The page cannot be drawn: the file is damaged there.") from None
    finally:
        document.close()


def _drawn(document: pypdfium2.PdfDocument, task: DrawingTask) -> Drawing:
    page = document[task.page - 1]
    scale = min(task.scale, LONGEST_SIDE / max(*page.get_size(), 1.0))
    image = page.render(scale=scale).to_pil().convert("RGB")
    shown = _outline(page, image, task) if task.parts else []
    cut = (0, 0, *image.size)
    if task.near and shown:
        cut = between_words(image, around(shown, image.size, point=scale), point=scale)
    out = io.BytesIO()
    image.crop(cut).save(out, "PNG")
    return Drawing(
        out.getvalue(),
        width=cut[2] - cut[0],
        height=cut[3] - cut[1],
        placed=shown is not None,
        whole=cut == (0, 0, *image.size),
    )


def _outline(page: pypdfium2.PdfPage, image: Image.Image, task: DrawingTask) -> list[Shown] | None:
    """Show the parts on the picture, all of them or, where one cannot be placed, none; then it is None."""
    text_page = page.get_textpage()
    try:
        letters, characters = _letters(text_page)
        found = [place(task.page_text, part.start, part.end, letters) for part in task.parts]
        places = [at for at in found if at is not None]
        boxes = [
            [_box(page, text_page, index, image.size) for index in dict.fromkeys(characters[start:end])]
            for start, end in places
        ]
    finally:
        text_page.close()
    if len(places) < len(task.parts):
        return None
    shown = [(part.marked, lines([box for box in own if box])) for part, own in zip(task.parts, boxes, strict=True)]
    for marked, own_lines in sorted(shown, key=lambda pair: not pair[0]):
        _show(image, own_lines, marked=marked)
    return shown if all(own_lines for _, own_lines in shown) else None


def around(shown: Sequence[Shown], size: tuple[int, int], *, point: float) -> tuple[int, int, int, int]:
    """The part of a page of this size to look at for what is shown on it: left, top, right, bottom.

    It is as wide as the outlined passage, but at least half a page; it reaches from a little above the passage, or
    above what is quoted where that stands far down in it, to a little under it. `point` is pixels for a point.
    """
    outlined = [line for marked, own in shown if not marked for line in own] or [
        line for _, own in shown for line in own
    ]
    quoted = [line for marked, own in shown if marked for line in own] or outlined
    left, right = (
        min(line[0] for line in outlined) - _MARGIN * point,
        max(line[2] for line in outlined) + _MARGIN * point,
    )
    lacking = max(size[0] / 2 - (right - left), 0.0)
    right = min(right + lacking, size[0])
    left = min(left, right - size[0] / 2)
    top = max(min(line[1] for line in outlined), min(line[1] for line in quoted) - _ABOVE * point) - _CONTEXT * point
    bottom = min(max(line[3] for line in outlined), max(line[3] for line in quoted) + _UNDER * point) + _CONTEXT * point
    return max(int(left), 0), max(int(top), 0), min(int(right) + 1, size[0]), min(int(bottom) + 1, size[1])


def between_words(image: Image.Image, cut: tuple[int, int, int, int], *, point: float) -> tuple[int, int, int, int]:
    """The same part of a page, wider where its left or right edge went through a word or a number."""
    left, top, right, bottom = cut
    beside = int(_BESIDE * point)
    before = image.crop((max(left - beside, 0), top, left, bottom))
    behind = image.crop((right, top, min(right + beside, image.width), bottom))
    return (
        left - _until_gap(_inked(before)[::-1], gap=_GAP * point),
        top,
        right + _until_gap(_inked(behind), gap=_GAP * point),
        bottom,
    )


def _inked(strip: Image.Image) -> list[bool]:
    """Of each column of pixels whether anything is printed in it."""
    grey = strip.convert("L").tobytes()
    return [min(grey[column :: strip.width], default=255) < _PAPER for column in range(strip.width)]


def _until_gap(inked: Sequence[bool], *, gap: float) -> int:
    """How many columns stand before the first gap; 0 where there is none, as on tinted paper."""
    blank = 0
    for at, has_ink in enumerate(inked):
        blank = 0 if has_ink else blank + 1
        if blank >= gap:
            return at + 1 if any(inked[:at]) else 0
    return 0


def _letters(text_page: pypdfium2.PdfTextPage) -> tuple[str, list[int]]:
    """The letters and digits of a page in the PDF's order, and the character that each comes from."""
    letters: list[str] = []
    characters: list[int] = []
    for index in range(text_page.count_chars()):
        found = letters_of(chr(pdfium.FPDFText_GetUnicode(text_page, index)))
        letters.append(found)
        characters += [index] * len(found)
    return "".join(letters), characters


def _box(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage, index: int, size: tuple[int, int]) -> Box | None:
    left, bottom, right, top = text_page.get_charbox(index, loose=True)
    if right <= left or top <= bottom:
        return None
    (x, y), (other_x, other_y) = (_pixel(page, size, *corner) for corner in ((left, top), (right, bottom)))
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _pixel(page: pypdfium2.PdfPage, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def letters_of(text: str) -> str:
    r"""The letters and digits of a text, ligatures taken apart: what no repair of spaces, hyphens or quotes touches.

    >>> letters_of("multi- agency \ufb01ndings\u2019 2")
    'multiagencyfindings2'
    """
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


def place(page_text: str, start: int, end: int, letters: str) -> tuple[int, int] | None:
    """Where `page_text[start:end]` stands among the letters of the page; None where that is not certain.

    It must be there letter by letter, in one run. Where the same words stand there more than once, the letters
    before and behind them in the text decide, and where those do not either, it is not placed.
    """
    wanted = letters_of(page_text[start:end])
    if not wanted:
        return None
    found = _occurrences(wanted, letters)
    if len(found) > 1:
        before, behind = letters_of(page_text[:start]), letters_of(page_text[end:])
        in_text = _occurrences(wanted, before + wanted + behind)
        if len(in_text) == len(found):
            found = [found[in_text.index(len(before))]]
        else:
            found = [at for at in found if _neighbours(letters, at, at + len(wanted), before, behind)]
    return (found[0], found[0] + len(wanted)) if len(found) == 1 else None


def _neighbours(letters: str, start: int, end: int, before: str, behind: str) -> bool:
    return bool(before and letters[:start].endswith(before[-_NEAREST:])) or bool(
        behind and letters[end:].startswith(behind[:_NEAREST])
    )


def _occurrences(wanted: str, letters: str) -> list[int]:
    found = []
    at = letters.find(wanted)
    while at >= 0:
        found.append(at)
        at = letters.find(wanted, at + 1)
    return found


def lines(boxes: Iterable[Box]) -> list[Box]:
    """The lines that characters stand in, in their order: a character beside the last one widens its line."""
    found: list[Box] = []
    for left, top, right, bottom in boxes:
        if found:
            last = found[-1]
            overlap = min(bottom, last[3]) - max(top, last[1])
            if overlap > 0.4 * min(bottom - top, last[3] - last[1]) and left >= last[0]:
                found[-1] = (last[0], min(top, last[1]), max(right, last[2]), max(bottom, last[3]))
                continue
        found.append((left, top, right, bottom))
    return found


def _show(image: Image.Image, found: Sequence[Box], *, marked: bool) -> None:
    draw = ImageDraw.Draw(image)
    if marked:
        for left, top, right, bottom in found:
            area = (int(left) - 1, int(top), int(right) + 2, int(bottom) + 1)
            piece = image.crop(area)
            image.paste(Image.composite(piece, Image.new("RGB", piece.size, _MARKED), _ink(piece)), area[:2])
        return
    thick = max(2, round(max(image.size) / 600))
    for left, top, right, bottom in blocks(found):
        frame = (left - 3 * thick, top - 2 * thick, right + 3 * thick, bottom + 2 * thick)
        draw.rectangle(frame, outline=_FRAME, width=thick)


def _ink(piece: Image.Image) -> Image.Image:
    """Where letters are: the darker, the more of them is kept."""
    return piece.convert("L").point([255 - value for value in range(256)])


def blocks(found: Sequence[Box]) -> list[Box]:
    """Lines under one another as one block each; a line that goes up again begins another (the next column)."""
    joined: list[Box] = []
    for line in found:
        if joined and _is_under(line, joined[-1]):
            last = joined[-1]
            joined[-1] = (min(last[0], line[0]), min(last[1], line[1]), max(last[2], line[2]), max(last[3], line[3]))
        else:
            joined.append(line)
    return joined


def _is_under(line: Box, block: Box) -> bool:
    beside = line[0] < block[2] and line[2] > block[0]
    return beside and line[1] >= block[1] and line[3] > block[3] - 1
