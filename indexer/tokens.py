"""Terms for lexical ranking, made alike from passages and from questions.

Handled: case, curly quotes, possessives, plurals and other endings (Snowball English, Porter 2001),
plurals of acronyms ("PAs"), hyphens ("multi-agency" is found by "multi agency" and "multiagency"),
section numbers ("s47", "s.47", "s47s" and "section 47"), thousands separators. Not handled: spelling
mistakes and synonyms, which are the question's business.
"""

import re
import threading
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*\d*|[^\W_]+")
_SECTION_NUMBER = re.compile(r"\bs\.?\s?(\d{1,3}[a-rt-z]?)s?\b", re.IGNORECASE)
_PLURAL_ACRONYM = re.compile(r"\b([A-Z][A-Z&]+)s\b")
_POSSESSIVE = re.compile(r"'s?\b")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"})

FUNCTION_WORDS = frozenset(
    "a about an and any are as at be been being but by can could did do does for from had has have he her him "
    "his how i if in into is "
    "it its may might must not of on or our out over shall she should so than that the their them then there "
    "these they "
    "this those to was we were what when where which while who whom whose why will with would you your".split()
)
"""Words that carry no topic: left out of the terms, on both sides."""

_local = threading.local()


def words(text: str) -> list[str]:
    """The words of a text, lower case and unstemmed, for exact phrases. Hyphens divide.

    >>> words("The Council\u2019s multi-agency hub saw 1,240 children")
    ['the', 'councils', 'multi', 'agency', 'hub', 'saw', '1240', 'children']
    """
    found = []
    for match in _WORD.finditer(text.translate(_QUOTES)):
        word = match.group().lower().replace("'", "")
        found.extend([word.replace(",", "")] if word[0].isdigit() else word.split("-"))
    return found


def tokenize(text: str) -> list[str]:
    """The terms of a text in order: lower case, stemmed, without function words.

    >>> tokenize("PAs\u2019 well-planned visits under s47")
    ['pa', 'well', 'plan', 'wellplan', 'visit', 'under', 'section', '47']
    """
    return [term for word in _plain_words(text) for term in _terms(word)]


def term_positions(text: str) -> list[tuple[str, int, int]]:
    """The terms with the character range of the word each comes from, for marking them in a text.

    Works on the text as it stands, so section numbers keep their own form.
    """
    found: list[tuple[str, int, int]] = []
    for match in _WORD.finditer(text.translate(_QUOTES)):
        word = _PLURAL_ACRONYM.sub(r"\1", match.group())
        found.extend((term, match.start(), match.end()) for term in _terms(_POSSESSIVE.sub("", word).lower()))
    return found


def stem(word: str) -> str:
    """The stem of one lower-case word."""
    stemmer: Stemmer.Stemmer | None = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


def _plain_words(text: str) -> list[str]:
    text = _PLURAL_ACRONYM.sub(r"\1", text.translate(_QUOTES))
    text = _SECTION_NUMBER.sub(r"section \1", text)
    return [match.group().lower() for match in _WORD.finditer(_POSSESSIVE.sub("", text))]


@lru_cache(maxsize=50_000)
def _terms(word: str) -> tuple[str, ...]:
    if word[0].isdigit():
        return (word.replace(",", ""),)
    parts = [part for part in word.split("-") if part]
    terms = [stem(part) for part in parts if part not in FUNCTION_WORDS]
    if len(parts) > 1:
        terms.append(stem("".join(parts)))
    return tuple(terms)
