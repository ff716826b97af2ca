"""What a report says on a theme, on the screen: its quotations with their references, each to be opened in place."""

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from indexer.snapshot import DocumentCard, Snapshot
from retriever.answer import CitedPassage, Strength, where_quoted
from retriever.references import in_marks, reference_with_heading
from retriever.survey import Bucket, ReportFinding, Survey, on_whom
from ui.evidence import chip, marked, quotes_of, when
from ui.evidence_panel import show_evidence
from ui.opened import Go, Opened, evidence_actions
from ui.places import Places
from ui.safe import Markdown, compose, joined, quiet, safe, safe_lines
from ui.wording import TYPE_NAMES, listed

PLAINNESS: Final[Mapping[Strength, str]] = {
    Strength.STRONG: "In so many words",
    Strength.PARTIAL: "In part, or in other words",
    Strength.WEAK: "Only touches on it",
    Strength.NONE: "–",
}
"""How plainly a report speaks to a theme; the same steps as the strength of an answer."""


_SHOW: Final = safe("Show it in its report")


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
    return joined(" […] ", [safe_lines(in_marks(quote)) for quote in quotes_of(passage)])


def cell(passage: CitedPassage) -> Markdown:
    """A quotation with its reference, for a cell of a table."""
    return compose("{}  \n{}", quotation(passage), quiet(safe(place_words(passage))))


def cell_with_chip(passage: CitedPassage) -> Markdown:
    """A quotation with a chip that leads to its paragraph on the same page."""
    return compose("{}  \n{}", quotation(passage), chip(passage))


def show_passage(passage: CitedPassage, name: Markdown, opened: Opened, go: Go) -> None:
    """A whole paragraph with its quoted sentences marked, where the chips lead to."""
    with st.container(border=True):
        # Streamlit makes the name that chips link to of a heading's text: "passage-3".
        st.markdown(compose("### :blue-badge[Passage {}]", passage.citation), anchors=False)
        st.markdown(compose("**{}**  \n{}", name, quiet(safe(place_words(passage)))))
        st.markdown(marked(passage))
        evidence_actions(passage, _SHOW, opened, go, key=f"best-{passage.citation}")


def place_words(passage: CitedPassage) -> str:
    """The full reference, with the heading that the passage stands under: an area for improvement is told by it."""
    return reference_with_heading(where_quoted(passage))


def show_finding(report: ReportFinding, opened: Opened, go: Go, *, heading: bool = True) -> None:
    """One report that says something: its quotations, each to be opened in its report, and to be copied."""
    if heading:
        st.subheader(report_name(report.card), anchor=False)
    if report.strength is not Strength.STRONG:
        st.markdown(compose("*{}*", safe(PLAINNESS[report.strength])))
    for place, passage in enumerate(report.evidence):
        if whom := on_whom(report, place):
            st.markdown(compose("**{}:**", safe(whom)))
        show_quotation(passage, opened, go)


def show_quotation(passage: CitedPassage, opened: Opened, go: Go) -> None:
    """A quotation with its reference, to be opened in its report, and to be copied."""
    st.markdown(cell(passage))
    label = compose(":blue-badge[**{}**] {}", passage.citation, _SHOW)
    evidence_actions(passage, label, opened, go, key=f"found-{passage.citation}")


def beside(
    findings: Iterable[ReportFinding], opened: Opened, go: Go, snapshot: Snapshot, places: Places
) -> DeltaGenerator:
    """Where the findings are shown: beside the passage of them that is open, over the whole page without any."""
    passages = [passage for one in findings if one.bucket is Bucket.SAYS for passage in one.evidence]
    if not passages:
        return st.container()
    words, evidence = st.columns([5, 4], gap="medium")
    with evidence:
        show_evidence(passages, opened, go, snapshot, places)
    return words


def show_silent(survey: Survey) -> None:
    """Reports that say nothing, each with what came nearest, to be judged by the reader."""
    reports = survey.bucket(Bucket.SILENT)
    if not reports:
        st.markdown("Every report that could be read says something on this.")
        return
    st.table(
        {
            "Report": [report_name(report.card) for report in reports],
            "Nearest passage, which does not say it": [_nearest(report) for report in reports],
        },
        hide_index=True,
        border="horizontal",
    )


def _nearest(report: ReportFinding) -> Markdown:
    return cell(report.evidence[0]) if report.evidence else safe("nothing near")


def show_unread(survey: Survey) -> None:
    """Reports read in part and files not read at all, with the reason."""
    if survey.unread:
        st.table(_unread_columns(survey), hide_index=True, border="horizontal")
    else:
        st.markdown("Every report asked for could be read.")


def _unread_columns(survey: Survey) -> dict[str, list[Markdown]]:
    partly = survey.bucket(Bucket.UNREAD)
    return {
        "Report or file": [
            *(compose("{}  \n{}", report_name(report.card), quiet(safe(report.card.path))) for report in partly),
            *(safe(file.document) for file in survey.skipped),
        ],
        "Why": [
            *(safe(" ".join(report.unread) + " Nothing was found in the rest.") for report in partly),
            *(safe(file.reason) for file in survey.skipped),
        ],
    }
