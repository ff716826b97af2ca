"""What can go wrong while asking.

    RetrieverError
    ├── QuestionError     the question is empty, or longer than a question can be
    ├── ExportError       a file cannot be made in the form that its name asks for
    └── FeedbackError     feedback cannot be kept, read or approved as it stands

A build that cannot be opened is the indexer's business and raises its errors.
"""


class RetrieverError(Exception):
    """Root of everything this package raises on purpose."""


class QuestionError(RetrieverError):
    """A question that cannot be asked as it stands; the message says why and what to do."""


class ExportError(RetrieverError):
    """A file that cannot be made; the message says why and what to do."""


class FeedbackError(RetrieverError):
    """Feedback that cannot be kept, read or approved; the message says why and what to do."""
