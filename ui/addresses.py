"""Single values of an address, which may hold anything."""

from collections.abc import Mapping, Sequence

from indexer.document import DocumentType


def first_in(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of this name; empty where there is none."""
    return next(iter(parameters.get(name, ())), "")


def types_in(parameters: Mapping[str, Sequence[str]]) -> tuple[DocumentType, ...]:
    known = {kind.value: kind for kind in DocumentType}
    return tuple(dict.fromkeys(known[value] for value in parameters.get("type", ()) if value in known))


def number_of(text: str) -> int | None:
    """A number from 1 on, of at most five digits: what an address holds may be of any length."""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text) else None


def year_of(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2999 else None
