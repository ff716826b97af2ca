"""The searcher: a build opened for questions. One is shared by all who ask."""

import copy
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.document import Document, DocumentType
from indexer.encoder import Encoder, EncoderSettings, open_encoder
from indexer.snapshot import DocumentCard, Snapshot, current_build, open_snapshot
from retriever.answer import Answer, CitedPassage, Filters, Quotation, Searched
from retriever.attribution import Attribution
from retriever.by_document import survey
from retriever.candidates import find_candidates
from retriever.concepts import Thesaurus
from retriever.confidence import AnswerSigns, answer_signs, confidence, strength, threshold
from retriever.cutting import Cutting, is_verbatim
from retriever.errors import QuestionError
from retriever.interpretation import Interpretation, Interpreter
from retriever.quotations import ChosenSentence, choose_sentences, wants_a_fact
from retriever.ranking import GIVEN, Ranking, rank
from retriever.scope import document_date
from retriever.selection import Evidence, select
from retriever.survey import Survey
from retriever.verdict import verdict

LONGEST_QUESTION = 1000
"""Characters. Longer texts are no questions, and cost without bound."""

LONGEST_PARAGRAPH = 3000
"""Characters. A longer paragraph is shown by the slices that were found, not whole."""


_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Look:
    """A question as it was ranked. `absent`: what it is about is not in the collection at all."""

    asked: Interpretation
    ranking: Ranking
    signs: AnswerSigns
    absent: bool


class _Opened:
    """One build with what was worked out from it; an answer is made from one of these from start to end."""

    def __init__(self, snapshot: Snapshot, thesaurus: Thesaurus) -> None:
        self.snapshot = snapshot
        self.interpreter = Interpreter(snapshot, thesaurus)


class Searcher:
    """Answers questions from one build at a time; may be used from several threads."""

    def __init__(self, index: Path, snapshot: Snapshot, encoder: Encoder, thesaurus: Thesaurus) -> None:
        self._index = index
        self._encoder = encoder
        self._thesaurus = thesaurus
        self._opened = _Opened(snapshot, thesaurus)
        self._refreshing = threading.Lock()
        self._taken = snapshot.stands_in_for

    @classmethod
    def open(cls, index: Path, *, encoder: Encoder | None = None, synonyms: Path | None = None) -> Self:
        """Open the current build. `synonyms` is a file with groups of the user's own.

        Raises IndexMissingError, IndexDamagedError, IndexMismatchError, ModelFilesError.
        """
        encoder = encoder or open_encoder(EncoderSettings())
        snapshot = open_snapshot(index, encoder_identity=encoder.identity)
        return cls(index, snapshot, encoder, Thesaurus.load(synonyms))

    @property
    def snapshot(self) -> Snapshot:
        """The build that answers now."""
        return self._opened.snapshot

    def refresh(self) -> bool:
        """Take up a newer build where there is one; true where one was taken. Cheap when there is none.

        Raises an IndexerError where the newer one cannot be opened, once; the old one answers on. Who still
        holds the old snapshot may read it to the end; its files are let go with it.
        """
        newest = current_build(self._index)
        if newest is None or newest == self._taken:
            return False
        with self._refreshing:
            if newest == self._taken:
                return False
            self._taken = newest
            snapshot = open_snapshot(self._index, encoder_identity=self._encoder.identity)
            self._opened = _Opened(snapshot, self._thesaurus)
        return True

    def held(self) -> Self:
        """This searcher with the build that answers now: whoever asks it several things reads one build throughout."""
        return copy.copy(self)

    def look(self, question: str, filters: Filters = _NO_FILTERS) -> "Look":
        """What ranking sees of a question, before anything is chosen: for fitting and for explaining."""
        asked, ranking = self._ranked(self._opened, _checked(question), filters, _Clock())
        return Look(asked, ranking, answer_signs(asked, ranking), _is_absent(asked))

    def ask(self, question: str, filters: Filters = _NO_FILTERS, *, top_k: int = 10) -> Answer:
        """Answer a question. Raises QuestionError where it is empty or too long."""
        question = _checked(question)
        opened = self._opened
        clock = _Clock()
        asked, ranking = self._ranked(opened, question, filters, clock)
        with clock("select"):
            evidence = select(opened.snapshot, asked, ranking, top_k=top_k)
        with clock("answer"):
            return _answer(opened.snapshot, asked, ranking, evidence, clock)

    def survey(self, question: str, filters: Filters = _NO_FILTERS) -> Survey:
        """Hold every report in scope against a question: which say something on it, which do not.

        Raises QuestionError where it is empty, too long, or names no theme.
        """
        opened = self._opened
        asked = opened.interpreter.interpret(_checked(question), filters)
        return survey(opened.snapshot, asked, self._encoded(asked))

    def _ranked(
        self, opened: _Opened, question: str, filters: Filters, clock: "_Clock"
    ) -> tuple[Interpretation, Ranking]:
        with clock("understand"):
            asked = opened.interpreter.interpret(question, filters)
        with clock("encode"):
            vectors = self._encoded(asked)
        with clock("rank"):
            return asked, rank(
                opened.snapshot, asked, find_candidates(opened.snapshot, asked, vectors, asked.scope.documents)
            )

    def _encoded(self, asked: Interpretation) -> npt.NDArray[np.float32]:
        forms = [form for form in dict.fromkeys((asked.form.topic, asked.nameless)) if form.strip(" ,.?!")]
        return self._encoder.encode_questions(forms or [asked.question])


