"""What a web page says about itself: its title and its publication date, from metadata only."""

import json
import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from indexer.readers.dates import iso_date

_TITLE_KEYS = ("og:title", "twitter:title", "headline")
_SITE_WIDE_TITLE_KEYS = ("dcterms.title", "dc.title")  # often the same on every page of a site
_DATE_KEYS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "govuk:first-published-at",
    "dcterms.issued",
    "dc.date.issued",
    "parsely-pub-date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "sailthru.date",
    "article.published",
    "date",
    "dc.date",
)
_SITE_NAME = re.compile(r"\s+[|\u2013\u2014-]\s+[^|\u2013\u2014]{2,40}$")
_MAX_JSON = 500_000
_MAX_NODES = 2_000


def title_of(root: html.HtmlElement, main: html.HtmlElement) -> str | None:
    """The page's headline, by its metadata, its only first-level heading, or its title without the site's name."""
    metadata = _metadata(root)
    candidates = [metadata[key] for key in _TITLE_KEYS if key in metadata]
    candidates += _linked_data(root, "headline")
    candidates += _only_heading(main) or _only_heading(root)
    candidates += [metadata[key] for key in _SITE_WIDE_TITLE_KEYS if key in metadata]
    candidates += [_SITE_NAME.sub("", " ".join(title.text_content().split())) for title in root.iter("title")]
    return next((title for title in candidates if title), None)


def _only_heading(part: html.HtmlElement) -> list[str]:
    headings = [text for heading in part.iter("h1") if (text := " ".join(heading.text_content().split()))]
    return headings if len(headings) == 1 else []


def published_of(root: html.HtmlElement, main: html.HtmlElement) -> str | None:
    """The day of publication as an ISO date, where the page gives one to machines."""
    metadata = _metadata(root)
    marked = [metadata[key] for key in _DATE_KEYS if metadata.get(key)]
    marked += _linked_data(root, "datePublished")
    marked += [time.get("datetime") or time.text_content() for time in main.iter("time")][:1]
    return next((day for value in marked if (day := iso_date(value))), None)


def _metadata(root: html.HtmlElement) -> dict[str, str]:
    """The first content of each named meta element, and of elements marked with an itemprop."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if key and content:
            found.setdefault(key, content)
    for element in islice(root.iterfind(".//*[@itemprop='datePublished']"), 1):
        found.setdefault("datepublished", element.get("datetime") or element.get("content") or element.text_content())
    return found


def _linked_data(root: html.HtmlElement, key: str) -> list[str]:
    """Values of a key in the page's JSON-LD blocks, in order."""
    values: list[str] = []
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        source = script.text or ""
        if len(source) > _MAX_JSON:
            continue
        try:
            block = json.loads(source)
        except (ValueError, RecursionError):
            continue
        values += [value for name, value in islice(_pairs(block), _MAX_NODES) if name == key and value.strip()]
    return values


def _pairs(block: object) -> Iterator[tuple[str, str]]:
    """Every (name, text) of a JSON value, breadth first."""
    waiting = [block]
    for node in waiting:
        if isinstance(node, dict):
            yield from ((name, value) for name, value in node.items() if isinstance(value, str))
            waiting += [value for value in node.values() if isinstance(value, dict | list)]
        elif isinstance(node, list):
            waiting += [value for value in node if isinstance(value, dict | list)]
