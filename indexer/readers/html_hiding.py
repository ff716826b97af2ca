"""Words of a web page that nobody sees: taken out of its tree before it is read, and told of.

By the page's own styles (`css`), its attributes, and what is inherited from outside: not shown, see-through, of no
size, off the page, in the colour of their ground. Not judged: what style sheets elsewhere, pictures and scripts do.
Where one of these decides what stands behind words, their colour hides nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import html

from indexer.readers.css import Declarations, StyleSheet
from indexer.readers.hiding import BLACK, SMALLEST, WHITE, Colour, Hiding, colour_of, look_the_same

_NAMED: dict[str, Colour] = {
    "white": WHITE,
    "black": BLACK,
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250),
    "azure": (240, 255, 255),
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "yellow": (255, 255, 0),
    "navy": (0, 0, 128),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
}
_FUNCTION = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)")
_SIZE = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|in|cm|mm|pc|vw|vh|ex|ch)?")
_POINTS = {"px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "rem": 12.0, "": 0.75}
_NO_SIZE = re.compile(r"[01](?:\.\d+)?(?:px|pt|em|rem|%)?|0?\.0*\d+(?:px|pt|em|rem)?")
_DEFAULT_SIZE = 12.0
_FAR = 900.0  # points off the page, further than a page is wide


@dataclass(frozen=True, slots=True)
class _Looks:
    """What an element's own words look like. `ground` None: something decides it that is not judged."""

    colour: Colour | None = BLACK
    ground: Colour | None = WHITE
    size: float = _DEFAULT_SIZE
    is_visible: bool = True
    is_see_through: bool = False
    indent: float = 0.0

    @property
    def hiding(self) -> Hiding | None:
        """By what the words are hidden, None where they are seen."""
        if not self.is_visible:
            return Hiding.MARKED
        if self.size < SMALLEST:
            return Hiding.TINY
        if self.indent <= -_FAR:
            return Hiding.AWAY
        same = self.colour is not None and self.ground is not None and look_the_same(self.colour, self.ground)
        return Hiding.COLOUR if self.is_see_through or same else None


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """Words that were taken out of an element."""

    element: html.HtmlElement
    how: Hiding
    text: str


def take_out_hidden(
    root: html.HtmlElement, is_left_out: Callable[[html.HtmlElement], bool]
) -> tuple[list[HiddenWords], bool]:
    """Take the words that nobody sees out of a page's tree. What `is_left_out` is neither looked at nor told of.

    Also whether there was more in its style sheets than could be looked through.
    """
    sheet = StyleSheet.of(root)
    has_others = any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))
    hidden: list[HiddenWords] = []
    waiting = [(root, _Looks(ground=None if has_others else WHITE))]
    while waiting:
        element, outer = waiting.pop()
        if is_left_out(element):
            continue
        said = sheet.declarations(element)
        removed = _removed(element, said)
        if removed is not None:
            hidden.append(HiddenWords(element, removed, element.text_content()))
            _empty(element)
            continue
        looks = _looks(element, said, outer)
        hidden += _without_hidden_texts(element, looks)
        waiting += [(child, looks) for child in element if isinstance(child.tag, str)]
    return hidden, sheet.is_beyond


def _without_hidden_texts(element: html.HtmlElement, looks: _Looks) -> Iterator[HiddenWords]:
    """The element's own words, which stand before and between the elements in it."""
    how = looks.hiding
    if how is None:
        return
    if (element.text or "").strip():
        yield HiddenWords(element, how, element.text)
        element.text = " "
    for child in element:
        if (child.tail or "").strip():
            yield HiddenWords(element, how, child.tail)
            child.tail = " "


def _empty(element: html.HtmlElement) -> None:
    for child in list(element):
        element.remove(child)
    element.text = None


def _removed(element: html.HtmlElement, said: Declarations) -> Hiding | None:
    """By what an element is hidden with all that stands in it, whatever that says of itself."""
    if said.get("display") == "none" or (element.get("hidden") is not None and "display" not in said):
        return Hiding.MARKED
    if _number(said.get("opacity")) == 0 or "opacity(0)" in said.get("filter", ""):
        return Hiding.COLOUR
    if said.get("position") in ("absolute", "fixed") and _is_away(said):
        return Hiding.AWAY
    cut = said.get("overflow", "").startswith(("hidden", "clip"))
    sides = ("height", "max-height", "width", "max-width")
    if cut and any(side in said and _NO_SIZE.fullmatch(said[side]) for side in sides):
        return Hiding.AWAY
    return Hiding.AWAY if re.search(r"scale[xy]?\(\s*0\s*[,)]", said.get("transform", "")) else None


