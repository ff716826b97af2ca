"""What a build under way has finished, kept so that a killed build is gone on with.

One SQLite file with the tables of a build and its own journal: a document is in it whole or not at
all. Everything is found by keys made of content, so nothing stale is ever found; the file is removed when
the build is current.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.storage import DOCUMENT_TABLES, IndexedDocument, read_indexed, write_document
from indexer.storage_manifest import FORMAT

WORK_NAME = "work.sqlite"

_TABLES = """
CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE unreadable (key TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
"""

Matrix = npt.NDArray[np.float32]


class WorkStore:
    """Finished documents, vectors and skips of a build under way. Use as a context manager."""

    def __init__(self, index: Path) -> None:
        self._path = index / WORK_NAME
        self._connection = self._open_or_start_anew()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def document(self, key: str) -> IndexedDocument | None:
        return read_indexed(self._connection, key)

    def skip_reason(self, key: str) -> str | None:
        row = self._connection.execute("SELECT reason FROM unreadable WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def vectors(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors of those keys that are there."""
        found = {}
        for key in keys:
            row = self._connection.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row:
                found[key] = np.frombuffer(row[0], dtype=np.float32)
        return found

    def keep_document(self, indexed: IndexedDocument) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            (index,) = self._connection.execute("SELECT coalesce(max(id) + 1, 0) FROM documents").fetchone()
            (row,) = self._connection.execute("SELECT coalesce(max(id) + 1, 0) FROM passages").fetchone()
            write_document(self._connection, index, row, indexed)

    def keep_skip(self, key: str, reason: str) -> None:
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO unreadable VALUES (?, ?)", (key, reason))

    def keep_vectors(self, vectors: Mapping[bytes, Matrix]) -> None:
        rows = ((key, vector.tobytes()) for key, vector in vectors.items())
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _open_or_start_anew(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = None
        try:
            connection = self._connect()
            (format_found,) = connection.execute("PRAGMA user_version").fetchone()
            (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if format_found == FORMAT and state == "ok":
                return connection
        except sqlite3.DatabaseError:
            pass
        if connection is not None:
            connection.close()
        remove_work(self._path.parent)
        connection = self._connect()
        connection.executescript(f"BEGIN; {_TABLES} {DOCUMENT_TABLES} PRAGMA user_version = {FORMAT}; COMMIT;")
        return connection

    def _connect(self) -> sqlite3.Connection:
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection


def remove_work(index: Path) -> None:
    """Remove what a build under way has kept, its journal too."""
    for name in (WORK_NAME, f"{WORK_NAME}-journal"):
        (index / name).unlink(missing_ok=True)
