"""Files of what was found: Word, CSV and Markdown, every quotation held against its page as the file is made.

Make an `Export` of whatever quotes (the modules `of_...` do), then `file_content` or `write_export`.
"""

from datetime import date

from indexer.snapshot import Snapshot
from retriever.answer import Answer
from retriever.comparison import Comparison
from retriever.exports.forms import Form, file_content, write_export
from retriever.exports.of_answer import answer_export
from retriever.exports.of_register import register_export
from retriever.exports.of_survey import comparison_export, survey_export
from retriever.exports.of_timeline import timeline_export
from retriever.exports.record import Excerpt, Export, Part, Table, counted_up
from retriever.over_time import Timeline
from retriever.survey import Survey

__all__ = [
    "Excerpt",
    "Export",
    "Form",
    "Part",
    "Table",
    "answer_export",
    "comparison_export",
    "counted_up",
    "export_of",
    "file_content",
    "register_export",
    "survey_export",
    "timeline_export",
    "write_export",
]


def export_of(found: Answer | Survey | Comparison | Timeline, snapshot: Snapshot, *, made: date) -> Export:
    """What becomes of whatever was found; a timeline without the items that could be followed."""
    match found:
        case Answer():
            return answer_export(found, snapshot, made=made)
        case Survey():
            return survey_export(found, snapshot, made=made)
        case Comparison():
            return comparison_export(found, snapshot, made=made)
        case Timeline():
            return timeline_export(found, snapshot, made=made)
