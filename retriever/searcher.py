"""The searcher: a build opened for questions. One is shared by all who ask."""

import copy
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Self, TypeVar

from indexer.encoder import CrossEncoder, Encoder, EncoderSettings, open_encoder
from indexer.errors import IndexDamagedError
from indexer.snapshot import Snapshot, current_pointer, open_snapshot
from indexer.storage_manifest import Pointer
from retriever.answer import Answer, Filters
from retriever.answering import is_absent, make_answer
from retriever.by_document import survey
from retriever.candidates import Vector, find_candidates
from retriever.concepts import Thesaurus
from retriever.confidence import AnswerSigns, answer_signs
from retriever.errors import QuestionError
from retriever.given import given_sentences
from retriever.interpretation import Interpretation, Interpreter, NamedQuestion
from retriever.ranking import Ranking, rank
from retriever.reranking import open_reranker, rerank
from retriever.selection import select
from retriever.survey import Survey

SYNONYMS_VARIABLE = "INSPECTION_SEARCH_SYNONYMS"
"""The environment variable that names a file with groups of the user's own, in the form of synonyms.toml."""

LONGEST_QUESTION = 1000
"""Characters. Longer texts are no questions, and cost without bound."""

_NO_FILTERS = Filters()

_Found = TypeVar("_Found")


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

    def __init__(
        self,
        index: Path,
        taken: Pointer | None,
        opened: _Opened,
        encoder: Encoder,
        thesaurus: Thesaurus,
        reranker: CrossEncoder | None = None,
    ) -> None:
        """Use `open`. `taken` is where the current build was when `opened` was."""
        self._index = index
        self._reranker = reranker
        self._encoder = encoder
        self._thesaurus = thesaurus
        self._opened = opened
        self._refreshing = threading.Lock()
        self._taken = taken
        self._lost: tuple[Pointer, IndexDamagedError] | None = None

    @classmethod
    def open(cls, index: Path, *, encoder: Encoder | None = None, synonyms: Path | None = None) -> Self:
        """Open the current build, and the models that the environment names.

        `synonyms` is a file with groups of the user's own; without it, the one that the environment names.

        Raises IndexMissingError, IndexDamagedError, IndexMismatchError, ModelFilesError.
        """
        encoder = encoder or open_encoder(EncoderSettings.from_environment())
        own = os.environ.get(SYNONYMS_VARIABLE)
        thesaurus = Thesaurus.load(synonyms or (Path(own) if own else None))
        taken = current_pointer(index)
        opened = _Opened(open_snapshot(index, encoder_identity=encoder.identity), thesaurus)
        return cls(index, taken, opened, encoder, thesaurus, open_reranker())

    @property
    def snapshot(self) -> Snapshot:
        """The build that answers now."""
        return self._opened.snapshot

    def refresh(self) -> bool:
        """Take up a newer build where there is one; true where one was taken. Cheap when there is none.

        Who comes while it is opened waits: whoever returns from here sees the newest.
        Where a file of the one that answers was found to be damaged since, the one before it is taken.
        Raises an IndexerError where the newer one cannot be opened, once, and IndexDamagedError as long as none is
        whole; the old one answers on, but for what is damaged. Who still holds the old snapshot may read it to the
        end; its files are let go with it.
        """
        newest = current_pointer(self._index)
        if newest is None or self._is_up_to_date(newest):
            return False
        with self._refreshing:
            if self._is_up_to_date(newest):
                return False
            if self._lost and self._lost[0] == newest:
                raise self._lost[1]
            damaged = self.snapshot.is_damaged
            try:
                snapshot = open_snapshot(self._index, encoder_identity=self._encoder.identity, proved=damaged)
                self._opened = _Opened(snapshot, self._thesaurus)
            except IndexDamagedError as error:
                self._lost = (newest, error)
                raise
            finally:
                self._taken = newest  # not before: who sees it is answered from it
        return True

    def _is_up_to_date(self, newest: Pointer) -> bool:
        return newest == self._taken and not self.snapshot.is_damaged

    def held(self) -> Self:
        """This searcher with the build that answers now: whoever asks it several things reads one build throughout."""
        return copy.copy(self)

    def look(self, question: str, filters: Filters = _NO_FILTERS) -> "Look":
        """What ranking sees of a question, before anything is chosen: for fitting and for explaining."""
        question = checked(question)
        return self._by_a_whole_build(lambda opened: self._look(opened, question, filters))

    def ask(self, question: str, filters: Filters = _NO_FILTERS, *, top_k: int = 10) -> Answer:
        """Answer a question. Raises QuestionError where it is empty or too long."""
        question = checked(question)
        return self._by_a_whole_build(lambda opened: self._ask(opened, question, filters, top_k))

    def survey(self, question: str, filters: Filters = _NO_FILTERS) -> Survey:
        """Hold every report in scope against a question: which say something on it, which do not.

        Raises QuestionError where it is empty, too long, or names no theme.
        """
        question = checked(question)
        return self._by_a_whole_build(lambda opened: self._survey(opened, question, filters))

    def authorities_named(self, question: str) -> tuple[str, ...]:
        """The authorities with reports here that a question names, in its order."""
        return self._opened.interpreter.authorities_named(question)

    def _by_a_whole_build(self, find: Callable[[_Opened], _Found]) -> _Found:
        """What is found in the build that answers, or where a file of it proves damaged, in the one before it."""
        try:
            return find(self._opened)
        except IndexDamagedError:
            self.refresh()
            return find(self._opened)

    def _look(self, opened: _Opened, question: str, filters: Filters) -> "Look":
        asked, ranking = self._ranked(opened, question, filters, _Clock())
        return Look(asked, ranking, answer_signs(asked, ranking), is_absent(asked))

    def _ask(self, opened: _Opened, question: str, filters: Filters, top_k: int) -> Answer:
        clock = _Clock()
        asked, ranking = self._ranked(opened, question, filters, clock)
        with clock("select"):
            evidence = select(opened.snapshot, asked, ranking, top_k=top_k)
        with clock("answer"):
            answer = make_answer(opened.snapshot, asked, ranking, evidence)
        return replace(answer, timings_ms=clock.timings())

    def _survey(self, opened: _Opened, question: str, filters: Filters) -> Survey:
        named = opened.interpreter.find_names(question, filters)
        encoding = self._begin(named)
        return survey(opened.snapshot, opened.interpreter.interpret(named, filters), encoding())

    def _ranked(
        self, opened: _Opened, question: str, filters: Filters, clock: "_Clock"
    ) -> tuple[Interpretation, Ranking]:
        with clock("understand"):
            named = opened.interpreter.find_names(question, filters)
        vector = self._vector(named, clock)
        with clock("understand"):
            asked = opened.interpreter.interpret(named, filters)
        with clock("rank"):
            given = given_sentences(opened.snapshot, asked)
            candidates = find_candidates(opened.snapshot, asked, vector, asked.scope.documents, given)
            ranking = rank(opened.snapshot, asked, candidates, vector, given)
        if self._reranker is not None:
            with clock("rerank"):
                ranking = rerank(self._reranker, opened.snapshot, asked, ranking)
        return asked, ranking

    def _vector(self, named: NamedQuestion, clock: "_Clock") -> Callable[[], Vector]:
        """Begin to encode a question, and give who can wait for its vector.

        Meanwhile the rest of it is understood, and its words are looked up.
        """
        with clock("encode"):
            encoding = self._begin(named)

        def wait() -> Vector:
            with clock("encode"):
                return encoding()

        return wait

    def _begin(self, named: NamedQuestion) -> Callable[[], Vector]:
        text = named.nameless if named.nameless.strip(" ,.?!") else named.question
        encoding = self._encoder.begin_questions([text])
        return cache(lambda: encoding()[0])


class _Clock:
    """Milliseconds by stage, on the monotonic clock. A stage within another counts for itself alone."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}
        self._inner = 0.0

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        outer, self._inner = self._inner, 0.0
        start = time.perf_counter()
        yield
        taken = (time.perf_counter() - start) * 1000
        self._stages[stage] = self._stages.get(stage, 0.0) + taken - self._inner
        self._inner = outer + taken

    def timings(self) -> dict[str, float]:
        return {"total": (time.perf_counter() - self._start) * 1000, **self._stages}


def checked(question: str) -> str:
    """A question as it is asked, blanks apart. Raises QuestionError where it is empty or too long."""
    question = " ".join(question.split())
    if not question:
        raise QuestionError("The question is empty. Ask in everyday words, for example: return home interviews")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question)} characters; at most {LONGEST_QUESTION} can be asked. Ask a shorter one."
        )
    return question
