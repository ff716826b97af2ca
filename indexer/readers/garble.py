"""Tells text from what a PDF gives when its fonts do not say which characters their glyphs are."""

import re
import unicodedata

_GLYPH_NAME = re.compile(r"/(?:g|G|glyph|cid|uni|index|c|C|a)\d{1,5}|\(cid:\d{1,5}\)|/[a-z]\d{2,4}(?=/)")
_UNREADABLE = frozenset(("Co", "Cn", "Cs", "Cc"))
_TOLERATED = 0.3  # bullets and a damaged word or two stay far below, a font without a map far above


def is_garbled(text: str) -> bool:
    r"""True where more than three tenths of the characters mean nothing to a reader.

    >>> is_garbled("/g38/g72/g81/g87"), is_garbled("\uf06e The service is good."), is_garbled("")
    (True, False, False)
    """
    visible = "".join(text.split())
    if not visible:
        return False
    without_names = _GLYPH_NAME.sub("", visible)
    named = len(visible) - len(without_names)
    unreadable = sum(
        character == "\ufffd" or unicodedata.category(character) in _UNREADABLE for character in without_names
    )
    return named + unreadable > _TOLERATED * len(visible)
