"""One report judged by the best of its sentences, and what of it is quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.document import Document, DocumentType
from indexer.passages import Passage
from indexer.snapshot import DocumentCard, Snapshot
from retriever.answer import CitedPassage
from retriever.attribution import subjects_in
from retriever.citing import cite
from retriever.cutting import Cutting
from retriever.frameworks import is_line_of_grades
from retriever.leaning import leans
from retriever.looked_at import was_looked_at
from retriever.saying import Sentences, Weighed
from retriever.selection import is_boilerplate
from retriever.survey import SAYS_FROM, ReportFinding, Side, bucket_of, strength_of

Rows = npt.NDArray[np.int64]

NEAR_FROM = 0.08
"""A silent report's nearest passage is shown from here on, for a reader to judge; below there is nothing near."""

BESIDE = 0.85
"""A further sentence of a report is quoted beside its best one where it is nearly as likely: this share of it."""

MOST_QUOTED = 2
"""So many sentences of one report are quoted, each from a paragraph of its own."""

LOOKED_AT = 6
"""So many of a report's best sentences are looked at for ones to quote, boilerplate left out."""

LONGEST_PARAGRAPH = 3000
"""Characters. Of a longer paragraph the passage is shown, not the whole."""

_PAPERS = frozenset({DocumentType.NEWS, DocumentType.OTHER})
"""Those that go on from one council to the next; a report on several together is about all of them throughout."""

_UNREAD_PAGES = re.compile(r"^Pages? .*: (?!no text\.$)")


def judge(
    snapshot: Snapshot, document: int, authorities: Sequence[str], weighed: Weighed, sentences: Sentences
) -> tuple[ReportFinding, int]:
    """One report judged by what it says of these authorities, and how many of its quotations failed the check.

    What an article on several of them says of each is looked for apart, and what may be about any of them; without any
    asked for, of all that it names.
    """
    card = snapshot.documents[document]
    first, last = sentences.bounds[document]
    own = _Own(sentences.ids[first:last], sentences.passages[first:last], weighed.of(first, last))
    if len(card.authorities) < 2:
        sides = [_side(snapshot, document, card.authorities, own)]
    else:
        wanted = [name for name in card.authorities if not authorities or name in authorities]
        subjects = subjects_in(snapshot, document, else_all=card.type not in _PAPERS)
        mine: dict[tuple[str, ...], list[bool]] = {
            (name,): [name in subject for subject in subjects] for name in wanted
        }
        mine[()] = [not subject for subject in subjects]
        sides = [_side(snapshot, document, whom, own.about(flags)) for whom, flags in mine.items()]
    return _together(document, card, sides)


def _together(document: int, card: DocumentCard, sides: Sequence["_Said"]) -> tuple[ReportFinding, int]:
    """What a report says of each authority as one finding; a quotation about several of them stands there once."""
    likelihood = max((side.likelihood for side in sides), default=0.0)
    telling = [side for side in sides if side.likelihood >= min(SAYS_FROM, likelihood)]
    whose: dict[tuple[int, tuple[tuple[int, int], ...]], tuple[CitedPassage, float, list[str]]] = {}
    for side in telling:
        for passage, weight in side.quoted:
            *_, names = whose.setdefault((passage.row, passage.highlights), (passage, weight, []))
            names += side.authorities
    unread = tuple(problem for problem in card.problems if _UNREAD_PAGES.match(problem))
    finding = ReportFinding(
        document,
        card,
        bucket_of(likelihood, unread),
        likelihood,
        strength_of(likelihood),
        evidence=tuple(passage for passage, _, _ in whose.values()),
        unread=unread,
        sides=tuple(Side(tuple(names), weight) for _, weight, names in whose.values()),
        sentences=tuple(sorted({row for side in sides for row in side.saying})),
    )
    return finding, sum(side.dropped for side in sides)


def _side(snapshot: Snapshot, document: int, authorities: tuple[str, ...], own: "_Own") -> "_Said":
    """What a report's own sentences, as they are weighed, say of these authorities together."""
    likelihoods = own.weighed.likelihoods
    order = np.lexsort((np.arange(len(likelihoods)), -likelihoods))[:LOOKED_AT]
    best = [
        _Best(
            sentence=int(own.ids[at]),
            passage=int(own.passages[at]),
            likelihood=float(likelihoods[at]),
            with_before=bool(own.weighed.with_before[at]),
            may_join=bool(own.weighed.may_join[at]),
        )
        for at in order.tolist()
    ]
    quoted, dropped = _quoted(snapshot, snapshot.documents[document], document, best)
    saying = tuple(own.ids[likelihoods >= SAYS_FROM].tolist())
    return _Said(authorities, quoted, max((weight for _, weight in quoted), default=0.0), saying, dropped)


