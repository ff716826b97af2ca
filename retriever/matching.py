"""Why a passage was found for a question: the words they share, other words for the same, the nearest sentence."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from indexer.snapshot import Snapshot
from indexer.tokens import term_positions
from retriever.answer import CitedPassage
from retriever.concepts import Concept
from retriever.searcher import Look


class Sameness(StrEnum):
    """How a word of a passage meets the question."""

    WORD = "word"  # the question's own word, whatever its ending
    MEANING = "meaning"  # another expression for what the question names


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the passage that meets the question: `passage.text[start:end]`."""

    start: int
    end: int
    sameness: Sameness


@dataclass(frozen=True, slots=True)
class Why:
    """What led from a question to a passage.

    `matches` are in the order of the text and do not overlap; `nearest` is the sentence nearest to the question in
    meaning as a range of the text, None where that cannot be said of this passage. `missing` are the question's
    words that neither stand in the passage nor are said otherwise there.
    """

    matches: tuple[Match, ...]
    nearest: tuple[int, int] | None
    missing: tuple[str, ...]


def why_it_matched(snapshot: Snapshot, look: Look, passage: CitedPassage) -> Why:
    """Explain a passage of an answer by the look at its question."""
    concepts = look.asked.concepts
    terms = {term for term, _, _ in term_positions(passage.text)}
    own = {term for concept in concepts for term in concept.terms}
    meant = {term for concept in concepts for term in _said_otherwise(concept, terms)} - own
    return Why(
        matches=tuple(_matches(passage.text, own, meant)),
        nearest=_nearest(snapshot, look, passage),
        missing=tuple(_missing(look.asked.question, concepts, terms)),
    )


def _said_otherwise(concept: Concept, terms: Collection[str]) -> Iterator[str]:
    for form in concept.alternatives[1:]:
        if all(term in terms for term in form.terms):
            yield from form.terms


def _matches(text: str, own: Collection[str], meant: Collection[str]) -> Iterator[Match]:
    end_before = 0
    for term, start, end in term_positions(text):
        if start < end_before or (term not in own and term not in meant):
            continue
        yield Match(start, end, Sameness.WORD if term in own else Sameness.MEANING)
        end_before = end


def _missing(question: str, concepts: Collection[Concept], terms: Collection[str]) -> Iterator[str]:
    lacking = {
        term
        for concept in concepts
        if not any(all(one in terms for one in form.terms) for form in concept.alternatives)
        for term in concept.terms
        if term not in terms
    }
    seen: set[str] = set()
    for term, start, end in term_positions(question):
        if term in lacking and term not in seen:
            seen.add(term)
            yield question[start:end]


def _nearest(snapshot: Snapshot, look: Look, passage: CitedPassage) -> tuple[int, int] | None:
    candidates = look.ranking.candidates
    at = int(np.searchsorted(candidates.rows, passage.row))
    if at == len(candidates.rows) or int(candidates.rows[at]) != passage.row:
        return None
    first, last = np.searchsorted(candidates.sentence_place, [at, at + 1])
    if first == last:
        return None
    start, end = snapshot.sentence_ranges(passage.row)[int(np.argmax(look.ranking.near.sentence_dense[first:last]))]
    [found] = snapshot.passages([passage.row])
    offset = passage.text.find(found.text[start:end])
    return (offset, offset + end - start) if offset >= 0 else None
