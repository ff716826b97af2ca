"""A small invented council to be judged on, and the judge outside the project where it is there."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from indexer.build import rebuild
from indexer.settings import Settings

JUDGES_NAMES = {
    "hit@1": "hit1",
    "hit@5": "hit5",
    "hit@10": "hit",
    "recall@10": "recall",
    "mrr": "mrr",
    "ndcg@10": "ndcg",
    "document_recall": "doc_recall",
    "answer_hit": "answer_hit",
    "answer_recall": "answer_recall",
    "answer_precision": "answer_precision",
    "answer_words": "answer_words",
    "answered": "kept",
}
JUDGES_SUMMARY = {
    "auroc": "auroc",
    "balanced_accuracy": "balanced_accuracy",
    "unanswerable_refused": "abstain_recall",
    "page_correct": "page_correct",
}


@pytest.fixture(scope="session")
def judge(shared: Path) -> ModuleType:
    """The independent scorer; a test that asks for it is marked `real`."""
    specification = importlib.util.spec_from_file_location("judge", shared / "tools" / "score.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def judged(judge: ModuleType):
    """Scores gold and answer lines by the judge: its figures by kind under our names, then those of the whole set."""

    def score(gold_lines: list[dict], answer_lines: list[dict]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
        kinds, summary = judge.table(*judge.score(gold_lines, answer_lines, 10), 10)
        by_kind = {
            "all answerable" if kind == "ALL answerable" else kind: {
                "questions": figures["n"],
                **{name: figures[judges_name] for name, judges_name in JUDGES_NAMES.items()},
            }
            for kind, figures in kinds.items()
        }
        return by_kind, {name: summary[judges_name] for name, judges_name in JUDGES_SUMMARY.items()}

    return score


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


@pytest.fixture(scope="session")
def measured_index(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the documents that ship, by the real encoder; a test that asks for it is marked `slow`."""
    index = tmp_path_factory.mktemp("measured") / "index"
    rebuild(project / "corpus", index, Settings())
    return index