def _is_away(said: Declarations) -> bool:
    """Moved far to the left or above, or cut to nothing."""
    if any(_points(said.get(side, ""), _DEFAULT_SIZE, default=0) <= -_FAR for side in ("left", "top", "margin-left")):
        return True
    clip = said.get("clip", "") + said.get("clip-path", "")
    return bool(re.search(r"rect\((?:[01](?:px)?[\s,]+){3}[01](?:px)?\)|inset\((?:50|100)%\)|circle\(0", clip))


def _looks(element: html.HtmlElement, said: Declarations, outer: _Looks) -> _Looks:
    looks = outer
    if "visibility" in said:
        looks = replace(looks, is_visible=said["visibility"] not in ("hidden", "collapse"))
    if "font-size" in said or "font" in said:
        looks = replace(looks, size=_size(said, outer.size))
    if "text-indent" in said:
        looks = replace(looks, indent=_points(said["text-indent"], looks.size, default=0))
    looks = _with_ground(looks, said.get("background-color") or said.get("background") or element.get("bgcolor"))
    if "background-image" in said and said["background-image"] != "none":
        looks = replace(looks, ground=None)
    colour = said.get("color") or (element.get("color") if element.tag == "font" else None)
    colour = colour or (element.get("text") if element.tag == "body" else None)
    return _with_colour(looks, colour) if colour else looks


def _with_ground(looks: _Looks, value: str | None) -> _Looks:
    """A ground that is a picture, partly clear, or named in a way not known here is not judged."""
    if value is None or value in ("transparent", "none", "inherit", "initial", "unset"):
        return looks
    colour, clear = _colour(value.lower())
    if clear == 0:
        return looks
    return replace(looks, ground=colour if clear == 1 else None)


def _with_colour(looks: _Looks, value: str) -> _Looks:
    value = value.lower().strip()
    if value in ("inherit", "currentcolor", "unset"):
        return looks
    colour, clear = (None, 0.0) if value == "transparent" else _colour(value)
    return replace(looks, colour=BLACK if value == "initial" else colour, is_see_through=clear < 0.05)


def _colour(value: str) -> tuple[Colour | None, float]:
    """A colour and how opaque it is; None for one that is not known here."""
    if value in _NAMED:
        return _NAMED[value], 1.0
    digits = value.removeprefix("#")
    if value.startswith("#") and len(digits) in (4, 8):
        opaque = digits[3] * 2 if len(digits) == 4 else digits[6:]
        colour = colour_of(digits[:3] if len(digits) == 4 else digits[:6])
        return colour, int(opaque, 16) / 255 if colour and re.fullmatch("[0-9a-f]{2}", opaque) else 1.0
    found = _FUNCTION.fullmatch(value)
    if found:
        red, green, blue = (min(int(part), 255) for part in found.groups()[:3])
        share = found[4] or "1"
        return (red, green, blue), _number(share.rstrip("%"), 1) / (100 if share.endswith("%") else 1)
    return (colour_of(value) if value.startswith("#") or len(value) == 6 else None), 1.0


def _size(said: Declarations, outer: float) -> float:
    value = said.get("font-size")
    if value is None:
        found = re.search(r"(?:^|\s)(\d*\.?\d+(?:px|pt|em|rem|%))", said.get("font", ""))
        value = found[1] if found else ""
    return _points(value, outer, default=outer)


def _points(value: str, em: float, *, default: float) -> float:
    found = _SIZE.fullmatch(value)
    if not found:
        return default
    number, unit = float(found[1]), found[2] or ""
    if unit == "%":
        return number / 100 * em
    if unit in ("em", "ex", "ch"):
        return number * em
    return number * _POINTS[unit] if unit in _POINTS else default


def _number(value: str | None, default: float = 1.0) -> float:
    try:
        return float(value.rstrip("%")) if value is not None else default
    except ValueError:
        return default
