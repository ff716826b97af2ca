"""Exports as Markdown: footnotes as GitHub, Pandoc and Obsidian read them, and nothing that is fetched or run.

Text from reports is escaped, so that it is read as it stands on the page; what a reader would make a link
without being told to (addresses, names after an @) is set as code, which leaves its letters alone.
"""

import re
from collections.abc import Iterator
from typing import Final

from retriever.exports.checking import Checked, writable
from retriever.exports.record import Cell, Excerpt, LeftOut, Part, Table, as_title
from retriever.exports.words import RECEIPT_HEADING, footnotes, left_out_words, made_words

_LINKED: Final = re.compile(r"\S*(?:://|www\.|\w@\w|:[\w+-]+:)\S*", re.IGNORECASE)
_MARKS: Final = re.compile(r"([\\`*_\[\]<>&~$|{}^!])")
_LINE_START: Final = re.compile(r"^([ \t]*)(?=[#+\-=]|\d+[.)])(\d*)", re.MULTILINE)
_BACKTICKS: Final = re.compile("`+")


def to_markdown(found: Checked) -> bytes:
    """The file; UTF-8, lines ended by a line feed."""
    export = found.export
    lines = [f"# {escaped(export.title)}", "", f"**{escaped(export.summary)}**", ""]
    if as_title(export.question) != export.title:
        lines.append(f"- Question: {escaped(export.question)}")
    lines += [f"- {escaped(name)}: {escaped(value)}" for name, value in export.about]
    for part in export.parts:
        lines += ["", *_part(part)]
    lines += ["", f"## {RECEIPT_HEADING}", "", *(f"- {escaped(sentence)}" for sentence in made_words(found))]
    lines += ["", *(f"[^{citation}]: {escaped(words)}" for citation, words in footnotes(export.parts).items())]
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def escaped(text: str) -> str:
    r"""Text that any reader of Markdown shows letter by letter, on as many lines as it has.

    >>> print(escaped("![x](http://a.example/x.png) costs *$5*"))
    `![x](http://a.example/x.png)` costs \*\$5\*
    """
    parts: list[str] = []
    shown = 0
    text = writable(text)
    for linked in _LINKED.finditer(text):
        parts += [_MARKS.sub(r"\\\1", text[shown : linked.start()]), _code(linked.group())]
        shown = linked.end()
    parts.append(_MARKS.sub(r"\\\1", text[shown:]))
    return _LINE_START.sub(_started, "".join(parts))


def _started(found: re.Match[str]) -> str:
    indent = found.group(1).replace(" ", "&#32;", 1).replace("\t", "&#9;", 1)
    return f"{indent}{found.group(2)}\\"


def _code(text: str) -> str:
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(text)), default=0))
    inner = f" {text} " if "`" in text else text
    return f"{fence}{inner}{fence}"


def _part(part: Part) -> Iterator[str]:
    yield f"{'#' * (part.level + 1)} {escaped(part.heading)}"
    for block in part.blocks:
        yield ""
        if isinstance(block, Table):
            yield from _table(block, captioned=block.title != part.heading)
        elif isinstance(block, Excerpt):
            words = f"“{escaped(block.text)}”[^{block.citation}]"
            yield from (f"> {line}".rstrip() for line in words.replace("\n", "  \n").split("\n"))
        else:
            yield _cell(block)


def _table(table: Table, *, captioned: bool) -> Iterator[str]:
    if captioned:
        yield f"**{escaped(table.title)}**"
        yield ""
    for row in (table.header, ("---",) * len(table.header), *table.rows):
        yield "| " + " | ".join(cell if cell == "---" else _cell(cell) for cell in row) + " |"


def _cell(item: Cell) -> str:
    """On one line, as a table's cell must be."""
    if isinstance(item, LeftOut):
        return f"*{escaped(left_out_words(item))}*[^{item.citation}]"
    if isinstance(item, Excerpt):
        return f"“{escaped(item.text)}”[^{item.citation}]".replace("\n", "<br>")
    return escaped(item).replace("\n", "<br>")
