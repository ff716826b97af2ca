"""A cross-encoder: reads question and passage together, and says how well the one answers the other.

Slower by far than comparing vectors, so it only puts the first passages in a better order, and only where the folder
of a model is given; none comes with the install.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.encoder.encoder import available_processors
from indexer.encoder.model_files import check_data_only
from indexer.encoder.texts import well_formed
from indexer.errors import ModelFilesError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder as Model


class CrossEncoder:
    """A model of sentence-transformers' CrossEncoder kind, from a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """Load the model: data alone, nothing downloaded. Raises ModelFilesError."""
        check_data_only(folder)
        self._model = _load(folder)
        self._turn = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """How well each text answers, higher is better; each is scored alone, so its neighbours change nothing."""
        scores = np.empty(len(texts))
        for position, text in enumerate(texts):
            with self._turn:
                scores[position] = float(
                    self._model.predict([(well_formed(question), well_formed(text))], show_progress_bar=False)[0]
                )
        return scores


def _load(folder: Path) -> "Model":
    import huggingface_hub.constants
    import torch

    huggingface_hub.constants.HF_HUB_OFFLINE = True
    huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY = True
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder as Model

    torch.set_num_threads(available_processors())
    try:
        model: Model = Model(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        raise ModelFilesError(
            f"sentence-transformers cannot load a cross-encoder from {folder}: {error}. Give the folder of another, "
            "or none."
        ) from error
    return model
