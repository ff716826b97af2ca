"""A font of three squares, made here so that no font has to be shipped.

Word processors set the bullets of real reports from symbol fonts: newer reports come out of a PDF reader
with U+25FC or U+25AA, older ones with U+F06E of the private use area. The standard PDF fonts have none of them.
"""

import io
from functools import cache

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT = "SampleBullets"
MEDIUM_SQUARE = "\u25fc"
SMALL_SQUARE = "\u25aa"
PRIVATE_SQUARE = "\uf06e"

_UNITS = 1000
_GLYPHS = {MEDIUM_SQUARE: ("medium", 560), SMALL_SQUARE: ("small", 380), PRIVATE_SQUARE: ("private", 520)}


@cache
def register() -> str:
    """Make the font known to reportlab; returns its name."""
    pdfmetrics.registerFont(TTFont(FONT, io.BytesIO(_font())))
    return FONT


def _square(side: int) -> object:
    pen = TTGlyphPen(None)
    low = (_UNITS - side) // 4
    pen.moveTo((40, low))
    pen.lineTo((40, low + side))
    pen.lineTo((40 + side, low + side))
    pen.lineTo((40 + side, low))
    pen.closePath()
    return pen.glyph()


def _font() -> bytes:
    names = [".notdef", "space", *(name for name, _ in _GLYPHS.values())]
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(" "): "space"} | {ord(mark): name for mark, (name, _) in _GLYPHS.items()})
    glyphs = {".notdef": _square(100), "space": TTGlyphPen(None).glyph()}
    builder.setupGlyf(glyphs | {name: _square(side) for name, side in _GLYPHS.values()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (640, 40)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FONT, "styleName": "Regular", "psName": FONT})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()
