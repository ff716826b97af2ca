"""What the files of a large corpus were found to hold, so that a rebuild need not read all of them again.

A file is taken to hold what it held when its place, size and times are what they were. The system moves the last of
these times whatever is done to a file, and no program can set it. A file that was touched just before it was read is
read again the next time: within the steps of the clock it could have been changed once more.
"""

import json
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.sources import content_hash
from indexer.storage_files import replace_file

HASHES = "HASHES"
LARGE_CORPUS_BYTES = 300_000_000
"""From here on a corpus counts as large: below, reading all of it takes less than half a second."""

_STEPS_NS = 2_000_000_000  # FAT tells times in steps of two seconds, others in finer ones

Facts = list[int | str]


@dataclass(slots=True)
class Hashes:
    """`known` are facts and hash of files by their paths in the corpus, `found` those of this rebuild."""

    known: Mapping[str, Facts] = field(default_factory=dict)
    found: dict[str, Facts] = field(default_factory=dict)
    size: int = 0

    def of(self, file: Path, corpus: Path, path: str) -> str:
        """The SHA-256 of a document's content. Raises UnreadableDocumentError for what cannot be opened."""
        now = time.time_ns()
        before = _facts(file)
        known = self.known.get(path)
        is_known = before and known and known[:-1] == before
        sha256 = str(known[-1]) if is_known and known else content_hash(file, corpus)
        if before and (is_known or before == _facts(file)):
            self.size += int(before[2])
            if max(map(int, before[3:])) < now - _STEPS_NS:
                self.found[path] = [*before, sha256]
        return sha256

    def keep(self, index: Path) -> None:
        """Write down what was found, for a large corpus. Raises OSError."""
        if self.size > LARGE_CORPUS_BYTES and self.found != self.known:
            replace_file(index / HASHES, json.dumps(self.found).encode())


def read_hashes(index: Path) -> Hashes:
    """What the rebuild before found; nothing where that cannot be read."""
    try:
        known = json.loads((index / HASHES).read_bytes())
        return Hashes({path: [*map(int, facts[:-1]), str(facts[-1])] for path, facts in known.items()})
    except (OSError, ValueError, TypeError, AttributeError, IndexError):
        return Hashes()


def _facts(file: Path) -> Facts | None:
    """Place, size and times of a regular file, None for anything else."""
    try:
        state = os.lstat(file)
    except OSError:
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    return [state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns]
