"""The gazetteer of English upper-tier authorities, and authority names in running text.

The list helps to spell a name as one reader expects it and to find it in a question; an authority that is not in it
is taken as the document writes it.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FORMS = re.compile(
    r"^(?:the )?(?:(?:london|royal|metropolitan) borough(?: council)? of |city (?:and county )?of "
    r"|metropolitan district of |county of |council of (?:the )?|borough of |district of )",
    re.IGNORECASE,
)
_ENDINGS = re.compile(
    r"(?:[’']s)? (?:(?:metropolitan|county|city|borough|district|london|unitary|council),? )*(?:council|local authority"
    r"|borough|authority|city|safeguarding children(?:.s)? board|safeguarding children partnership"
    r"|local area partnership|metropolitan district|district|children.s (?:services )?trust)$",
    re.IGNORECASE,
)
_COUNCIL_MENTION = re.compile(
    r"\b((?:[A-Z][a-z]+(?:-[a-z]+-?[A-Z]?[a-z]+|-[A-Z][a-z]+)?)"
    r"(?: (?:and|with|upon|on|of|the|under|&|[A-Z][a-z]+)){0,4}?)"
    r"(?:[’']s)? (?:(?:County|City|Borough|Metropolitan|District|Unitary) )*(?:[Cc]ouncil|local authority)\b"
)
_SERVICES_MENTION = re.compile(
    r"\b[Cc]hildren.?s services in "
    r"([A-Z][a-z]+(?:(?:-| (?:and |with |upon |on |of )?)[A-Z][a-z]+){0,3})"
)
_NO_NAME = frozenset("the a an its this that county city borough local our their both each every one".split())


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority by its display name, and the other ways in which it is written.

    `ambiguous`: the name is also an everyday word, so that only a form with "Council" or the like shows that
    the authority is meant ("Reading"). `successors`: what took its place where it exists no longer; older reports
    name it.
    """

    name: str
    aliases: tuple[str, ...]
    ambiguous: bool
    successors: tuple[str, ...]


@cache
def load_authorities() -> tuple[Authority, ...]:
    """The gazetteer in alphabetical order."""
    table = tomllib.loads(files(__package__).joinpath("authorities.toml").read_text(encoding="utf-8"))
    return tuple(
        Authority(
            entry["name"],
            tuple(entry.get("aliases", ())),
            bool(entry.get("ambiguous", False)),
            tuple(entry.get("successors", ())),
        )
        for entry in table["authority"]
    )


def canonical_name(written: str) -> str:
    """The display name of an authority however it is written; an unknown one without its "Borough Council".

    >>> canonical_name("London Borough of Redbridge Council")
    'Redbridge'
    >>> canonical_name("telford & wrekin")
    'Telford and Wrekin'
    >>> canonical_name("City of York")
    'York'
    >>> canonical_name("Ambleford Metropolitan Borough Council")
    'Ambleford'
    """
    known = _by_alias()
    plain = written.strip(" .,")
    for candidate in (plain, _bare(plain)):
        name = known.get(_fold(candidate))
        if name:
            return name
    bare = _bare(plain)
    return bare.title().replace(" And ", " and ").replace(" Of ", " of ") if bare.islower() else bare


def is_known(name: str) -> bool:
    """Whether the gazetteer has this display name or alias."""
    return _fold(name) in _by_alias()


def count_mentions(text: str) -> Counter[str]:
    """How often each authority is named in a text. Ambiguous names count only with "Council" or the like.

    >>> sorted(count_mentions("Redbridge and Reading Borough Council do well; reading is fun in Ambleford Council."))
    ['Ambleford', 'Reading', 'Redbridge']
    """
    counts: Counter[str] = Counter()
    known = _by_alias()
    taken: list[int] = []
    for match in _names_pattern().finditer(text):
        counts[known[_fold(match[0])]] += 1
        taken.append(match.end())
    for match in (*_COUNCIL_MENTION.finditer(text), *_SERVICES_MENTION.finditer(text)):
        begins = max((end for end in taken if match.start(1) < end <= match.end(1)), default=match.start(1))
        words = text[begins : match.end(1)].split()
        while (words and not words[0][:1].isupper()) or (words and words[0].casefold() in _NO_NAME):
            words = words[1:]
        if words and words[-1][:1].isupper():
            counts[canonical_name(" ".join(words))] += 1
    return counts


def _bare(written: str) -> str:
    bare = _FORMS.sub("", written)
    while True:
        shorter = _ENDINGS.sub("", bare)
        if shorter in (bare, ""):
            return bare.strip(" .,") or written
        bare = shorter


def _fold(name: str) -> str:
    return re.sub(r"[^a-z]+", " ", name.casefold().replace("&", " and ").replace("’", "").replace("'", "")).strip()


@cache
def _by_alias() -> dict[str, str]:
    known: dict[str, str] = {}
    for authority in load_authorities():
        for written in (authority.name, *authority.aliases):
            known.setdefault(_fold(written), authority.name)
    return known


@cache
def _names_pattern() -> re.Pattern[str]:
    """All names and aliases that are no everyday words, longest first, as they are written with capitals."""
    names = {
        written
        for authority in load_authorities()
        if not authority.ambiguous
        for written in (authority.name, *authority.aliases)
    }
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?=[A-Z])(?:{'|'.join(re.escape(name) for name in longest_first)})\b(?!-)")
