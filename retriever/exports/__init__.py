"""Files of what was found: Word, CSV and Markdown, every quotation held against its page as the file is made.

Make an `Export` of whatever quotes (the modules `of_...` do), then `file_content` or `write_export`.
"""

from retriever.exports.forms import Form, file_content, write_export
from retriever.exports.of_answer import answer_export
from retriever.exports.of_register import register_export
from retriever.exports.of_survey import comparison_export, survey_export
from retriever.exports.of_timeline import timeline_export
from retriever.exports.record import Excerpt, Export, Part, Table, counted_up

__all__ = [
    "Excerpt",
    "Export",
    "Form",
    "Part",
    "Table",
    "answer_export",
    "comparison_export",
    "counted_up",
    "file_content",
    "register_export",
    "survey_export",
    "timeline_export",
    "write_export",
]
