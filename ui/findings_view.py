"""What a report says on a theme, on the screen: its quotations with their references, each to be opened in place."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from indexer.snapshot import DocumentCard, Skipped, Snapshot
from retriever.answer import CitedPassage, Strength, where_quoted
from retriever.page_images import NoImage, has_pictures, page_image
from retriever.references import in_marks, reference
from retriever.survey import Bucket, ReportFinding, on_whom
from ui.evidence import chip, document_of, marked, quoted_spans, quoted_with_reference, quotes_of, when
from ui.places import Places
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.wording import TYPE_NAMES, listed

PLAINNESS: Final[Mapping[Strength, str]] = {
    Strength.STRONG: "In so many words",
    Strength.PARTIAL: "In part, or in other words",
    Strength.WEAK: "Only touches on it",
    Strength.NONE: "–",
}
"""How plainly a report speaks to a theme; the same steps as the strength of an answer."""


def report_name(card: DocumentCard) -> Markdown:
    """Whose, what and when: "Ambleford · Inspection · 5 to 16 February 2024"."""
    return compose("{} · {} · {}", safe(whose(card)), safe(TYPE_NAMES[card.type]), safe(when(card)))


def whose(card: DocumentCard) -> str:
    return listed(card.authorities) if card.authorities else card.title


def capitalised(text: str) -> str:
    """Its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def quotation(passage: CitedPassage) -> Markdown:
    """The quoted sentences in quotation marks, each as it stands in the report."""
    return joined(" […] ", [safe(in_marks(quote)) for quote in quotes_of(passage)])


def cell(passage: CitedPassage) -> Markdown:
    """A quotation with its reference, for a cell of a table."""
    return compose("{}  \n{}", quotation(passage), quiet(safe(place_words(passage))))


def cell_with_chip(passage: CitedPassage) -> Markdown:
    """A quotation with a chip that leads to its paragraph on the same page."""
    return compose("{}  \n{}", quotation(passage), chip(passage))


def show_passage(passage: CitedPassage, name: Markdown, snapshot: Snapshot, places: Places) -> None:
    """A whole paragraph with its quoted sentences marked, where the chips lead to."""
    with st.container(border=True):
        # Streamlit makes the name that chips link to of a heading's text: "passage-3".
        st.markdown(compose("### :blue-badge[Passage {}]", passage.citation), anchors=False)
        st.markdown(compose("**{}**  \n{}", name, quiet(safe(place_words(passage)))))
        st.markdown(marked(passage))
        with st.expander("Copy with reference, or see the page", icon=":material/content_copy:"):
            st.code(quoted_with_reference(passage), language=None, wrap_lines=True)
            _page(passage, snapshot, places, key="passage")


def place_words(passage: CitedPassage) -> str:
    """The full reference, with the heading that the passage stands under: an area for improvement is told by it."""
    heading = passage.section.rpartition(" > ")[2]
    cited = reference(where_quoted(passage))
    return f"{cited}, under “{heading}”" if heading else cited


def show_finding(report: ReportFinding, snapshot: Snapshot, places: Places, *, heading: bool = True) -> None:
    """One report that says something: its quotations, each with its paragraph to open and to copy."""
    if heading:
        st.subheader(report_name(report.card), anchor=False)
    if report.strength is not Strength.STRONG:
        st.markdown(compose("*{}*", safe(PLAINNESS[report.strength])))
    for place, passage in enumerate(report.evidence):
        if whom := on_whom(report, place):
            st.markdown(compose("**{}:**", safe(whom)))
        show_quotation(passage, snapshot, places)


def show_quotation(passage: CitedPassage, snapshot: Snapshot, places: Places) -> None:
    """A quotation, its reference, and its paragraph to open."""
    st.markdown(cell(passage))
    with st.expander("Read the whole paragraph, or copy it", icon=":material/article:"):
        st.markdown(marked(passage))
        st.code(quoted_with_reference(passage), language=None, wrap_lines=True)
        _page(passage, snapshot, places, key="quotation")


def _page(passage: CitedPassage, snapshot: Snapshot, places: Places, *, key: str) -> None:
    """The page itself as a picture, drawn when it is asked for."""
    document = document_of(passage, snapshot)
    if not has_pictures(document):
        return
    page = where_quoted(passage).pages[0]
    name = f"page {page}"
    if not st.toggle(safe(f"Show {name} as a picture"), key=f"{key}-picture-of-{passage.citation}-{passage.row}"):
        return
    image = page_image(
        places.corpus,
        document,
        page,
        outlined=passage.spans,
        marked=quoted_spans(passage, document),
    )
    if isinstance(image, NoImage):
        st.markdown(safe(image.reason))
        return
    outlined = "with the passage outlined" if image.placed else "without an outline"
    st.image(image=image.png, width="stretch", alt=f"{name} of {passage.title}, {outlined}. Its words stand above.")


def silent_columns(reports: Sequence[ReportFinding]) -> dict[str, list[Markdown]]:
    """Reports that say nothing, each with what came nearest, to be judged by the reader."""
    return {
        "Report": [report_name(report.card) for report in reports],
        "Nearest passage, which does not say it": [_nearest(report) for report in reports],
    }


def _nearest(report: ReportFinding) -> Markdown:
    return cell(report.evidence[0]) if report.evidence else safe("nothing near")


def unread_columns(reports: Sequence[ReportFinding], files: Sequence[Skipped]) -> dict[str, list[Markdown]]:
    """Reports read in part and files not read at all, with the reason."""
    partly = [report for report in reports if report.bucket is Bucket.UNREAD]
    return {
        "Report or file": [
            *(compose("{}  \n{}", report_name(report.card), quiet(safe(report.card.path))) for report in partly),
            *(safe(file.document) for file in files),
        ],
        "Why": [
            *(safe(" ".join(report.unread) + " Nothing was found in the rest.") for report in partly),
            *(safe(file.reason) for file in files),
        ],
    }
