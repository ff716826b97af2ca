"""Answers as they are scored: the part of the answer's JSON form that figures are made of.

Every system that is measured hands on its answers in the JSON form of `ask --batch`, so that one
scorer serves them all, and so does a judge outside this project.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import AnswersError
from evaluation.gold import GoldQuestion
from evaluation.lines import JsonLine, read_json_lines


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """One passage of an answer; its place in the answer is its rank. `pages` count from 1."""

    document: str
    pages: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a system said to one question.

    `key` is the question's id, or its words where the answer carries none. `items` are the pieces of
    the answer as shown; empty where it abstained. `passages` are best first, also where it abstained.
    `milliseconds` is how long the question took, None where nobody measured.
    """

    key: str
    answered: bool
    confidence: float
    items: tuple[str, ...]
    passages: tuple[RankedPassage, ...]
    milliseconds: float | None = None
    build: str | None = None


NO_ANSWER = GivenAnswer(key="", answered=False, confidence=0.0, items=(), passages=())
"""Stands for an answer that is missing: it finds nothing and is sure of nothing."""


def read_answers(file: Path) -> list[GivenAnswer]:
    """The answers of one file of `ask --batch`. Raises AnswersError for the first line that is none."""
    return [_answer(line) for line in read_json_lines(file, AnswersError)]


def answer_from_json(value: dict[str, object]) -> GivenAnswer:
    """One answer of a system in this process; the same reading as from a file."""
    return _answer(JsonLine(Path("answer"), 1, value, AnswersError))


def match_answers(questions: Iterable[GoldQuestion], answers: Iterable[GivenAnswer]) -> list[GivenAnswer | None]:
    """The answer to each question, by its id, else by its words; None where there is none."""
    by_key: Mapping[str, GivenAnswer] = {answer.key: answer for answer in answers}
    return [by_key.get(question.id) or by_key.get(question.question) for question in questions]


def _answer(line: JsonLine) -> GivenAnswer:
    identifier = line.value.get("id")
    answerable = line.value.get("answerable")
    if not isinstance(answerable, bool):
        raise line.problem('"answerable" must be true or false')
    return GivenAnswer(
        key=identifier if isinstance(identifier, str) and identifier else line.text("question"),
        answered=answerable,
        confidence=_number(line, line.value, "confidence") or 0.0,
        items=tuple(item.text("text") for item in line.objects("answer")),
        passages=tuple(_passage(item) for item in line.objects("passages")),
        milliseconds=_number(line, line.value.get("timings_ms"), "total"),
        build=_build(line.value.get("searched")),
    )


def _passage(item: JsonLine) -> RankedPassage:
    pages = item.value.get("pages")
    if not isinstance(pages, list) or not all(isinstance(page, int) for page in pages):
        raise item.problem('"pages" of a passage must be a list of whole numbers')
    return RankedPassage(document=item.text("document"), pages=tuple(pages), text=item.text("text"))


def _number(line: JsonLine, holder: object, key: str) -> float | None:
    value = holder.get(key) if isinstance(holder, dict) else None
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise line.problem(f'"{key}" must be a number')
    return float(value)


def _build(searched: object) -> str | None:
    build = searched.get("build") if isinstance(searched, dict) else None
    return build if isinstance(build, str) else None
