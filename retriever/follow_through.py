"""What became of each thing that a report asked for: what the same authority's next reports say about it.

A later report is searched for the sentences nearest to the item. Only a sentence that speaks of the very thing may
decide, and only by signs that can be shown: that it stands among the new report's own areas for improvement, or the
words in which it praises or finds fault. Everything else that comes near is a mention, quoted for the reader to judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indexer.document import Document, Span
from indexer.passages import Passage
from indexer.snapshot import Snapshot
from indexer.tokens import tokenize
from retriever.answer import CitedPassage
from retriever.citing import cite
from retriever.cutting import Cutting
from retriever.echoes import ABOUT, Listener, Near
from retriever.improvements import Improvement, read_register
from retriever.later_reports import later_reports
from retriever.matters import Matters
from retriever.scope import document_date
from retriever.tone import Reading, Tone, read_tone

_POOR = frozenset({"inadequate"})


class Outcome(StrEnum):
    """What later reports say of an item, in the words shown to users. In doubt it is MENTIONED.

    A mention that speaks of much of it may sound like one or the other: that is said, and decides nothing.
    """

    RAISED_AGAIN = "raised again"
    PRAISED = "now praised"
    PERHAPS_RAISED = "mentioned, perhaps raised again"
    PERHAPS_PRAISED = "mentioned, perhaps now praised"
    MENTIONED = "mentioned"
    NOTHING = "nothing found"


_SPEAKS_AGAINST = {
    Outcome.RAISED_AGAIN: frozenset({Tone.PRAISE, Tone.MIXED}),
    Outcome.PRAISED: frozenset({Tone.FAULT, Tone.MIXED}),
}
"""The tones in which a newer mention leaves open what an earlier report decided."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A passage of a later report that speaks to an item: its matching sentences are the highlights.

    `outcome` is what this passage alone says, never NOTHING; `listed` whether it is itself an item of that report;
    `reasons` are the signs it was read from, in plain words, quoting the report's own where they are its words.
    """

    outcome: Outcome
    evidence: CitedPassage
    listed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaterReport:
    """What one later report says of an item; `echoes` best first, empty where nothing was found."""

    document: int
    outcome: Outcome
    echoes: tuple[Echo, ...]


@dataclass(frozen=True, slots=True)
class FollowedItem:
    """An item and what came of it: `outcome` is that of the newest of the later reports that speaks to it.

    Where that one only mentions it, what an earlier of them decided stands, unless the mention sounds otherwise.
    `nearest` is the passage that came nearest where nothing was found, if any did: it may be about something else.
    """

    item: Improvement
    outcome: Outcome
    later: tuple[LaterReport, ...]
    nearest: CitedPassage | None


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """One report's items followed through `later`: the documents up to and with the next full inspection.

    `later` is empty where there is no later report of the same field (children's services, or SEND); `items`
    are then NOTHING with no later reports, which a page says in other words than "nothing found".
    """

    document: int
    later: tuple[int, ...]
    items: tuple[FollowedItem, ...]


@dataclass(frozen=True, slots=True)
class _Heard:
    """An echo, and whether it finds fault, if not with the very thing, with much of what the item is about."""

    echo: Echo
    tone: Tone
    doubts: bool


def follow_through(snapshot: Snapshot, authority: str) -> tuple[FollowThrough, ...]:
    """Every report of an authority that gives items, oldest first, each item followed."""
    cards = snapshot.documents
    documents = {item.document for item in read_register(snapshot).items if authority in item.evidence.authorities}
    return tuple(
        follow_report(snapshot, document)
        for document in sorted(documents, key=lambda one: (document_date(cards[one]) or date.min, cards[one].path))
    )


def follow_report(snapshot: Snapshot, document: int) -> FollowThrough:
    """One report's items, each followed through the next reports."""
    later = later_reports(snapshot, document)
    listeners = _listeners(snapshot, document, later)
    mine = [item for item in read_register(snapshot).items if item.document == document]
    return FollowThrough(document, later, tuple(_followed(snapshot, item, listeners) for item in mine))


def follow_item(snapshot: Snapshot, item: Improvement) -> FollowedItem:
    """One item alone, followed."""
    later = later_reports(snapshot, item.document)
    return _followed(snapshot, item, _listeners(snapshot, item.document, later))


def _listeners(snapshot: Snapshot, document: int, later: Sequence[int]) -> list[tuple[int, Listener]]:
    names = {term for name in snapshot.documents[document].authorities for term in tokenize(name)}
    matters = Matters(snapshot, (document, *later), without=names)
    return [(other, Listener(snapshot, other, matters)) for other in later]


def _followed(snapshot: Snapshot, item: Improvement, later: Sequence[tuple[int, Listener]]) -> FollowedItem:
    heard = [
        (document, _by_paragraph(snapshot, document, listener.nearest(item.evidence.text, item.sentences)))
        for document, listener in later
    ]
    outcome = standing([(_outcome(said), frozenset(one.tone for one in said)) for _, said in heard])
    nearest = _nearest(snapshot, item, later) if outcome is Outcome.NOTHING else None
    return FollowedItem(item, outcome, tuple(_report(*one) for one in heard), nearest)


def standing(reports: Sequence[tuple[Outcome, frozenset[Tone]]]) -> Outcome:
    """What stands after all of them, oldest first, each with its outcome and the tones of what it says.

    A newer mention leaves standing what was decided before it, unless it sounds otherwise.
    """
    newest = next((outcome for outcome, _ in reversed(reports) if outcome is not Outcome.NOTHING), Outcome.NOTHING)
    since: frozenset[Tone] = frozenset()
    for outcome, tones in reversed(reports):
        if outcome in _SPEAKS_AGAINST:
            return newest if since & _SPEAKS_AGAINST[outcome] else outcome
        since |= tones
    return newest


def _nearest(snapshot: Snapshot, item: Improvement, later: Sequence[tuple[int, Listener]]) -> CitedPassage | None:
    """Of the sentences that come faintly near the nearest, in its paragraph; the newest report's of two alike."""
    faint = [
        (near.closeness, place, document, near)
        for place, (document, listener) in enumerate(later)
        for near in listener.nearest(item.evidence.text, item.sentences, faintly=True)[:1]
    ]
    if not faint:
        return None
    *_, document, near = max(faint, key=lambda one: one[:2])
    heard = _by_paragraph(snapshot, document, [near])
    return heard[0].echo.evidence if heard else None


def _report(document: int, heard: Sequence[_Heard]) -> LaterReport:
    return LaterReport(document, _outcome(heard), tuple(one.echo for one in heard))


def _outcome(heard: Sequence[_Heard]) -> Outcome:
    """What a report says as a whole: its own list decides, else its nearest passage unless others differ.

    A fault with the very thing decides from any place, where nothing praises it.
    """
    if not heard:
        return Outcome.NOTHING
    echoes = [one.echo for one in heard]
    if any(echo.listed and echo.outcome is Outcome.RAISED_AGAIN for echo in echoes):
        return Outcome.RAISED_AGAIN
    decided = {echo.outcome for echo in echoes if echo.outcome in _SPEAKS_AGAINST}
    if decided == {Outcome.RAISED_AGAIN}:
        return Outcome.RAISED_AGAIN
    doubted = echoes[0].outcome is Outcome.PRAISED and any(one.doubts for one in heard)
    if len(decided) == 1 and not doubted and echoes[0].outcome in decided:
        return echoes[0].outcome
    return Outcome.MENTIONED if decided else _leaning(heard)


def _leaning(heard: Sequence[_Heard]) -> Outcome:
    """What a report that decides nothing sounds like, by its own list, else by its nearest passage."""
    echoes = [one.echo for one in heard]
    if any(echo.listed and echo.outcome is Outcome.PERHAPS_RAISED for echo in echoes):
        return Outcome.PERHAPS_RAISED
    differs = any(one.echo.listed or one.tone in (Tone.FAULT, Tone.MIXED) for one in heard)
    if echoes[0].outcome is Outcome.PERHAPS_PRAISED and not differs:
        return Outcome.PERHAPS_PRAISED
    finds_fault = all(echo.outcome is Outcome.PERHAPS_RAISED for echo in echoes)
    return Outcome.PERHAPS_RAISED if finds_fault else Outcome.MENTIONED


def _by_paragraph(snapshot: Snapshot, document: int, near: Sequence[Near]) -> tuple[_Heard, ...]:
    """Echoes with their paragraphs as evidence, sentences of one paragraph together."""
    places: dict[int, list[tuple[Near, tuple[Span, ...]]]] = {}
    whole = snapshot.document(document)
    for one in near:
        (passage,) = snapshot.passages([one.row])
        spans = Cutting.of(whole, passage.spans).spans(*snapshot.sentence_ranges(one.row)[one.place])
        paragraph = _paragraph_of(whole, passage, spans)
        if paragraph is not None and all(spans != known for _, known in places.get(paragraph, ())):
            places.setdefault(paragraph, []).append((one, spans))
    heard = (_hear(snapshot, document, paragraph, found) for paragraph, found in places.items())
    return tuple(one for one in heard if one is not None)


def _paragraph_of(document: Document, passage: Passage, spans: Sequence[Span]) -> int | None:
    first = spans[0]
    for index in range(passage.first_paragraph, passage.last_paragraph):
        own = document.paragraphs[index].spans
        if any(span.page == first.page and span.start <= first.start < span.end for span in own):
            return index
    return None


def _hear(
    snapshot: Snapshot, document: int, index: int, found: Sequence[tuple[Near, tuple[Span, ...]]]
) -> _Heard | None:
    whole, card = snapshot.document(document), snapshot.documents[document]
    paragraph = whole.paragraphs[index]
    cutting = Cutting.of(whole, paragraph.spans)
    ranges = sorted({place for _, spans in found if (place := cutting.range_of(spans)) is not None})
    evidence = cite(
        whole,
        card,
        paragraph.spans,
        section=paragraph.section,
        paragraph=paragraph.number,
        row=found[0][0].row,
        highlights=ranges,
    )
    if evidence is None:
        return None
    listed = index in whole.improvements
    said = " ".join(cutting.text[start:end] for start, end in ranges)
    reading = read_tone(said)
    decides = any(near.is_the_very_thing(listed=listed) for near, _ in found)
    decides = decides or (reading.tone is Tone.FAULT and any(near.is_part_of_it() for near, _ in found))
    grade = _grade(whole, paragraph.section)
    if decides:
        outcome, reasons = _judged(reading, listed=listed, grade=grade)
    else:
        much = any(near.is_much_of_it(listed=listed) for near, _ in found)
        outcome, reasons = _mentioned(reading, much=much, listed=listed, grade=grade)
    doubts = reading.tone in (Tone.FAULT, Tone.MIXED) and any(near.about >= ABOUT for near, _ in found)
    return _Heard(Echo(outcome, evidence, listed, reasons), reading.tone, doubts)


def _mentioned(reading: Reading, *, much: bool, listed: bool, grade: str | None) -> tuple[Outcome, tuple[str, ...]]:
    """What a passage sounds like that is near and does not decide; `much`: it speaks of much of the item."""
    if listed:
        words = ("The report lists a related matter among what must improve.",)
        return (Outcome.PERHAPS_RAISED if much else Outcome.MENTIONED), words
    if much and reading.tone is Tone.FAULT:
        return Outcome.PERHAPS_RAISED, (_said("speaks of much of the matter and finds fault", reading.fault),)
    if much and reading.tone is Tone.PRAISE and grade not in _POOR:
        return Outcome.PERHAPS_PRAISED, (_said("speaks of much of the matter and praises", reading.praise),)
    return Outcome.MENTIONED, ("It speaks of the matter.",)


def _judged(reading: Reading, *, listed: bool, grade: str | None) -> tuple[Outcome, tuple[str, ...]]:
    """What one passage says that speaks of the very thing, and why it was read so."""
    if listed:
        return Outcome.RAISED_AGAIN, ("It stands among what the report says must improve.",)
    if reading.tone is Tone.FAULT:
        return Outcome.RAISED_AGAIN, (_said("finds fault", reading.fault),)
    if reading.tone is Tone.PRAISE and grade not in _POOR:
        graded = (f"Its section is graded {grade}.",) if grade else ()
        return Outcome.PRAISED, (_said("praises", reading.praise), *graded)
    if reading.tone is Tone.PLAIN:
        return Outcome.MENTIONED, ("It neither praises nor finds fault in so many words.",)
    words = (*reading.praise, *reading.fault, *reading.holding_back)
    graded = (f"Its section is graded {grade}.",) if grade in _POOR else ()
    return Outcome.MENTIONED, (_said("does not say it without reserve", words), *graded)


def _said(what: str, words: Sequence[str]) -> str:
    return f"It {what}: {', '.join(f'“{word}”' for word in words[:4])}."


def _grade(document: Document, section: int) -> str | None:
    """The grade of the nearest heading that repeats one."""
    current: int | None = section
    while current is not None:
        if document.sections[current].grade:
            return document.sections[current].grade
        current = document.sections[current].parent
    return None
