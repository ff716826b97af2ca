"""From evidence to the answer: what is quoted, proved to stand there, numbered, ordered, and said first."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from indexer.document import Document, DocumentType
from indexer.snapshot import DocumentCard, Snapshot
from retriever.answer import Answer, CitedPassage, Quotation, Searched, Strength
from retriever.attribution import Attribution
from retriever.citing import cited_passage, place_of
from retriever.confidence import answer_signs, confidence, strength, threshold
from retriever.cutting import Cutting, is_verbatim
from retriever.errands import asks_an_errand
from retriever.interpretation import Interpretation
from retriever.naming import asks_for_holder, asks_who, gives_name
from retriever.question import Wanted
from retriever.quotations import ChosenSentence, choose_sentences, wants_a_fact
from retriever.ranking import GIVEN, Ranking
from retriever.scope import document_date
from retriever.selection import Evidence
from retriever.set_phrases import names_in
from retriever.touching import touching
from retriever.verdict import verdict

NAMELESS = 0.3
"""How likely what is said of an office answers who holds it, where nobody is named, at most. By hand."""

LONGEST_PARAGRAPH = 3000
"""Characters. A longer paragraph is shown by the slices that were found, not whole."""


def make_answer(snapshot: Snapshot, asked: Interpretation, ranking: Ranking, evidence: Sequence[Evidence]) -> Answer:
    """The answer that this evidence makes, or the abstention; without timings."""
    probability = _probability(asked, ranking)
    cuttings = [_shown(snapshot.document(piece.passage.document), piece) for piece in evidence]
    chosen = _ordered(asked, snapshot, evidence, choose_sentences(snapshot, asked, ranking, evidence, cuttings))
    if asks_for_holder(asked.question):
        said = [cuttings[one.evidence].text[one.start : one.end] for one in chosen]
        probability = min(probability, 1.0 if _is_named(asked, said) else NAMELESS)
    answerable = probability >= threshold() and bool(evidence)
    attribution = Attribution(snapshot, asked.understood.authorities or asked.understood.unknown_authorities)
    aside = [not any(any(attribution.is_about(row)) for row in piece.rows) for piece in evidence]
    citations = _citations(chosen if answerable else (), aside)
    passages = [
        _cited(
            snapshot,
            ranking,
            number,
            piece,
            cutting,
            [one for one in chosen if one.evidence == number],
            citation,
            aside=is_aside,
        )
        for number, (piece, cutting, citation, is_aside) in enumerate(
            zip(evidence, cuttings, citations, aside, strict=True)
        )
    ]
    quotations, dropped = _quoted(asked, cuttings, chosen, passages) if answerable else ([], 0)
    searched = asked.scope.documents
    strongest = _strength(asked, probability, quotations)
    return Answer(
        question=asked.asked,
        understood=asked.understood,
        answerable=answerable and bool(quotations),
        confidence=probability,
        strength=strongest,
        verdict=verdict(
            asked,
            quotations,
            passages,
            touching=_touching(snapshot, asked, evidence, passages),
            searched=len(searched),
            strength=strongest,
            not_shown=_given_and_not_shown(snapshot, asked, ranking, evidence),
        ),
        quotations=tuple(quotations),
        passages=tuple(passages),
        searched=Searched(
            build=snapshot.build,
            documents=len(searched),
            passages=snapshot.passages_of(searched),
            skipped=len(snapshot.skipped),
        ),
        dropped=dropped,
        timings_ms={},
        on_theme=bool(quotations and asked.concepts) and asked.form.wanted is Wanted.EVIDENCE,
    )


def _touching(
    snapshot: Snapshot, asked: Interpretation, evidence: Sequence[Evidence], passages: Sequence[CitedPassage]
) -> set[str]:
    """The documents that are shown and touch what was asked."""
    if asked.form.is_given_alone or asked.form.total is not None:
        return set()
    own = [(passage, piece) for passage, piece in zip(passages, evidence, strict=True) if not passage.aside]
    does = touching(snapshot, asked, [piece.rows for _, piece in own])
    return {passage.document for (passage, _), touches in zip(own, does, strict=True) if touches}


def _given_and_not_shown(
    snapshot: Snapshot, asked: Interpretation, ranking: Ranking, evidence: Sequence[Evidence]
) -> int:
    """How many documents give what councils were asked for by, beside those that are shown."""
    if not asked.form.across:
        return 0
    places = np.unique(ranking.candidates.sentence_place[ranking.given])
    giving = set(snapshot.passage_document[ranking.candidates.rows[places]].tolist())
    return len(giving - {piece.passage.document for piece in evidence})


def _strength(asked: Interpretation, probability: float, quotations: Sequence[Quotation]) -> Strength:
    """The probability in words; weak at most where only a name would answer and none is quoted.

    So it is where councils that do not are asked for: whether a "not" belongs to the matter is for the reader to say.
    """
    if not quotations:
        return Strength.NONE
    is_nameless = asks_who(asked.question) and not _is_named(asked, [one.text for one in quotations])
    if is_nameless or asked.form.denied:
        return Strength.WEAK
    return strength(probability)


def _is_named(asked: Interpretation, said: Sequence[str]) -> bool:
    """Whether any of these sentences gives a name that the question does not."""
    known = (*asked.understood.authorities, *names_in(asked.question))
    return any(gives_name(asked.question, text, apart_from=known) for text in said)


def is_absent(asked: Interpretation) -> bool:
    """Whether what the question is about is not in the collection at all."""
    return asked.scope.missing is not None or _names_only_unknown(asked)


def _names_only_unknown(asked: Interpretation) -> bool:
    return bool(asked.understood.unknown_authorities) and not asked.understood.authorities


def _probability(asked: Interpretation, ranking: Ranking) -> float:
    """How likely the evidence answers: certain, nearly, where a report's structure gives what is asked for."""
    if is_absent(asked) or asks_an_errand(asked.question):
        return 0.0
    tells_of_all = (
        asked.form.is_for_all_priority_actions
        or asked.form.is_for_publication
        or (asked.grades is not None and asked.grades.both)
    )
    if tells_of_all and not ranking.given.any():
        return 0.0  # tables tell of every grade, lists of every priority action, title pages of every day
    probability = confidence(answer_signs(asked, ranking))
    return max(probability, GIVEN) if ranking.given.any() else probability


