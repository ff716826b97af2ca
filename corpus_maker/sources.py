"""Reads a source: front matter, then blocks in a small Markdown-like notation.

The notation, one block after another with a blank line between them:

    # Title                     ## Heading               ### Smaller heading
    ## Heading | Good           a chapter heading with its grade set beside it
    #. text                     a paragraph or recommendation that takes the next number
    - text                      a bullet; two spaces before the hyphen make it a bullet of a bullet
    [^1]: text                  a footnote, set at the foot of the page where [^1] stands
    @mark                       the sentence that says that the document is invented
    @page, @contents            a page break; the list of headings with their pages
    @number 1                   the next number to be given
    @space 20                   white space, in points
    @judgements STYLE           the rows `| name | grade |` that follow are a judgement table
    @columns, @table            the rows that follow are a table; @columns starts with a row of column headings
    @lines, @small              the lines that follow are kept as they are
    @aside                      the lines that follow stand beside the letter, after its text on the page
    @box                        the lines that follow are set in a text box
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "This is an invented document about an invented council, written to try out the program."
SOURCES = Path(__file__).parent / "sources"

_NOTE = re.compile(r"\[\^(\w+)\]:\s+(.*)", re.DOTALL)
_HEADING = re.compile(r"(#{1,3}) (.+)", re.DOTALL)
_BULLET = re.compile(r"( *)- (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a source. `detail` is what stands beside the text: a grade, a label, a directive's argument."""

    kind: str
    text: str = ""
    detail: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One document to be made. `fields` is the front matter."""

    name: str
    fields: dict[str, str]
    blocks: tuple[Block, ...]


def read_sources(folder: Path = SOURCES) -> list[Source]:
    """The sources in a notation of ours, by name; other files of the folder are shipped as they are."""
    return [parse(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.source"))]


def parse(name: str, text: str) -> Source:
    """Raises ValueError for a source without front matter."""
    head, separator, body = text.partition("\n---\n")
    if not separator:
        raise ValueError(f"{name} has no front matter: start it with `key: value` lines and a line `---`")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if line)
    return Source(name, fields, tuple(_blocks(body)))


def _blocks(body: str) -> Iterator[Block]:
    for chunk in re.split(r"\n{2,}", body.strip("\n")):
        if chunk.startswith("@"):
            yield _directive(chunk)
        elif chunk.lstrip().startswith("- "):
            yield from _bullets(chunk)
        else:
            yield _text(chunk)


def _directive(chunk: str) -> Block:
    first, _, rest = chunk.partition("\n")
    kind, _, detail = first[1:].partition(" ")
    if rest.startswith("|"):
        rows = tuple(tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rest.splitlines())
        return Block(kind, detail=detail, rows=rows)
    return Block(kind, MARK if kind == "mark" else rest, detail)


def _bullets(chunk: str) -> Iterator[Block]:
    for item in re.split(r"\n(?= *- )", chunk):
        found = _BULLET.match(item)
        if found:
            yield Block("bullet", " ".join(found[2].split()), level=len(found[1]) // 2)


def _text(chunk: str) -> Block:
    joined = " ".join(chunk.split())
    if note := _NOTE.match(joined):
        return Block("footnote", note[2], note[1])
    if joined.startswith("#. "):
        return Block("numbered", joined[3:])
    if heading := _HEADING.match(joined):
        words, _, grade = heading[2].partition(" | ")
        return Block("heading", words, grade, len(heading[1]))
    return Block("paragraph", joined)
