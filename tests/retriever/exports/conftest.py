"""One answer of the sample, as every form of file, and how a file's quotations are read out again."""

import csv
import html
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import docx
import pytest

from retriever.exports import Export, Form, answer_export, file_content
from retriever.searcher import Searcher

MADE = date(2024, 3, 5)


@pytest.fixture(scope="session")
def answer(searcher: Searcher):
    """An answer with several quotations, some of one passage."""
    found = searcher.ask("return home interviews in Ambleford")
    assert len(found.quotations) > 2
    return found


@pytest.fixture(scope="session")
def export(answer, searcher: Searcher) -> Export:
    return answer_export(answer, searcher.snapshot, made=MADE)


@pytest.fixture
def written(searcher: Searcher) -> Callable[[Export, Form], bytes]:
    return lambda export, form: file_content(export, searcher.snapshot, form)


@pytest.fixture
def hostile(export) -> Export:
    """The same with text from outside that would be run, fetched or drawn if it could."""
    words = "=cmd|' /C calc'!A0 ![x](http://evil.example/a.png) <img src=x onerror=y> **b** [^1] `c` www.evil.example"
    return replace(export, title=words, question=words, summary=words, about=(("+Authority", f"-{words}"),))


def quotations_in(content: bytes, form: Form) -> list[str]:
    """Every quotation that a file shows, as a reader of that form reads it."""
    if form is Form.WORD:
        document = docx.Document(io.BytesIO(content))
        shown = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Quote"]
        shown += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return [found.group(1) for text in shown if (found := re.fullmatch(r"“(.*)”\d*", text, re.DOTALL))]
    if form is Form.CSV:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [deactivated(row["Quotation"]) for row in rows if row["Quotation"]]
    lines = [line.removeprefix("> ") for line in content.decode().split("\n") if line.startswith(">")]
    return [plain(one) for one in re.findall(r"“(.*?)”\[\^\d+\]", "\n".join(lines), re.DOTALL)]


def deactivated(cell: str) -> str:
    """What a cell says without the apostrophes that keep it from being run."""
    return re.sub(
        r"""(^|[\t\n\x85\u2028\u2029,;|])'((?:[^\S\t\n\x85\u2028\u2029]|["'])*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""",
        r"\1\2",
        cell,
    )


def plain(markdown: str) -> str:
    """What a reader of Markdown shows, for the little of it that the writer uses; blanks at a line's end are gone."""
    parts = re.split(r"(?<!\\)((?:^|(?<=[^`]))(`+)(?!`)(?: ?)(.+?)(?: ?)\2(?!`))", re.sub(r" +(?=\n|$)", "", markdown))
    shown = []
    for place, part in enumerate(parts):
        if place % 4 == 0:
            shown.append(re.sub(r"\\([!-/:-@\[-`{-~])|&#?\w+;", lambda m: m[1] or html.unescape(m[0]), part))
        elif place % 4 == 3:
            shown.append(part)
    return "".join(shown)
