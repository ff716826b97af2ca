"""Writes a letter as somebody's plain-text copy of it: lines of one width, apostrophes and bullets lost on the way."""

import textwrap

from corpus_maker.sources import Block, Source

_WIDTH = 88


def make_text_copy(source: Source) -> bytes:
    """The letter without what stood beside it, in ASCII."""
    blocks = [_block(block) for block in source.blocks if block.kind != "aside"]
    return ("\n\n".join(blocks) + "\n").replace("'", "").encode("ascii")


def _block(block: Block) -> str:
    if block.kind == "lines":
        return block.text
    return textwrap.fill(block.text, _WIDTH, break_long_words=False, break_on_hyphens=True)
