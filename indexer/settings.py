"""The settings of a rebuild, with the reason for each default."""

import os
from dataclasses import dataclass, field

from indexer.cage import CageLimits
from indexer.encoder import EncoderSettings

WORTH_PROPOSING = 30_000
"""Among so many rows proposing by one bit a number is quicker than weighing all: a third of the time among 70,000."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How an index is made.

    `max_tokens` is the longest passage in the encoder's word pieces, its context line included; None takes all
    that the encoder reads: the reports' paragraphs are mostly shorter, and a whole paragraph is the best evidence.
    `limits` bound what reading one file may take: 60 seconds and 1 GiB are far above any real report and far below
    what a crafted one would take. `workers` read files while the encoder works: one a core.
    """

    encoder: EncoderSettings = field(default_factory=EncoderSettings.from_environment)
    max_tokens: int | None = None
    limits: CageLimits = field(default_factory=CageLimits)
    workers: int = field(default_factory=lambda: min(os.cpu_count() or 1, 8))

    def shaping(self) -> dict[str, str | int | float]:
        """The settings that shape what is in the index, beside the encoder, which has an identity of its own."""
        return {"max_tokens": self.max_tokens or 0}
