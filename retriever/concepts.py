"""What a question is about, as concepts: each a piece of the question with other ways to say it.

"MARF" and "multi-agency referral form" are one concept where the reports define the one by the
other; "temps" and "agency staff" are one by the reviewed list in synonyms.toml. The question's own
words always weigh most.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from indexer.tokens import tokenize
from retriever.irregular import forms_of_verbs

DEFINED_WEIGHT = 0.9
"""What an expression weighs that the reports themselves define as the same: nearly the word itself."""

SYNONYM_WEIGHT = 0.55
"""What an expression of the reviewed list weighs: related, but not always the same."""

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011](?=[^\W\d_])")
_COMPOUND = re.compile(r"\b[^\W\d_]+(?:-[^\W\d_]+)+\b")
_SAID_FOR = (
    (re.compile(r"\bhome[\s-]to[\s-]school\b", re.IGNORECASE), "school"),
    (re.compile(r"\bB\s?(?:&|and)\s?Bs?\b"), "bed and breakfast"),
    (
        re.compile(r"\bout[\s-]of[\s-](?:area|authority|borough|county|district|city)\b", re.IGNORECASE),
        "outofarea",
    ),
)
"""Expressions of which the terms would lose what matters, and the words that stand for them."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a concept: its terms, all of which must stand in one sentence, and what that is worth."""

    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Concept:
    """A piece of the question: `terms` as asked or meant (alternative 0, weight 1) and the alternatives.

    Those of one that is `bound` are a name: they are said only where they stand side by side.
    """

    terms: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """An acronym, what it stands for, and how many documents in scope say so."""

    short: str
    long: str
    documents: int


_KINDS = ("groups", "everyday")
"""The lists of a file of synonyms."""


class Thesaurus:
    """Groups of expressions, looked up by their stemmed terms."""

    def __init__(self, groups: Iterable[Sequence[str]], everyday: Iterable[Sequence[str]] = ()) -> None:
        """In a group each expression stands for every other; in an `everyday` one the others mean the first."""
        self._others: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
        for forms in map(_forms, groups):
            for form in forms:
                others = self._others.setdefault(form, {})
                others.update(dict.fromkeys(other for other in forms if other != form))
        self._meant = {form: meant for meant, *said in map(_forms, everyday) for form in (meant, *said)}
        self.terms = frozenset(term for form in (*self._others, *self._meant) for term in form)
        self.longest = max((len(form) for form in (*self._others, *self._meant)), default=0)

    @classmethod
    def load(cls, extra: Path | None = None) -> "Thesaurus":
        """The list that ships, with the groups of the user's own file added."""
        tables = [tomllib.loads(files("retriever").joinpath("synonyms.toml").read_text(encoding="utf-8"))]
        if extra is not None and extra.is_file():
            tables.append(tomllib.loads(extra.read_text(encoding="utf-8")))
        groups, everyday = ([group for table in tables for group in table.get(name, [])] for name in _KINDS)
        return cls(groups, everyday)

    def meant(self, terms: tuple[str, ...]) -> tuple[str, ...] | None:
        """What reports say for these very terms where they are of an everyday group; that itself means itself."""
        return self._meant.get(terms)

    def others(self, terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """Other expressions for these very terms, in the list's order."""
        return tuple(self._others.get(terms, ()))


def concepts(
    topic: str, thesaurus: Thesaurus, definitions: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]]
) -> list[Concept]:
    """The concepts of a question's topic, in its order, each term in one concept only.

    `definitions` maps the terms of an acronym to the terms of its long forms and the other way
    round. The longest known expression at a place is one concept, a hyphenated word is one too; other terms
    stand alone.
    """
    for pattern, expression in _SAID_FOR:
        topic = pattern.sub(expression, topic)
    terms = _unrepeated(_form(topic))
    definitions = _hyphenated(topic) | dict(definitions)
    longest = max([1, thesaurus.longest, *(len(form) for form in definitions)])
    found: list[Concept] = []
    position = 0
    while position < len(terms):
        for length in range(min(longest, len(terms) - position), 0, -1):
            said = tuple(terms[position : position + length])
            meant = thesaurus.meant(said)
            alternatives = _alternatives(meant or said, thesaurus, definitions)
            if len(alternatives) > 1 or length == 1 or meant:
                found.append(Concept(meant or said, alternatives))
                position += length
                break
    return found


def _alternatives(
    form: tuple[str, ...],
    thesaurus: Thesaurus,
    definitions: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]],
) -> tuple[Alternative, ...]:
    weights: dict[tuple[str, ...], float] = {form: 1.0}
    for other in definitions.get(form, ()):
        weights.setdefault(other, DEFINED_WEIGHT)
    for other in _with_other_verbs(form):
        if len(form) == 1 or thesaurus.others(other):
            weights.setdefault(other, DEFINED_WEIGHT)
    for known in list(weights):
        for other in thesaurus.others(known):
            weights.setdefault(other, SYNONYM_WEIGHT)
    return tuple(Alternative(terms, weight) for terms, weight in weights.items())


def _with_other_verbs(form: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The same expression with another form of one of its irregular verbs: "run away" for "ran away"."""
    verbs = forms_of_verbs()
    return [(*form[:at], other, *form[at + 1 :]) for at, term in enumerate(form) for other in verbs.get(term, ())]


def _hyphenated(topic: str) -> dict[tuple[str, ...], Sequence[tuple[str, ...]]]:
    """The parts of each hyphenated word of the topic, with the same word in one piece."""
    parts = {word: _form(word) for word in _COMPOUND.findall(topic)}
    return {terms: [tuple(tokenize(word.replace("-", "")))] for word, terms in parts.items() if len(terms) > 1}


def _unrepeated(terms: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(terms))


def _forms(group: Sequence[str]) -> list[tuple[str, ...]]:
    return [form for form in dict.fromkeys(map(_form, group)) if form]


@lru_cache(maxsize=50_000)
def _form(text: str) -> tuple[str, ...]:
    """The terms of an expression, those of a hyphenated word one by one."""
    return tuple(tokenize(_HYPHEN.sub(" ", text)))


def definitions_of(acronyms: Iterable[Definition]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Both directions of the definitions, most documents first, by stemmed terms.

    A short form that stands for several things keeps the readings that at least a fifth as many
    documents give as the commonest one.
    """
    counts: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
    for acronym in acronyms:
        short, long = _form(acronym.short), _form(acronym.long)
        if short and long and short != long:
            readings = counts.setdefault(short, {})
            readings[long] = readings.get(long, 0) + acronym.documents
    both: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for short, readings in sorted(counts.items()):
        most = max(readings.values())
        for long, count in sorted(readings.items(), key=lambda item: (-item[1], item[0])):
            if count * 5 >= most:
                both.setdefault(short, []).append(long)
                both.setdefault(long, []).append(short)
    return both
