"""What hides words in a format that says itself how they look: colours and sizes, and how a reader tells of it."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from indexer.reading import HIDDEN_WORDS

SMALLEST: Final = 2.0
"""Points. An eye cannot read less; footnotes of real reports are set in five and more."""

_SEEN: Final = 12
"""Of 256: colours that are nearer to each other in red, green and blue are one to an eye."""

_FEW_LETTERS: Final = 5
"""Fewer letters and digits than this are a slip of whoever made the document, and quote nothing."""

Colour = tuple[int, int, int]

WHITE: Final[Colour] = (255, 255, 255)
BLACK: Final[Colour] = (0, 0, 0)
_HEXADECIMAL: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


class Hiding(StrEnum):
    """By what words are hidden, as it is told."""

    MARKED = "marked as hidden"
    COLOUR = "in the colour of their ground"
    TINY = "too small to read"
    AWAY = "moved off the page or covered"
    STRUCK_OUT = "struck out in tracked changes"
    COMMENT = "comments"
    PROMPT = "prompts of fields that nobody filled in"


def told_of(hidden: Iterable[tuple[Hiding, str]]) -> tuple[str, ...]:
    """The problem of a document that holds hidden words, none where there are hardly any; not the words themselves."""
    letters: dict[Hiding, int] = {}
    for how, text in hidden:
        letters[how] = letters.get(how, 0) + sum(map(str.isalnum, text))
    ways = [how for how in Hiding if letters.get(how, 0) >= _FEW_LETTERS]
    if not ways:
        return ()
    return (
        f"{HIDDEN_WORDS} ({', '.join(ways)}); they were left out. Ask whoever made the document why they are there.",
    )


def colour_of(text: str) -> Colour | None:
    """The colour that six or three hexadecimal digits say.

    >>> colour_of("#FFFFFF"), colour_of("f80"), colour_of("auto")
    ((255, 255, 255), (255, 136, 0), None)
    """
    found = _HEXADECIMAL.fullmatch(text.strip())
    if not found:
        return None
    digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def look_the_same(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _SEEN for a, b in zip(one, other, strict=True))
