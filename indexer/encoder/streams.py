"""The prepared graph as OpenVINO runs it, on streams that are used by one thread at a time."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.encoder.batches import LONGEST_TOGETHER
from indexer.encoder.conversion import GRAPH
from indexer.encoder.encoder import Precision, Vectors
from indexer.encoder.runtime import FastFormError, is_shortage, the_core
from indexer.encoder.trials import TOGETHER, Trial

Ids = npt.NDArray[np.int64]

logger = logging.getLogger(__name__)

_PASSAGES_TRIED = (16, 64, 200)
_QUESTIONS_TRIED = (16, LONGEST_TOGETHER)
"""Lengths at which texts are tried alone and among others."""


class Stream:
    """One request: a batch is begun, and ended before the next one. Not to be shared without a lock."""

    def __init__(self, request: Any, trial: Trial) -> None:  # noqa: ANN401 -- OpenVINO's own type stays in here
        self.trial = trial
        self._request = request
        self._agree = trial.outcome()
        # The first tensor in a process sets up OpenVINO's numpy bindings, and two threads that do so at once
        # wait for each other for ever: it is done here, by one.
        self.run([np.zeros(1, dtype=np.int64)], 1)

    def begin(self, texts: Sequence[Ids], length: int) -> None:
        """Start on texts, as word pieces, all padded to this length."""
        input_ids = np.zeros((len(texts), length), dtype=np.int64)
        attention_mask = np.zeros_like(input_ids)
        for row, ids in enumerate(texts):
            input_ids[row, : len(ids)] = ids
            attention_mask[row, : len(ids)] = 1
        self._request.start_async({"input_ids": input_ids, "attention_mask": attention_mask})

    def is_done(self) -> bool:
        """Whether what was begun needs no more waiting for."""
        return bool(self._request.wait_for(0))

    def end(self) -> Vectors:
        """Wait for what was begun: the vectors."""
        self._request.wait()
        return np.array(self._request.get_output_tensor(0).data, dtype=np.float32)

    def run(self, texts: Sequence[Ids], length: int) -> Vectors:
        self.begin(texts, length)
        return self.end()

    def do_batches_agree(self) -> bool:
        """Whether a text gets the same bits alone as among others here: tried where it never was on this machine.

        Not while a batch is begun.
        """
        if self._agree is None:
            self._agree = self._try_batches()
            self.trial.keep(agree=self._agree)
            # Kept, the room for sixteen long texts would be two thirds of what else answering questions takes.
            self._request.get_compiled_model().release_memory()
            if not self._agree:
                logger.warning("%s: batches change results here; texts are encoded one by one.", self.trial.folder.name)
        return self._agree

    def _try_batches(self) -> bool:
        """Texts alone and among others, at several lengths, padded and not."""
        for length in self.trial.lengths:
            texts = [np.arange(200 + row, 200 + row + length - row % 8, dtype=np.int64) for row in range(TOGETHER)]
            together = self.run(texts, length)
            for row in (0, 5, TOGETHER - 1):
                if not np.array_equal(self.run([texts[row]], length)[0], together[row]):
                    return False
        return True


class Streams:
    """Several streams of one compiled graph. Who asks while all are busy waits for one.

    Where batches were never tried on this machine, the first texts are encoded one by one, until as much was encoded as
    a trial takes: a report or two that come to a large collection are done before that. One stream tries for all.
    """

    def __init__(self, folder: Path, precision: Precision, *, count: int, threads: int, max_tokens: int) -> None:
        """`precision` is BF16 or F32.

        Raises FastFormError where OpenVINO cannot load the graph, MemoryError where there is no room for it.
        """
        self.count = count
        self._trying = threading.Lock()
        trial = Trial(folder, precision, _up_to(max_tokens, _PASSAGES_TRIED))
        self._agree = trial.outcome()
        self._alone = 0
        self._has_failed = False
        self._free: SimpleQueue[Stream] = SimpleQueue()
        compiled = _compiled(folder, precision, streams=count, threads=threads)
        for _ in range(count):
            self._free.put(Stream(compiled.create_infer_request(), trial))

    def run(self, texts: Sequence[Ids], length: int) -> Vectors:
        """The vectors of texts, as word pieces, all padded to this length.

        Raises what OpenVINO does, and MemoryError once it did: a stream that ran out of memory is left half way, and
        running another batch on it was seen to end the process.
        """
        stream = self._free.get()
        if self._has_failed:
            self._free.put(stream)
            raise MemoryError
        try:
            if len(texts) == 1 or self._may_batch(stream, len(texts) * length):
                return stream.run(texts, length)
            return np.concatenate([stream.run([text], length) for text in texts])
        except (MemoryError, RuntimeError):
            self._has_failed = True
            raise
        finally:
            self._free.put(stream)

    def _may_batch(self, stream: Stream, word_pieces: int) -> bool:
        """Whether so many word pieces are encoded together, by a stream that has nothing begun."""
        with self._trying:
            if self._agree is None:
                self._alone += word_pieces
                if self._alone > stream.trial.word_pieces:
                    self._agree = stream.do_batches_agree()
            return self._agree is True


def open_stream(folder: Path, precision: Precision, *, max_tokens: int) -> Stream:
    """One stream of one thread. Raises FastFormError and MemoryError as `Streams` does."""
    compiled = _compiled(folder, precision, streams=1, threads=1)
    return Stream(compiled.create_infer_request(), Trial(folder, precision, _up_to(max_tokens, _QUESTIONS_TRIED)))


def _up_to(max_tokens: int, lengths: Sequence[int]) -> list[int]:
    return sorted({min(length, max_tokens) for length in lengths})


def _compiled(folder: Path, precision: Precision, *, streams: int, threads: int) -> Any:  # noqa: ANN401 -- as in `Stream`
    try:
        compiled = the_core().compile_model(
            folder / GRAPH,
            "CPU",
            {"INFERENCE_PRECISION_HINT": precision.value, "NUM_STREAMS": streams, "INFERENCE_NUM_THREADS": threads},
        )
        taken = compiled.get_property("INFERENCE_PRECISION_HINT").to_string()
    except RuntimeError as error:
        if is_shortage(error):
            raise MemoryError from error
        raise FastFormError(f"OpenVINO cannot load the prepared encoder in {folder}: {error}") from error
    if taken != precision.value:
        raise FastFormError(f"OpenVINO was asked for {precision} and took {taken}")
    return compiled
