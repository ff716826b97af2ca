"""The command check-index: is the index whole, and is what it quotes what stands on the pages?"""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from indexer.checking import SAMPLE, BuildCheck, IndexCheck, check_index
from indexer.encoder import open_encoder
from indexer.errors import IndexerError
from indexer.settings import Settings
from indexer.shell import say
from indexer.storage_manifest import CURRENT

_STATES = {0: "whole", 1: "damaged", 2: "not checked whole"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when all is whole, 1 when something is damaged, 2 when it could not be checked; 2 for wrong usage."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(format="%(message)s")
    try:
        found = check_index(asked.index, lambda: open_encoder(Settings().encoder), sample=asked.sample)
    except (IndexerError, OSError) as error:
        print(f"check-index: {error}", file=sys.stderr)
        return 2
    code = 1 if found.is_damaged else 2 if found.is_unchecked else 0
    say(json.dumps(_to_json(found, code), ensure_ascii=True) if asked.json else "\n".join(_in_words(found, code)))
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="check-index",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="Checks every file, count, passage and sentence of an index, and vectors on a sample. Reads only.",
    )
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR", help="where the index is")
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help="passages whose vectors are made again")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    return parser


def _to_json(found: IndexCheck, code: int) -> dict[str, object]:
    return {"state": _STATES[code], **asdict(found)}


def _in_words(found: IndexCheck, code: int) -> Iterator[str]:
    yield f"The index is {_STATES[code]}."
    for trouble in found.damage:
        yield f"  {trouble}"
    for build in found.builds:
        yield from _build_in_words(build)
    whole = [build for build in found.builds if not build.damage]
    if found.is_damaged and whole and whole[0].role != CURRENT:
        yield f"Until then the build before it ({whole[0].build}) answers, and the app says so."
    elif found.is_damaged and not whole:
        yield "Nothing is served from it. The reports themselves are not touched."
    yield from found.notes


def _build_in_words(build: BuildCheck) -> Iterator[str]:
    name = "the current one" if build.role == CURRENT else "the one before it"
    yield f"Build {build.build}, {name}: {build.files} files, {build.size / 1e6:.1f} MB."
    if not build.damage and build.files:
        yield (
            f"  Every hash is as written. {build.passages:,} passages and {build.sentences:,} sentences of "
            f"{build.documents:,} documents stand word for word on their pages."
        )
        yield f"  {build.encoded} vectors were made again and are as stored."
    yield from (f"  {trouble}" for trouble in (*build.damage, *build.unchecked))


if __name__ == "__main__":
    sys.exit(main())
