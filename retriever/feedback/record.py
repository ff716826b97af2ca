"""One person's word on one answer, and the gold question that it can become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from retriever.errors import FeedbackError


class Opinion(StrEnum):
    """What somebody says of an answer, in the words shown to them."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed a paragraph"


@dataclass(frozen=True, slots=True)
class EvidenceQuote:
    """What answers a question, verbatim. `page` counts from 1; it is the one on which most of the quotation stands."""

    document: str
    page: int
    quote: str


@dataclass(frozen=True, slots=True)
class Approval:
    """The second person's word, which makes the question gold. `kind` is one of those that `evaluate` tells apart."""

    by: str
    on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's word on one answer of one build.

    `evidence` is what answers the question as far as this person knows; `silent` says that the reports do not
    answer it. `words` is the answer in a sentence of theirs, which may be empty. `key` names it.
    """

    key: str
    question: str
    opinion: Opinion
    silent: bool
    evidence: tuple[EvidenceQuote, ...]
    words: str
    by: str
    on: date
    build: str
    approval: Approval | None = None

    @property
    def can_be_gold(self) -> bool:
        """Whether it says what a right answer rests on; "wrong" alone does not."""
        return self.silent or bool(self.evidence)


def same_person(one: str, other: str) -> bool:
    """Whether two names or initials are of one person, however they are written.

    >>> same_person("A. B.", "ab"), same_person("AB", "AC")
    (True, False)
    """

    def bare(name: str) -> str:
        return "".join(character for character in name.casefold() if character.isalnum())

    return bare(one) == bare(other)


def to_json(feedback: Feedback) -> dict[str, Any]:
    approval = feedback.approval
    return {
        "key": feedback.key,
        "question": feedback.question,
        "opinion": feedback.opinion.value,
        "silent": feedback.silent,
        "evidence": [_evidence_to_json(item) for item in feedback.evidence],
        "words": feedback.words,
        "by": feedback.by,
        "on": feedback.on.isoformat(),
        "build": feedback.build,
        "approval": {"by": approval.by, "on": approval.on.isoformat(), "kind": approval.kind} if approval else None,
    }


def from_json(value: Mapping[str, Any]) -> Feedback:
    """Raises FeedbackError where a part is missing or of another kind."""
    try:
        approval = value["approval"]
        return Feedback(
            key=str(value["key"]),
            question=str(value["question"]),
            opinion=Opinion(value["opinion"]),
            silent=bool(value["silent"]),
            evidence=tuple(
                EvidenceQuote(str(item["doc"]), int(item["page"]), str(item["quote"])) for item in value["evidence"]
            ),
            words=str(value["words"]),
            by=str(value["by"]),
            on=date.fromisoformat(value["on"]),
            build=str(value["build"]),
            approval=Approval(str(approval["by"]), date.fromisoformat(approval["on"]), str(approval["kind"]))
            if approval
            else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FeedbackError(f"This is no feedback that can be read ({error}).") from None


def to_gold(feedback: Feedback) -> dict[str, Any]:
    """The line of a gold set, as `evaluate --gold` reads it. Raises FeedbackError where nobody approved it."""
    if feedback.approval is None:
        raise FeedbackError("Only what a second person approved is gold.")
    return {
        "id": f"feedback-{feedback.key}",
        "question": feedback.question,
        "kind": feedback.approval.kind,
        "evidence": [] if feedback.silent else [_evidence_to_json(item) for item in feedback.evidence],
        "answer": feedback.words,
    }


def _evidence_to_json(item: EvidenceQuote) -> dict[str, Any]:
    return {"doc": item.document, "page": item.page, "quote": item.quote}
