"""How much of what a question asks about stands in a sentence, a passage, a heading."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.terms import TermTable
from retriever.concepts import Concept

Floats = npt.NDArray[np.float64]

THIN_WORDS = frozenset(
    "chang better wors down up fall fell rise rose drop increas decreas reduc higher lower fewer improv good bad "
    "well work use make made keep kept give given find take taken get come came go gone need help way thing three "
    "two one other each both much more mani lot still becom move run ran happen tell turn pick realli differ part "
    "end number averag percentag proport share name call award high low old year peopl person child children "
    "famili servic authority author report inspect carri place time local area what whose quit rather since "
    "across within without becaus while during main kind type sort problem issu quality qualiti standard state "
    "kid youngster someon anyon everyon somebodi anybodi someth anyth isnt arent wasnt werent doesnt dont didnt hasnt "
    "havent cant couldnt wont v vs versus put turn onc up off out under through over onto away "
    "often big last happen announc end begun let look "
    "want ask tri mean brought came went got left deal dealt tackl ever stop becam stronger weaker faster slower "
    "quicker wors best "
    "team council borough counti citi staff worker social support provid know known say said seem see seen do done "
    "among amongst".split()
)
"""Stems that say little about a topic in reports of this kind; they count a quarter."""

THIN_WEIGHT = 0.25
HEADING = 0.8
"""What a concept is worth to a passage that stands in a heading over it only."""

INHERITED = 0.3
"""What it is worth to each sentence under that heading."""

KNOWN_FROM = 3
"""In so many passages a term must stand to be a word of these reports and no chance."""

BINDING = frozenset({"young"})
"""What begins so is said only where it stands side by side: "young people and their carers" are no young carers."""

PARTIAL_WEIGHT = 0.5
"""What a concept of several words is worth, at most, where only some of them stand."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares between 0 and 1 of the question's concepts, weighed by rarity; 1 where it has none.

    Rows are passages for `passages`, `best_sentences` and `headings`, sentences for `sentences`. `known[c]` tells
    whether concept c can be said in the words of these reports at all. `weights` and `concept_values` (sentence by
    concept) let a caller see which concept is missing.
    """

    weights: Floats
    known: npt.NDArray[np.bool_]
    concept_values: Floats
    sentences: Floats
    best_sentences: Floats
    passages: Floats
    headings: Floats


def best_of_each(values: Floats, part: npt.NDArray[np.int64], count: int, *, floor: float) -> Floats:
    """The largest value of each of `count` parts, at least `floor`; `part[i]` is that of `values[i]`, ascending."""
    best = np.full((count, *values.shape[1:]), floor)
    if len(values):
        first = np.flatnonzero(np.diff(part, prepend=-1))
        best[part[first]] = np.maximum(np.maximum.reduceat(values, first, axis=0), floor)
    return best


def concept_weights(concepts: Sequence[Concept], table: TermTable, passage_count: int) -> Floats:
    """The rarity of a concept's own terms, summed; thin words count a quarter."""
    return np.array(
        [
            sum(rarity(term, table, passage_count) for term in concept.terms)
            * (THIN_WEIGHT if THIN_WORDS.issuperset(concept.terms) else 1.0)
            for concept in concepts
        ],
        dtype=np.float64,
    )


def rarity(term: str, table: TermTable, passage_count: int) -> float:
    """Lucene's inverse document frequency of a term, counted in passages."""
    number = table.number(term)
    frequency = int(table.frequencies[number]) if number is not None else 0
    return float(np.log1p((passage_count - frequency + 0.5) / (frequency + 0.5)))


def _is_known(concept: Concept, table: TermTable) -> bool:
    """Whether some way to say the concept has all its terms in a few passages of the build at least."""

    def frequency(term: str) -> int:
        number = table.number(term)
        return int(table.frequencies[number]) if number is not None else 0

    return any(min(map(frequency, form.terms)) >= KNOWN_FROM for form in concept.alternatives)


def cover(
    concepts: Sequence[Concept],
    table: TermTable,
    *,
    passage_count: int,
    sentences: npt.NDArray[np.int64],
    passage_of: npt.NDArray[np.int64],
    heading_terms: Sequence[frozenset[str]],
) -> Coverage:
    """Hold the concepts against sentences (rows of `table`), their passages and the passages' headings.

    `passage_of[i]` is the place (0, 1, ...) among the candidates of the passage that holds
    `sentences[i]`; `heading_terms` has one set of terms a candidate.
    """
    weights = concept_weights(concepts, table, passage_count)
    total = max(float(weights.sum()), 1e-9)
    values = _values(concepts, table, sentences, passage_count)
    headings = _heading_values(concepts, heading_terms)
    of_passage = best_of_each(values, passage_of, len(heading_terms), floor=0.0)
    inherited = np.maximum(values, headings[passage_of] * INHERITED)
    shares = inherited @ weights / total if concepts else np.ones(len(sentences))
    return Coverage(
        weights=weights,
        known=np.array([_is_known(concept, table) for concept in concepts], dtype=np.bool_),
        concept_values=values,
        sentences=shares,
        best_sentences=best_of_each(shares, passage_of, len(heading_terms), floor=0.0),
        passages=np.maximum(of_passage, headings * HEADING) @ weights / total
        if concepts
        else np.ones(len(heading_terms)),
        headings=headings @ weights / total,
    )


def _values(
    concepts: Sequence[Concept], table: TermTable, sentences: npt.NDArray[np.int64], passage_count: int
) -> Floats:
    terms = sorted({term for concept in concepts for form in concept.alternatives for term in form.terms})
    column = {term: number for number, term in enumerate(terms)}
    present = table.presence(terms, sentences)
    idf = np.array([rarity(term, table, passage_count) for term in terms])
    values = np.zeros((len(concepts), len(sentences)))
    for of_concept, concept in zip(values, concepts, strict=True):
        for form in concept.alternatives:
            columns = [column[term] for term in form.terms]
            held = np.logical_and.reduce([present[:, one] for one in columns])
            is_bound = len(columns) > 1 and (concept.bound or form.terms[0] in BINDING)
            if is_bound and held.any():
                held = table.side_by_side(form.terms, sentences)
            of_concept[held & (of_concept < form.weight)] = form.weight
            if len(columns) > 1 and form.terms == concept.terms and not is_bound:
                share = present[:, columns] @ idf[columns] / max(float(idf[columns].sum()), 1e-9)
                np.maximum(of_concept, share * PARTIAL_WEIGHT, out=of_concept)
    return np.ascontiguousarray(values.T)


def _heading_values(concepts: Sequence[Concept], heading_terms: Sequence[frozenset[str]]) -> Floats:
    distinct = {terms: place for place, terms in enumerate(dict.fromkeys(heading_terms))}
    held = frozenset().union(*distinct)
    forms = [[form for form in concept.alternatives if held.issuperset(form.terms)] for concept in concepts]
    values = np.zeros((len(distinct), len(concepts)))
    for column, said in enumerate(forms):
        if said:
            values[:, column] = [
                max((form.weight for form in said if terms.issuperset(form.terms)), default=0.0) for terms in distinct
            ]
    return values[[distinct[terms] for terms in heading_terms]]
