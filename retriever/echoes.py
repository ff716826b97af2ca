"""Where a report speaks to what an earlier one asked for: its sentences held against an item."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.document import DocumentType
from indexer.snapshot import Snapshot
from indexer.tokens import stem, tokenize
from retriever.coverage import rarity
from retriever.frameworks import is_line_of_grades
from retriever.improvements.vectors import item_vectors
from retriever.matters import Matters
from retriever.selection import is_boilerplate

Floats = npt.NDArray[np.float64]

COMMON_WORD = 1.2
"""Rarity up to which a word counts for nothing: "children", "ensure", "plans" stand everywhere."""

RAREST_WORD = 4.0
WORDS_COUNT = 0.045
"""What shared words add to likeness of meaning, by their rarity: eight of it is a pair of telling words."""

MOST_WORDS = 10.0
"""Rarity beyond which more shared words add nothing: a long item shares some words with anything."""

LEAST_MEANING = 0.42
RELATED = 0.68
"""Closeness from which a sentence is taken to speak of the same matter: it is quoted as a mention."""

CLOSE = 0.9
"""Closeness from which it is taken to speak of the very thing asked for, so that its tone may decide."""

LISTED_CLOSE = 0.82
"""The same for an item of the later report's own list, where nothing but what must improve stands."""

CLOSE_MEANING = 0.62
"""Likeness of meaning that a sentence needs beside it: words alone do not make the same thing."""

CLOSE_SHARE = 0.25
"""The share of the item's telling words that a sentence holds where it speaks of all of it, not of one side."""

LIKE_MEANING, LIKE_SHARE = 0.75, 0.2
"""A smaller share will do where the meaning is very near."""

ABOUT, ABOUT_MEANING = 0.5, 0.3
"""A sentence that holds this share of what the item is about is quoted too, if its meaning is this near at least."""

LEAD_MEANING = 0.4
"""The same for one that holds a leading concept of the item, whatever else the item names."""

SAME, NAMED_MEANING = 0.85, 0.58
"""The share of what the item is about that makes a sentence, with the two before it, speak of the very thing, and the
meaning that it needs."""

LISTED_SAME, LISTED_MEANING = 0.6, 0.45
"""The same for a listed item, and the meaning that it needs."""

LISTED_HALF, HALF_MEANING = 0.5, 0.55
"""Half of it will do for a listed item of much the same meaning."""

FAULT_ABOUT, FAULT_MEANING = 0.5, 0.55
"""The same for a sentence that does nothing but find fault: a fault on a side of the matter is one with the matter,
while praise of a side leaves the rest open."""

FAULT_CLOSE, FAULT_SHARE, FAULT_LIKE = 0.88, 0.18, 0.6
"""Closeness, share of the item's telling words and likeness of meaning that will also do for a fault."""

FAULT_WHOLE, FAULT_WHOLE_MEANING = 0.9, 0.48
"""Less likeness of meaning will do for one with nearly all that the item is about."""

WORDED, WORDED_MEANING, WORDED_TERMS = 0.5, 0.66, 3
"""A listed item asks for the same again in the same words: so much of its words, so many at least, are the item's, the
common ones counted ("the quality of assessments and plans"), and the meaning is this near."""

PART, PART_MEANING = 0.6, 0.55
"""A listed item asks again for a part of the item, one of its clauses, of which it holds so much."""

MUCH_ABOUT, MUCH_SHARE, MUCH_MEANING = 0.3, 0.2, 0.5
"""The share of what the item is about, or of its telling words, and the meaning, from which a sentence speaks of much
of it: too little to decide, enough to say what it sounds like."""

MUCH_CLOSE, MUCH_LIKE = 0.85, 0.65
"""Closeness and meaning that will also do."""

LISTED_MUCH, LISTED_LIKE = 0.38, 0.5
"""The same for a listed item: of what the item is about, and the meaning."""

LISTED_BACK, LISTED_WORDED = 0.6, 0.3
"""Of what is listed itself, and of its words, the shares that will also do together."""

SAME_ITEM, SAME_PART = 0.75, 0.3
"""For an item of the later report's own list also: so much of what it is about itself, and so much of this one."""

SAME_MEANING = 0.8
"""Likeness of meaning from which a sentence that holds the people only, of all that the item names, may yet decide:
what else it names was of no weight ("the reviewing service which rigorously applies its functions")."""

FAINT, FAINT_SHARE = 0.6, 0.13
"""Closeness, and share of the item's telling words, from which a sentence is quoted where nothing nearer is found."""

FAINT_LEAD = 0.36
"""The likeness of meaning that will then do for one that holds a leading term of the trade."""

FAINT_WORDS, FAINT_WORDS_MEANING = 0.3, 0.45
"""The share of the item's telling words, and the likeness of meaning, that will then do."""

ABOUT_COUNTS = 0.15
"""What holding all of it adds to a sentence's place among those that are quoted."""

MOST_ECHOES = 3

LEAST_CLAUSE, LEAST_PART = 3, 0.4
"""Words of a clause, and what its concepts weigh of the item's, where it is asked for by itself."""

