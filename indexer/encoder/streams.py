"""The prepared graph as OpenVINO runs it: a few requests, each used by one thread at a time."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from indexer.encoder.conversion import GRAPH
from indexer.encoder.encoder import Precision, Vectors
from indexer.encoder.runtime import FastFormError, load_openvino
from indexer.encoder.waiting import Ids

logger = logging.getLogger(__name__)


class Streams:
    """Who asks while all `count` streams are busy waits for one."""

    def __init__(self, folder: Path, precision: Precision, *, count: int, threads: int, max_tokens: int) -> None:
        """`precision` is BF16 or F32. Raises FastFormError where OpenVINO cannot load the graph."""
        self.count = count
        self._folder = folder
        self._max_tokens = max_tokens
        self._requests: SimpleQueue[Any] = SimpleQueue()
        self._trying = threading.Lock()
        self._agree: bool | None = None
        compiled = _compiled(folder, precision, streams=count, threads=threads)
        for _ in range(count):
            self._requests.put(compiled.create_infer_request())
        # The first tensor in a process sets up OpenVINO's numpy bindings, and two threads that do so at once
        # wait for each other for ever: it is done here, by one.
        self.run([np.zeros(1, dtype=np.int64)], 1)

    def run(self, texts: Sequence[Ids], length: int) -> Vectors:
        """The vectors of texts, as word pieces, all padded to this length."""
        with self.free() as stream:
            return self.run_on(stream, texts, length)

    @contextmanager
    def free(self) -> Iterator[Any]:
        """A stream to be used by the caller alone."""
        stream = self._requests.get()
        try:
            yield stream
        finally:
            self._requests.put(stream)

    def run_on(self, stream: Any, texts: Sequence[Ids], length: int) -> Vectors:  # noqa: ANN401 -- OpenVINO's own type stays in here
        """As `run`, on a stream that is held."""
        if len(texts) == 1 or self._do_batches_agree(stream):
            return _infer(stream, texts, length)
        return np.concatenate([_infer(stream, [text], length) for text in texts])

    def _do_batches_agree(self, stream: Any) -> bool:  # noqa: ANN401 -- as `run_on`
        """Whether a text gets the same bits alone as among others here: tried once, before the first batch."""
        with self._trying:
            if self._agree is None:
                self._agree = _batches_agree(stream, self._max_tokens)
                if not self._agree:
                    logger.warning("%s: batches change results here; texts are encoded one by one.", self._folder.name)
            return self._agree


def _batches_agree(stream: Any, max_tokens: int) -> bool:  # noqa: ANN401 -- as `run_on`
    """Texts alone and among others, at three lengths, padded and not."""
    for length in sorted({16, 64, min(200, max_tokens)}):
        texts = [np.arange(200 + row, 200 + row + length - row % 8, dtype=np.int64) for row in range(16)]
        together = _infer(stream, texts, length)
        for row in (0, 5, 15):
            if not np.array_equal(_infer(stream, [texts[row]], length)[0], together[row]):
                return False
    return True


def _infer(stream: Any, texts: Sequence[Ids], length: int) -> Vectors:  # noqa: ANN401 -- as `run_on`
    input_ids = np.zeros((len(texts), length), dtype=np.int64)
    attention_mask = np.zeros_like(input_ids)
    for row, ids in enumerate(texts):
        input_ids[row, : len(ids)] = ids
        attention_mask[row, : len(ids)] = 1
    results = stream.infer({"input_ids": input_ids, "attention_mask": attention_mask}, share_outputs=True)
    return np.array(results[0], dtype=np.float32)


def _compiled(folder: Path, precision: Precision, *, streams: int, threads: int) -> Any:  # noqa: ANN401 -- as `run_on`
    core = load_openvino().Core()
    try:
        compiled = core.compile_model(
            folder / GRAPH,
            "CPU",
            {"INFERENCE_PRECISION_HINT": precision.value, "NUM_STREAMS": streams, "INFERENCE_NUM_THREADS": threads},
        )
        taken = compiled.get_property("INFERENCE_PRECISION_HINT").to_string()
    except RuntimeError as error:
        raise FastFormError(f"OpenVINO cannot load the prepared encoder in {folder}: {error}") from error
    if taken != precision.value:
        raise FastFormError(f"OpenVINO was asked for {precision} and took {taken}")
    return compiled
