"""A small invented council to be judged on, and the judge outside the project where it is there."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def judge(shared: Path) -> ModuleType:
    """The independent scorer; a test that asks for it is marked `real`."""
    specification = importlib.util.spec_from_file_location("judge", shared / "tools" / "score.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def write_lines(tmp_path: Path):
    """Writes objects, one a line, into a file of the test's folder."""

    def write(name: str, *objects: object) -> Path:
        file = tmp_path / name
        file.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in objects), encoding="utf-8")
        return file

    return write


FINDING = "The council visits every child on a plan within ten working days of the referral"
GAP = "Managers do not record why a strategy meeting was held without the school nurse"
LATER = "Since the spring all strategy meetings are attended by health and by the police"


@pytest.fixture
def gold_lines() -> list[dict[str, object]]:
    """Four questions on an invented council, one of them unanswerable."""
    return [
        {
            "id": "q1",
            "question": "How soon are children on a plan visited?",
            "kind": "fact",
            "evidence": [{"doc": "ashmere/2019.pdf", "page": 3, "quote": FINDING}],
            "answer": "within ten working days",
        },
        {
            "id": "q2",
            "question": "Who attends strategy meetings?",
            "kind": "change",
            "evidence": [
                {"doc": "ashmere/2019.pdf", "page": 4, "quote": GAP},
                {"doc": "ashmere/2022.pdf", "page": 1, "quote": LATER},
            ],
            "answer": "first without the nurse, later health and police too",
        },
        {
            "id": "q3",
            "question": "What is said about strategy meetings?",
            "kind": "theme",
            "evidence": [{"doc": "ashmere/2022.pdf", "page": None, "quote": LATER}],
            "answer": "health and police attend",
        },
        {"id": "q4", "question": "What does the mayor earn?", "kind": "unanswerable", "evidence": [], "answer": ""},
    ]


@pytest.fixture
def answer_lines() -> list[dict[str, object]]:
    """What a middling system might say to those questions."""

    def passage(document: str, page: int, text: str) -> dict[str, object]:
        return {"document": document, "pages": [page], "text": text}

    other = passage("ashmere/2016.pdf", 9, "Foster carers spoke warmly of their training and of their link workers")
    return [
        {
            "id": "q1",
            "question": "How soon are children on a plan visited?",
            "answerable": True,
            "confidence": 0.9,
            "answer": [{"text": FINDING + ".", "citation": 1}],
            "passages": [passage("ashmere/2019.pdf", 3, f"12. {FINDING}. This is prompt."), other],
            "searched": {"build": "b1"},
            "timings_ms": {"total": 10.0},
        },
        {
            "id": "q2",
            "question": "Who attends strategy meetings?",
            "answerable": True,
            "confidence": 0.6,
            "answer": [{"text": "Foster carers spoke warmly of their training", "citation": 1}],
            "passages": [other, passage("ashmere/2019.pdf", 5, GAP)],
            "searched": {"build": "b1"},
            "timings_ms": {"total": 20.0},
        },
        {
            "id": "q3",
            "question": "What is said about strategy meetings?",
            "answerable": False,
            "confidence": 0.3,
            "answer": [],
            "passages": [other],
            "searched": {"build": "b1"},
            "timings_ms": {"total": 30.0},
        },
        {
            "id": "q4",
            "question": "What does the mayor earn?",
            "answerable": False,
            "confidence": 0.2,
            "answer": [],
            "passages": [other],
            "searched": {"build": "b1"},
            "timings_ms": {"total": 40.0},
        },
    ]


@pytest.fixture
def gold_file(write_lines, gold_lines) -> Path:
    """The questions as a gold set named ashmere."""
    return write_lines("ashmere.jsonl", *gold_lines)


@pytest.fixture
def answers_file(write_lines, answer_lines) -> Path:
    """The answers as `ask --batch` writes them."""
    return write_lines("answers.jsonl", *answer_lines)