_CLAUSES = re.compile(
    r"[.;:] |,? and (?:ensure|that|to)\b"
    r"|,? (?:so that|in order (?:to|that)|to ensure|ensuring(?: that)?|including|particularly|especially)\b",
    re.IGNORECASE,
)
"""Where an item's next ask begins, or what the ask is for."""

_LEFT_OUT = re.compile(
    r"\b(?:(?:is|are) not for|other than|apart from|with the exception of|excluding)\b[^,.;]*", re.IGNORECASE
)
"""What an item says it is not about."""

_FOR_WHOM = frozenset(stem(word) for word in "care child children ensure family improve leaver people young".split())
"""Stems that stand in any item, and make two no more alike."""

_AGES = frozenset(stem(word) for word in "16 17 18 21 25 old year yearold".split())
"""Those of the people of an age."""


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence near to an item: its row in the build, its passage's row, its place in that passage.

    `meaning` is its cosine to the item, `share` the part of the item's telling words that it holds, by their rarity,
    `closeness` meaning and words together. `about` is the share of what the item is about, other words for it
    counted, that the sentence holds with the two before it, or by itself in a list, `people_only` whether that is
    only the people whom the item concerns, `back` the share of what the sentence itself is about that
    the item holds, `worded` that of its words, and `part` the most that it holds of any one clause of the item; these
    three are 0 outside the passages of the report's own list.
    """

    sentence: int
    row: int
    place: int
    meaning: float
    share: float
    closeness: float
    about: float
    people_only: bool
    back: float
    worded: float
    part: float

    def is_the_very_thing(self, *, listed: bool) -> bool:
        """Whether the sentence speaks of just what was asked for, so that it may decide what became of it.

        `listed`: it is an item of the later report's own list.
        """
        if self._shares_people_only():
            return False
        whole = self.share >= CLOSE_SHARE or (self.share >= LIKE_SHARE and self.meaning >= LIKE_MEANING)
        near = self.closeness >= LISTED_CLOSE if listed else self.closeness >= CLOSE and self.meaning >= CLOSE_MEANING
        return (whole and near) or self._names_it(listed=listed)

    def is_part_of_it(self) -> bool:
        """Whether it speaks of so much of it that a fault found there is a fault with what was asked for."""
        if self._shares_people_only():
            return False
        near = self.closeness >= FAULT_CLOSE and self.share >= FAULT_SHARE and self.meaning >= FAULT_LIKE
        whole = self.about >= FAULT_WHOLE and self.meaning >= FAULT_WHOLE_MEANING
        return near or whole or (self.about >= FAULT_ABOUT and self.meaning >= FAULT_MEANING)

    def is_much_of_it(self, *, listed: bool) -> bool:
        """Whether it speaks of enough of it for its tone to be told, as what may be so."""
        if self._shares_people_only():
            return False
        if not listed:
            named = self.meaning >= MUCH_MEANING and (self.about >= MUCH_ABOUT or self.share >= MUCH_SHARE)
            return named or (self.closeness >= MUCH_CLOSE and self.meaning >= MUCH_LIKE)
        worded = self.back >= LISTED_BACK and self.worded >= LISTED_WORDED
        return self.meaning >= LISTED_LIKE and (self.about >= LISTED_MUCH or worded)

    def _shares_people_only(self) -> bool:
        """Whether it shares with the item the people only, and not what was asked for them."""
        return self.people_only and self.worded < WORDED and self.meaning < SAME_MEANING

    def _names_it(self, *, listed: bool) -> bool:
        """Whether it holds nearly all that the item is about, or, where it is listed, the item nearly all of it."""
        if not listed:
            return self.meaning >= NAMED_MEANING and self.about >= SAME
        part = self.back >= SAME_ITEM and self.about >= SAME_PART
        half = self.about >= LISTED_HALF and self.meaning >= HALF_MEANING
        if self.worded >= WORDED and self.meaning >= WORDED_MEANING:
            return True
        if self.part >= PART and self.meaning >= PART_MEANING:
            return True
        return half or (self.meaning >= LISTED_MEANING and (self.about >= LISTED_SAME or part))


class Listener:
    """One report's sentences, ready to be held against many items."""

    def __init__(self, snapshot: Snapshot, document: int, matters: Matters) -> None:
        card = snapshot.documents[document]
        self._snapshot = snapshot
        self._matters = matters
        offsets = snapshot.sentence_offsets[card.first_row : card.last_row + 1]
        self._sentences = np.arange(int(offsets[0]), int(offsets[-1]), dtype=np.int64)
        self._rows = np.repeat(np.arange(card.first_row, card.last_row), np.diff(offsets))
        self._is_letter = card.type in (DocumentType.FOCUSED_VISIT, DocumentType.MONITORING_VISIT)
        self._listed = frozenset(snapshot.document(document).improvements)
        self._alone = np.isin(self._rows, [row for row in dict.fromkeys(self._rows.tolist()) if self._is_listed(row)])
        self._names = {term for name in card.authorities for term in tokenize(name)}
        self._offsets = snapshot.sentence_offsets
        self._vectors = snapshot.sentence_vectors.rows(int(offsets[0]), int(offsets[-1]))

    def nearest(self, text: str, sentences: Sequence[int], *, faintly: bool = False) -> list[Near]:
        """The sentences that speak to an item, the nearest first. `sentences` are the item's own rows.

        Those near in meaning and words, and those that name what it is about. `faintly`: those also that would not be
        quoted beside clearer ones. Headings, a letter's opening and what stands alike in many reports are left out.
        """
        text = _LEFT_OUT.sub("", text)
        meaning, share, closeness = self._likeness(text, sentences)
        held = self._matters.of(text).held_by(self._snapshot, self._sentences, self._alone)
        named = ((held.shares >= ABOUT) & (meaning >= ABOUT_MEANING)) | (held.leads * meaning >= LEAD_MEANING)
        speaks = named | ((closeness >= RELATED) & (meaning >= LEAST_MEANING))
        if faintly:
            speaks |= (closeness >= FAINT) & (share >= FAINT_SHARE) & (meaning >= LEAST_MEANING)
            speaks |= (held.leads == 1.0) & (meaning >= FAINT_LEAD)
            speaks |= (share >= FAINT_WORDS) & (meaning >= FAINT_WORDS_MEANING)
        order = np.lexsort((self._sentences, -(closeness + ABOUT_COUNTS * held.shares)))
        found: list[Near] = []
        for at in order[speaks[order]][: 8 * MOST_ECHOES].tolist():
            row, sentence = int(self._rows[at]), int(self._sentences[at])
            if len(found) == MOST_ECHOES:
                break
            place = sentence - int(self._offsets[row])
            said = self._said(row, place)
            if said:
                listed = self._is_listed(row)
                found.append(
                    Near(
                        sentence,
                        row,
                        place,
                        meaning=float(meaning[at]),
                        share=float(share[at]),
                        closeness=float(closeness[at]),
                        about=float(held.with_before[at]),
                        people_only=bool(held.people_only[at]),
                        back=self._back(said, sentences) if listed else 0.0,
                        worded=_worded(said, text) if listed else 0.0,
                        part=self._part(sentence, text) if listed else 0.0,
                    )
                )
        return found

    def _is_listed(self, row: int) -> bool:
        """Whether a passage holds an item of the report's own list."""
        (passage,) = self._snapshot.passages([row])
        return not self._listed.isdisjoint(range(passage.first_paragraph, passage.last_paragraph))

    def _back(self, said: str, item: Sequence[int]) -> float:
        held = self._matters.of(said).held_by(self._snapshot, np.array(item, dtype=np.int64))
        return float(held.shares.max(initial=0.0))

    def _part(self, sentence: int, text: str) -> float:
        """The most that a sentence holds of one clause of an item that is no small part of what the item is about."""
        row = np.array([sentence], dtype=np.int64)
        clauses = [clause for clause in _CLAUSES.split(text) if len(clause.split()) >= LEAST_CLAUSE]
        whole = sum(self._matters.of(text).weights)
        matters = [
            matter for clause in clauses if sum((matter := self._matters.of(clause)).weights) >= LEAST_PART * whole
        ]
        return max((float(matter.held_by(self._snapshot, row).shares[0]) for matter in matters), default=0.0)

    def _likeness(self, text: str, item: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        """Of each sentence its likeness of meaning to the item, the share of the item's words, and both together."""
        if not len(self._sentences) or not item:
            nothing = np.zeros(len(self._sentences))
            return nothing, nothing, nothing
        (whole,) = item_vectors(self._snapshot, [item])
        meaning = (self._vectors @ whole).astype(np.float64)
        terms = [term for term in dict.fromkeys(tokenize(text)) if term not in self._names]
        weights = np.array([self._weight(term) for term in terms])
        held = self._snapshot.terms.presence(terms, self._sentences) @ weights
        closeness = meaning + WORDS_COUNT * np.minimum(held, MOST_WORDS)
        return meaning, held / max(float(weights.sum()), 1e-9), closeness

    def _weight(self, term: str) -> float:
        beyond_common = rarity(term, self._snapshot.terms, self._snapshot.passage_count) - COMMON_WORD
        return min(max(beyond_common, 0.0), RAREST_WORD)

    def _said(self, row: int, place: int) -> str:
        """A sentence of a passage; "" for a heading, a letter's opening, a line of grades, what stands everywhere."""
        (passage,) = self._snapshot.passages([row])
        is_heading = passage.first_paragraph == passage.last_paragraph
        is_opening = passage.section == 0 and self._is_letter
        if is_heading or is_opening or is_boilerplate(passage.text, int(self._snapshot.recurrences[row])):
            return ""
        start, end = self._snapshot.sentence_ranges(row)[place]
        said = passage.text[start:end]
        return "" if is_line_of_grades(said) else said


def _worded(said: str, text: str) -> float:
    """The share of a sentence's terms that a text has too, of whatever rarity; 0 where they are few."""
    own, others = ({*tokenize(one)} - _FOR_WHOM - _AGES for one in (said, text))
    common = len(own & others)
    return common / len(own) if common >= WORDED_TERMS else 0.0
