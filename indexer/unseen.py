"""Words of a PDF's page that nobody sees on it: white on white, tiny, covered, off the page, or never painted.

The page itself is the judge. It is drawn small, and a line of text at whose place nothing is to be seen is looked at
again: the page is drawn once with its text and once without, and words that make no difference leave no mark. Where
they leave none but something else is there, they are taken for what text recognition lays over a scan.

Runs beside the second PDF reader, in its cage. Quirks hidden here: characters that pdfium makes up (spaces, line ends)
belong to no object; letters drawn by a font's own little programs are painted whatever their render mode says, so
objects are switched off rather than made invisible.
"""

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_SMALL = 0.5
_LARGE = 2.0
_LONGEST_SIDE = 2_000
"""Pixels for a point of the page, and the most of them: a page may say that it is a kilometre wide."""

_SEEN = 12
"""Of 256 greys: less is no difference to an eye, and more than what drawing the same thing twice makes."""

_SMALLEST = 2.0
"""Points, of the font. Footnotes of real reports are set in five and more; an eye cannot read two."""

_STROKE = 2.5
"""Points. A box as narrow as an i holds nothing but its stroke, which looks as even as an empty place."""

_UNPAINTED = (3, 7)  # render modes of text, ISO 32000-1 table 106: neither filled nor stroked
_DEPTH = 8  # of forms in forms
_MOST_OBJECTS = 20_000
_MOST_COVERS = 50

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points of the page."""

_Count = Callable[[Any], int]
_Get = Callable[[Any, int], object]


@dataclass(frozen=True, slots=True)
class Unseen:
    """The characters of a page that are not seen, by their index: `hidden`, or `laid_over` something that is seen.

    `has_nothing` where letters are set in no size at all: they are not among the characters.
    """

    hidden: frozenset[int] = frozenset()
    laid_over: frozenset[int] = frozenset()
    has_nothing: bool = False


@dataclass(slots=True)
class _Piece:
    """A text object: its characters, and the boxes of those that are letters or digits."""

    handle: object
    characters: list[int] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    @property
    def is_unpainted(self) -> bool:
        return pdfium.FPDFTextObj_GetTextRenderMode(self.handle) in _UNPAINTED


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page in grey."""

    page: pypdfium2.PdfPage
    width: int
    height: int
    stride: int
    greys: bytes

    def rows(self, box: Box) -> Iterator[bytes]:
        """The pixels of a part of the page, row by row, as far as it lies on the page."""
        left, bottom, right, top = box
        corners = [self._pixel(x, y) for x, y in ((left, top), (right, bottom))]
        (first_x, last_x), (first_y, last_y) = (sorted(values) for values in zip(*corners, strict=True))
        first, last = max(first_x, 0), min(last_x + 1, self.width)
        for row in range(max(first_y, 0), min(last_y + 1, self.height)) if last > first else ():
            yield self.greys[row * self.stride + first : row * self.stride + last]

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(
            self.page, 0, 0, self.width, self.height, 0, x, y, ctypes.byref(across), ctypes.byref(down)
        )
        return across.value, down.value


