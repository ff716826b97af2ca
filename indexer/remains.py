"""What of removed reports might still lie in an index folder, looked for byte by byte.

Taken from the builds that are about to go: pieces of their text, their vectors and their words, as far as the build
that stays does not hold the same. After they are gone every file that remains is searched for them.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from indexer.encoding import Matrix
from indexer.errors import IndexDamagedError
from indexer.groups import PASSAGE_VECTORS, SENTENCE_VECTORS, Texts
from indexer.lexical import open_lexical
from indexer.passages import embedded_text
from indexer.reuse import sentence_texts
from indexer.snapshot import LEXICAL, VOCABULARY
from indexer.storage import DATABASE, TEXTS, open_database, read_groups
from indexer.storage_manifest import GROUPS
from indexer.storage_work import WORK_NAME
from indexer.vector_groups import GroupedVectors

Thing = TypeVar("Thing")

_PIECE = 40  # characters of a piece of text: no two reports share one by chance
_PREFIX = 32  # bytes of a vector: the first eight or sixteen of its numbers
_MOST = 20_000  # pieces, and as many vectors: spread evenly over all there are
_HEAD = 8  # bytes by which places are found that may hold a piece
_LONGEST_WORD_FIRST = 2_000


@dataclass(frozen=True, slots=True)
class Remains:
    """What to look for. `unread` are builds whose content could not be read, so nothing of them can be looked for."""

    pieces: tuple[bytes, ...]
    vectors: tuple[bytes, ...]
    words: tuple[str, ...]
    unread: tuple[str, ...]


def what_goes(kept: Path, going: Sequence[Path], work: Path) -> Remains:
    """What the builds in `going` and the unfinished work hold that the build in `kept` does not."""
    staying = _text_of_build(kept)
    texts, words, unread = [], set[str](), []
    vectors: dict[bytes, None] = {}
    held = _texts_and_vectors(kept)
    for folder in going:
        try:
            texts.append(_text_of_build(folder))
            words |= set(json.loads((folder / VOCABULARY).read_bytes()))
            vectors |= dict.fromkeys(_vectors_that_go(_texts_and_vectors(folder), held))
        except (sqlite3.Error, OSError, ValueError, IndexDamagedError):
            unread.append(folder.name)
    if (work / WORK_NAME).exists():
        try:
            texts.append(_text_of(work / WORK_NAME))
            vectors |= dict.fromkeys(_vectors_of_work(work / WORK_NAME, held))
        except (sqlite3.Error, OSError):
            unread.append(WORK_NAME)
    words -= set(json.loads((kept / VOCABULARY).read_bytes()))
    return Remains(
        pieces=tuple(_pieces_that_go(texts, staying)),
        vectors=tuple(_evenly(sorted(vectors))),
        words=tuple(sorted(words, key=lambda word: (-len(word), word))[:_LONGEST_WORD_FIRST]),
        unread=tuple(unread),
    )


def found_in_files(files: Iterable[Path], remains: Remains) -> dict[Path, int]:
    """How many of the pieces and vectors stand in each file; files without any are left out."""
    patterns = [*remains.pieces, *remains.vectors]
    counts = {file: len(occurring(file.read_bytes(), patterns)) for file in files}
    return {file: count for file, count in counts.items() if count}


def words_found(build: Path, words: Sequence[str]) -> list[str]:
    """The words by which the search of a build still finds something."""
    lexical = open_lexical(build / LEXICAL)
    return [word for word in words if lexical.search({word: 1.0}, limit=1)]


def occurring(data: bytes, patterns: Sequence[bytes]) -> set[bytes]:
    """Those of the patterns, each at least eight bytes long, that stand anywhere in the data.

    >>> sorted(occurring(b"..a piece of text..", [b"piece of", b"pieces of"]))
    [b'piece of']
    """
    by_head: dict[int, list[bytes]] = {}
    if not patterns:
        return set()
    for pattern in patterns:
        by_head.setdefault(int.from_bytes(pattern[:_HEAD], "little"), []).append(pattern)
    heads = np.array(sorted(by_head), dtype="<u8")
    found: set[bytes] = set()
    for shift in range(min(_HEAD, max(len(data) - _HEAD + 1, 0))):
        words = np.frombuffer(data, dtype="<u8", offset=shift, count=(len(data) - shift) // _HEAD)
        for place in np.flatnonzero(np.isin(words, heads)):
            start = shift + int(place) * _HEAD
            for pattern in by_head[int(words[place])]:
                if pattern not in found and data.startswith(pattern, start):
                    found.add(pattern)
    return found


def _text_of(database: Path) -> list[str]:
    """Every text that a database holds, page by page and fact by fact."""
    texts: list[str] = []
    with closing(open_database(database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - a name from the schema
                texts += [value for value in row if isinstance(value, str)]
    return texts


def _text_of_build(build: Path) -> list[str]:
    """Every text that the databases of a build hold."""
    return [
        text
        for database in (build / DATABASE, *sorted(build.glob(f"{GROUPS}/*/{TEXTS}")))
        for text in _text_of(database)
    ]


def _pieces_that_go(texts: Sequence[Sequence[str]], staying: Sequence[str]) -> list[bytes]:
    known = set(staying)
    lines = {line for part in texts for text in part if text not in known for line in text.split("\n")}
    pieces = {line[start : start + _PIECE] for line in lines for start in range(0, len(line) - _PIECE + 1, _PIECE)}
    candidates = [piece.encode() for piece in _evenly(sorted(pieces))]
    there = occurring("\n".join(staying).encode("utf-8", "replace"), candidates)
    return [piece for piece in candidates if piece not in there]


def _texts_and_vectors(build: Path) -> tuple[list[str], Matrix]:
    """The texts that a build has vectors of, and these, row by row."""
    with closing(open_database(build / DATABASE)) as catalogue:
        groups = read_groups(catalogue)
    with closing(Texts(build, groups)) as read:
        passages = list(read.indexed_passages())
    texts = [*(embedded_text(entry.passage) for entry in passages), *sentence_texts(passages)]
    indexes = [GroupedVectors.from_groups(build, groups, name) for name in (PASSAGE_VECTORS, SENTENCE_VECTORS)]
    return texts, np.concatenate([index.rows(0, len(index)) for index in indexes])


def _vectors_that_go(going: tuple[list[str], Matrix], held: tuple[list[str], Matrix]) -> Iterator[bytes]:
    known_texts = set(held[0])
    known = {_spellings(vector)[0] for vector in held[1]}
    for text, vector in zip(*going, strict=True):
        if text not in known_texts:
            spellings = _spellings(vector)
            if spellings[0] not in known:
                yield from spellings


def _vectors_of_work(work: Path, held: tuple[list[str], Matrix]) -> Iterator[bytes]:
    known = {_spellings(vector)[0] for vector in held[1]}
    with closing(open_database(work)) as database:
        for (data,) in database.execute("SELECT vector FROM vectors"):
            spellings = _spellings(np.frombuffer(data, dtype=np.float32))
            if spellings[0] not in known:
                yield from spellings


def _spellings(vector: npt.NDArray[np.float32]) -> tuple[bytes, bytes]:
    """The first bytes of a vector as an index keeps it (16-bit numbers), and as a build under way does (32-bit)."""
    return vector.astype("<f2").tobytes()[:_PREFIX], vector.astype("<f4").tobytes()[:_PREFIX]


def _evenly(things: Sequence[Thing]) -> Sequence[Thing]:
    return things if len(things) <= _MOST else [things[int(n)] for n in np.linspace(0, len(things) - 1, _MOST)]
