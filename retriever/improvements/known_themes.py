"""Themes told by the reviewed list of words in themes.toml, for items too few to be put together by themselves."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from indexer.tokens import stem, words

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownTheme:
    """A theme: `says` are the expressions that tell it; a `broad` one counts only where no other is told."""

    name: str
    says: tuple[Stems, ...]
    broad: bool


def known_theme(text: str) -> str | None:
    """The theme that a text says first, None where it says none of the list.

    >>> known_theme("Supervision of those who hold strategy meetings.")
    'Management oversight and supervision'
    >>> known_theme("The recording of strategy meetings.")
    'Strategy meetings and enquiries'
    """
    said = _stems(text)
    told = [
        (theme.broad, place, -len(form), number)
        for place, stem_there in enumerate(said)
        for form, number, theme in _by_first_stem().get(stem_there, ())
        if said[place : place + len(form)] == form
    ]
    return _themes()[min(told)[-1]].name if told else None


def _stems(text: str) -> Stems:
    return tuple(stem(word) for word in words(text))


@cache
def _by_first_stem() -> Mapping[str, Sequence[tuple[Stems, int, KnownTheme]]]:
    found: dict[str, list[tuple[Stems, int, KnownTheme]]] = {}
    for number, theme in enumerate(_themes()):
        for form in theme.says:
            found.setdefault(form[0], []).append((form, number, theme))
    return found


@cache
def _themes() -> tuple[KnownTheme, ...]:
    table = tomllib.loads(files(__package__).joinpath("themes.toml").read_text(encoding="utf-8"))
    return tuple(
        KnownTheme(one["name"], tuple(_stems(form) for form in one["says"]), bool(one.get("broad", False)))
        for one in table["theme"]
    )
