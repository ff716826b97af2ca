"""Twins: one report that the corpus holds twice, as copies or as two extractions of the same text.

Two reports that differ in their dates or grades are never twins, however much they share: this year's letter in
last year's words, or a draft with another grade, is a source of its own. So is an article that quotes a report.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import combinations

import numpy as np
import numpy.typing as npt

from indexer.document import Document
from indexer.shingles import Hashes, Shingler, words_of

_SAMPLED = 8  # one run of words in so many is enough to find candidates
_COMMON = 20  # a run in more documents than this says nothing about which two are one
_CANDIDATE = 30  # per cent of the sampled runs shared; looser than what is asked of all runs
_SHARED = 70  # per cent of the shorter one's runs; real copies share 99, other reports of one kind at most 25
_LENGTH = 50  # per cent of the longer one's; an article that quotes a summary whole stays below

_OWNER_BITS = 20  # a million documents; what is left of a run's hash tells it from any other run of a corpus
_OWNER = np.uint64((1 << _OWNER_BITS) - 1)
_PART_BITS = 3  # runs are looked at in parts by their first bits, on all processors: small ones are sorted quicker

Rank = tuple[bool, int, int, int, str]
_Integers = npt.NDArray[np.int64]
Likened = Mapping[tuple[str, str], bool]
"""Pairs of paths that were looked at as documents, the better copy's first, and whether they are of one text."""


@dataclass(frozen=True, slots=True)
class TwinFacts:
    """What a document is compared by: how much it has to cite, its whole text as a hash, a sample of its runs."""

    rank: Rank
    text: bytes
    sample: Hashes

    @property
    def path(self) -> str:
        return self.rank[-1]


def twin_facts(document: Document, shingler: Shingler) -> TwinFacts:
    """The facts of one document, which depend on it alone."""
    text = blake2b(_exact(document).encode(errors="replace"), digest_size=16).digest()
    return TwinFacts(_rank(document), text, _sample(_runs(document, shingler)))


@dataclass(frozen=True, slots=True)
class Twins:
    """The path of each worse copy with the path of the best copy of the same report, and what was `likened`."""

    of: dict[str, str]
    likened: dict[tuple[str, str], bool]


def twins_among(facts: Sequence[TwinFacts], document_of: Callable[[str], Document], known: Likened) -> Twins:
    """The twins among documents.

    The best is the one with the most to cite: a page to name, dates, authorities, grades and paragraph numbers,
    then text; among equals the first by path. The best copy is itself never a worse one. Only likely twins are
    looked at as documents, by their paths, and of those only pairs that are not `known`.
    """
    best_of_text: dict[bytes, TwinFacts] = {}
    twins: dict[str, str] = {}
    for one in sorted(facts, key=lambda facts: facts.rank):
        best = best_of_text.setdefault(one.text, one)
        if best is not one:
            twins[one.path] = best.path
    near, likened = _find_near_twins(list(best_of_text.values()), document_of, known)
    twins |= near
    return Twins({worse: twins.get(better, better) for worse, better in twins.items()}, likened)


def _find_near_twins(
    ranked: Sequence[TwinFacts], document_of: Callable[[str], Document], known: Likened
) -> tuple[dict[str, str], dict[tuple[str, str], bool]]:
    """Twins among documents of different texts, best first."""
    shingler = Shingler()
    twins: dict[str, str] = {}
    likened: dict[tuple[str, str], bool] = {}
    for better, worse in _candidates([facts.sample for facts in ranked]):
        pair = ranked[better].path, ranked[worse].path
        if pair[0] in twins or pair[1] in twins:
            continue
        alike = known.get(pair)
        likened[pair] = _are_alike(document_of(pair[0]), document_of(pair[1]), shingler) if alike is None else alike
        if likened[pair]:
            twins[pair[1]] = pair[0]
    return twins, likened


