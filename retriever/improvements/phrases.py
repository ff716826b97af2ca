"""Phrases: one to four words of a text that could name a theme, and those that mark one group of texts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from indexer.tokens import FUNCTION_WORDS, stem

LONGEST = 4
LENGTH_BONUS = 0.3
"""What each further word of a phrase adds to its weight: "return home interviews" says more than "home"."""

SMALLEST_SHARE = 0.12
MARKING_SHARE = 0.25
"""The share of a group that must hold a phrase for it to be the group's mark."""

ENOUGH_SHARE = 0.55
"""Where the mark stands in this share of a group, it names the group alone."""

FOLLOWED_SHARE = 0.55
"""A word goes on into what follows it in this share of its uses."""

SINGLE_WORD_SHARE = 0.5

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*(?:[)\]]|$)")
_REFERENCE = re.compile(r"\d|\b(?:enabler|outcome|national framework|paragraph|page)s?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_LINKS = frozenset(("and", "of", "the"))
_JOINTS = frozenset((" ", "-", "- "))
_FILLER = frozenset(
    """
    across act action agreed activity address after all always appropriate appropriately area area's arrangement
    authority available be better borough both care case cases child child's children children's clear clearly
    consider consistency consistent consistently continue council develop each effective effectively
    effectiveness embed embedded enable ensure ensuring establish every experience families family first focus
    full fully further get give given go good have help identified identify impact implement implementation
    improve improved improvement improvements improving in include including increase increased individual
    information key know leaders letter level local looked make meet members missing monitor more most need
    needs new nhs number officer old olds only order other others out outcome outcomes page paragraph paragraphs
    particular particularly partner partners people person place plan practice priority process progress
    provide provision quality rapidly receive recommendation regular regularly relevant report response
    responsible review robust robustly routinely service services set should some staff strengthen
    strengthened strengthening sufficient sufficiently support swiftly system systematic take team teams their
    timeliness timely timescale understand understanding undertake undertaken up urgently use used using view views
    well who within work worker workers working year years young
    """.split()
)
"""Words that reports ask in, whatever they ask for: alone they name nothing."""

_NEED_A_NOUN = frozenset(((stem("homeless"),), (stem("disabled"),), (stem("direct"),), (stem("emotional"),)))

Stems = tuple[str, ...]


class Phrase(NamedTuple):
    """A phrase as its stems, and as it stands in a text."""

    stems: Stems
    words: str


class Mark(NamedTuple):
    """What marks a group: its name, and the one or two phrases that the name is made of."""

    name: str
    phrases: tuple[Stems, ...]


class _Word(NamedTuple):
    stem: str
    idle: bool
    names: bool


@cache
def _word(word: str) -> _Word:
    """A word's stem, whether it carries no topic at all, and whether it could name something alone."""
    lower = word.lower()
    stemmed = stem(re.sub(r"[’']s?$", "", lower))
    idle = lower in FUNCTION_WORDS
    return _Word(stemmed, idle, not idle and stemmed not in filler_stems())


@cache
def filler_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _FILLER)


def without_brackets(text: str) -> str:
    """A text without what stands in brackets: there are paragraphs, pages and frameworks, never the matter.

    >>> without_brackets("Supervision (paragraph 41), and audits [enabler 2].")
    'Supervision, and audits.'
    """
    return _BRACKETS.sub("", text)


def reference_kind(text: str) -> str:
    """The words of the last brackets with a number or a reference in them, in lower case; "" without any.

    >>> reference_kind("Supervision (Enabler 2, national framework).")
    'enabler national framework'
    """
    references = [found for found in _BRACKETS.findall(text) if _REFERENCE.search(found)]
    return " ".join(word.lower() for word in _WORD.findall(references[-1])) if references else ""


def phrases(text: str) -> Iterator[Phrase]:
    """The phrases of a text: words with nothing but a space or a hyphen between them, not begun or ended idly.

    Of idle words only "of", "and" and "the" stand within one.

    >>> [phrase.words for phrase in phrases("the return home interviews")]
    ['return', 'return home', 'return home interviews', 'home', 'home interviews', 'interviews']
    """
    places = [match.span() for match in _WORD.finditer(text)]
    found = [_word(text[start:end]) for start, end in places]
    joined = [text[a[1] : b[0]] in _JOINTS for a, b in pairwise(places)]
    for first, opening in enumerate(found):
        if opening.idle:
            continue
        names = False
        for last in range(first, min(first + LONGEST, len(found))):
            if last > first and not joined[last - 1]:
                break
            if found[last].idle and text[slice(*places[last])] not in _LINKS:
                break
            names = names or found[last].names
            if names and not found[last].idle:
                stems = tuple(word.stem for word in found[first : last + 1])
                yield Phrase(stems, text[places[first][0] : places[last][1]])


