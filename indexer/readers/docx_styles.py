"""What Word's styles say about a paragraph and its runs."""

import re
from collections.abc import Iterator
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
    run_properties: etree._Element | None
    paints: bool  # cells of a table, or some of them


class Styles:
    """The paragraph and character styles of a document; None stands for a document without any."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._usual = ""
        defaults = child_of(child_of(root, "docDefaults"), "rPrDefault")
        self._default_run = child_of(defaults, "rPr")
        for element in () if root is None else root:
            identifier = value_of(element, "styleId")
            if local_name(element) == "style" and identifier:
                self._styles[identifier] = _Style(
                    name=value_of(child_of(element, "name")) or "",
                    based_on=value_of(child_of(element, "basedOn")),
                    properties=child_of(element, "pPr"),
                    run_properties=child_of(element, "rPr"),
                    paints=value_of(element, "type") == "table" and next(element.iter("{*}shd"), None) is not None,
                )
                if value_of(element, "type") == "paragraph" and value_of(element, "default") in ("1", "true", "on"):
                    self._usual = identifier

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

    def run_properties(self, character_style: str | None, paragraph_style: str) -> Iterator[etree._Element]:
        """What styles and the document say of how runs look, what counts most first."""
        chain = [*self._chain(character_style), *self._chain(paragraph_style)]
        every = [*(style.run_properties for style in chain), self._default_run]
        return (properties for properties in every if properties is not None)

    def paragraph_properties(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """What is said of how a paragraph looks: by itself, then by its style."""
        own = child_of(paragraph, "pPr")
        every = [own, *(style.properties for style in self._chain(self.style_of(paragraph)))]
        return (properties for properties in every if properties is not None)

    def paints(self, table_style: str | None) -> bool:
        """Whether a table's style gives cells a ground."""
        return any(style.paints for style in self._chain(table_style))

    def style_of(self, paragraph: etree._Element) -> str:
        """The name of a paragraph's style, or of the usual one."""
        return value_of(child_of(child_of(paragraph, "pPr"), "pStyle")) or self._usual

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


def is_on(element: etree._Element | None) -> bool:
    return element is not None and value_of(element) not in ("0", "false", "off")


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,2}", text) else 0
