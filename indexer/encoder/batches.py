"""Batches in which no text depends on its neighbours."""

from collections.abc import Sequence
from itertools import groupby

STEP = 8
"""Lengths are rounded up to a multiple of this: fewer, fuller batches and fewer shapes to prepare for."""

MAX_TEXTS = 64
MAX_TOKENS = 3200
"""16 passages of 200 word pieces: measured to be as fast as any, and bounds memory."""

LONGEST_TOGETHER = 32
"""Questions of more word pieces, which are rare, are encoded one by one: all who ask wait while batches are tried."""


def padded_length(tokens: int, max_tokens: int) -> int:
    """The length that a text is padded to, which depends on the text alone."""
    return min(-(-tokens // STEP) * STEP, max(max_tokens, tokens))


def batches_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """Positions of the texts in batches of one padded length each, the longest first, every position once."""
    order = sorted(range(len(lengths)), key=lambda position: (-lengths[position], position))
    batches = []
    for length, group in groupby(order, key=lambda position: lengths[position]):
        positions = list(group)
        size = max(1, min(MAX_TEXTS, MAX_TOKENS // max(length, 1)))
        batches += [positions[start : start + size] for start in range(0, len(positions), size)]
    return batches
