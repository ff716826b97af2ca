"""The words that every form of file has in common."""

from collections.abc import Iterable, Iterator
from typing import Final

from retriever.exports.checking import Checked
from retriever.exports.record import LeftOut, Part, quoted
from retriever.references import human_date, place, reference, report_name

RECEIPT_HEADING: Final = "What was searched, and how this file was made"


def left_out_words(item: LeftOut) -> str:
    """What stands where a quotation was left out."""
    return f"A quotation was left out here: it was not found word for word in {reference(item.source)}."


def footnotes(parts: Iterable[Part]) -> dict[int, str]:
    """The text of each footnote by its number: the report, and every place that is quoted where it first stands."""
    places: dict[int, dict[str, None]] = {}
    names: dict[int, str] = {}
    for part in parts:
        before = set(names)
        for item in quoted([part]):
            if item.citation not in before:
                names[item.citation] = report_name(item.source, item.source.document)
                places.setdefault(item.citation, {})[place(item.source)] = None
    return {
        citation: ", ".join(words for words in (name, "; ".join(one for one in places[citation] if one)) if words)
        for citation, name in names.items()
    }


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
