"""HTML: the visible text of a page's main part, by lxml. Nothing is fetched and no script is run.

Where the page marks its main part (main, one article), that alone is read; navigation, forms' controls and
hidden elements are dropped everywhere. Words that the page itself hides are left out and told of (`html_hiding`).
"""

import re
from collections.abc import Iterator

from lxml import etree, html

from indexer.errors import UnreadableDocumentError
from indexer.readers.encodings import decode_text
from indexer.readers.hiding import told_of
from indexer.readers.html_facts import published_of, title_of
from indexer.readers.html_hiding import take_out_hidden
from indexer.reading import CELL_SEPARATOR, FileKind, Line, LineStyle, RawPage, Reading

_DROPPED = frozenset(
    "script style template noscript head svg math canvas iframe object embed audio video map nav button select "
    "input textarea datalist dialog menu area link meta img picture source".split()
)
_CHROME = frozenset("header footer aside".split())
_BLOCKS = frozenset(
    "p div section article main body html header footer aside blockquote pre address figure figcaption center form "
    "fieldset details summary ul ol dl dt dd li h1 h2 h3 h4 h5 h6 table caption hr legend td th tr tbody thead "
    "tfoot".split()
)
_HIDDEN_CLASSES = frozenset(
    "visually-hidden visuallyhidden sr-only screen-reader-text govuk-visually-hidden skip-link govuk-skip-link "
    "breadcrumb breadcrumbs govuk-breadcrumbs cookie-banner govuk-cookie-banner".split()
)
_CHROME_ROLES = frozenset("navigation banner contentinfo search complementary menu menubar dialog alertdialog".split())
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}>")
_BEYOND = (
    "Its styles are too long to be looked through, so that words they hide would not be noticed. "
    "Check a quotation against the original."
)
_ENOUGH = 200  # characters of text that make a marked main part believable
_MAX_TAGS = 400_000  # the longest pages of public bodies have a tenth
_MAX_DEPTH = 300  # deeper elements are read without regard to their structure


def read_html(data: bytes) -> Reading:
    """The lines of a web page, a paragraph a line, with title and publication date where its metadata has them."""
    root = _parse(_decode(data))
    hidden, is_beyond = take_out_hidden(root, _is_never_read)
    main = _main_part(root)
    dropped = _DROPPED | _CHROME if main.tag == "body" else _DROPPED
    lines = tuple(_Walk(dropped).lines_of(main))
    problems = told_of((one.how, one.text) for one in hidden if _stands_in(one.element, main, dropped))
    if problems and not lines:
        raise UnreadableDocumentError("This web page holds no words that can be seen, only hidden ones.")
    return Reading(
        kind=FileKind.HTML,
        pages=(RawPage(1, lines),),
        title=title_of(root, main),
        published=published_of(root, main),
        problems=(*problems, *([_BEYOND] if is_beyond else [])),
    )