class _Clock:
    """Milliseconds by stage, on the monotonic clock."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self._stages[stage] = (time.perf_counter() - start) * 1000

    def timings(self) -> dict[str, float]:
        return {"total": (time.perf_counter() - self._start) * 1000, **self._stages}


def _checked(question: str) -> str:
    question = " ".join(question.split())
    if not question:
        raise QuestionError("The question is empty. Ask in everyday words, for example: return home interviews")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question)} characters; at most {LONGEST_QUESTION} can be asked. Ask a shorter one."
        )
    return question


def _names_only_unknown(asked: Interpretation) -> bool:
    return bool(asked.understood.unknown_authorities) and not asked.understood.authorities


def _answer(
    snapshot: Snapshot, asked: Interpretation, ranking: Ranking, evidence: Sequence[Evidence], clock: _Clock
) -> Answer:
    probability = 0.0 if _is_absent(asked) else confidence(answer_signs(asked, ranking))
    if ranking.given.any() and not _is_absent(asked):
        probability = max(probability, GIVEN)
    cuttings = [_shown(snapshot.document(piece.passage.document), piece) for piece in evidence]
    answerable = probability >= threshold() and bool(evidence)
    chosen = _ordered(asked, snapshot, evidence, choose_sentences(snapshot, asked, ranking, evidence, cuttings))
    citations = _citations(chosen if answerable else (), len(evidence))
    quotations, dropped = _quoted(cuttings, chosen, citations) if answerable else ([], 0)
    attribution = Attribution(snapshot, asked.understood.authorities or asked.understood.unknown_authorities)
    passages = [
        _cited(
            snapshot,
            ranking,
            number,
            piece,
            cutting,
            [one for one in chosen if one.evidence == number],
            citation,
            attribution,
        )
        for number, (piece, cutting, citation) in enumerate(zip(evidence, cuttings, citations, strict=True))
    ]
    searched = asked.scope.documents
    cards = snapshot.documents
    return Answer(
        question=asked.question,
        understood=asked.understood,
        answerable=answerable and bool(quotations),
        confidence=probability,
        strength=strength(probability),
        verdict=verdict(asked, cards, quotations, passages, searched=len(searched)),
        quotations=tuple(quotations),
        passages=tuple(passages),
        searched=Searched(
            build=snapshot.build,
            documents=len(searched),
            passages=sum(cards[i].last_row - cards[i].first_row for i in searched),
            skipped=len(snapshot.skipped),
        ),
        dropped=dropped,
        timings_ms=clock.timings(),
    )


def _is_absent(asked: Interpretation) -> bool:
    """Whether what the question is about is not in the collection at all."""
    return asked.scope.missing is not None or _names_only_unknown(asked)


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
    attribution: Attribution,
) -> CitedPassage:
    card = snapshot.documents[piece.passage.document]
    candidates = ranking.candidates
    spans = tuple(part.span for part in cutting.pieces)
    labels = {page.number: page.label for page in cutting.document.pages}
    pages = tuple(dict.fromkeys(span.page for span in spans))
    return CitedPassage(
        rank=number + 1,
        citation=citation,
        row=piece.rows[0],
        document=card.path,
        title=card.title,
        authorities=card.authorities,
        type=card.type,
        published=card.published,
        inspected_from=card.inspected_from,
        inspected_to=card.inspected_to,
        section=" > ".join(cutting.document.heading_path(piece.passage.section)),
        paragraph=piece.passage.number,
        pages=pages,
        page_labels=tuple(labels[page] for page in pages),
        spans=spans,
        text=cutting.text,
        highlights=tuple(sorted((one.start, one.end) for one in sentences)),
        score=piece.score,
        dense_rank=min((rank for row in piece.rows if (rank := candidates.dense_ranks.get(row))), default=None),
        lexical_rank=min((rank for row in piece.rows if (rank := candidates.lexical_ranks.get(row))), default=None),
        aside=not any(any(attribution.is_about(row)) for row in piece.rows),
        also_in=snapshot.copies.get(card.path, ()),
    )


def _citations(quoted: Sequence[ChosenSentence], count: int) -> list[int]:
    """The number of each piece of evidence: 1, 2, ... as the answer quotes them, then the others by rank."""
    order = dict.fromkeys([*(sentence.evidence for sentence in quoted), *range(count)])
    numbers = {evidence: number for number, evidence in enumerate(order, 1)}
    return [numbers[evidence] for evidence in range(count)]


def _quoted(
    cuttings: Sequence[Cutting], chosen: Sequence[ChosenSentence], citations: Sequence[int]
) -> tuple[list[Quotation], int]:
    """The quotations in the order of the answer, each checked against its page, and how many failed."""
    kept = []
    dropped = 0
    for sentence in chosen:
        cutting = cuttings[sentence.evidence]
        text = cutting.text[sentence.start : sentence.end]
        if is_verbatim(cutting.document, cutting.spans(sentence.start, sentence.end), text):
            kept.append(Quotation(text, citations[sentence.evidence]))
        else:
            dropped += 1
    return kept, dropped


def _ordered(
    asked: Interpretation, snapshot: Snapshot, evidence: Sequence[Evidence], chosen: Sequence[ChosenSentence]
) -> list[ChosenSentence]:
    """A fact by likelihood; change oldest to newest; a theme document by document, newest first."""
    if wants_a_fact(asked):
        return list(chosen)

    def place(sentence: ChosenSentence) -> tuple[int, int, int, int]:
        piece = evidence[sentence.evidence]
        card: DocumentCard = snapshot.documents[piece.passage.document]
        day = document_date(card)
        age = day.toordinal() if day else 0
        news = int(card.type is DocumentType.NEWS)
        return (news, age if asked.form.change else -age, sentence.evidence, sentence.start)

    return sorted(chosen, key=place)
