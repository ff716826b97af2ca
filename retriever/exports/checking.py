"""Every quotation held against its page once more, at the moment a file is made of it."""

import re
from dataclasses import dataclass, replace
from typing import Final

from indexer.snapshot import Snapshot
from retriever.cutting import is_verbatim
from retriever.exports.record import Excerpt, Export, LeftOut, each_item, quoted

_UNWRITABLE: Final = re.compile("[^\t\n\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no Word document can hold (XML 1.0, production 2), and the carriage return, which it would change."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An export whose every excerpt stands word for word in build `against`; `left_out` did not, and are gone."""

    export: Export
    against: str
    left_out: int


def checked(export: Export, snapshot: Snapshot) -> Checked:
    """The export with each quotation compared with the page text of this build; what fails leaves its place empty."""
    documents = {card.path: index for index, card in enumerate(snapshot.documents)}

    def stands(excerpt: Excerpt) -> bool:
        index = documents.get(excerpt.source.document)
        return (
            index is not None
            and bool(excerpt.text.strip())
            and not _UNWRITABLE.search(excerpt.text)
            and is_verbatim(snapshot.document(index), excerpt.spans, excerpt.text)
        )

    def held(item: Excerpt | LeftOut) -> Excerpt | LeftOut:
        if isinstance(item, Excerpt) and not stands(item):
            return LeftOut(item.source, item.citation)
        return item

    parts = each_item(export.parts, held)
    left_out = sum(isinstance(item, LeftOut) for item in quoted(parts))
    return Checked(replace(export, parts=parts), snapshot.build, left_out)


def writable(text: str) -> str:
    r"""Words of ours, or a title or a file's name, without the characters that no document can hold.

    >>> writable("a\x00b\rc")
    'abc'
    """
    return _UNWRITABLE.sub("", text)
