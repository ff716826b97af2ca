"""Markdown: headings, items, tables and paragraphs as a reader sees them, markup removed.

Handled: ATX and setext headings, bulleted and numbered items, pipe tables, quotations, fenced code, footnotes,
emphasis, links, images, escapes, entities, comments, front matter (title, date). A numbered item is a plain line that
begins with its number, since reports number their paragraphs so. HTML inside is reduced to its text.
"""

import re
from html import unescape

from indexer.readers.dates import iso_date
from indexer.readers.encodings import decode_text
from indexer.readers.text import text_lines
from indexer.reading import CELL_SEPARATOR, FileKind, Line, LineStyle, RawPage, Reading

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(\S.*))?$")
_CLOSING_HASHES = re.compile(r"(?:^|[ \t])#+$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_BULLET = re.compile(r"([ \t]*)[-*+\u2022\u25aa\u25cf\u25a0\u25fc\uf06e\uf0b7\uf0a7][ \t]+(\S.*)$")
_NUMBERED = re.compile(r"([ \t]*)(\d{1,4}[.)])[ \t]+(\S.*)$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_TABLE_RULE = re.compile(r"[-:| \t]+$")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:[ \t]*(.*)$")
_LINK_DEFINITION = re.compile(r" {0,3}\[[^\]^]{1,200}\]:[ \t]+\S+[ \t]*(?:[\"'(].{0,200})?$")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")

_INLINE = (
    (re.compile(r"!?\[([^\[\]]{1,1000})\]\([^()\s]{0,2000}(?:[ \t]+[^()]{0,200})?\)"), r"\1"),
    (re.compile(r"\[\^[^\]\s]{1,40}\]"), ""),
    (re.compile(r"\[([^\[\]]{1,1000})\]\[[^\[\]]{0,200}\]"), r"\1"),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), " "),
    (re.compile(r"</?[a-zA-Z][^<>]{0,500}>"), ""),
    (re.compile(r"(?<!\\)(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\\*\w])\*(?=[^\s*])([^*]{1,2000}?)(?<=[^\s*])\*(?![*\w])"), r"\1"),
    (re.compile(r"(?<![\\_\w])_(?=[^\s_])([^_]{1,2000}?)(?<=[^\s_])_(?![_\w])"), r"\1"),
    (re.compile(r"`([^`]{1,1000})`"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def read_markdown(data: bytes) -> Reading:
    """The lines of a Markdown file, a whole paragraph a line; title and date from its front matter."""
    text = "\n".join(text_lines(decode_text(data).replace("\f", "\n")))
    front = _FRONT_MATTER.match(text)
    facts = _front_matter(front.group(1)) if front else {}
    body = _without_comments(text[front.end() :] if front else text)
    blocks = _Blocks()
    for line in body.split("\n"):
        blocks.add(line)
    return Reading(
        kind=FileKind.MARKDOWN,
        pages=(RawPage(1, blocks.finished()),),
        title=facts.get("title") or None,
        published=iso_date(facts.get("published") or facts.get("date") or ""),
    )


def _front_matter(block: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in block.split("\n") if ":" in line and not line.startswith((" ", "\t", "#")))
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}


def _without_comments(text: str) -> str:
    """By hand, since a pattern looks for the end again and again where comments only begin."""
    kept = []
    start = 0
    while (opening := text.find("<!--", start)) >= 0 and (closing := text.find("-->", opening + 4)) >= 0:
        kept.append(text[start:opening])
        start = closing + 3
    return "".join([*kept, text[start:]])


class _Blocks:
    """Gathers source lines into blocks: a paragraph, item or footnote takes in the lines that continue it."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._open: list[str] = []
        self._style = LineStyle.PLAIN
        self._level = 0
        self._fenced = False

    def add(self, source: str) -> None:
        if _FENCE.match(source):
            self._close()
            self._fenced = not self._fenced
        elif self._fenced:
            self._lines.append(Line(source.strip()))
        else:
            self._add_text(_QUOTE.sub("", source, count=1) if _QUOTE.match(source) else source)

    def finished(self) -> tuple[Line, ...]:
        self._close()
        return tuple(self._lines)

    def _add_text(self, source: str) -> None:
        line = source.rstrip()
        setext = _SETEXT.match(line)
        if not line:
            self._close()
            self._lines.append(Line(""))
        elif setext and self._open and self._style is LineStyle.PLAIN:
            self._close(LineStyle.HEADING, level=1 if setext.group(1)[0] == "=" else 2)
        elif _RULE.match(line) or ("|" in line and _TABLE_RULE.match(line)) or _LINK_DEFINITION.match(line):
            self._close()
        elif opened := _opening(line):
            self._close()
            self._open, self._style, self._level = [opened.text], opened.style, opened.level
            if opened.style in (LineStyle.HEADING, LineStyle.ROW):
                self._close()
        else:
            self._open.append(line.rstrip("\\"))
            if source.endswith(("  ", "\\")):
                self._close()

    def _close(self, style: LineStyle | None = None, *, level: int | None = None) -> None:
        source = " ".join(self._open)
        text = _row(source) if self._style is LineStyle.ROW else _inline(source)
        if text:
            self._lines.append(Line(text, style or self._style, self._level if level is None else level))
        self._open, self._style, self._level = [], LineStyle.PLAIN, 0


def _opening(line: str) -> Line | None:
    """The block that a line opens by its own mark, its text still with inline marks."""
    if heading := _HEADING.match(line):
        return Line(_CLOSING_HASHES.sub("", heading.group(2) or ""), LineStyle.HEADING, len(heading.group(1)))
    if line.lstrip().startswith("|") and line.count("|") >= 2:
        return Line(line, LineStyle.ROW)
    if footnote := _FOOTNOTE.match(line):
        return Line(footnote.group(1), LineStyle.FOOTNOTE)
    if bullet := _BULLET.match(line):
        return Line(bullet.group(2), LineStyle.ITEM, _depth(bullet.group(1)))
    if numbered := _NUMBERED.match(line):
        return Line(f"{numbered.group(2)} {numbered.group(3)}")
    return None


def _row(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    return CELL_SEPARATOR.join(_inline(cell) for cell in cells)


def _depth(indent: str) -> int:
    return len(indent.expandtabs(4)) // 2 + 1


def _inline(text: str) -> str:
    """The text as shown: emphasis, links, code marks, tags and escapes removed."""
    for pattern, shown in _INLINE:
        text = pattern.sub(shown, text)
    return " ".join(unescape(text).split())
