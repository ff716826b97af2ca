"""A PDF whose table of contents is lost, put together again from the objects that are still there.

A download that broke off lacks the end of the file, where a PDF says what its objects are and which of them are
pages. What stands before the break is whole all the same: the objects are looked for one by one, unpacked where they
are packed together, and given a new table. Nothing is invented but that table.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

_OBJECT = re.compile(rb"(?<![0-9])([1-9][0-9]{0,6})[ \t\r\n]{1,9}([0-9]{1,5})[ \t\r\n]{1,9}obj\b")
_PAGE = re.compile(rb"/Type[ \t\r\n]{0,9}/Page\b")
_CATALOGUE = re.compile(rb"/Type[ \t\r\n]{0,9}/Catalog\b")
_TREE = re.compile(rb"/Pages[ \t\r\n]{1,9}([0-9]{1,7})[ \t\r\n]{1,9}[0-9]{1,5}[ \t\r\n]{1,9}R")
_REFERENCE = re.compile(rb"(?<![0-9])([1-9][0-9]{0,6})[ \t\r\n]{1,9}[0-9]{1,5}[ \t\r\n]{1,9}R\b")
_PARENT = re.compile(rb"/Parent[ \t\r\n]{1,9}([0-9]{1,7})[ \t\r\n]{1,9}[0-9]{1,5}[ \t\r\n]{1,9}R")
_ELSEWHERE = re.compile(
    rb"/(?:Parent|Kids|Annots|B|StructParents?|Thumb|Metadata|PieceInfo|Next|Prev|P|Dest|A|OC|LastModified)"
    rb"[ \t\r\n]{0,9}(?:\[[^\]]{0,9000}\]|[0-9]{1,7}[ \t\r\n]{1,9}[0-9]{1,5}[ \t\r\n]{1,9}R)"
)
_PACK = re.compile(rb"/Type[ \t\r\n]{0,9}/ObjStm\b")
_FIRST = re.compile(rb"/First[ \t\r\n]{1,9}([0-9]{1,7})")
_PADDING = re.compile(rb"stream\r?\n")
_MAX_OBJECTS = 100_000
_MAX_REACHED = 5_000
_MAX_UNPACKED_BYTES = 20_000_000
_HEAD_BYTES = 10_000  # a page's dictionary is far shorter


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A file with a new table. `is_numbered` where its own page tree says which page is which."""

    data: bytes
    is_numbered: bool


def salvaged(data: bytes) -> Iterator[Salvaged]:
    """The file with a new table, at most twice: with the page tree it has, then with all its pages in a row.

    Pages of which a part is lost, a font for instance, without which letters become others, are left out. None for a
    file that is encrypted, as what opens it is lost too, or that holds no page.
    """
    if b"/Encrypt" in data:
        return
    objects = _Objects(data + b"\n" + _unpacked(data))
    pages = objects.pages()
    whole = {number for number in pages if objects.is_whole_page(number)}
    if not whole:
        return
    places = {number: place for number, place in objects.places.items() if number in whole or number not in pages}
    catalogue = objects.catalogue()
    if catalogue is not None:
        yield Salvaged(_with_table(objects.data, places, catalogue), is_numbered=True)
    catalogue = max(objects.places) + 1
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    start = len(objects.data) + 1
    added = b"\n%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (catalogue, catalogue + 1)
    places |= {catalogue: start, catalogue + 1: start + len(added) - 1}
    added += b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (catalogue + 1, len(pages), kids)
    yield Salvaged(_with_table(objects.data + added, places, catalogue), is_numbered=False)


class _Objects:
    """The objects of a file that are there whole, the last of a number counting."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        found = [(int(match[1]), match.start()) for match in islice(_OBJECT.finditer(data), _MAX_OBJECTS)]
        bounds = pairwise([*found, (0, len(data))])
        self.places = {number: start for (number, start), (_, end) in bounds if data.find(b"endobj", start, end) > 0}
        self._heads = {number: _head(data, place) for number, place in self.places.items()}

    def pages(self) -> list[int]:
        """The numbers of all pages in the order of the file."""
        in_order = sorted(self.places, key=self.places.__getitem__)
        return [number for number in in_order if _PAGE.search(self._heads[number])]

    def catalogue(self) -> int | None:
        """The number of a catalogue whose page tree is there."""
        for number, head in self._heads.items():
            tree = _TREE.search(head) if _CATALOGUE.search(head) else None
            if tree and int(tree[1]) in self.places:
                return number
        return None

    def is_whole_page(self, page: int) -> bool:
        """Whether all that the page is drawn with is there, its fonts and what their letters are included."""
        head = self._heads[page]
        waiting = _references(head)
        if b"/Resources" not in head:
            parent = _PARENT.search(head)
            waiting += _references(self._heads.get(int(parent[1]), b"1 0 R")) if parent else []
        seen = set(waiting)
        while waiting and len(seen) < _MAX_REACHED:
            number = waiting.pop()
            if number not in self.places:
                return False
            new = [other for other in _references(self._heads[number]) if other not in seen]
            seen.update(new)
            waiting += new
        return True


def _references(head: bytes) -> list[int]:
    """The objects that a dictionary draws with; what leads up the tree, to other pages or to notes is left out."""
    return [int(match[1]) for match in _REFERENCE.finditer(_ELSEWHERE.sub(b"", head))]


def _head(data: bytes, place: int) -> bytes:
    """The dictionary of the object that begins at this place, without its stream."""
    head = data[place : place + _HEAD_BYTES].partition(b"endobj")[0]
    return head.partition(b"stream")[0]


def _unpacked(data: bytes) -> bytes:
    """The objects that stand packed together in streams, written out one by one."""
    written: list[bytes] = []
    left = _MAX_UNPACKED_BYTES
    for found in islice(_OBJECT.finditer(data), _MAX_OBJECTS if b"/ObjStm" in data else 0):
        head = _head(data, found.start())
        first = _FIRST.search(head) if _PACK.search(head) else None
        begin = _PADDING.search(data, found.start() + len(head)) if first else None
        if not first or not begin or left <= 0:
            continue
        content = _inflated(data[begin.end() :], left)
        left -= len(content)
        written += _objects_of(content, int(first[1]))
    return b"".join(written)


def _inflated(packed: bytes, most: int) -> bytes:
    """As much as can be unpacked, b"" where nothing can."""
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _objects_of(content: bytes, first: int) -> Iterator[bytes]:
    numbers = content[:first].split()
    if not all(number.isdigit() and len(number) < 9 for number in numbers):
        return
    places = [int(number) for number in numbers[1::2]]
    ends = [*places[1:], len(content) - first]
    for number, place, end in zip(numbers[::2], places, ends, strict=False):
        yield b"%s 0 obj\n%s\nendobj\n" % (number, content[first + place : first + end])


def _with_table(data: bytes, places: dict[int, int], catalogue: int) -> bytes:
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, places[number]) for number in sorted(places))
    trailer = b"trailer\n<</Size %d/Root %d 0 R>>\n" % (max(places) + 1, catalogue)
    table = b"\nxref\n0 1\n0000000000 65535 f \n%s%s" % (rows, trailer)
    return data + table + b"startxref\n%d\n%%%%EOF\n" % (len(data) + 1)
