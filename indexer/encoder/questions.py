"""Questions to the encoder: begun without waiting, and those that wait at the same moment run together."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from indexer.encoder.batches import LONGEST_TOGETHER, MAX_TEXTS
from indexer.encoder.encoder import Vectors
from indexer.encoder.streams import Ids, Stream


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text as word pieces, the length it is padded to, and the vector it will have."""

    ids: Ids
    length: int
    vector: Future[Vectors] = field(default_factory=Future)


class WaitingTexts:
    """Texts in the order they came; whoever has time takes the first and all that share a batch with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_length: dict[int, list[WaitingText]] = {}

    def add(self, texts: Sequence[WaitingText]) -> None:
        with self._lock:
            for text in texts:
                self._by_length.setdefault(text.length, []).append(text)

    def has_batch(self) -> bool:
        """Whether texts wait that may be run together."""
        with self._lock:
            return any(len(texts) > 1 for length, texts in self._by_length.items() if length <= LONGEST_TOGETHER)

    def take(self, most: int) -> list[WaitingText]:
        """At most so many texts of one padded length, of the length that waits longest; none where none wait.

        Of a length over LONGEST_TOGETHER always one.
        """
        with self._lock:
            if not self._by_length:
                return []
            length = next(iter(self._by_length))
            waiting = self._by_length.pop(length)
            most = most if length <= LONGEST_TOGETHER else 1
            if waiting[most:]:
                self._by_length[length] = waiting[most:]
            return waiting[:most]


@dataclass(frozen=True, slots=True)
class _Run:
    """A batch that a stream has in hand."""

    stream: Stream
    batch: Sequence[WaitingText]
    finishing: threading.Lock = field(default_factory=threading.Lock)


class QuestionStream:
    """One stream, and the texts that wait for it.

    A batch is begun by whoever comes while the stream is free. Any thread that waits may bring the batch in hand to
    its end and begin the next one: nobody depends on a thread that began a question and never came back for it.
    A stream that failed, for want of memory above all, was seen to be left half way: the next batch opens another.
    """

    def __init__(self, open_stream: Callable[[], Stream]) -> None:
        self._open = open_stream
        self._stream: Stream | None = open_stream()
        self._waiting = WaitingTexts()
        self._changing = threading.Lock()
        self._run: _Run | None = None

    def begin(self, texts: Sequence[WaitingText]) -> None:
        """Have these texts encoded; returns at once. Their vectors are there after `wait`."""
        if (run := self._run) is not None and run.stream.is_done():
            self._finish(run)
        self._waiting.add(texts)
        with self._changing:
            if self._run is None:
                self._begin_next()

    def wait(self, texts: Sequence[WaitingText]) -> None:
        """Return once all of these have their vectors, or the error that kept them from it."""
        while not all(text.vector.done() for text in texts):
            if (run := self._run) is not None:
                self._finish(run)
                continue
            with self._changing:
                if self._run is None:
                    self._begin_next()

    def _begin_next(self) -> None:
        """Called by who holds `_changing`. What it raises is told to the caller; the next who waits tries again."""
        self._run = None
        while batch := self._waiting.take(self._most()):
            try:
                stream = self._stream = self._stream or self._open()
                stream.begin([text.ids for text in batch], batch[0].length)
            except Exception as error:  # noqa: BLE001 -- told to whoever waits for them
                self._stream = None
                _fail(batch, error)
            else:
                self._run = _Run(stream, batch)
                return

    def _most(self) -> int:
        if self._stream is None or not self._waiting.has_batch():
            return 1
        try:
            return MAX_TEXTS if self._stream.do_batches_agree() else 1
        except (MemoryError, RuntimeError):
            self._stream = None
            return 1

    def _finish(self, run: _Run) -> None:
        with run.finishing:
            if self._run is not run:
                return
            try:
                vectors = run.stream.end()
            except Exception as error:  # noqa: BLE001 -- told to whoever waits for them
                self._stream = None
                _fail(run.batch, error)
            else:
                for text, vector in zip(run.batch, vectors, strict=True):
                    text.vector.set_result(vector)
            with self._changing:
                self._begin_next()


def _fail(batch: Sequence[WaitingText], error: Exception) -> None:
    for text in batch:
        text.vector.set_exception(error)
