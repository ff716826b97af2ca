"""Words of a Word document that nobody sees on its pages, by what their runs, styles and grounds say.

Not judged: words on shapes and pictures whose colour is not written down, and in tables whose style paints cells.
There, white is what makes words seen, and nothing is left out for its colour.
"""

from lxml import etree

from indexer.readers.docx_styles import Styles, child_of, is_on, local_name, value_of
from indexer.readers.hiding import SMALLEST, WHITE, Colour, Hiding, colour_of, look_the_same

Ground = Colour | None
"""What stands behind words; None where it is not written down."""

_LOOKS = frozenset("vanish sz textFill textOutline color highlight shd".split())
_Said = dict[str, etree._Element]  # noqa: SLF001 -- its public name, as in the signatures
"""What is said of how a run looks, by its name."""

_HIGHLIGHTS = {"white": WHITE, "black": (0, 0, 0)}


class Hidden:
    """What is hidden in one document, gathered while it is read."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._looks: dict[tuple[str | None, str], _Said] = {}
        self._usual: dict[tuple[str | None, str, Ground], Hiding | None] = {}
        self.found: list[tuple[Hiding, str]] = []

    def note(self, how: Hiding, element: etree._Element) -> None:
        """Note the words of an element that is left out whole."""
        self.found.append((how, flat_words(element)))

    def how(self, run: etree._Element, paragraph_style: str, ground: Ground) -> Hiding | None:
        """By what a run is hidden, None where it is seen."""
        own = {local_name(part): part for part in _parts(child_of(run, "rPr"))}
        said = {name: part for name, part in own.items() if name in _LOOKS}
        character_style = value_of(own.get("rStyle"))
        key = (character_style, paragraph_style, ground)
        if said:
            return _how(self._of_styles(character_style, paragraph_style) | said, ground)
        if key not in self._usual:
            self._usual[key] = _how(self._of_styles(character_style, paragraph_style), ground)
        return self._usual[key]

    def _of_styles(self, character_style: str | None, paragraph_style: str) -> _Said:
        key = (character_style, paragraph_style)
        if key not in self._looks:
            looks: _Said = {}
            for properties in self._styles.run_properties(character_style, paragraph_style):
                looks = {local_name(part): part for part in properties if local_name(part) in _LOOKS} | looks
            self._looks[key] = looks
        return self._looks[key]

    def style_of(self, paragraph: etree._Element) -> str:
        return self._styles.style_of(paragraph)

    def ground_of_paragraph(self, paragraph: etree._Element, ground: Ground) -> Ground:
        for properties in self._styles.paragraph_properties(paragraph):
            shade = child_of(properties, "shd")
            if shade is not None:
                return _shaded(shade, ground)
        return ground

    def ground_of_table(self, table: etree._Element, ground: Ground) -> Ground:
        properties = child_of(table, "tblPr")
        if self._styles.paints(value_of(child_of(properties, "tblStyle"))):
            return None
        return _shaded(child_of(properties, "shd"), ground)


def ground_of_cell(cell: etree._Element, ground: Ground) -> Ground:
    return _shaded(child_of(child_of(cell, "tcPr"), "shd"), ground)


def ground_of_page(document: etree._Element, *others: etree._Element | None) -> Ground:
    """White, unless the page has a colour, or a picture lies behind its words."""
    background = child_of(document, "background")
    if background is not None and colour_of(value_of(background, "color") or "") != WHITE:
        return None
    roots = [root for root in (document, *others) if root is not None]
    return None if any(_lies_behind(part) for root in roots for part in root.iter("{*}anchor", "{*}pict")) else WHITE


def _lies_behind(part: etree._Element) -> bool:
    """Whether a drawing may stand behind the page's words; a watermark of letters is no ground."""
    if local_name(part) == "anchor":
        return value_of(part, "behindDoc") in ("1", "true")
    return next(part.iter("{*}textpath"), None) is None


def ground_of_box(box: etree._Element, ground: Ground) -> Ground:
    """Of a text box: its fill where that is a plain colour, or what is behind it where it has none."""
    for shape in box.iterancestors():
        if local_name(shape) == "wsp":
            fills = child_of(shape, "spPr")
            if child_of(fills, "noFill") is not None:
                return ground
            return colour_of(value_of(child_of(child_of(fills, "solidFill"), "srgbClr")) or "")
        if local_name(shape) == "p":
            break
    return None


def is_prompt(control: etree._Element) -> bool:
    """Whether a field shows the words that ask to fill it in, and nothing else."""
    if not is_on(child_of(child_of(control, "sdtPr"), "showingPlcHdr")):
        return False
    runs = [run for run in control.iter("{*}r") if any(local_name(part) == "t" for part in run)]
    return all(_is_in_style_of_prompts(run) for run in runs)


def is_hidden_row(row: etree._Element) -> bool:
    return is_on(child_of(child_of(row, "trPr"), "hidden"))


def flat_words(element: etree._Element) -> str:
    """Everything written in an element, deleted words too."""
    return " ".join(part.text or "" for part in element.iter("{*}t", "{*}delText"))


def _is_in_style_of_prompts(run: etree._Element) -> bool:
    style = value_of(child_of(child_of(run, "rPr"), "rStyle")) or ""
    return "placeholder" in style.lower()


def _how(said: _Said, ground: Ground) -> Hiding | None:
    if is_on(said.get("vanish")):
        return Hiding.MARKED
    size = value_of(said.get("sz")) or ""
    if size.isdecimal() and int(size) / 2 < SMALLEST:
        return Hiding.TINY
    if _is_unfilled(said.get("textFill")) and "textOutline" not in said:
        return Hiding.COLOUR
    colour = colour_of(value_of(said.get("color")) or "")
    behind = _ground_of_run(said, ground)
    return Hiding.COLOUR if colour and behind and look_the_same(colour, behind) else None


def _is_unfilled(fill: etree._Element | None) -> bool:
    return child_of(fill, "noFill") is not None


def _ground_of_run(said: _Said, ground: Ground) -> Ground:
    light = value_of(said.get("highlight"))
    if light is not None and light != "none":
        return _HIGHLIGHTS.get(light)
    return _shaded(said.get("shd"), ground)


def _shaded(shade: etree._Element | None, ground: Ground) -> Ground:
    """The colour that a shade paints; None for a pattern."""
    kind = value_of(shade)
    if shade is None or kind == "nil":
        return ground
    if kind != "clear":
        return None
    fill = value_of(shade, "fill")
    return ground if fill in (None, "auto") else colour_of(fill)


def _parts(properties: etree._Element | None) -> list[etree._Element]:
    return [] if properties is None else list(properties)