def _decode(data: bytes) -> str:
    """By byte order mark, then by the page's own charset, then as text of unknown encoding."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"\0" not in data[:200]:
        name = declared.group(1).decode("ascii").lower()
        name = "cp1252" if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else name
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_text(data)


def _parse(text: str) -> html.HtmlElement:
    if text.count("<") > _MAX_TAGS:
        raise UnreadableDocumentError("This web page is made of too many parts to be a report. Print it to a PDF.")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    declaration = _XML_DECLARATION.match(text)
    body = text[declaration.end() :] if declaration else text
    try:
        root = html.document_fromstring(body.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise UnreadableDocumentError("This web page holds no text.") from None
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocumentError("This web page is nested too deeply to be read whole. Print it to a PDF.")
    return root


def _main_part(root: html.HtmlElement) -> html.HtmlElement:
    for path in ("//main", "//*[@role='main']", "//article[not(ancestor::article)]"):
        found = [part for part in root.xpath(path) if len(part.text_content().strip()) >= _ENOUGH]
        if len(found) == 1:
            return found[0]
    body = root.find("body")
    return root if body is None else body


class _Walk:
    """One pass over the elements in reading order, gathering inline text until a block begins or ends."""

    def __init__(self, dropped: frozenset[str]) -> None:
        self._dropped = dropped
        self._text: list[str] = []

    def lines_of(self, element: html.HtmlElement) -> Iterator[Line]:
        yield from self._visit(element, Line(""), depth=0)
        yield from self._flush(Line(""))

    def _visit(self, element: html.HtmlElement, style: Line, *, depth: int, label: str = "") -> Iterator[Line]:
        """`style` is an empty line with the style and level that text found here takes, `label` what a list shows."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in self._dropped or _is_hidden(element):
            return
        if depth > _MAX_DEPTH:
            self._text.append(element.text_content())
            return
        if tag == "br":
            self._text.append("\n")
            return
        if tag == "table" and not _is_layout(element):
            yield from self._flush(style)
            yield from self._table(element)
            return
        inner = _style_inside(element, tag, style)
        is_block = tag in _BLOCKS
        if is_block:
            yield from self._flush(style)
        self._text += [label, element.text or ""]
        number = _first_number(element) if tag == "ol" else None
        for child in element:
            shown = f"{number}. " if number is not None and child.tag == "li" else ""
            yield from self._visit(child, inner, depth=depth + 1, label=shown)
            self._text.append(child.tail or "")
            if number is not None and shown:
                number += 1
        if is_block:
            yield from self._flush(inner)

    def _flush(self, style: Line) -> Iterator[Line]:
        """The gathered text as lines; two line breaks in a row divide paragraphs, one is a space."""
        parts = re.split(r"\n\s*\n", _collapsed(self._text))
        self._text.clear()
        for part in parts:
            text = " ".join(part.split())
            if text:
                yield Line(text, style.style, style.level)

    def _table(self, table: html.HtmlElement) -> Iterator[Line]:
        for caption in table.findall("caption"):
            yield from self._visit(caption, Line(""), depth=0)
        for row in table.iter("tr"):
            if _is_hidden(row):
                continue
            cells = [self._cell(cell) for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)]
            if any(cells):
                yield Line(CELL_SEPARATOR.join(cells), LineStyle.ROW)

    def _cell(self, cell: html.HtmlElement) -> str:
        walk = _Walk(_DROPPED)
        return " ".join(line.text for line in walk.lines_of(cell))


def _collapsed(pieces: list[str]) -> str:
    """Source line breaks are spaces; only a br, a piece of its own, stays a line break."""
    return "".join(piece if piece == "\n" else re.sub(r"\s+", " ", piece) for piece in pieces)


def _style_inside(element: html.HtmlElement, tag: str, style: Line) -> Line:
    """A numbered item is a plain line that begins with its number, as reports number their paragraphs."""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return Line("", LineStyle.HEADING, int(tag[1]))
    if tag == "ol" and _first_number(element) is not None:
        return Line("")
    if tag in ("ul", "ol"):
        depth = style.level if style.style is LineStyle.ITEM else 0
        return Line("", LineStyle.ITEM, depth + 1)
    return style


def _first_number(ordered_list: html.HtmlElement) -> int | None:
    """The number of a list's first item, None where it counts by letters or backwards."""
    if ordered_list.get("type", "1") != "1" or ordered_list.get("reversed") is not None:
        return None
    start = ordered_list.get("start", "1").strip()
    return int(start) if re.fullmatch(r"\d{1,6}", start) else 1


def _is_layout(table: html.HtmlElement) -> bool:
    """Tables that only place things: marked so, holding tables or headings, or of one column."""
    if table.get("role") in ("presentation", "none"):
        return True
    if table.find(".//table") is not None or any(table.find(f".//{tag}") is not None for tag in ("h1", "h2", "h3")):
        return True
    return all(sum(cell.tag in ("td", "th") for cell in row) <= 1 for row in table.iter("tr"))


def _is_hidden(element: html.HtmlElement) -> bool:
    """What is no part of the text, though readers of a screen may see or hear it: menus, banners, skip links."""
    if element.get("aria-hidden") == "true" or element.get("role") in _CHROME_ROLES:
        return True
    return not _HIDDEN_CLASSES.isdisjoint((element.get("class") or "").lower().split())


def _is_never_read(element: html.HtmlElement) -> bool:
    return element.tag in _DROPPED or _is_hidden(element)


def _stands_in(element: html.HtmlElement, main: html.HtmlElement, dropped: frozenset[str]) -> bool:
    """Whether an element is in the part that is read, and not in what is dropped there."""
    while element is not None and element is not main:
        if element.tag in dropped:
            return False
        element = element.getparent()
    return element is not None
