"""As much of CSS as hides words: the rules of a page's own style sheets, and which of them hold for an element.

Simple selectors (tag, class, identifier, one inside the other) with their order of precedence. What asks for more
(attributes, states, widths of the window, print) holds for no element, so that no word is lost by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import html

_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_IMPORTANT = re.compile(r"!\s*important\s*$")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?", re.IGNORECASE)
_SIMPLE = re.compile(r"(\*|[\w-]+)?((?:[.#][\w-]+)*)")
_PART = re.compile(r"([.#])([\w-]+)")
_EVERYWHERE = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*$", re.IGNORECASE)
_MAX_CHARACTERS = 1_000_000
_MAX_RULES = 5_000
_MAX_PARTS = 8
_MAX_CHECKS = 300_000
"""Of a rule against an element: seconds. A page of a public body needs a hundredth."""

Declarations = dict[str, str]
"""Properties with their values, in small letters; one that was marked important ends with "!"."""

_Rank = tuple[bool, bool, int, int, int, int]
"""Important, inline, identifiers, classes, tags, place in the page."""


@dataclass(frozen=True, slots=True)
class _Simple:
    tag: str
    classes: frozenset[str]
    identifiers: frozenset[str]

    def holds_for(self, element: html.HtmlElement) -> bool:
        if self.tag not in ("", "*", element.tag):
            return False
        if self.identifiers and self.identifiers != {element.get("id")}:
            return False
        return not self.classes or self.classes <= set((element.get("class") or "").split())

    @property
    def key(self) -> str:
        """By what the rules that may hold for an element are found."""
        return next((f"#{name}" for name in self.identifiers), next((f".{name}" for name in self.classes), self.tag))


@dataclass(frozen=True, slots=True)
class _Rule:
    parts: tuple[_Simple, ...]
    children: tuple[bool, ...]  # whether a part stands directly inside the one before it
    declarations: Declarations
    place: int

    def holds_for(self, element: html.HtmlElement) -> bool:
        return self.parts[-1].holds_for(element) and self._within(element.getparent(), len(self.parts) - 2)

    def _within(self, element: html.HtmlElement | None, part: int) -> bool:
        """Taking the nearest that fits may pass over a fit further out: then the rule hides nothing."""
        while part >= 0 and element is not None:
            if self.parts[part].holds_for(element):
                part -= 1
            elif self.children[part + 1]:
                return False
            element = element.getparent()
        return part < 0

    @property
    def weight(self) -> tuple[int, int, int]:
        return (
            sum(len(part.identifiers) for part in self.parts),
            sum(len(part.classes) for part in self.parts),
            sum(part.tag not in ("", "*") for part in self.parts),
        )


@dataclass(slots=True)
class StyleSheet:
    """The rules of all <style> elements of a page."""

    _rules: dict[str, list[_Rule]] = field(default_factory=dict)
    _count: int = 0
    _checks: int = 0
    is_beyond: bool = False
    """Whether there was more in it than can be looked through; the rest of it holds for nothing."""

    @classmethod
    def of(cls, root: html.HtmlElement) -> "StyleSheet":
        sheet = cls()
        for style in root.iter("style"):
            if (style.get("media") or "all").strip().lower() in ("all", "screen", ""):
                source = style.text or ""
                sheet.is_beyond |= len(source) > _MAX_CHARACTERS
                sheet._add(source[:_MAX_CHARACTERS])
        return sheet

    def declarations(self, element: html.HtmlElement) -> Declarations:
        """What holds for an element of its own, its style attribute included."""
        said: list[tuple[_Rank, str, str]] = []
        for rule in self._rules_for(element):
            self._checks += 1
            if rule.holds_for(element):
                said += _ranked(rule.declarations, inline=False, weight=rule.weight, place=rule.place)
        inline = element.get("style")
        if inline:
            said += _ranked(declarations_in(inline), inline=True, weight=(0, 0, 0), place=0)
        return {name: value for _, name, value in sorted(said, key=lambda one: one[0])}

    def _rules_for(self, element: html.HtmlElement) -> Iterator[_Rule]:
        if self._checks >= _MAX_CHECKS:
            self.is_beyond = True
        if self.is_beyond or not self._rules:
            return
        names = [f".{name}" for name in dict.fromkeys((element.get("class") or "").split())]
        for key in (f"#{element.get('id')}", *names, element.tag, "*", ""):
            yield from self._rules.get(key, ())

    def _add(self, source: str) -> None:
        for selectors, block in _blocks(_plain(source)):
            declarations = declarations_in(block)
            for selector in selectors.split(",") if declarations else ():
                rule = _rule(selector, declarations, self._count)
                if rule is None:
                    continue
                self.is_beyond |= self._count >= _MAX_RULES
                if not self.is_beyond:
                    self._count += 1
                    self._rules.setdefault(rule.parts[-1].key, []).append(rule)


def _ranked(
    declarations: Declarations, *, inline: bool, weight: tuple[int, int, int], place: int
) -> Iterator[tuple[_Rank, str, str]]:
    for name, value in declarations.items():
        yield (value.endswith("!"), inline, *weight, place), name, value.rstrip("!")


@lru_cache(maxsize=2_000)
def declarations_in(block: str) -> Declarations:
    """What a block or a style attribute says; of two words on one property the later counts.

    >>> declarations_in("Display : None; color:#FFF !important")
    {'display': 'none', 'color': '#fff!'}
    """
    said: Declarations = {}
    for declaration in _plain(block).lower().split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            words, marks = _IMPORTANT.subn("", value)
            said[name.strip()] = " ".join(words.split()) + "!" * marks
    return said


def _plain(source: str) -> str:
    """Without comments, and with escaped letters as letters."""
    return _ESCAPE.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), _COMMENT.sub(" ", source))


def _blocks(source: str) -> Iterator[tuple[str, str]]:
    """Each rule's selectors and block; of what stands inside @media only that for every screen."""
    place = 0
    while (opened := source.find("{", place)) >= 0:
        head = source[place:opened].rpartition(";")[2].rpartition("}")[2].strip()
        if _EVERYWHERE.fullmatch(head):
            place = opened + 1
            continue
        closed = _closing(source, opened) if head.startswith("@") else source.find("}", opened)
        closed = len(source) if closed < 0 else closed
        if not head.startswith("@"):
            yield head, source[opened + 1 : closed]
        place = closed + 1


def _closing(source: str, opened: int) -> int:
    depth = 0
    for found in re.finditer(r"[{}]", source[opened:]):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return opened + found.start()
    return -1


def _rule(selector: str, declarations: Declarations, place: int) -> _Rule | None:
    """None for a selector that asks for more than tags, classes and identifiers."""
    words = selector.replace(">", " > ").split()
    parts: list[_Simple] = []
    children: list[bool] = []
    is_child = False
    for word in words:
        if word == ">":
            is_child = True
            continue
        found = _SIMPLE.fullmatch(word)
        if not found:
            return None
        marks = _PART.findall(found[2])
        named = {sign: frozenset(name for mark, name in marks if mark == sign) for sign in ".#"}
        parts.append(_Simple((found[1] or "").lower(), named["."], named["#"]))
        children.append(is_child)
        is_child = False
    return _Rule(tuple(parts), tuple(children), declarations, place) if 0 < len(parts) <= _MAX_PARTS else None
