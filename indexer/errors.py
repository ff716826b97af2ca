"""What can go wrong while indexing.

    IndexerError
    ├── UnreadableDocumentError   one file cannot be read; it is listed as skipped, the rest goes on
    ├── ModelFilesError           the encoder's files are missing or not the ones expected
    ├── IndexLockedError          another rebuild is writing this index
    ├── IndexMissingError         there is no build to open
    ├── IndexDamagedError         a file of the build is missing or is not what was written
    ├── IndexMismatchError        the build was made by another encoder or format
    └── EngineError               the server that ranks passages cannot be used

Every message says what happened, where, and what to do next, in words an officer understands.
"""


class IndexerError(Exception):
    """Root of everything this package raises on purpose."""


class UnreadableDocumentError(IndexerError):
    """A file that cannot become a document; `reason` is shown to the user as it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ModelFilesError(IndexerError):
    """The encoder's model files are missing or fail their SHA-256 check."""


class IndexLockedError(IndexerError):
    """Another process holds the index for writing."""


class IndexMissingError(IndexerError):
    """No build has been made in this folder yet."""


class IndexDamagedError(IndexerError):
    """A file of the current build is missing or altered."""


class IndexMismatchError(IndexerError):
    """The build needs another encoder, or another version of this program."""


class EngineError(IndexerError):
    """The engine that an index is searched with cannot be reached, or does not do what is asked."""