@dataclass(frozen=True, slots=True)
class _Own:
    """One report's sentences: their rows in the build, the rows of their passages, what they weigh."""

    ids: Rows
    passages: Rows
    weighed: Weighed

    def about(self, flags: Sequence[bool]) -> "_Own":
        """The same of the sentences flagged alone: the others weigh nothing and join nothing."""
        mine = np.array(flags, dtype=np.bool_)
        may_join = np.concatenate(([False], mine[:-1]))
        said = mine & (may_join | ~self.weighed.with_before)
        return replace(
            self, weighed=replace(self.weighed, likelihoods=self.weighed.likelihoods * said, may_join=may_join)
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a report says of some of its authorities: quoted passages with their likelihood, the best first."""

    authorities: tuple[str, ...]
    quoted: tuple[tuple[CitedPassage, float], ...]
    likelihood: float
    saying: tuple[int, ...]
    dropped: int


@dataclass(frozen=True, slots=True)
class _Best:
    """A sentence among a report's best: its row in the build, its passage's row."""

    sentence: int
    passage: int
    likelihood: float
    with_before: bool
    may_join: bool


def _quoted(
    snapshot: Snapshot, card: DocumentCard, index: int, best: Sequence[_Best]
) -> tuple[tuple[tuple[CitedPassage, float], ...], int]:
    """The passages to show with their quoted sentences and their likelihood, and how many were dropped."""
    shown: list[tuple[CitedPassage, float]] = []
    taken: set[tuple[int, int]] = set()
    likelihood = 0.0
    dropped = 0
    for one in _in_words(snapshot, best) or best:
        if one.likelihood < NEAR_FROM:
            break
        passage = snapshot.passages([one.passage])[0]
        place = (passage.section, passage.first_paragraph)
        if place in taken or is_boilerplate(passage.text, int(snapshot.recurrences[one.passage])):
            continue
        if shown and (one.likelihood < max(SAYS_FROM, BESIDE * likelihood) or len(shown) == MOST_QUOTED):
            break
        if _was_looked_at(snapshot, index, passage, one):
            continue
        cited = _cited(snapshot, snapshot.document(index), card, passage, one)
        if cited is None:
            dropped += 1
            continue
        taken.add(place)
        shown.append((cited, one.likelihood))
        likelihood = max(likelihood, one.likelihood)
    return tuple(shown), dropped


def _was_looked_at(snapshot: Snapshot, index: int, passage: Passage, one: _Best) -> bool:
    """Whether a sentence says what inspectors looked at, and so nothing on it."""
    document = snapshot.document(index)
    number = one.sentence - int(snapshot.sentence_offsets[one.passage])
    start, end = snapshot.sentence_ranges(one.passage)[number]
    return was_looked_at(document, Cutting.of(document, passage.spans).spans(start, end))


def _in_words(snapshot: Snapshot, best: Sequence[_Best]) -> list[_Best]:
    """Those that say something in more than a line of grades, which is quoted only where there is nothing else."""
    saying = [one for one in best if one.likelihood >= SAYS_FROM]
    passages = snapshot.passages([one.passage for one in saying])
    found = []
    for one, passage in zip(saying, passages, strict=True):
        number = one.sentence - int(snapshot.sentence_offsets[one.passage])
        start, end = snapshot.sentence_ranges(one.passage)[number]
        if not is_line_of_grades(passage.text[start:end]):
            found.append(one)
    return found


def _cited(
    snapshot: Snapshot, document: Document, card: DocumentCard, passage: Passage, one: _Best
) -> CitedPassage | None:
    """The paragraph of a passage, its chosen sentence the highlight, with the one before where it leans on it."""
    ranges = snapshot.sentence_ranges(one.passage)
    number = one.sentence - int(snapshot.sentence_offsets[one.passage])
    start, end = ranges[number]
    if number and one.may_join and (one.with_before or leans(passage.text[start:end])):
        start = ranges[number - 1][0]
    own = Cutting.of(document, passage.spans)
    paragraphs = document.paragraphs[passage.first_paragraph : passage.last_paragraph]
    whole = Cutting.of(document, tuple(span for p in paragraphs for span in p.spans) or passage.spans)
    shown = whole if len(whole.text) <= LONGEST_PARAGRAPH else own
    highlight = shown.range_of(own.spans(start, end))
    return cite(
        document,
        card,
        tuple(piece.span for piece in shown.pieces),
        section=passage.section,
        paragraph=passage.number,
        row=one.passage,
        highlights=[highlight] if highlight else [],
    )
