"""The numbers that Word shows before list items but does not store in their text."""

import re

from lxml import etree

from indexer.readers.docx_styles import child_of, local_name, value_of

_LEVELS = 9


class _Level:
    """One level of a list: its number format, the pattern of its label ("%1.%2."), its first number."""

    def __init__(self, element: etree._Element) -> None:
        self.format = value_of(child_of(element, "numFmt")) or "decimal"
        self.pattern = value_of(child_of(element, "lvlText")) or ""
        start = value_of(child_of(element, "start")) or "1"
        self.start = int(start) if re.fullmatch(r"\d{1,6}", start) else 1


class Numbering:
    """Counts the items of every list of a document, in the order in which they are asked for."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        for element in () if root is None else root:
            if local_name(element) == "abstractNum":
                self._levels[value_of(element, "abstractNumId") or ""] = _levels_of(element)
            elif local_name(element) == "num":
                self._add_list(element)

    def next_label(self, identifier: str | None, level: int) -> str | None:
        """The label of the next item of a list ("14.", "2.3", "b)"); None for bullets and unknown lists."""
        abstract = self._abstract_of.get(identifier or "")
        levels = self._levels.get(abstract or "", {})
        if abstract is None or identifier is None or level not in levels:
            return None
        counts = self._counts.setdefault(identifier if identifier in self._counts else abstract, [None] * _LEVELS)
        previous = counts[level]
        counts[level] = levels[level].start if previous is None else previous + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        if levels[level].format in ("bullet", "none"):
            return None
        return re.sub(
            r"%([1-9])", lambda match: _shown(levels, counts, int(match[1]) - 1), levels[level].pattern
        ).strip()

    def _add_list(self, element: etree._Element) -> None:
        identifier = value_of(element, "numId") or ""
        self._abstract_of[identifier] = value_of(child_of(element, "abstractNumId")) or ""
        for override in element:
            start = value_of(child_of(override, "startOverride")) or ""
            level = value_of(override, "ilvl") or ""
            if re.fullmatch(r"\d{1,6}", start) and re.fullmatch(r"[0-8]", level):
                self._counts.setdefault(identifier, [None] * _LEVELS)[int(level)] = int(start) - 1


def _levels_of(abstract: etree._Element) -> dict[int, _Level]:
    found = ((value_of(child, "ilvl") or "", child) for child in abstract if local_name(child) == "lvl")
    return {int(number): _Level(child) for number, child in found if re.fullmatch(r"[0-8]", number)}


def _shown(levels: dict[int, _Level], counts: list[int | None], level: int) -> str:
    known = levels.get(level)
    if known is None:
        return ""
    count = counts[level]
    number = known.start if count is None else count
    if known.format in ("lowerLetter", "upperLetter") and 0 < number < 1000:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if known.format == "lowerLetter" else letters.upper()
    if known.format in ("lowerRoman", "upperRoman") and 0 < number < 1000:
        return _roman(number) if known.format == "lowerRoman" else _roman(number).upper()
    return str(number)


def _roman(number: int) -> str:
    """A number below 1,000 in small Roman figures.

    >>> _roman(14)
    'xiv'
    """
    signs = (
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    shown = ""
    for value, sign in signs:
        while number >= value:
            shown += sign
            number -= value
    return shown
