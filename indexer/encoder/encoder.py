"""What an encoder is, and how one is asked for."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Listener = Callable[[int], None]

MODEL_VARIABLE = "INSPECTION_SEARCH_MODEL"
"""Names another model's folder in the environment; with _QUESTION_PROMPT and _PASSAGE_PROMPT added, its prompts."""


class Encoder(Protocol):
    """Turns texts into vectors of unit length, so that an inner product is a cosine.

    A text's vector is the same to the last bit whatever it is encoded together with. All methods may
    be called from several threads at once.
    """

    @property
    def identity(self) -> str:
        """What made the vectors: the weights' identity, a space, then the form with its precision."""
        ...

    @property
    def weights_identity(self) -> str:
        """Equal for forms of the same weights, whose vectors may be compared with one another. No spaces."""
        ...

    @property
    def dimensions(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """How many word pieces are read, special ones and the passage prompt included; the rest is cut off."""
        ...

    def count_tokens(self, text: str) -> int:
        """The word pieces of a passage with this text, special ones and the passage prompt included, not cut off."""
        ...

    def encode_passages(self, texts: Sequence[str], *, listen: Listener | None = None) -> Vectors:
        """[texts, dimensions] in the order of the texts. `listen` is told now and then how many are done."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """As `encode_passages`, with the model's prompt for questions."""
        ...

    def begin_questions(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        """Begin what `encode_questions` does, where that can go on by itself, and give what waits for the vectors."""
        ...


def available_processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class EncoderForm(StrEnum):
    """How the weights are run. AUTO is OPENVINO where it can be had, else SENTENCE_TRANSFORMERS with a warning."""

    AUTO = "auto"
    OPENVINO = "openvino"
    SENTENCE_TRANSFORMERS = "sentence-transformers"


class Precision(StrEnum):
    """The numbers that the fast form multiplies; AUTO is BF16 where the processor has it, else F32."""

    AUTO = "auto"
    BF16 = "bf16"
    F32 = "f32"


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Which encoder.

    `model` is the folder of a sentence-transformers model, None for the weights that come with the
    install. Prompts are put before a text as they are; None takes the model's own, which are none for
    the default. `threads` are those of one machine: all its processors. `cache` is where the fast
    form is kept once prepared; None is the user's cache folder.
    """

    model: Path | None = None
    question_prompt: str | None = None
    passage_prompt: str | None = None
    form: EncoderForm = EncoderForm.AUTO
    precision: Precision = Precision.AUTO
    threads: int = field(default_factory=available_processors)
    cache: Path | None = None

    @classmethod
    def from_environment(cls) -> "EncoderSettings":
        """The settings that the commands and the app share: another model where MODEL_VARIABLE names its folder."""
        model = os.environ.get(MODEL_VARIABLE)
        return cls(
            model=Path(model) if model else None,
            question_prompt=os.environ.get(f"{MODEL_VARIABLE}_QUESTION_PROMPT"),
            passage_prompt=os.environ.get(f"{MODEL_VARIABLE}_PASSAGE_PROMPT"),
        )


def same_weights(identity: str, other: str) -> bool:
    """Whether vectors of two encoders, given by their identities, may be compared."""
    return identity.split(" ", maxsplit=1)[0] == other.split(" ", maxsplit=1)[0]
