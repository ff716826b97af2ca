"""Judgement tables and judgement sentences, put together where extraction scatters their cells."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from indexer.reading import CELL_SEPARATOR, LineStyle
from indexer.structure.grades import GRADE, normalise_grade, split_grade
from indexer.structure.lines import SENTENCE_END, TextLine

OVERALL = "Overall effectiveness"
OUTCOME = "Inspection outcome"
ROW_LINES = 4
ROW_LETTERS = 130
HEAD_LINES = 60

_HEADER = re.compile(
    r"^(?:(?:key )?judge?ments?\W{1,3}(?:judge?ment )?grades?|record of main findings)$", re.IGNORECASE
)
_CHAPTER_HEADER = re.compile(r"^key judge?ment", re.IGNORECASE)
_NUMBERED_TABLE = re.compile(r"^1\. Children who need help and protection\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\d(?:\.\d)?\.? ")
_SENTENCE = re.compile(rf"[.!?;] [A-Z]|\b(?:is|are|was|were|been?|has|have|a|of|very) {GRADE}$", re.IGNORECASE)
_GRADE_OPEN = re.compile(r"\brequires?(?: improvement(?: to(?: be)?)?)?$", re.IGNORECASE)
_GRADE_CLOSE = re.compile(r"^(?:improvement(?: to be good)?|to be good|be good|good)$", re.IGNORECASE)
_SENTENCE_OVERALL = re.compile(
    r"^(?:The overall judgement is (?:that )?)?(?:children.?s services(?: in .{2,70}?)? ?)?(?:is|are)? ?"
    rf"({GRADE})\.?\d?$",
    re.IGNORECASE,
)
_SENTENCE_BOARD = re.compile(
    r"^(?:The effectiveness of )?the (?:local safeguarding children(?: board)?|LSCB)(?: \(LSCB\))?(?: in .{2,40}?)?"
    rf"(?: is)? ({GRADE})\.?\d?$",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(
    r"^(?:Children.?s services in |The overall judgement is |The effectiveness of the (?:local safeguarding|LSCB)"
    r"|The local safeguarding children\b|The LSCB (?:is|requires))",
    re.IGNORECASE,
)
BOARD = "The effectiveness of the Local Safeguarding Children Board"
_OUTCOMES = (
    (re.compile(r"typically lead to positive experiences and outcomes"), "typically positive experiences and outcomes"),
    (re.compile(r"lead to inconsistent experiences and outcomes"), "inconsistent experiences and outcomes"),
    (re.compile(r"widespread and(?:/or)? systemic failings"), "widespread and/or systemic failings"),
)


class Row(NamedTuple):
    """A judgement and the lines it stands on (`end` excluded)."""

    name: str
    grade: str
    first: int
    end: int


class Tables(NamedTuple):
    """Rows of judgement tables, the lines of the tables' headers, and rows that stand over a chapter as its heading."""

    rows: list[Row]
    headers: list[int]
    chapters: list[Row]


def find_tables(lines: Sequence[TextLine], claimed: Collection[int]) -> Tables:
    found = Tables([], [], [])
    index = 0
    while index < len(lines):
        line = lines[index]
        opens = _HEADER.match(line.text) is not None
        numbered = not found.rows and _NUMBERED_TABLE.match(line.text) is not None
        if index in claimed or not (opens or numbered or _is_graded_row(line)):
            index += 1
            continue
        if opens:
            found.headers.append(index)
        table = _rows_from(lines, index + opens, claimed)
        (found.chapters if _CHAPTER_HEADER.match(line.text) and found.rows else found.rows).extend(table)
        index = table[-1].end if table else index + 1
    return found


def find_sentences(lines: Sequence[TextLine], claimed: Collection[int]) -> list[Row]:
    """Judgements given as a short sentence of their own: "Children's services in X are good"."""
    found: list[Row] = []
    for start, line in enumerate(lines):
        if start in claimed or not _SENTENCE_START.match(line.text):
            continue
        text = ""
        for end in range(start + 1, min(start + ROW_LINES, len(lines) + 1)):
            if end - 1 in claimed:
                break
            text = f"{text} {lines[end - 1].text}".strip()
            row = _sentence_row(text, start, end)
            if row and not _goes_on(lines, end, claimed):
                found.append(row)
                break
    return _first_of_each_name(found)


def outcome_of(text: str) -> str | None:
    """The outcome of an area SEND inspection in short words, where this text states it."""
    return next((outcome for pattern, outcome in _OUTCOMES if pattern.search(text)), None)


def _is_graded_row(line: TextLine) -> bool:
    """A table row, from a format that knows tables, whose last cell is a grade."""
    if line.style is not LineStyle.ROW or CELL_SEPARATOR not in line.text:
        return False
    return split_grade(line.text.rsplit(CELL_SEPARATOR, 1)[1])[0] == ""


def _rows_from(lines: Sequence[TextLine], start: int, claimed: Collection[int]) -> list[Row]:
    rows: list[Row] = []
    while start < len(lines) and start not in claimed:
        row = _row_at(lines, start, claimed)
        if row is None:
            break
        rows.append(row)
        start = row.end
    return rows


def _row_at(lines: Sequence[TextLine], start: int, claimed: Collection[int]) -> Row | None:
    text = ""
    for end in range(start + 1, min(start + ROW_LINES + 1, len(lines) + 1)):
        line = lines[end - 1]
        if end - 1 in claimed or SENTENCE_END.search(line.text) or line.page != lines[start].page:
            return None
        text = f"{text} {line.text}".strip()
        if len(text) > ROW_LETTERS:
            return None
        following = lines[end].text if end < len(lines) and end not in claimed else ""
        if _GRADE_OPEN.search(text) and _GRADE_CLOSE.match(following):
            continue
        name, grade = split_grade(text.replace(CELL_SEPARATOR, " "))
        if grade and name:
            rest = _rest_of_label(lines, end, claimed)
            if _SENTENCE.search(_plain(text)) or (not rest and following[:1].islower()):
                return None
            return Row(_plain(f"{name} {rest}".strip()), grade, start, end + bool(rest))
    return None


def _rest_of_label(lines: Sequence[TextLine], index: int, claimed: Collection[int]) -> str:
    """The end of a wrapped label that comes after its grade: the grade was centred beside two lines."""
    if index >= len(lines) or index in claimed or lines[index].page != lines[index - 1].page:
        return ""
    text = lines[index].text
    is_rest = text[:1].islower() and len(text) < 60 and not SENTENCE_END.search(text) and split_grade(text)[1] is None
    return text if is_rest else ""


def _plain(name: str) -> str:
    plain = _NUMBER.sub("", name).strip(" |:")
    return OVERALL if plain.endswith(OVERALL) else plain


def _sentence_row(text: str, start: int, end: int) -> Row | None:
    for pattern, name in ((_SENTENCE_OVERALL, OVERALL), (_SENTENCE_BOARD, BOARD)):
        match = pattern.match(text)
        if match:
            return Row(name, normalise_grade(match[1]), start, end)
    return None


def _goes_on(lines: Sequence[TextLine], index: int, claimed: Collection[int]) -> bool:
    """Whether the text runs on after what looked like a whole sentence."""
    if index >= len(lines) or index in claimed or lines[index].gap:
        return False
    text = lines[index].text
    return text[:1].islower() or bool(_GRADE_CLOSE.match(text.rstrip(".")))


def _first_of_each_name(rows: Sequence[Row]) -> list[Row]:
    kept: dict[str, Row] = {}
    for row in rows:
        kept.setdefault(row.name, row)
    return list(kept.values())
