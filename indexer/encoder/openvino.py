"""The fast form: the same weights run by OpenVINO, without loading PyTorch.

The precision is set explicitly, since OpenVINO picks one by itself, and is part of the identity.
Texts share a batch only where they are padded to the same length, and a text is padded to a length
of its own (the next multiple of 8), so that its vector does not depend on what is encoded beside
it. That a text alone and in a batch gives the same bits is checked on this processor before the first
batch; where it does not hold, every text is encoded alone.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from indexer.encoder.batches import MAX_TEXTS, batches_by_length, padded_length
from indexer.encoder.conversion import GRAPH, Graph
from indexer.encoder.encoder import Listener, Precision, Vectors
from indexer.encoder.model_files import ModelFiles
from indexer.encoder.runtime import FastFormError, has_bf16, load_openvino
from indexer.encoder.texts import well_formed
from indexer.encoder.waiting import Ids, WaitingText, WaitingTexts

_CHUNK = 4096
"""Texts that are tokenised together: enough to fill batches of equal length, little enough to hold in memory."""
_STREAMS = 8
"""More streams than this take memory and gain nothing that was measured."""

logger = logging.getLogger(__name__)


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
    """An `Encoder`. Each of its streams is one thread of one request; who asks while all are busy waits for one."""

    def __init__(self, files: ModelFiles, folder: Path, graph: Graph, *, precision: Precision, threads: int) -> None:
        """`precision` is BF16 or F32. Raises FastFormError where OpenVINO cannot load the graph."""
        self.weights_identity = files.weights_identity
        self.identity = fast_identity(files, precision)
        self.dimensions = graph.dimensions
        self.max_tokens = graph.max_tokens
        self._files = files
        self._streams = max(1, min(threads, _STREAMS))
        self._tokenizer = _tokenizer(files)
        self._tokenizer.enable_truncation(graph.max_tokens)
        self._requests: SimpleQueue[Any] = SimpleQueue()
        self._waiting = WaitingTexts()
        self._trying = threading.Lock()
        self._agree: bool | None = None
        compiled = _compiled(folder, precision, streams=self._streams, threads=max(1, threads))
        for _ in range(self._streams):
            self._requests.put(compiled.create_infer_request())
        # The first tensor in a process sets up OpenVINO's numpy bindings, and two threads that do so at once
        # wait for each other for ever: it is done here, by one.
        self._infer([np.zeros(1, dtype=np.int64)], 1)

    def count_tokens(self, text: str) -> int:
        return len(self._counting_tokenizer.encode(self._files.passage_prompt + well_formed(text)).ids)

    def encode_passages(self, texts: Sequence[str], *, listen: Listener | None = None) -> Vectors:
        return self._encode(texts, self._files.passage_prompt, listen)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """As `encode_passages`. Who waits for a stream meanwhile has its questions run in the same batch."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        encoded = [self._ids(self._files.question_prompt + text) for text in texts]
        mine = [WaitingText(ids, padded_length(len(ids), self.max_tokens)) for ids in encoded]
        self._waiting.add(mine)
        for _ in range(min(len({text.length for text in mine}), self._streams) - 1):
            self._helpers.submit(self._serve)
        while not all(text.vector.done() for text in mine) and self._serve():
            pass
        return np.stack([text.vector.result() for text in mine])

    def _serve(self) -> bool:
        """Run one batch of what waits; false where nothing waits."""
        with self._request() as request:
            batch = self._waiting.take(MAX_TEXTS)
            if not batch:
                return False
            try:
                vectors = self._run_batch(request, [text.ids for text in batch], batch[0].length)
            except BaseException as error:
                for text in batch:
                    text.vector.set_exception(error)
                raise
        for text, vector in zip(batch, vectors, strict=True):
            text.vector.set_result(vector)
        return True

    def _run_batch(self, request: Any, texts: Sequence[Ids], length: int) -> Vectors:  # noqa: ANN401 -- as `_infer`
        if len(texts) == 1 or self._do_batches_agree(request):
            return _infer(request, texts, length)
        return np.concatenate([_infer(request, [text], length) for text in texts])

    @cached_property
    def _helpers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._streams, thread_name_prefix="questions")

    @cached_property
    def _counting_tokenizer(self) -> Tokenizer:
        return _tokenizer(self._files)

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

        def run(batch: list[int]) -> Vectors:
            return self._infer([chunk[position] for position in batch], lengths[batch[0]])

        if len(batches) == 1:
            yield batches[0], run(batches[0])
            return
        executor = ThreadPoolExecutor(self._streams)
        try:
            yield from zip(batches, executor.map(run, batches), strict=True)
        finally:
            executor.shutdown(cancel_futures=True)

    def _infer(self, texts: Sequence[Ids], length: int) -> Vectors:
        with self._request() as request:
            return self._run_batch(request, texts, length)

    @contextmanager
    def _request(self) -> Iterator[Any]:
        request = self._requests.get()
        try:
            yield request
        finally:
            self._requests.put(request)

    def _do_batches_agree(self, request: Any) -> bool:  # noqa: ANN401 -- as `_infer`
        """Whether a text gets the same bits alone as among others here: tried once, before the first batch."""
        with self._trying:
            if self._agree is None:
                self._agree = _batches_agree(request, self.max_tokens)
                if not self._agree:
                    logger.warning("%s: batches change results here; texts are encoded one by one.", self.identity)
            return self._agree


def _batches_agree(request: Any, max_tokens: int) -> bool:  # noqa: ANN401 -- as `_infer`
    """Texts alone and among others, at three lengths, padded and not."""
    for length in sorted({16, 64, min(200, max_tokens)}):
        texts = [np.arange(200 + row, 200 + row + length - row % 8, dtype=np.int64) for row in range(16)]
        together = _infer(request, texts, length)
        for row in (0, 5, 15):
            if not np.array_equal(_infer(request, [texts[row]], length)[0], together[row]):
                return False
    return True


def _infer(request: Any, texts: Sequence[Ids], length: int) -> Vectors:  # noqa: ANN401 -- OpenVINO's own type stays in here
    input_ids = np.zeros((len(texts), length), dtype=np.int64)
    attention_mask = np.zeros_like(input_ids)
    for row, ids in enumerate(texts):
        input_ids[row, : len(ids)] = ids
        attention_mask[row, : len(ids)] = 1
    results = request.infer({"input_ids": input_ids, "attention_mask": attention_mask}, share_outputs=True)
    return np.array(results[0], dtype=np.float32)


def _tokenizer(files: ModelFiles) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(files.folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _compiled(folder: Path, precision: Precision, *, streams: int, threads: int) -> Any:  # noqa: ANN401 -- OpenVINO's own type stays in here
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
