"""What one report more or less costs, in a copy of the corpus and of its index."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


def _step(what: str, summary: BuildSummary) -> Rebuilt:
    return Rebuilt(what, summary.documents, summary.passages, summary.seconds)
