"""Authorities named in a question: full names, short forms, "and" or "&", small typing errors.

The names come from two places: the authorities that the index has documents of, and the gazetteer of
English authorities, so that a question about one that is not indexed is known to be about it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile

from rapidfuzz import fuzz, process

from indexer.tokens import FUNCTION_WORDS, stem

SMALLEST_TYPO_SCORE = 85
"""rapidfuzz ratio from which a word counts as a mistyped name: one slip in seven letters, two in fifteen."""

SMALLEST_TYPO_LENGTH = 6
"""Shorter names are too near to everyday words to be guessed ("staff" is no mistyped "Staffs")."""

SHORTEST_HEAD = 4
"""Letters of a name's beginning that stands for the whole; the "B" of "B&NES" is none."""

_GENERIC = frozenset("north south east west new upon isle city county council borough royal london of and the".split())
_QUARTERS = frozenset(("north", "south", "east", "west"))
_BEFORE_A_NAME = re.compile(r"\b(?:in|of|does|did|is|has|had|was|were|for|at|by|about|from|like)\s+$")
_BEFORE_A_SKILL = re.compile(
    r"\b(?:progress|attainment|achiev\w*|skills?|levels?|scores?|results?|well|better|behind|interest|love|support|help)\s+\w+\s+$"
)
"""What stands before reading, bath and the like where these are no towns."""
_WORD = re.compile(r"&|[^\W_]+(?:['\u2019][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class NamedAuthority:
    """One authority found in a question: its display name and the character range that names it."""

    name: str
    start: int
    end: int
    mistyped: bool = False


@cache
def _listed() -> Mapping[str, Mapping[str, Sequence[str]]]:
    return tomllib.loads(files("retriever").joinpath("places.toml").read_text(encoding="utf-8"))


def places() -> Mapping[str, tuple[str, ...]]:
    """Towns and nicknames that stand for an authority, by its name."""
    return {name: tuple(towns) for name, towns in _listed()["places"].items()}


def areas() -> Mapping[str, tuple[str, ...]]:
    """The authorities of an area, by its name."""
    return {area: tuple(names) for area, names in _listed()["areas"].items()}


class AuthorityFinder:
    """Finds names in questions. Made once for a build.

    `names` maps each display name to its other names; those of `also_words` are everyday words as well
    and count only where they are written as a name. `known_words` (stems will do) are never taken
    for a mistyped name, nothing is where `mistyped` is false.
    """

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        *,
        also_words: Iterable[str] = (),
        known_words: Iterable[str] = (),
        mistyped: bool = True,
    ) -> None:
        self._also_words = frozenset(word.lower() for word in also_words)
        self._forms: dict[tuple[str, ...], str] = {}
        for name, aliases in sorted(names.items()):
            for form in (name, *aliases):
                self._forms.setdefault(_key(form), name)
        for name, aliases in sorted(names.items()):
            for form in (name, *aliases):
                for short in _short_forms(_key(form)):
                    self._forms.setdefault(short, name)
        self._forms.pop((), None)
        self._longest = max((len(form) for form in self._forms), default=0)
        self._spelt = {
            " ".join(form): name
            for form, name in self._forms.items()
            if mistyped and len(" ".join(form)) > SMALLEST_TYPO_LENGTH - 1
        }
        self._known_words = frozenset(known_words) | {word for form in self._forms for word in form}

    def find(self, question: str) -> list[NamedAuthority]:
        """The authorities a question names, in the order they stand, longest name first at one place."""
        tokens = [(_plain(match.group()), match.start(), match.end()) for match in _tokens(question)]
        found: list[NamedAuthority] = []
        position = 0
        while position < len(tokens):
            hit = self._at(question, tokens, position) or self._mistyped_at(tokens, position)
            if hit is None:
                position += 1
                continue
            named, length = hit
            found.append(named)
            position += length
        return found

    def _at(
        self, question: str, tokens: list[tuple[str, int, int]], position: int
    ) -> tuple[NamedAuthority, int] | None:
        for length in range(min(self._longest, len(tokens) - position), 0, -1):
            window = tokens[position : position + length]
            name = self._forms.get(tuple(word for word, _, _ in window))
            start, end = window[0][1], window[-1][2]
            if name and not (length == 1 and self._is_plain_word(question, window[0])):
                return NamedAuthority(name, start, end), length
        return None

    def _is_plain_word(self, question: str, token: tuple[str, int, int]) -> bool:
        """A name that is also an English word counts only where it is written as a name.

        In a question without any capital it is one where a place may stand: "how is reading doing".
        """
        word, start, end = token
        if word not in self._also_words:
            return False
        if not question[start].isupper():
            is_named = _BEFORE_A_NAME.search(question, 0, start) and not _BEFORE_A_SKILL.search(question, 0, start)
            owns = question[start:end].endswith(("'s", "\u2019s"))
            return not (question.islower() and (owns or is_named))
        starts_sentence = not question[:start].strip() or question[:start].rstrip().endswith((".", "?", "!"))
        return (
            starts_sentence and not question[start:end].endswith(("'s", "\u2019s")) and question[end : end + 1] != ":"
        )

    def _mistyped_at(self, tokens: list[tuple[str, int, int]], position: int) -> tuple[NamedAuthority, int] | None:
        first = tokens[position][0]
        if not self._spelt or first in self._known_words or stem(first) in self._known_words or first in FUNCTION_WORDS:
            return None
        for length in range(min(4, len(tokens) - position), 0, -1):
            window = tokens[position : position + length]
            spelt = " ".join(word for word, _, _ in window)
            if len(spelt) < SMALLEST_TYPO_LENGTH - 1:
                continue
            best = process.extractOne(spelt, self._spelt.keys(), scorer=fuzz.ratio, score_cutoff=SMALLEST_TYPO_SCORE)
            if best and best[0].split()[0][0] == spelt[0] and len(best[0].split()) == length:
                return NamedAuthority(self._spelt[best[0]], window[0][1], window[-1][2], mistyped=True), length
        return None


def _tokens(text: str) -> Iterable[re.Match[str]]:
    return _WORD.finditer(text)


def _plain(word: str) -> str:
    word = word.lower().replace("\u2019", "'")
    if word == "&":
        return "and"
    return word.removesuffix("'s").replace("'", "")


def _key(name: str) -> tuple[str, ...]:
    words = [_plain(match.group()) for match in _tokens(name)]
    words = [word for word in words if word not in ("council", "borough", "metropolitan", "unitary")] or words
    return tuple(words)


def _short_forms(name: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Shorter names people use: "Telford" for Telford and Wrekin, "Stoke" for Stoke-on-Trent, "NE Lincs"."""
    for joint in ("and", "upon", "on", "with", "of"):
        if joint in name[1:]:
            head = name[: name.index(joint, 1)]
            if len(" ".join(head)) >= SHORTEST_HEAD and not set(head) <= _GENERIC:
                yield head
    if name[:1] == ("isles",) or name[:1] == ("isle",):
        yield name[-1:]
    first = next((place for place, word in enumerate(name) if word in _QUARTERS), len(name))
    initials = [word[0] for word in takewhile(_QUARTERS.__contains__, name[first:])]
    before, after = name[:first], name[first + len(initials) :]
    if initials and after:
        yield (*before, "".join(initials), *after)
        yield (*before, *initials, *after)
