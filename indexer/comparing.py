"""What documents are compared by to find twins and boilerplate, worked out once of each and kept with it."""

import json

import numpy as np

from indexer.boilerplate import Wordings, wordings_of
from indexer.shingles import Shingler
from indexer.storage import Compared, IndexedDocument, KeptDocument
from indexer.twins import TwinFacts, twin_facts


def compared(indexed: IndexedDocument, shingler: Shingler) -> Compared:
    """What is kept of a document."""
    facts = twin_facts(indexed.document, shingler)
    texts = [entry.passage.text for entry in indexed.passages]
    wordings = wordings_of(texts, group_of(indexed), shingler)
    return Compared(
        rank=json.dumps(facts.rank),
        text=facts.text,
        sample=facts.sample.tobytes(),
        hashes=wordings.hashes.tobytes(),
        sizes=wordings.sizes.tobytes(),
        runs=wordings.runs.tobytes(),
    )


def twin_facts_of(kept: Compared) -> TwinFacts:
    few_pages, known, numbered, letters, path = json.loads(kept.rank)
    return TwinFacts((few_pages, known, numbered, letters, path), kept.text, np.frombuffer(kept.sample, np.uint64))


def wordings_kept(kept: Compared) -> Wordings:
    return Wordings(
        np.frombuffer(kept.hashes, np.uint64), np.frombuffer(kept.sizes, np.int64), np.frombuffer(kept.runs, np.uint64)
    )


def group_of(document: IndexedDocument | KeptDocument) -> str:
    """Whose report it is: a passage that recurs within one authority's reports is no boilerplate."""
    return " and ".join(document.authorities) or document.path
