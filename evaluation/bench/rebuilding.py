"""What one report more or less costs, in a copy of the corpus and of its index."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.bench.large import make_corpus
from indexer.build import BuildSummary, rebuild
from indexer.discovery import find_documents
from indexer.settings import Settings


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One rebuild: what changed, and the seconds of each stage, `total` among them."""

    what: str
    documents: int
    passages: int
    seconds: Mapping[str, float]


def rebuild_in_steps(corpus: Path, work: Path) -> list[Rebuilt]:
    """All reports at once, nothing new, one report less, the same one more."""
    folder, index = work / "corpus", work / "index"
    shutil.copytree(corpus, folder)
    settings = Settings()
    steps = [_step("all reports, nothing known", rebuild(folder, index, settings))]
    steps.append(_step("nothing changed", rebuild(folder, index, settings)))
    chosen = [file for file in find_documents(folder) if file.is_file()]
    one = chosen[len(chosen) // 2]
    aside = work / one.name
    one.rename(aside)
    steps.append(_step("one report removed", rebuild(folder, index, settings)))
    aside.rename(one)
    steps.append(_step("one report added", rebuild(folder, index, settings)))
    return steps


def grow_by_one(base: Path, index: Path, corpus: Path) -> list[Rebuilt]:
    """One report more and the same one less, by the command and with its start, in a large build in `index`.

    `base` is the corpus that it was made of; its own is made in `corpus`. A first rebuild, which is not measured, finds
    out what every rebuild leaves to the next.
    """
    make_corpus(base, index, corpus)
    files = sorted((file for file in find_documents(base) if file.is_file()), key=lambda file: file.stat().st_size)
    more = corpus / "00000" / f"one more{files[len(files) // 2].suffix}"
    _command("", corpus, index)
    shutil.copyfile(files[len(files) // 2], more)
    steps = [_command("one report added", corpus, index)]
    more.unlink()
    return [*steps, _command("one report removed", corpus, index)]


def _command(what: str, corpus: Path, index: Path) -> Rebuilt:
    command = [sys.executable, "-m", "indexer", "--corpus", str(corpus), "--index", str(index), "--json"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- this very program
    taken = time.perf_counter() - started
    said = json.loads(done.stdout.splitlines()[-1])
    return Rebuilt(what, said["documents"], said["passages"], {**said["seconds"], "total": taken})


def _step(what: str, summary: BuildSummary) -> Rebuilt:
    return Rebuilt(what, summary.documents, summary.passages, summary.seconds)
