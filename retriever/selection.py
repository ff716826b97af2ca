"""Which of the ranked passages are shown as evidence.

Slices of one paragraph count once, as the paragraph; the same words about one authority count once; boilerplate is no
evidence about one authority, but for the judgement table where a grade is asked for, however alike all
tables are; and no report or authority in scope is crowded out by another.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.passages import Passage
from indexer.snapshot import Snapshot
from retriever.interpretation import Interpretation
from retriever.ranking import Ranking

BOILERPLATE_RECURRENCES = 3
"""A longer passage that stands in so many other authorities' reports says nothing about one of them."""

BOILERPLATE_WORDS = 20
"""Shorter passages (graded headings, rows of the judgement table) are alike everywhere and still evidence."""

SHORT = 100
"""Characters. Shorter passages may stand twice: a grade given by two inspections says so twice."""

READ_AHEAD = 5
"""So many times the wanted number of passages are looked at."""

CROWDING = 0.25
"""What a passage's score loses for each better one of the same document, where several documents are in scope."""

CROWDING_ACROSS = 2.0
"""What it loses where councils are asked for by what is said of them: each is named once before one is named twice."""

_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage chosen as evidence: the rows that stand for it (slices of one paragraph), best first."""

    rows: tuple[int, ...]
    places: tuple[int, ...]
    passage: Passage
    score: float


def select(snapshot: Snapshot, asked: Interpretation, ranking: Ranking, *, top_k: int) -> list[Evidence]:
    """At most `top_k` pieces of evidence, best first."""
    pool = _pool(snapshot, ranking, top_k * READ_AHEAD)
    if not pool:
        return []
    places = np.array([numbers[0] for numbers in pool])
    rows = ranking.candidates.rows[places]
    documents = snapshot.passage_document[rows]
    crowding = CROWDING if len(np.unique(documents)) > 1 else 0.0
    owners = documents
    if asked.form.across:
        crowding = CROWDING_ACROSS
        whose = [snapshot.documents[d].authorities for d in documents.tolist()]
        owners = np.array([whose.index(one) for one in whose])
    scores = ranking.scores[places]
    held = np.zeros(len(pool), dtype=np.int64)
    remaining = np.ones(len(pool), dtype=np.bool_)
    wanted = _quota(asked, top_k)
    chosen: list[int] = []
    while remaining.any() and len(chosen) < top_k:
        held_by = [snapshot.documents[documents[number]].authorities for number in chosen] if wanted else []
        owed = _owed(wanted, held_by, top_k)
        claims = [bool(owed & set(snapshot.documents[d].authorities)) for d in documents] if owed else False
        best = int(np.lexsort((rows, crowding * held - scores, ~(remaining & claims), ~remaining))[0])
        remaining[best] = False
        chosen.append(best)
        held += owners == owners[best]
    return [_evidence(snapshot, ranking, pool[number]) for number in chosen]


def _quota(asked: Interpretation, top_k: int) -> dict[str, int]:
    """How many passages each of several named authorities has a claim to."""
    authorities = asked.understood.authorities
    return {name: top_k // (len(authorities) + 1) for name in authorities} if len(authorities) > 1 else {}


def _owed(wanted: dict[str, int], held_by: Sequence[tuple[str, ...]], top_k: int) -> set[str]:
    """The authorities whose shares would not be filled any more if others were chosen now; `held_by` those held."""
    held = Counter(name for names in held_by for name in names)
    owed = {name: count - held[name] for name, count in wanted.items() if held[name] < count}
    return set(owed) if sum(owed.values()) >= top_k - len(held_by) else set()


def is_boilerplate(text: str, recurrences: int) -> bool:
    """Whether the words are the same everywhere. Counts leave figures out, so words with figures are evidence."""
    if recurrences < BOILERPLATE_RECURRENCES or len(text.split()) < BOILERPLATE_WORDS:
        return False
    return _FIGURE.search(text) is None


def _pool(snapshot: Snapshot, ranking: Ranking, size: int) -> list[list[int]]:
    """The best so many candidates by their places, what stands for one paragraph together, best first."""
    order = ranking.order()[:size]
    rows = [int(ranking.candidates.rows[place]) for place in order]
    passages = snapshot.passages(rows)
    given = set(ranking.candidates.sentence_place[ranking.given].tolist())
    by_paragraph: dict[tuple[int, int, int, int], list[int]] = {}
    may_repeat = _may_repeat(snapshot, rows)
    seen_text: set[tuple[tuple[str, ...], str]] = set()
    for number, (row, passage) in enumerate(zip(rows, passages, strict=True)):
        key = (passage.document, passage.section, passage.first_paragraph, passage.last_paragraph)
        if key in by_paragraph and passage.first_paragraph < passage.last_paragraph:
            by_paragraph[key].append(number)
            continue
        folded = " ".join(passage.text.lower().split()) if may_repeat[number] else ""
        said = (snapshot.documents[passage.document].authorities, folded)
        is_new = len(folded) < SHORT or said not in seen_text
        if int(order[number]) in given or (is_new and not is_boilerplate(passage.text, int(snapshot.recurrences[row]))):
            seen_text.add(said)
            by_paragraph.setdefault(key, []).append(number)
    return [[int(order[number]) for number in numbers] for numbers in by_paragraph.values()]


def _evidence(snapshot: Snapshot, ranking: Ranking, places: Sequence[int]) -> Evidence:
    rows = tuple(ranking.candidates.rows[places].tolist())
    (passage,) = snapshot.passages(rows[:1])
    return Evidence(rows, tuple(places), passage, score=float(ranking.scores[places[0]]))


def _may_repeat(snapshot: Snapshot, rows: Sequence[int]) -> list[bool]:
    """Which of these passages have as many terms as another one, and the same one first and last: few do."""
    places = np.array(rows, dtype=np.int64)
    terms = snapshot.terms
    first = terms.offsets[snapshot.sentence_offsets[places]]
    last = terms.offsets[snapshot.sentence_offsets[places + 1]]
    ends = terms.ids[np.stack((first, np.maximum(last - 1, first))).clip(max=max(len(terms.ids) - 1, 0))].T.tolist()
    marks = [(length, *pair) for length, pair in zip((last - first).tolist(), ends, strict=True)]
    often = Counter(marks)
    return [often[mark] > 1 for mark in marks]
