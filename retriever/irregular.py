"""Verbs whose other forms no stemmer finds: "ran" and "run", "taught" and "teach"."""

from collections.abc import Mapping
from functools import cache

from indexer.tokens import stem

_FORMS = (
    "become became",
    "begin began begun",
    "break broke broken",
    "bring brought",
    "build built",
    "buy bought",
    "catch caught",
    "choose chose chosen",
    "come came",
    "deal dealt",
    "drive drove driven",
    "fall fell fallen",
    "feed fed",
    "feel felt",
    "fight fought",
    "find found",
    "forget forgot forgotten",
    "freeze froze frozen",
    "get got",
    "give gave given",
    "go goes went gone",
    "grow grew grown",
    "hear heard",
    "hide hid hidden",
    "hold held",
    "keep kept",
    "know knew known",
    "lead led",
    "leave left",
    "lend lent",
    "lose lost",
    "make made",
    "meet met",
    "pay paid",
    "rise rose risen",
    "run ran",
    "say said",
    "see saw seen",
    "seek sought",
    "sell sold",
    "send sent",
    "shrink shrank shrunk",
    "sleep slept",
    "speak spoke spoken",
    "spend spent",
    "stand stood",
    "steal stole stolen",
    "take took taken",
    "teach taught",
    "tell told",
    "think thought",
    "throw threw thrown",
    "understand understood",
    "win won",
    "write wrote written",
)


@cache
def forms_of_verbs() -> Mapping[str, tuple[str, ...]]:
    """The stem of each such form with those of the others, the plain verb's first."""
    lines = [tuple(dict.fromkeys(map(stem, line.split()))) for line in _FORMS]
    return {one: tuple(other for other in line if other != one) for line in lines for one in line}
