"""Passages: what is embedded and ranked. (Splitting is built on these records.)"""

from dataclasses import dataclass

from indexer.document import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, a run of short ones under one heading, or a slice of a long one.

    `document` is the index of its document in the build; `section` and the half-open range
    `first_paragraph:last_paragraph` index into that document's sections and paragraphs. `number` is the
    report's own paragraph number ("14", or "14-16" for a run), None where it has none. `text` is
    exactly what stands at `spans` (slices of one paragraph joined by `join_slices`, paragraphs of a
    run by a line break). `context` is a line about where it stands (authority, type, date, heading):
    embedded and indexed with the passage, never shown as quotation. `twin_of` and boilerplate counts
    are facts about the corpus and live in the build, not here.
    """

    document: int
    section: int
    first_paragraph: int
    last_paragraph: int
    number: str | None
    spans: tuple[Span, ...]
    text: str
    context: str
