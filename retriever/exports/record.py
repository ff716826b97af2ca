"""What is exported, whatever the file's form: a title, how it was asked for, parts with quotations, a receipt.

Everything that quotes makes one of these; the writers know nothing else. Quotations carry the slices
they were cut from, so that each is compared with its page once more when the file is made.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.document import Span
from retriever.references import Citable


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One quotation: `text` is what stands at `spans` of `source.document`, and nothing else.

    `citation` is the number that screen and file share; two excerpts of one number have one footnote.
    """

    text: str
    spans: tuple[Span, ...]
    source: Citable
    citation: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Stands where an excerpt was not found word for word on its page; made by `checked` alone."""

    source: Citable
    citation: int


Cell = str | Excerpt | LeftOut
"""One cell of a table: words of ours, a quotation, or what is left of one; "" is an honest blank."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; every row is as long as the header. `title` says what it shows."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        """Raises ValueError where a row is not as long as the header."""
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"a row of the table {self.title!r} is not as long as its header")


Block = str | Excerpt | LeftOut | Table
"""What stands under a heading: a paragraph of ours, a quotation, a table."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it, in order. `level` counts from 1 and grows by one at most."""

    heading: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Export:
    """One file to be made.

    `about` are pairs of a name and what it was: "Authority", "Norfolk". `summary` is the plain sentence
    that stands first. `receipt` says what was searched, a sentence each. `build` names the index the
    quotations were cut from. `made` is the day it was asked for. Citation numbers are 1, 2, 3, ... in the
    order in which they first stand in `parts`, so that Word counts its footnotes as we do.
    """

    title: str
    question: str
    about: tuple[tuple[str, str], ...]
    summary: str
    parts: tuple[Part, ...]
    receipt: tuple[str, ...]
    build: str
    made: date

    def __post_init__(self) -> None:
        """Raises ValueError where the citation numbers do not count up as they first stand."""
        first_seen = list(dict.fromkeys(item.citation for item in quoted(self.parts)))
        if first_seen != list(range(1, len(first_seen) + 1)):
            raise ValueError(f"citations must count up in the order they stand, not {first_seen[:20]}")


def as_title(question: str) -> str:
    """A question as the title of a file.

    >>> as_title("return home interviews")
    'Return home interviews'
    """
    return question[:1].upper() + question[1:]


def quoted(parts: Iterable[Part]) -> Iterator[Excerpt | LeftOut]:
    """Every quotation, and what is left of one, in the order it stands; tables row by row."""
    for part in parts:
        for block in part.blocks:
            cells = (cell for row in block.rows for cell in row) if isinstance(block, Table) else [block]
            yield from (cell for cell in cells if not isinstance(cell, str | Table))


def each_item(parts: Iterable[Part], change: Callable[[Excerpt | LeftOut], Excerpt | LeftOut]) -> tuple[Part, ...]:
    """The parts with every quotation put through `change`, wherever it stands."""

    def cell(item: Cell) -> Cell:
        return item if isinstance(item, str) else change(item)

    def block(item: Block) -> Block:
        if isinstance(item, Table):
            return replace(item, rows=tuple(tuple(cell(one) for one in row) for row in item.rows))
        return cell(item)

    return tuple(replace(part, blocks=tuple(block(item) for item in part.blocks)) for part in parts)


def counted_up(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with citation numbers that count up as they first stand; numbers that do already stay."""
    numbers: dict[int, int] = {}
    for item in quoted(parts):
        numbers.setdefault(item.citation, len(numbers) + 1)
    return each_item(parts, lambda item: replace(item, citation=numbers[item.citation]))
