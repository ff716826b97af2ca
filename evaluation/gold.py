"""Gold sets: questions, and the quotations in the corpus that answer them.

Evidence names a document, a page and a quotation, never a passage: a set stays valid however the
corpus is split.
"""

from dataclasses import dataclass
from pathlib import Path

from evaluation.coverage import words
from evaluation.errors import GoldError
from evaluation.lines import JsonLine, read_json_lines


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quotation that answers a question. `page` counts from 1; None where the document has no pages."""

    document: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question of a gold set. No evidence means that the corpus does not answer it.

    `kind` is the set's own word ("fact", "theme", ...): figures are given by kind. `answer` is what a
    person would say; it is for readers and is not scored.
    """

    id: str
    question: str
    kind: str
    evidence: tuple[Evidence, ...]
    answer: str

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds an answer."""
        return bool(self.evidence)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The questions of one file in its order, ids unique. `name` is the file's name without its ending."""

    name: str
    file: Path
    questions: tuple[GoldQuestion, ...]


def read_gold(file: Path) -> GoldSet:
    """Read one gold set. Raises GoldError for the first line that is not a question with its evidence."""
    questions: dict[str, GoldQuestion] = {}
    for line in read_json_lines(file, GoldError):
        question = _question(line)
        if question.id in questions:
            raise line.problem(f'the id "{question.id}" stands on an earlier line too')
        questions[question.id] = question
    if not questions:
        raise GoldError(file, "holds no questions")
    return GoldSet(name=file.stem, file=file, questions=tuple(questions.values()))


def _question(line: JsonLine) -> GoldQuestion:
    answer = line.value.get("answer", "")
    return GoldQuestion(
        id=line.text("id"),
        question=line.text("question"),
        kind=line.text("kind"),
        evidence=tuple(_evidence(item) for item in line.objects("evidence")),
        answer=answer if isinstance(answer, str) else "",
    )


def _evidence(item: JsonLine) -> Evidence:
    page = item.value.get("page")
    if page is not None and (not isinstance(page, int) or isinstance(page, bool) or page < 1):
        raise item.problem('"page" of an evidence must be a whole number from 1, or null')
    quote = item.text("quote")
    if not words(quote):
        raise item.problem('"quote" of an evidence must hold words')
    return Evidence(document=item.text("doc"), page=page, quote=quote)
