"""What documents are compared by to find twins and boilerplate, worked out once of each and kept with it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.array_files import map_array
from indexer.boilerplate import Wordings, joined_wordings, wordings_of
from indexer.shingles import Hashes, Lengths, Shingler
from indexer.storage import IndexedDocument, KeptDocument, decoded
from indexer.twins import Rank, TwinFacts, twin_facts

COMPARED = "compared.npy"
"""What the documents of a group are compared by."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What one document is compared by."""

    facts: TwinFacts
    wordings: Wordings


@dataclass(frozen=True, slots=True)
class GroupCompared:
    """What the documents of a group are compared by, one after the other: their samples, and their wordings.

    The sample of document d is `samples[sample_starts[d]:sample_starts[d + 1]]`, the runs of passage p are
    `runs[run_starts[p]:run_starts[p + 1]]`.
    """

    sample_starts: Lengths
    samples: Hashes
    hashes: Hashes
    run_starts: Lengths
    runs: Hashes

    def sample(self, document: int) -> Hashes:
        return self.samples[self.sample_starts[document] : self.sample_starts[document + 1]]

    def wordings(self, first: int, last: int) -> Wordings:
        """Those of the passages first:last of the group."""
        starts = self.run_starts[first : last + 1]
        return Wordings(self.hashes[first:last], np.diff(starts), self.runs[starts[0] : starts[-1]])


def compared(indexed: IndexedDocument, shingler: Shingler) -> Compared:
    """What is kept of a document."""
    texts = [entry.passage.text for entry in indexed.passages]
    return Compared(twin_facts(indexed.document, shingler), wordings_of(texts, group_of(indexed), shingler))


def group_array(of_documents: Sequence[Compared]) -> Hashes:
    """What is kept of a group as one array: how many documents and passages, the lengths, what they are of."""
    wordings = joined_wordings([one.wordings for one in of_documents])
    samples = [one.facts.sample for one in of_documents]
    head = [len(of_documents), len(wordings.hashes), *map(len, samples)]
    parts = [np.array(head, np.uint64), wordings.sizes.astype(np.uint64), wordings.hashes, *samples, wordings.runs]
    return np.concatenate(parts)


def read_group(path: Path) -> GroupCompared:
    """What the documents of a group are compared by; only what is looked at takes memory."""
    kept: Hashes = map_array(path)
    documents, passages = int(kept[0]), int(kept[1])
    ends = np.cumsum([2, documents, passages, passages])
    sample_starts = np.concatenate([[0], np.cumsum(kept[ends[0] : ends[1]].astype(np.int64))])
    run_starts = np.concatenate([[0], np.cumsum(kept[ends[1] : ends[2]].astype(np.int64))])
    hashes = kept[ends[2] : ends[3]]
    samples, runs = np.split(kept[ends[3] :], [int(sample_starts[-1])])
    return GroupCompared(sample_starts, samples, hashes, run_starts, runs)


def rank_to_text(facts: TwinFacts) -> str:
    """A document's rank among its copies as it is stored."""
    return json.dumps(facts.rank)


def stored_ranks(ranks: Iterable[str]) -> list[Rank]:
    """Ranks as they were stored."""
    return [(few_pages, known, *others) for few_pages, known, *others in decoded(ranks)]


def group_of(document: IndexedDocument | KeptDocument) -> str:
    """Whose report it is: a passage that recurs within one authority's reports is no boilerplate."""
    return " and ".join(document.authorities) or document.path
