"""The command purge: removes from an index what no current document holds, and proves it."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from indexer.errors import IndexerError
from indexer.purging import Purged, purge
from indexer.shell import say

_BEYOND = (
    "Beyond its reach: backups and other copies, snapshots and journals of the file system, spare cells of a solid "
    "state drive, the memory of an app that runs (restart it), and what people exported, saved or wrote elsewhere."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when nothing of what was removed is left, 1 when some is or the purge failed, 2 for wrong usage."""
    asked = _parser().parse_args(arguments)
    try:
        purged = purge(asked.index)
    except IndexerError as error:
        print(f"purge: {error}", file=sys.stderr)
        return 1
    say(json.dumps(asdict(purged), ensure_ascii=True) if asked.json else "\n".join(_in_words(purged, asked.index)))
    return 0 if purged.is_complete else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="purge",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Removes the builds before the current one and unfinished work, overwritten first, and looks for "
        "what they held in every file that remains. Take the reports out of the corpus and run rebuild-index before.",
    )
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR", help="where the index is")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    return parser


def _in_words(purged: Purged, index: Path) -> Iterator[str]:
    yield f"Build {purged.build} stays: {purged.documents} documents, made {purged.made}."
    yield (
        f"Overwritten and removed: {len(purged.builds)} earlier builds or parts of one, {purged.files} files, "
        f"{purged.size / 1e6:.1f} MB. Until the next change of the corpus there is no earlier build to fall back to."
    )
    yield (
        f"Looked for in every file that is left: {purged.pieces_sought:,} pieces of text, {purged.vectors_sought:,} "
        f"spellings of vectors and {purged.words_sought:,} words that only the removed held."
    )
    if purged.is_complete:
        yield "Found: none."
    for name, count in purged.found.items():
        yield f"Still there: {count} of them in {index / name}. Remove that file by hand if you do not need it."
    if purged.words_found:
        yield f"The search still finds {len(purged.words_found)} of the words. Run rebuild-index --full, then purge."
    if purged.in_use:
        yield (
            f"Left, because an open app still reads them: {', '.join(purged.in_use)}. Close the app, or ask it "
            "something, then run purge again."
        )
    if purged.server:
        yield (
            f"The search server at {purged.server} holds passages of this build and of the one before it. Drop its "
            "collections there, then run rebuild-index."
        )
    if purged.linked:
        yield f"{len(purged.linked)} files had a second name elsewhere, under which they still exist."
    if purged.unread:
        yield f"Removed unread, so what they held could not be looked for: {', '.join(purged.unread)}."
    if purged.strangers:
        yield (
            f"Not made by rebuild-index and left alone: {', '.join(purged.strangers)}. Look for quotations in them "
            "yourself; they were searched as above."
        )
    yield _BEYOND


if __name__ == "__main__":
    sys.exit(main())
