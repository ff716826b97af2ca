"""The fast form: the same weights run by OpenVINO, without loading PyTorch.

The precision is set explicitly, since OpenVINO picks one by itself, and is part of the identity.
Texts share a batch only where they are padded to the same length, and a text is padded to a length
of its own (the next multiple of 8), so that its vector does not depend on what is encoded beside
it. That a text alone and in a batch gives the same bits is tried once on this processor; until then, and
where it does not hold, every text is encoded alone.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from indexer.encoder.batches import batches_by_length, padded_length
from indexer.encoder.conversion import Graph
from indexer.encoder.encoder import Listener, Precision, Vectors
from indexer.encoder.model_files import ModelFiles
from indexer.encoder.questions import QuestionStream, WaitingText
from indexer.encoder.runtime import FastFormError, has_bf16
from indexer.encoder.streams import Ids, Streams, open_stream
from indexer.encoder.texts import well_formed

_CHUNK = 4096
"""Texts that are tokenised together: enough to fill batches of equal length, little enough to hold in memory."""
_STREAMS = 8
"""More streams than this take memory and gain nothing that was measured."""


def chosen_precision(precision: Precision) -> Precision:
    """The precision that AUTO stands for here. Raises FastFormError for one that this processor does not have."""
    if precision is Precision.F32:
        return precision
    if has_bf16():
        return Precision.BF16
    if precision is Precision.AUTO:
        return Precision.F32
    raise FastFormError("this processor does not multiply 16-bit brain floats (bf16): set the precision to f32 or auto")


def fast_identity(files: ModelFiles, precision: Precision) -> str:
    return f"{files.weights_identity} openvino-{precision}"


class FastEncoder:
    """An `Encoder`. Passages have a stream for each thread, questions one of their own.

    A question is one small batch: alone on its stream it was seen to take two thirds of the time that it
    takes on one of several, and the other processors stay free for what goes on meanwhile.
    """

    def __init__(self, files: ModelFiles, folder: Path, graph: Graph, *, precision: Precision, threads: int) -> None:
        """`precision` is BF16 or F32. Raises FastFormError where OpenVINO cannot load the graph."""
        self.weights_identity = files.weights_identity
        self.identity = fast_identity(files, precision)
        self.dimensions = graph.dimensions
        self.max_tokens = graph.max_tokens
        self._files = files
        self._tokenizer = _tokenizer(files)
        self._tokenizer.enable_truncation(graph.max_tokens)
        self._questions = QuestionStream(partial(open_stream, folder, precision, max_tokens=graph.max_tokens))
        self._opening = threading.Lock()
        self._streams: Streams | None = None
        self._open_streams = partial(
            Streams,
            folder,
            precision,
            count=max(1, min(threads, _STREAMS)),
            threads=max(1, threads),
            max_tokens=graph.max_tokens,
        )

    def count_tokens(self, text: str) -> int:
        return len(self._counting_tokenizer.encode(self._files.passage_prompt + well_formed(text)).ids)

    def encode_passages(self, texts: Sequence[str], *, listen: Listener | None = None) -> Vectors:
        return self._encode(texts, self._files.passage_prompt, listen)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self.begin_questions(texts)()

    def begin_questions(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        """As the role says. Questions that wait for the stream at the same moment run in one batch."""
        encoded = [self._ids(self._files.question_prompt + text) for text in texts]
        mine = [WaitingText(ids, padded_length(len(ids), self.max_tokens)) for ids in encoded]
        self._questions.begin(mine)

        def wait() -> Vectors:
            self._questions.wait(mine)
            return np.array([text.vector.result() for text in mine], dtype=np.float32).reshape(-1, self.dimensions)

        return wait

    @cached_property
    def _counting_tokenizer(self) -> Tokenizer:
        return _tokenizer(self._files)

    def _for_passages(self) -> Streams:
        """Opened when passages are first encoded: who only asks has no need of them."""
        with self._opening:
            if self._streams is None:
                self._streams = self._open_streams()
            return self._streams

    def _encode(self, texts: Sequence[str], prompt: str, listen: Listener | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        done = 0
        for start in range(0, len(texts), _CHUNK):
            chunk = [self._ids(prompt + text) for text in texts[start : start + _CHUNK]]
            for positions, encoded in self._encoded(chunk):
                vectors[[start + position for position in positions]] = encoded
                done += len(positions)
                if listen:
                    listen(done)
        return vectors

    def _ids(self, text: str) -> Ids:
        return np.array(self._tokenizer.encode(well_formed(text)).ids, dtype=np.int64)

    def _encoded(self, chunk: Sequence[Ids]) -> Iterator[tuple[list[int], Vectors]]:
        lengths = [padded_length(len(ids), self.max_tokens) for ids in chunk]
        batches = batches_by_length(lengths)
        streams = self._for_passages()

        def run(batch: list[int]) -> Vectors:
            return streams.run([chunk[position] for position in batch], lengths[batch[0]])

        executor = ThreadPoolExecutor(streams.count) if len(batches) > 1 else None
        try:
            yield from zip(batches, executor.map(run, batches) if executor else map(run, batches), strict=True)
        except (MemoryError, RuntimeError):
            # A stream that ran out of memory was seen to be left half way: nothing more is run on any of them.
            self._streams = None
            raise
        finally:
            if executor:
                executor.shutdown(cancel_futures=True)


def _tokenizer(files: ModelFiles) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(files.folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
