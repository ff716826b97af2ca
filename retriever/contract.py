"""Answers as JSON, in the form that scripts outside the project rely on."""

from datetime import date
from typing import Any

from retriever.answer import Answer, CitedPassage, Quotation, Understood


def answer_to_json(answer: Answer, identifier: str | None = None) -> dict[str, Any]:
    """One answer as a JSON object. `identifier` is the caller's own id of the question, given back as it came."""
    return {
        "id": identifier,
        "question": answer.question,
        "understood": understood_to_json(answer.understood),
        "answerable": answer.answerable,
        "confidence": round(answer.confidence, 4),
        "strength": answer.strength.value,
        "verdict": answer.verdict,
        "answer": [quotation_to_json(quotation) for quotation in answer.quotations],
        "passages": [passage_to_json(passage) for passage in answer.passages],
        "searched": {
            "build": answer.searched.build,
            "documents": answer.searched.documents,
            "passages": answer.searched.passages,
            "skipped": answer.searched.skipped,
        },
        "dropped": answer.dropped,
        "timings_ms": {stage: round(milliseconds, 2) for stage, milliseconds in answer.timings_ms.items()},
    }


def understood_to_json(understood: Understood) -> dict[str, Any]:
    """What a question was taken to ask for as a JSON object."""
    return {
        "authorities": list(understood.authorities),
        "unknown_authorities": list(understood.unknown_authorities),
        "types": [kind.value for kind in understood.types],
        "since": _iso(understood.since),
        "until": _iso(understood.until),
        "latest": understood.latest,
        "expansions": dict(understood.expansions),
    }


def quotation_to_json(quotation: Quotation) -> dict[str, Any]:
    """One quotation as a JSON object, with its own place beside what the contract asks for."""
    place = quotation.place
    return {
        "text": quotation.text,
        "citation": quotation.citation,
        "paragraph": place.paragraph if place else None,
        "pages": list(place.pages) if place else [],
        "page_labels": list(place.page_labels) if place else [],
        "group": quotation.group or None,
    }


def passage_to_json(passage: CitedPassage) -> dict[str, Any]:
    """One cited passage as a JSON object."""
    return {
        "rank": passage.rank,
        "citation": passage.citation,
        "document": passage.document,
        "title": passage.title,
        "authorities": list(passage.authorities),
        "type": passage.type.value,
        "published": _iso(passage.published),
        "inspected_from": _iso(passage.inspected_from),
        "inspected_to": _iso(passage.inspected_to),
        "section": passage.section or None,
        "paragraph": passage.paragraph,
        "pages": list(passage.pages),
        "page_labels": list(passage.page_labels),
        "text": passage.text,
        "highlights": [list(highlight) for highlight in passage.highlights],
        "score": round(passage.score, 6),
        "ranks": {"dense": passage.dense_rank, "lexical": passage.lexical_rank},
        "also_in": list(passage.also_in),
        "aside": passage.aside,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
