"""Who is asked, and what: the tables of SEND reports name the responsible body in a column of its own before the ask.

Read line by line such a row is one paragraph, "Ambleford Council Leaders should ...", and where it runs over a page
break the body goes on at the head of the next page. Here both are told apart again, by slices of the page.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.document import Document, Span

_COLUMN = re.compile(r"\bresponsible bod(?:y|ies)\b", re.IGNORECASE)
_BODY = r"(?:Councils?|Boards?|Trusts?|[Pp]artnerships?|Authority|ICB|NHS|England|schools|Schools|Services?)"
_ASKED = re.compile(
    r"(?:(?:(?:Area|Health|Education|Local authority|Local area|Partnership|System|Senior|School|Strategic)"
    r"(?: and [a-z]+| [a-z]+){0,3} )?(?<![A-Z])[Ll]eaders|(?:Health )?[Cc]ommissioners"
    r"|The (?:[a-z]+ ){0,3}?(?:council|authority|partnership|board|trust))\b(?![’'])"
    r"(?=[^.;:]{0,160}?\b(?:should|must|needs?)\b)"
)
_FINISHED = re.compile(rf"\b{_BODY}$")
_GOES_ON = re.compile(r"(?:,|\b(?:and|of|the|for|with|&))$")
_REST = re.compile(rf"(?:(?:[A-Z][\w’'&.-]*|and|of|the|for|&)\s+)*?(?:[A-Z][\w’'&.-]*\s+)?{_BODY}(?=\s+[a-z(])")
_CLAUSE = re.compile(r"[.;:?!]|\b(?:should|must|needs?)\b")


class AskedOf(NamedTuple):
    """The slices that name the responsible body, none where nothing does, and those of the ask itself."""

    body: tuple[Span, ...]
    ask: tuple[Span, ...]


def asked_of(document: Document, spans: Sequence[Span]) -> AskedOf:
    """An item, which stands at these slices, as its two columns; whole as the ask where there are no two."""
    pages = {page.number: page.text for page in document.pages}
    first, *rest = spans
    cut = _cut(pages[first.page][first.start : first.end], goes_on=bool(rest))
    if cut is None or not any(_COLUMN.search(text) for number, text in pages.items() if number <= first.page):
        return AskedOf((), tuple(spans))
    end, begin, unfinished = cut
    body = [Span(first.page, first.start, first.start + end)]
    ask = [Span(first.page, first.start + begin, first.end)]
    for span in rest:
        more = _REST.match(pages[span.page][span.start : span.end]) if unfinished else None
        if more is None:
            ask.append(span)
            continue
        unfinished = False
        text = pages[span.page][span.start + more.end() : span.end]
        body.append(Span(span.page, span.start, span.start + more.end()))
        ask.append(Span(span.page, span.end - len(text.lstrip()), span.end))
    if unfinished:
        return AskedOf((), tuple(spans))
    return AskedOf(tuple(body), tuple(ask))


def _cut(text: str, *, goes_on: bool) -> tuple[int, int, bool] | None:
    """Where the body's name ends and the ask begins, and whether the name goes on; None where no body is named."""
    for match in _ASKED.finditer(text):
        name = text[: match.start()].rstrip()
        if _CLAUSE.search(name):
            return None
        if name and match.group()[0].isupper():
            unfinished = _GOES_ON.search(name) is not None
            if _FINISHED.search(name) or (unfinished and goes_on and re.search(rf"\b{_BODY}\b", name)):
                return len(name), match.start(), unfinished
    return None
