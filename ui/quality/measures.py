"""The figures of an evaluation in plain words: what each is called on the page, and what it means in a sentence."""

from dataclasses import dataclass
from typing import Final

from ui.quality.results import Figure, Miss


@dataclass(frozen=True, slots=True)
class Measure:
    """`name` is the key in the file, `label` and `meaning` what people read.

    A share is shown in per cent, at most 100: one passage may hold several pieces of evidence, so more can be found
    than was asked for.
    """

    name: str
    label: str
    meaning: str
    is_share: bool = True

    def shown(self, figure: Figure | None) -> str:
        """The figure with its interval: "97% (92% to 100%)"; a dash where there was nothing to count."""
        if figure is None or figure.value is None:
            return "–"
        if figure.low is None or figure.high is None:
            return self._one(figure.value)
        return f"{self._one(figure.value)} ({self._one(figure.low)} to {self._one(figure.high)})"

    def _one(self, value: float) -> str:
        if self.is_share:
            return f"{min(value, 1):.0%}"
        return f"{value:.0f}" if value > 10 else f"{value:.2f}"


MAIN: Final = (
    Measure("hit@1", "First passage right", "Questions whose first passage holds what answers them."),
    Measure("hit@5", "Right one in the first five", "Questions with such a passage among the first five."),
    Measure("recall@10", "Evidence found", "Of all that answers a question, what stands in the first ten passages."),
    Measure("answer_hit", "Answers that quote evidence", "Questions whose answer quotes at least one right sentence."),
    Measure("answer_recall", "Evidence quoted", "Of all that answers a question, what the answer itself quotes."),
    Measure("answer_precision", "Quotations to the point", "Of what an answer quotes, what does answer the question."),
    Measure("page_correct", "Page right", "Right passages that name the page on which the evidence stands."),
    Measure(
        "unanswerable_refused",
        "Silence admitted",
        "Questions that the reports do not answer, where the search says so and quotes nothing.",
    ),
    Measure(
        "answerable_refused",
        "Answers withheld",
        "Questions that the reports do answer, where the search says that they do not. Less is better.",
    ),
)

OTHERS: Final = (
    Measure("hit@10", "Right one in the first ten", "Questions with a right passage among the first ten."),
    Measure("document_recall", "Reports found", "Of the reports that answer a question, those among the passages."),
    Measure("answered", "Answered at all", "Answerable questions that are not turned away."),
    Measure(
        "mrr",
        "Place of the first right passage",
        "1 if it always stood first, 0.5 if it always stood second, 0.33 third, and so on.",
        is_share=False,
    ),
    Measure(
        "ndcg@10",
        "Order of the passages",
        "1 if all the evidence stood before everything else among the ten passages.",
        is_share=False,
    ),
    Measure("answer_words", "Words in an answer", "How long an answer is, on average.", is_share=False),
    Measure(
        "auroc",
        "Sureness in the right place",
        "How often it is surer of a question with an answer than of one without; tossing a coin gives 50%.",
    ),
    Measure(
        "balanced_accuracy",
        "Rightly answered or refused",
        "Questions with and without an answer that are treated rightly, both kinds counting alike.",
    ),
    Measure(
        "risk_coverage_area",
        "Errors among the surest",
        "How many would be wrong, on average over answering only the surest one, two, … all. Less is better.",
    ),
)


def what_went_wrong(miss: Miss) -> str:
    """Why a question counts as failed, in words."""
    if not miss.answerable:
        return "Answered, though the reports do not say"
    if not miss.answered:
        return "Said to be unanswered, though the reports answer it"
    return "Found, but not quoted" if miss.found else "Not found among the passages"
