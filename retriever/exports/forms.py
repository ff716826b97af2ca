"""The forms a file can have, and the one way to make one: checked against the build, then written."""

from enum import StrEnum
from pathlib import Path

from indexer.snapshot import Snapshot
from retriever.errors import ExportError
from retriever.exports.checking import checked
from retriever.exports.comma_separated import to_csv
from retriever.exports.markdown import to_markdown
from retriever.exports.record import Export


class Form(StrEnum):
    """The forms of a file; the value is the ending of its name."""

    WORD = "docx"
    CSV = "csv"
    MARKDOWN = "md"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @classmethod
    def of(cls, file: Path) -> "Form":
        """The form that a file's name asks for. Raises ExportError for any other ending."""
        try:
            return cls(file.suffix.lower().removeprefix("."))
        except ValueError:
            endings = ", ".join(f".{form}" for form in cls)
            raise ExportError(f"{file.name} says no form to export to; end the name in one of {endings}") from None


_MEDIA_TYPES = {
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.CSV: "text/csv",
    Form.MARKDOWN: "text/markdown",
}


def file_content(export: Export, snapshot: Snapshot, form: Form) -> bytes:
    """The file's bytes. Every quotation is compared with this build's pages; what fails is left out and counted."""
    proved = checked(export, snapshot)
    match form:
        case Form.WORD:
            from retriever.exports.word import to_word  # python-docx is loaded by who wants a Word file

            return to_word(proved)
        case Form.CSV:
            return to_csv(proved)
        case Form.MARKDOWN:
            return to_markdown(proved)


def write_export(export: Export, snapshot: Snapshot, file: Path) -> None:
    """Write the file in the form that its name asks for, whole or not at all. Raises ExportError, OSError."""
    content = file_content(export, snapshot, Form.of(file))
    unfinished = file.with_name(file.name + ".part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
