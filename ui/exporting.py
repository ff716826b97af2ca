"""The export buttons, the same on every page: a file is made when it is asked for, not when a page is drawn."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Final

import streamlit as st

from indexer.snapshot import Snapshot
from retriever.exports import Export, Form, file_content
from ui.safe import safe

_LABELS: Final = {Form.WORD: "Word", Form.CSV: "CSV", Form.MARKDOWN: "Markdown"}
_HELP: Final = {
    Form.WORD: "A document with headings and footnotes",
    Form.CSV: "A table for Excel, one row a quotation",
    Form.MARKDOWN: "Plain text with footnotes",
}
_LEAD: Final = re.compile(
    r"^what (?:did|do|does|have|has) (?:the )?(?:inspectors?|reports?|ofsted) "
    r"(?:say|said|find|found|write|written)(?: (?:about|on|of))? ",
    re.IGNORECASE,
)
_NAME_LENGTH: Final = 80


def export_buttons(make: Callable[[date], Export], snapshot: Snapshot, *, title: str, key: str) -> None:
    """A button for each form. `make` gives the export of this day; `title` names the file; `key` is the page's own."""
    with st.container(horizontal=True, gap="small", key=f"{key}-export"):
        for form in Form:
            st.download_button(
                safe(f"Export to {_LABELS[form]}"),
                data=partial(_content, make, snapshot, form),
                file_name=f"{file_stem(title, today())}.{form}",
                mime=form.media_type,
                key=f"{key}-{form}",
                help=safe(_HELP[form]),
                icon=":material/download:",
                on_click="ignore",
            )


def _content(make: Callable[[date], Export], snapshot: Snapshot, form: Form) -> bytes:
    return file_content(make(today()), snapshot, form)


def today() -> date:
    """The day on this machine's calendar."""
    return datetime.now().astimezone().date()


def file_stem(title: str, day: date) -> str:
    """A file name without its ending that says what is in it and sorts by day; fit for every system.

    >>> file_stem("What did inspectors say about caseloads in Ayford?", date(2024, 6, 3))
    'Caseloads in Ayford 2024-06-03'
    """
    words = re.sub(r"[^\w '’&,()-]+", " ", _LEAD.sub("", title), flags=re.UNICODE)
    name = " ".join(words.split()).strip(" ,-'")
    if len(name) > _NAME_LENGTH:
        name = name[: _NAME_LENGTH + 1].rpartition(" ")[0] or name[:_NAME_LENGTH]
    return f"{name[:1].upper()}{name[1:]} {day.isoformat()}".strip()
