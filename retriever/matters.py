"""What something that a report asked for is about, as concepts, and how much of it other sentences hold.

"Strategy meetings" are "strategy discussions" and an IRO is a reviewing officer, by the reviewed list of synonyms and
by what the reports themselves define; words that any item asks in ("ensure", "quality", "timely") are about nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from indexer.snapshot import Snapshot
from indexer.tokens import stem
from retriever.concepts import Alternative, Concept, Definition, Thesaurus, concepts, definitions_of
from retriever.coverage import THIN_WORDS, rarity
from retriever.definitions import definitions_in
from retriever.improvements.phrases import filler_stems, without_brackets
from retriever.set_phrases import said

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

RAREST = 4.0
"""Rarity above which a word counts for no more: a rare word is as often a turn of phrase as a matter."""

LEAST_RARITY = 1.3
"""Rarity below which a word of its own is about nothing."""

REVIEWED = 1.5
"""What a concept weighs more that has other words for it: lists and definitions hold the terms of the trade."""

TELLING = 3.5
"""What a matter's concepts weigh together at least, and a leading term of the trade alone."""

PLAIN, PLAIN_FROM = 0.8, 2.5
"""What a word counts as a leading concept that no list knows, and the rarity that it has at least."""

LEADING, SAID = 0.75, 0.8
"""A term of the trade leads that weighs so much of the heaviest; a sentence holds it in words nearly as rare."""

BEFORE = 0.9
"""What a concept counts that stands in one of the two sentences before only."""

APART = 0.5
"""What an expression of several words is worth where its words stand far from each other."""

THINGS = 0.1
"""The share of a matter, the people it names left out, below which a sentence that names them speaks of them only."""

_NUMBER = re.compile(r"^\d")
_ASKING = frozenset(
    stem(word)
    for word in """
    absence account accurate accurately achieve address adequate agree aim align analyse arrange aspect attention
    become begin board bring build carry change clarify clarity complete compliance comply confident contribute
    contribution coordinate coordination create decrease delay delays deliver delivery demonstrate depth detail
    determine drift drive earlier early employ ensured evidence evident expand expedite explore extend extent fail
    formal formally gap hold implemented inconsistent influence inform introduce involve involved lack late limited
    longer lscb maintain maximise mean means minimise month necessary number offer often oversee ownership part play
    possible promote prompt promptly publish pursue raise range rapid rate reach reason reduce refine reflect
    require resolve respond revise rewrite rigour rise risk robustness role safeguarding secure seek setting share
    sharpen shorten soon speed stability step stop streamline strong stronger subject sufficiency sustain tackle
    take track trend urgent variability variable week
    """.split()
)
"""Further stems that items ask in and that alone are no matter."""

_PEOPLE = frozenset(
    stem(word)
    for word in """
    adolescents adviser advisers age agencies asylum brothers carers chairs councillors disabled friends guardians
    homeless iro leaders leavers members officers older parents partners police practitioners professionals pupils
    seekers sisters unaccompanied vulnerable workers youths
    """.split()
)
_OF_PEOPLE = frozenset(
    stem(word)
    for word in """
    adoptive care child children conference elected family foster independent kinship lead leaving newly partner people
    personal protection qualified reviewing seeking senior social special year young
    """.split()
)
"""Stems that name the people whom an item concerns, and those that say of them which people."""


@dataclass(frozen=True, slots=True)
class Held:
    """What sentences hold of a matter, one value a sentence between 0 and 1.

    `shares` is the part of it that a sentence holds, `with_before` that part with the two sentences before it:
    reports name a thing, then judge it. `leads` is 1 where it holds a leading term of the trade, PLAIN for another
    leading word. `people_only`: with the two before it, it holds the people whom the matter concerns and next to
    nothing of what else the matter is.
    """

    shares: Floats
    with_before: Floats
    leads: Floats
    people_only: Mask

    @classmethod
    def nothing(cls, count: int) -> "Held":
        """Of a matter that no sentence holds."""
        return cls(np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count, dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class Matter:
    """The concepts that a text is about, each with its weight. None where it names no matter at all."""

    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]

    def held_by(self, snapshot: Snapshot, sentences: Rows, alone: Mask | None = None) -> Held:
        """How much of it each sentence (a row of the build) holds. Nothing where it is too broad to be known again.

        `alone` marks those to which the sentences before them add nothing: each item of a list is an ask by itself.
        """
        if not self.concepts or sum(self.weights) < TELLING:
            return Held.nothing(len(sentences))
        held = said(snapshot.terms, self.concepts, sentences, partial(_worth, snapshot), apart=APART)
        weights = np.array(self.weights)
        before = _before(held, snapshot, sentences)
        with_before = np.maximum(held, BEFORE * (before if alone is None else before * ~alone[:, np.newaxis]))
        people = np.array([names_people(one.terms) for one in self.concepts])
        things = with_before[:, ~people] @ weights[~people]
        leads = [_lead(one, weight, max(weights)) for one, weight in zip(self.concepts, weights, strict=True)]
        return Held(
            held @ weights / weights.sum(),
            with_before @ weights / weights.sum(),
            ((held >= SAID) * np.array(leads)).max(axis=1),
            with_before[:, people].any(axis=1) & (things < THINGS * weights[~people].sum()),
        )