def _are_alike(first: Document, second: Document, shingler: Shingler) -> bool:
    return not _contradict(first, second) and _is_same_text(_runs(first, shingler), _runs(second, shingler))


def _rank(document: Document) -> Rank:
    known = (
        document.published,
        document.inspected_from,
        document.inspected_to,
        document.authorities,
        document.judgements,
        document.inspectors,
    )
    numbered = sum(paragraph.number is not None for paragraph in document.paragraphs)
    letters = sum(len(page.text) for page in document.pages)
    return (len(document.pages) < 2, -sum(map(bool, known)), -numbered, -letters, document.path)


def _exact(document: Document) -> str:
    """What copies of one text have in common, whatever their line breaks."""
    return " ".join(" ".join(page.text for page in document.pages).split())


def _runs(document: Document, shingler: Shingler) -> Hashes:
    return shingler.distinct_runs(words_of("\n".join(page.text for page in document.pages)))


def _sample(runs: Hashes) -> Hashes:
    """Every eighth run by its hash, the same in every document; all of a short text."""
    sampled = runs[runs % np.uint64(_SAMPLED) == 0]
    return sampled if len(sampled) >= _COMMON else runs


def _candidates(samples: Sequence[Hashes]) -> list[tuple[int, int]]:
    """Pairs of documents, lower number first and in order, that share enough of their sampled runs."""
    lengths = np.array([len(sample) for sample in samples], dtype=np.int64)
    held = np.concatenate([np.empty(0, dtype=np.uint64), *samples])
    held &= ~_OWNER
    held |= np.repeat(np.arange(len(samples), dtype=np.uint64), lengths)
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        pairs = np.concatenate(list(threads.map(partial(_sharing, held, len(samples)), range(1 << _PART_BITS))))
    shared, counts = np.unique(pairs, return_counts=True)
    first, second = shared // max(len(samples), 1), shared % max(len(samples), 1)
    enough = counts * 100 >= _CANDIDATE * np.minimum(lengths[first], lengths[second])
    return list(zip(first[enough].tolist(), second[enough].tolist(), strict=True))


def _sharing(held: Hashes, count: int, part: int) -> _Integers:
    """Every two documents that hold a telling run, as `first * count + second`, once for each such run.

    `held` are runs, each ending in the bits of its owner; looked at are those whose first bits are `part`.
    """
    held = held[held >> np.uint64(64 - _PART_BITS) == part]
    held.sort()
    runs = held >> _OWNER_BITS
    bounds = np.concatenate([[0], np.flatnonzero(runs[1:] != runs[:-1]) + 1, [len(held)]])
    starts, sizes = bounds[:-1], np.diff(bounds)
    pairs = [np.empty(0, dtype=np.int64)]
    for size in range(2, _COMMON + 1):
        of_size = starts[sizes == size]
        holders = [(held[of_size + place] & _OWNER).astype(np.int64) for place in range(size)]
        pairs += [first * count + second for first, second in combinations(holders, 2)]
    return np.concatenate(pairs)


def _is_same_text(first: Hashes, second: Hashes) -> bool:
    shorter, longer = sorted((len(first), len(second)))
    common = len(np.intersect1d(first, second, assume_unique=True))
    return shorter * 100 >= _LENGTH * longer and common * 100 >= _SHARED * shorter


def _contradict(first: Document, second: Document) -> bool:
    """True where both say when, whom or how they judged, and say it differently."""
    facts = (
        (first.published, second.published),
        (first.inspected_from, second.inspected_from),
        (first.inspected_to, second.inspected_to),
    )
    if any(one and other and one != other for one, other in facts):
        return True
    if first.authorities and second.authorities and set(first.authorities).isdisjoint(second.authorities):
        return True
    grades = {judgement.name.casefold(): judgement.grade for judgement in first.judgements}
    return any(
        grades.get(judgement.name.casefold(), judgement.grade) != judgement.grade for judgement in second.judgements
    )