class Marks:
    """Finds what marks groups of texts among all of them."""

    def __init__(self, texts: Sequence[str], *, without: Iterable[str] = ()) -> None:
        """`without` are names (of authorities) whose words are no part of a group's name."""
        kept_out = {_word(word).stem for name in without for word in _WORD.findall(name)} | _names(texts)
        self._spellings: defaultdict[Stems, Counter[str]] = defaultdict(Counter)
        self._held: list[frozenset[Stems]] = []
        for text in texts:
            own = [phrase for phrase in phrases(text) if not (kept_out.intersection(phrase.stems) or _is_title(phrase))]
            self._held.append(frozenset(phrase.stems for phrase in own))
            for phrase in own:
                self._spellings[phrase.stems][phrase.words] += 1
        self._frequency = Counter(stems for held in self._held for stems in held)

    def mark(self, group: Sequence[int]) -> Mark | None:
        """The phrase that marks a group, and one that marks what that one leaves; None without any."""
        counts = Counter(stems for text in group for stems in self._held[text])
        weights = self._weights(counts, len(group))
        first = next((stems for stems in weights if counts[stems] >= MARKING_SHARE * len(group)), None)
        if first is None:
            return None
        left = [text for text in group if first not in self._held[text]]
        whole = self._whole(first, counts)
        if len(left) <= (1 - ENOUGH_SHARE) * len(group):
            return Mark(self._spelt(whole), (whole,))
        second = self._second(weights, counts, left, first)
        if second is None:
            return Mark(self._spelt(whole), (whole,))
        other = self._whole(second, counts)
        return Mark(_joined(self._spelt(whole), self._spelt(other)), (whole, other))

    def says(self, text: int, mark: Mark) -> bool:
        """Whether a text holds all the words of one of the phrases that name a group, in whatever order."""
        held = {stem for stems in self._held[text] for stem in stems}
        return any(held.issuperset(stem for stem in stems if stem not in FUNCTION_WORDS) for stems in mark.phrases)

    def _weights(self, counts: Counter[Stems], size: int) -> dict[Stems, float]:
        """Phrases by how much they mark a group, best first: their share of it against their share elsewhere."""
        weights = {}
        for stems, count in counts.items():
            share = count / size
            if count < 2 or share < SMALLEST_SHARE:
                continue
            elsewhere = (self._frequency[stems] - count + 0.5) / (len(self._held) - size + 1)
            if share > elsewhere:
                weights[stems] = share * log(share / elsewhere) * (1 + LENGTH_BONUS * (len(stems) - 1))
        return {stems: weights[stems] for stems in sorted(weights, key=lambda stems: (-weights[stems], stems))}

    def _second(
        self, weights: Mapping[Stems, float], counts: Counter[Stems], left: Sequence[int], first: Stems
    ) -> Stems | None:
        """What marks those texts that the first mark leaves; a single word only where it marks nearly as much."""
        still = Counter(stems for text in left for stems in self._held[text])
        whole = self._whole(first, counts)
        fit = [
            stems
            for stems in weights
            if not set(stems) & set(whole) and (len(stems) > 1 or weights[stems] > SINGLE_WORD_SHARE * weights[first])
        ]
        return max(fit, key=lambda stems: (weights[stems] * still[stems] / counts[stems], stems), default=None)

    def _whole(self, stems: Stems, counts: Counter[Stems]) -> Stems:
        """The phrase with the words that nearly always follow it: "disabled" is "disabled children"."""
        while len(stems) < LONGEST:
            longer = [one for one in counts if len(one) == len(stems) + 1 and one[: len(stems)] == stems]
            best = max(longer, key=lambda one: (counts[one], one), default=None)
            needed = 2 if stems in _NEED_A_NOUN else FOLLOWED_SHARE * counts[stems]
            if best is None or counts[best] < needed:
                return stems
            stems = best
        return stems

    def _spelt(self, stems: Stems) -> str:
        spellings = Counter[str]()
        for words, count in self._spellings[stems].items():
            spellings[_plain(words)] += count
        return min(spellings, key=lambda words: (-spellings[words], words))


def _names(texts: Sequence[str]) -> set[str]:
    """The stems of words that stand within sentences and never there in lower case: names of bodies and places."""
    capital, lower = set(), set()
    for text in texts:
        for match in _WORD.finditer(text):
            word, before = match.group(), text[: match.start()].rstrip()
            if word[0].islower():
                lower.add(_word(word).stem)
            elif before and before[-1] not in ".!?:;" and not word[1:2].isupper():
                capital.add(_word(word).stem)
    return capital - lower


def _is_title(phrase: Phrase) -> bool:
    """Whether it is of words in title case, two at least: "Integrated Care Board" is a body, whoever else it names."""
    capitals = [word for word in phrase.words.split() if word[0].isupper() and not word[1:2].isupper()]
    return len(capitals) > 1


def _plain(words: str) -> str:
    """Lower case but for acronyms."""
    return " ".join(word if len(word) > 1 and word[1:2].isupper() else word.lower() for word in words.split())


def _joined(first: str, second: str) -> str:
    return f"{first}, {second}" if " and " in first + second else f"{first} and {second}"
