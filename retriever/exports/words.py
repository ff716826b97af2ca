"""The words that every form of file has in common."""

from collections.abc import Iterator
from typing import Final

from retriever.exports.checking import Checked
from retriever.exports.record import LeftOut
from retriever.references import human_date, reference

RECEIPT_HEADING: Final = "What was searched, and how this file was made"


def left_out_words(item: LeftOut) -> str:
    """What stands where a quotation was left out."""
    return f"A quotation was left out here: it was not found word for word in {reference(item.source)}."


def made_words(found: Checked) -> Iterator[str]:
    """The receipt of the file: what was searched, from which build, and what the last check left out."""
    export = found.export
    yield from export.receipt
    yield f"Made on {human_date(export.made)} from index build {export.build}."
    against = "" if found.against == export.build else f" of the newer build {found.against}"
    yield f"Every quotation here was compared word for word with the text of its page{against} as the file was made."
    if found.left_out:
        quotations, were = ("quotation", "was") if found.left_out == 1 else ("quotations", "were")
        yield f"{found.left_out:,} {quotations} {were} left out: not found word for word."
