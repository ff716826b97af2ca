"""The reference: the weights as sentence-transformers runs them, in 32 bits.

Each text is encoded alone. PyTorch's results for a text change in the last bits with the number of
texts beside it, even of equal length, and an index must not depend on that.
"""

import threading
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from indexer.encoder.encoder import Listener, Vectors
from indexer.encoder.model_files import ModelFiles
from indexer.encoder.texts import well_formed
from indexer.errors import ModelFilesError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def reference_identity(files: ModelFiles) -> str:
    return f"{files.weights_identity} sentence-transformers-f32"


class ReferenceEncoder:
    """An `Encoder`. Asked from several threads it takes turns: the tokeniser bears only one at a time."""

    def __init__(self, files: ModelFiles, *, threads: int) -> None:
        self.weights_identity = files.weights_identity
        self.identity = reference_identity(files)
        self._files = files
        self.model = load_model(files, threads=threads)
        self._turn = threading.Lock()
        self.dimensions = self.model.get_embedding_dimension() or 0
        self.max_tokens = int(self.model.get_max_seq_length() or self.model.tokenizer.model_max_length)

    def count_tokens(self, text: str) -> int:
        with self._turn:
            prompted = self._files.passage_prompt + well_formed(text)
            return len(self.model.tokenizer(prompted, truncation=False, verbose=False)["input_ids"])

    def encode_passages(self, texts: Sequence[str], *, listen: Listener | None = None) -> Vectors:
        return self._encode(texts, self._files.passage_prompt, listen)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._files.question_prompt, None)

    def begin_questions(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        return partial(self.encode_questions, texts)

    def _encode(self, texts: Sequence[str], prompt: str, listen: Listener | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for position, text in enumerate(texts):
            with self._turn:
                vectors[position] = self.model.encode(
                    well_formed(text), prompt=prompt or None, normalize_embeddings=True, show_progress_bar=False
                )
            if listen and (position + 1) % 16 == 0:
                listen(position + 1)
        if listen:
            listen(len(texts))
        return vectors


def load_model(files: ModelFiles, *, threads: int) -> "SentenceTransformer":
    """The model from its folder: no network, no code of the model's own, safetensors only."""
    import huggingface_hub.constants
    import torch
    import transformers
    from safetensors import SafetensorError

    huggingface_hub.constants.HF_HUB_OFFLINE = True
    huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY = True
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return SentenceTransformer(
                str(files.folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True, "dtype": torch.float32},
            ).eval()
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise ModelFilesError(
            f"sentence-transformers cannot load the model in {files.folder}: {error}. "
            "Give the folder of another model, or none for the one that comes with the install."
        ) from error