def unseen_text(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Unseen:
    """What of a page's text is not seen. Where there was doubt, the page is left with its text switched off."""
    doubt = _doubt(page, text_page)
    if not doubt:
        return Unseen()
    pieces = _pieces(text_page)
    whole = _draw(page, _LARGE)
    _switch(pieces, on=False)
    bare = _draw(page, _LARGE)
    unpainted = [piece for piece in pieces if piece.is_unpainted]
    _switch(unpainted, on=True)
    with_unpainted = _draw(page, _LARGE) if unpainted else bare
    _switch(unpainted, on=False)
    hidden: list[int] = []
    laid_over: list[int] = []
    for piece in pieces:
        drawn = with_unpainted if piece.is_unpainted else whole
        boxes = [box for box in piece.boxes if not _is_tiny(box)]
        if not any(_differs(drawn, bare, box) for box in boxes):
            over = any(not _is_even(bare, box) for box in boxes)
            (laid_over if over else hidden).extend(piece.characters)
    return Unseen(frozenset(hidden), frozenset(laid_over), has_nothing=_Doubt.NO_SIZE in doubt)


class _Doubt(Flag):
    """Why some of a page's text may not be seen."""

    UNPAINTED = auto()
    SMALL = auto()
    NO_SIZE = auto()
    COVERED = auto()
    NOTHING_THERE = auto()


def _doubt(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> _Doubt:
    """A quick look, that errs on the side of doubt."""
    doubt, covers = _of_objects(page)
    boxes = [text_page.get_rect(number) for number in range(text_page.count_rects())]
    if any(_is_within(box, cover) for cover in covers for box in boxes):
        doubt |= _Doubt.COVERED
    if not doubt and boxes:
        picture = _draw(page, _SMALL)
        wide = (box for box in boxes if box[2] - box[0] > _STROKE)
        if any(_is_even(picture, box) and _holds_letters(text_page, box) for box in wide):
            doubt = _Doubt.NOTHING_THERE
    return doubt


def _holds_letters(text_page: pypdfium2.PdfTextPage, box: Box) -> bool:
    return any(character.isalnum() for character in text_page.get_text_bounded(*box))


def _of_objects(page: pypdfium2.PdfPage) -> tuple[_Doubt, list[Box]]:
    """What the objects of a page say of themselves, and where pictures stand that were painted after text."""
    doubt, has_text = _Doubt(0), False
    covers: list[Box] = []
    for part, kind in _objects(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE and has_text and len(covers) < _MOST_COVERS:
            covers.append(_bounds(part))
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            has_text = True
            size = _font_size(part)
            doubt |= _Doubt.NO_SIZE if size == 0 else _Doubt.SMALL if size < _SMALLEST else _Doubt(0)
            if pdfium.FPDFTextObj_GetTextRenderMode(part) in _UNPAINTED:
                doubt |= _Doubt.UNPAINTED
    return doubt, covers


def _objects(holder: object, count: _Count, get: _Get, depth: int = 0) -> Iterator[tuple[object, int]]:
    """The objects of a page or form, and of the forms in it, each with its kind."""
    for number in range(min(count(holder), _MOST_OBJECTS)):
        part = get(holder, number)
        kind = pdfium.FPDFPageObj_GetType(part)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            yield from _objects(part, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, depth + 1)
        else:
            yield part, kind


def _bounds(part: object) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(part, *map(ctypes.byref, (left, bottom, right, top)))
    return left.value, bottom.value, right.value, top.value


def _font_size(text: object) -> float:
    """In points, but for what the forms around it do."""
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(text, ctypes.byref(size))
    pdfium.FPDFPageObj_GetMatrix(text, ctypes.byref(matrix))
    return abs(size.value) * math.hypot(matrix.c, matrix.d)


def _pieces(text_page: pypdfium2.PdfTextPage) -> list[_Piece]:
    """The text objects that hold letters or digits: nobody quotes other signs."""
    pieces: dict[int, _Piece] = {}
    for index in range(text_page.count_chars()):
        handle = pdfium.FPDFText_GetTextObject(text_page, index)
        address = ctypes.cast(handle, ctypes.c_void_p).value
        if address is None:
            continue
        piece = pieces.setdefault(address, _Piece(handle))
        piece.characters.append(index)
        if chr(pdfium.FPDFText_GetUnicode(text_page, index)).isalnum():
            piece.boxes.append(text_page.get_charbox(index, loose=True))
    return [piece for piece in pieces.values() if piece.boxes]


def _switch(pieces: Sequence[_Piece], *, on: bool) -> None:
    for piece in pieces:
        pdfium.FPDFPageObj_SetIsActive(piece.handle, on)


def _draw(page: pypdfium2.PdfPage, scale: float) -> _Picture:
    scale = min(scale, _LONGEST_SIDE / max(*page.get_size(), 1.0))
    bitmap = page.render(scale=scale, grayscale=True)
    return _Picture(page, bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def _is_within(box: Box, cover: Box) -> bool:
    """Whether the middle of a box lies in another."""
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cover[0] <= across <= cover[2] and cover[1] <= up <= cover[3]


def _is_tiny(box: Box) -> bool:
    """A letter's loose box is as high, or in turned text as wide, as its font is large."""
    left, bottom, right, top = box
    return max(right - left, top - bottom) < _SMALLEST


def _is_even(picture: _Picture, box: Box) -> bool:
    """Whether nothing is seen in a part of the page; of what lies off the page nothing is."""
    darkest, lightest = 255, 0
    for row in picture.rows(box):
        low, high = min(row), max(row)
        darkest, lightest = min(darkest, low), max(lightest, high)
        if lightest - darkest > _SEEN:
            return False
    return True


def _differs(picture: _Picture, other: _Picture, box: Box) -> bool:
    return any(
        row != beside and any(abs(one - two) > _SEEN for one, two in zip(row, beside, strict=True))
        for row, beside in zip(picture.rows(box), other.rows(box), strict=True)
    )
