"""What Word's styles say about a paragraph: heading, item, hidden."""

import re
from dataclasses import dataclass

from lxml import etree

_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_MAX_CHAIN = 20  # styles based on styles; a longer chain is a loop


def local_name(element: etree._Element) -> str:
    """The name without its namespace, which differs between the transitional and the strict format."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child_of(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    return next((child for child in (() if element is None else element) if local_name(child) == name), None)


def value_of(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute of the element, whatever its namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a paragraph stands: a heading's level (0 for none), its list and the level in it (from 0)."""

    heading_level: int
    numbering: str | None
    list_level: int
    is_item: bool


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str | None
    properties: etree._Element | None
    is_hidden: bool


class Styles:
    """The paragraph and character styles of a document; None stands for a document without any."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        for element in () if root is None else root:
            identifier = value_of(element, "styleId")
            if local_name(element) == "style" and identifier:
                self._styles[identifier] = _Style(
                    name=value_of(child_of(element, "name")) or "",
                    based_on=value_of(child_of(element, "basedOn")),
                    properties=child_of(element, "pPr"),
                    is_hidden=_is_on(child_of(child_of(element, "rPr"), "vanish")),
                )

    def shape_of(self, paragraph: etree._Element) -> Shape:
        """What the paragraph's own properties say, else its style, else the style that one is based on."""
        own = child_of(paragraph, "pPr")
        chain = self._chain(value_of(child_of(own, "pStyle")))
        properties = [own, *(style.properties for style in chain)]
        numbering = next((part for part in (child_of(each, "numPr") for each in properties) if part is not None), None)
        identifier = value_of(child_of(numbering, "numId"))
        level = _number(value_of(child_of(numbering, "ilvl")))
        heading_level = self._heading_level(chain, properties)
        listed = identifier not in (None, "0")
        return Shape(
            heading_level=heading_level,
            numbering=identifier if listed else None,
            list_level=level,
            is_item=listed or any(style.name.lower().startswith("list ") for style in chain[:1]),
        )

    def is_hidden(self, run: etree._Element) -> bool:
        """True for text that Word does not show or print."""
        properties = child_of(run, "rPr")
        own = child_of(properties, "vanish")
        if own is not None:
            return _is_on(own)
        return any(style.is_hidden for style in self._chain(value_of(child_of(properties, "rStyle"))))

    def _chain(self, identifier: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while identifier in self._styles and len(chain) < _MAX_CHAIN:
            chain.append(self._styles[identifier])
            identifier = chain[-1].based_on
        return chain

    def _heading_level(self, chain: list[_Style], properties: list[etree._Element | None]) -> int:
        for each in properties:
            outline = value_of(child_of(each, "outlineLvl"))
            if outline is not None:
                return _number(outline) + 1 if _number(outline) < 9 else 0
        for style in chain:
            if match := _HEADING_NAME.match(style.name):
                return int(match[1])
            if style.name.lower() == "title":
                return 1
        return 0


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and value_of(element) not in ("0", "false", "off")


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,2}", text) else 0
