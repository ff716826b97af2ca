"""What can go wrong while evaluating.

    EvaluationError
    ├── GoldError         a gold set is missing, or one of its lines is not a question with its evidence
    ├── AnswersError      a file of answers is missing, or one of its lines is not an answer
    ├── OldResultError    the file given to compare with is missing, or is not an evaluation
    └── CorpusError       a file of the index is not in the corpus given for the baselines, or cannot be read

Every message names the file, the line where there is one, and what is wrong with it.
"""

from pathlib import Path


class EvaluationError(Exception):
    """Root of everything this package raises on purpose; the user gave something that cannot be used."""

    def __init__(self, file: Path, problem: str, *, line: int | None = None) -> None:
        place = f"{file}, line {line}" if line is not None else str(file)
        super().__init__(f"{place}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


class GoldError(EvaluationError):
    """A gold set that cannot be read to its end; a set is never scored in part."""


class AnswersError(EvaluationError):
    """A file of answers that cannot be read to its end."""


class OldResultError(EvaluationError):
    """The earlier evaluation to compare with cannot be used."""


class CorpusError(EvaluationError):
    """The corpus given for the baselines is not the one that the index was made from."""
