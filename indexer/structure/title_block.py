"""The top of a report: its title, and the lines of fact under it (inspection dates, lead inspector, publication)."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indexer.reading import LineStyle
from indexer.structure.lines import Mark, Marks, Role, TextLine, first_word
from indexer.structure.standing import salutation_index

_FACT = re.compile(
    r"^(?:(?:Inspection|Visit|Review) dates?\b|Dates? of (?:previous |the )?(?:inspection|visit)|Lead inspectors?\b"
    r"|Reporting inspector\b|Report published\b|Published\b|Publication date\b|Age group\b|Date published\b)",
    re.IGNORECASE,
)
_FACT_GOES_ON = re.compile(r"^(?:(?:Her|His) Majesty.?s Inspector|HMI)\b|^\d{1,2} \w+ \d{4}$|^(?:to|and|–|-) \d")
_TITLE_START = re.compile(
    r"^(?:(?:Re-?)?inspection of|Review of the|(?:Joint )?area SEND|Focus+ed visit|Monitoring visit|Joint targeted"
    r"|Joint (?:local )?area|Annual|Ofsted )",
    re.IGNORECASE,
)
_LETTER_BODY = re.compile(r"^(?:This letter|Her Majesty|His Majesty|I am writing|Following|Thank you|Inspectors? )")
_SERIES = re.compile(r"^(?:(?i:Local area partnership report|Inspection report)|[A-Z ]{3,40})$")
HEAD_LINES = 30
TITLE_LINES = 9
LETTER_TITLE_LINES = 4


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """`title` as the title page words it; `body` is council and other lines over the title, `facts` the fact lines.

    All empty where the document opens with neither a title page nor a salutation.
    """

    title: str
    council: str
    facts: tuple[str, ...]
    marks: Marks


def find_title_block(lines: Sequence[TextLine], claimed: Collection[int]) -> TitleBlock:
    salutation = salutation_index(lines)
    if salutation is not None:
        return _letter_title(lines, salutation)
    facts = _fact_lines(lines, claimed)
    if facts:
        return _report_title(lines, facts)
    return _plain_title(lines)


def _fact_lines(lines: Sequence[TextLine], claimed: Collection[int]) -> list[tuple[int, int]]:
    """Line ranges of the facts on the first pages, a wrapped one as a whole."""
    found: list[tuple[int, int]] = []
    for index, line in enumerate(lines[:HEAD_LINES]):
        if index in claimed or not _FACT.match(line.text) or line.page > lines[0].page + 1:
            continue
        end = index + 1
        while end < len(lines) and end not in claimed and _FACT_GOES_ON.match(lines[end].text):
            end += 1
        found.append((index, end))
    return found


def _report_title(lines: Sequence[TextLine], facts: Sequence[tuple[int, int]]) -> TitleBlock:
    first_fact = facts[0][0]
    head = [line.text for line in lines[: min(first_fact, TITLE_LINES + 3)]]
    start = next((i for i, text in enumerate(head) if _TITLE_START.match(text)), None)
    council = ""
    if start is None:
        title = " ".join(head)
    else:
        council = " ".join(text for text in head[:start] if not _SERIES.match(text))
        title = " ".join(head[start:])
        if not council and len(head) - start > 1 and re.search(r"^London Borough of|\bCouncil$", head[-1]):
            council, title = head[-1], " ".join(head[start:-1])
    marks = {i: Mark(Role.STANDING, starts=i == 0) for i in range(first_fact)}
    if start is not None and len(head) == first_fact:  # the title belongs to the facts: "Inspection of ..., dates ..."
        marks |= {i: Mark(Role.TABLE, starts=i == start) for i in range(start, first_fact)}
    for index, end in facts:
        marks[index] = Mark(Role.TABLE)
        marks |= {i: Mark(Role.TABLE, starts=False) for i in range(index + 1, end)}
    texts = tuple(" ".join(line.text for line in lines[index:end]) for index, end in facts)
    return TitleBlock(title.strip(), council.strip(), texts, marks)


def _letter_title(lines: Sequence[TextLine], salutation: int) -> TitleBlock:
    """A letter's subject: the lines after the salutation, up to the first that opens a sentence."""
    end = salutation + 1
    while end < len(lines) and end - salutation <= LETTER_TITLE_LINES and not _LETTER_BODY.match(lines[end].text):
        end += 1
    if end - salutation > LETTER_TITLE_LINES:
        end = salutation + 2
    title = " ".join(line.text for line in lines[salutation + 1 : end])
    marks = {i: Mark(Role.STANDING, starts=i == salutation + 1) for i in range(salutation + 1, end)}
    dated = [i for i in range(salutation) if re.match(r"^\d{1,2}(?:st|nd|rd|th)? \w+ \d{4}$", lines[i].text)]
    if dated:
        marks[dated[0]] = Mark(Role.TABLE)
    return TitleBlock(title.rstrip("."), "", tuple(lines[i].text for i in dated[:1]), marks)


def _plain_title(lines: Sequence[TextLine]) -> TitleBlock:
    """No title page: the first heading, or the first line, is the title."""
    if not lines:
        return TitleBlock("", "", (), {})
    index = next((i for i, line in enumerate(lines[:HEAD_LINES]) if line.style is LineStyle.HEADING), 0)
    text = re.sub(r"^date \d{4}-\d{2}-\d{2} ", "", lines[index].text)
    if lines[index].style is not LineStyle.HEADING and (len(text) > 200 or first_word(text).islower()):
        return TitleBlock("", "", (), {})
    quoted = re.fullmatch(r"[“\"](.+)[”\"]", text)
    return TitleBlock(quoted[1] if quoted else text, "", (), {index: Mark(Role.STANDING)})
