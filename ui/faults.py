"""What becomes of an error that nobody foresaw: a code on the page, and a place without words in the log.

An exception's message may hold a sentence of a report or somebody's question. The browser gets a code; the log
gets that code, the kind of error and the lines of code it came through, never the message.
"""

import hashlib
import logging
import threading
import traceback
from pathlib import Path
from typing import Final

import streamlit as st

from ui.safe import compose, safe

_LOGGER: Final = logging.getLogger(__name__)
_SHOWN_FRAMES: Final = 12


def show_fault(error: Exception) -> bool:
    """For `streamlit.starlette.App`: shows the code of an error in the place of its text."""
    st.error(
        compose(
            "Something went wrong that should not have (code {}). The reports and the index are unharmed. Try again; "
            "if it comes back, tell whoever keeps this app the code: its log says under it where this happened.",
            safe(code_of(error)),
        )
    )
    return True


def code_of(error: BaseException) -> str:
    """Six letters and digits, the same for the same kind of error at the same place."""
    return hashlib.sha256(place_of(error).encode()).hexdigest()[:6]


def place_of(error: BaseException) -> str:
    """The kind of an error and where it was raised, without its message.

    >>> try:
    ...     raise ValueError("A sentence of a report.")
    ... except ValueError as error:
    ...     "sentence" in place_of(error), place_of(error).startswith("ValueError")
    (False, True)
    """
    frames = traceback.extract_tb(error.__traceback__)[-_SHOWN_FRAMES:]
    lines = [f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([type(error).__qualname__, *lines])


def keep_messages_out_of_the_log() -> None:
    """From now on no exception's message is logged by anybody in this process."""
    make_record = logging.getLogRecordFactory()

    def without_message(*arguments: object, **named: object) -> logging.LogRecord:
        record = make_record(*arguments, **named)
        error = record.exc_info[1] if record.exc_info else None
        if error:
            record.exc_text = f"code {code_of(error)}: {place_of(error)}"
            record.exc_info = None
        return record

    logging.setLogRecordFactory(without_message)
    threading.excepthook = _log_thread


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value:
        _LOGGER.error("A thread ended early", exc_info=failed.exc_value)