def _shown(document: Document, piece: Evidence) -> Cutting:
    """What is shown of a piece of evidence: its whole paragraph, unless that is very long."""
    passage = piece.passage
    whole = tuple(
        span for p in document.paragraphs[passage.first_paragraph : passage.last_paragraph] for span in p.spans
    )
    cutting = Cutting.of(document, whole or passage.spans)
    return cutting if len(cutting.text) <= LONGEST_PARAGRAPH else Cutting.of(document, passage.spans)


def _cited(
    snapshot: Snapshot,
    ranking: Ranking,
    number: int,
    piece: Evidence,
    cutting: Cutting,
    sentences: Sequence[ChosenSentence],
    citation: int,
    *,
    aside: bool,
) -> CitedPassage:
    card = snapshot.documents[piece.passage.document]
    candidates = ranking.candidates
    passage = cited_passage(
        cutting,
        card,
        section=piece.passage.section,
        paragraph=piece.passage.number,
        row=piece.rows[0],
        citation=citation,
        highlights=[(one.start, one.end) for one in sentences],
    )
    return replace(
        passage,
        rank=number + 1,
        score=piece.score,
        dense_rank=min((rank for row in piece.rows if (rank := ranking.near.dense_ranks.get(row))), default=None),
        lexical_rank=min((rank for row in piece.rows if (rank := candidates.lexical_ranks.get(row))), default=None),
        aside=aside,
        also_in=snapshot.copies.get(card.path, ()),
    )


def _citations(quoted: Sequence[ChosenSentence], aside: Sequence[bool]) -> list[int]:
    """The number of each piece of evidence: 1, 2, ... as the answer quotes them, then the others by rank.

    What is about other authorities comes last, as it is shown.
    """
    by_rank = sorted(range(len(aside)), key=lambda evidence: aside[evidence])
    order = dict.fromkeys([*(sentence.evidence for sentence in quoted), *by_rank])
    numbers = {evidence: number for number, evidence in enumerate(order, 1)}
    return [numbers[evidence] for evidence in range(len(aside))]


def _quoted(
    asked: Interpretation,
    cuttings: Sequence[Cutting],
    chosen: Sequence[ChosenSentence],
    passages: Sequence[CitedPassage],
) -> tuple[list[Quotation], int]:
    """The quotations in the order of the answer, each checked against its page, and how many failed."""
    kept = []
    for sentence in chosen:
        cutting = cuttings[sentence.evidence]
        text = cutting.text[sentence.start : sentence.end]
        spans = cutting.spans(sentence.start, sentence.end)
        if is_verbatim(cutting.document, spans, text):
            passage = passages[sentence.evidence]
            place = place_of(cutting.document, spans)
            kept.append(Quotation(text, passage.citation, place, _group(asked, passage)))
    return kept, len(chosen) - len(kept)


def _group(asked: Interpretation, passage: CitedPassage) -> str:
    """What a quotation stands beside others as: the authority of several, the year where change is asked for.

    What is said of a council as a whole stands under the report's own headings.
    """
    if asked.form.whole:
        return passage.section or "Summary"
    if asked.form.across:
        return " and ".join(passage.authorities)
    several = [name for name in asked.understood.authorities if name in passage.authorities]
    if len(asked.understood.authorities) > 1 and several:
        return several[0]
    day = passage.inspected_to or passage.published
    return str(day.year) if asked.form.change and day else ""


def _ordered(
    asked: Interpretation, snapshot: Snapshot, evidence: Sequence[Evidence], chosen: Sequence[ChosenSentence]
) -> list[ChosenSentence]:
    """A fact by likelihood; several authorities one by one; change oldest to newest; else, and totals, newest first.

    Authorities that are asked for by what is said of them come by their newest quotation.

    What is asked for by its number comes first, as it stands in its report.
    """
    named = () if asked.form.across else asked.understood.authorities
    if asked.form.numbered is not None:
        return sorted(chosen, key=lambda one: (one.likelihood < GIVEN, evidence[one.evidence].rows[0], one.start))
    if wants_a_fact(asked) and len(named) < 2 and asked.form.total is None:
        return list(chosen)

    def place(sentence: ChosenSentence) -> tuple[int, int, int, int, int]:
        piece = evidence[sentence.evidence]
        card: DocumentCard = snapshot.documents[piece.passage.document]
        mine = [number for number, name in enumerate(named) if name in card.authorities]
        whose = mine[0] if mine and len(named) > 1 else 0
        day = document_date(card)
        age = day.toordinal() if day else 0
        news = int(card.type is DocumentType.NEWS)
        nth = piece.rows[0] if asked.form.whole else sentence.evidence  # a summary is read as it was written
        return (whose, news, age if asked.form.change else -age, nth, sentence.start)

    ordered = sorted(chosen, key=place)
    if not asked.form.across:
        return ordered
    whose = [snapshot.documents[evidence[one.evidence].passage.document].authorities for one in ordered]
    first = {authorities: number for number, authorities in reversed(list(enumerate(whose)))}
    return [one for _, one in sorted(zip(whose, ordered, strict=True), key=lambda pair: first[pair[0]])]