class Matters:
    """Reads what texts are about, with the words of one build."""

    def __init__(self, snapshot: Snapshot, documents: Iterable[int], *, without: Iterable[str] = ()) -> None:
        """`documents` are those whose definitions of acronyms come first; `without` stems that name no matter."""
        self._snapshot = snapshot
        self._documents = frozenset(documents)
        self._definitions = definitions_in(snapshot)
        self._without = _asking() | frozenset(without)

    def of(self, text: str) -> Matter:
        """What a text is about."""
        text = without_brackets(text)
        defined = definitions_of(self._defined(text))
        found = [one for one in concepts(text, _thesaurus(), defined) if self._names(one)]
        rarities = [_rarity(self._snapshot, one.terms) for one in found]
        weights = [
            min(rarest, RAREST) * (REVIEWED if len(one.alternatives) > 1 else 1.0)
            for one, rarest in zip(found, rarities, strict=True)
        ]
        kept = [n for n, rarest in enumerate(rarities) if rarest >= LEAST_RARITY]
        return Matter(tuple(found[n] for n in kept), tuple(weights[n] for n in kept))

    def _defined(self, text: str) -> Sequence[Definition]:
        """Those of acronyms written as such or spelt out: "met" is no MET."""
        lower = text.lower()
        return [
            one
            for one in self._definitions.of_question(text, self._documents)
            if re.search(rf"\b{re.escape(one.short)}s?\b", text) or one.long.lower() in lower
        ]

    def _names(self, concept: Concept) -> bool:
        return not all(term in self._without or _NUMBER.match(term) for term in concept.terms)


def names_people(terms: Iterable[str]) -> bool:
    """Whether terms name people and nothing else.

    >>> [names_people(one) for one in (("foster", "carer"), ("foster",), ("homeless", "16"))]
    [True, False, True]
    """
    said = [term for term in terms if not _NUMBER.match(term)]
    return not _PEOPLE.isdisjoint(said) and _PEOPLE.union(_OF_PEOPLE).issuperset(said)


def _before(held: Floats, snapshot: Snapshot, sentences: Rows) -> Floats:
    """The most that the two sentences before each one hold, in the same passage and where they are given."""
    goes_on = np.r_[False, np.diff(sentences) == 1] & ~np.isin(sentences, snapshot.sentence_offsets)
    one, two = np.zeros_like(held), np.zeros_like(held)
    one[1:] = held[:-1] * goes_on[1:, np.newaxis]
    two[1:] = one[:-1] * goes_on[1:, np.newaxis]
    before: Floats = np.maximum(one, two)
    return before


def _lead(concept: Concept, weight: float, heaviest: float) -> float:
    if weight < LEADING * heaviest:
        return 0.0
    if len(concept.alternatives) > 1:
        return 1.0 if weight >= TELLING else 0.0
    return PLAIN if PLAIN_FROM <= weight < RAREST else 0.0


def _worth(snapshot: Snapshot, concept: Concept, form: Alternative) -> float:
    """What a way to say a concept counts: a single other word for it less where it is much commoner."""
    if form.terms == concept.terms or len(form.terms) > 1:
        return 1.0
    return min(1.0, _rarity(snapshot, form.terms) / max(_rarity(snapshot, concept.terms), 1e-9))


def _rarity(snapshot: Snapshot, terms: Sequence[str]) -> float:
    """That of the rarest term which names something."""
    telling = [term for term in terms if term not in _asking()] or list(terms)
    return max(rarity(term, snapshot.terms, snapshot.passage_count) for term in telling)


@cache
def _thesaurus() -> Thesaurus:
    return Thesaurus.load()


@cache
def _asking() -> frozenset[str]:
    return filler_stems() | THIN_WORDS | _ASKING
