"""What somebody thinks of an answer: right, wrong, or a paragraph that it missed, kept on this machine."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from indexer.snapshot import DocumentCard, Snapshot
from retriever.answer import Answer
from retriever.errors import FeedbackError
from retriever.feedback.evidence import ParagraphChoice, paragraphs_of, quotations_of
from retriever.feedback.folder import FeedbackFolder
from retriever.feedback.record import EvidenceQuote, Feedback, Opinion
from retriever.references import human_range
from ui.account import signed_in_as
from ui.exporting import today
from ui.places import Places
from ui.safe import Markdown, compose, quiet, safe
from ui.wording import TYPE_NAMES, listed

INITIALS: Final = "feedback-initials"
_WORDS: Final = "feedback-words"
_KEPT: Final = "feedback-kept"
_TROUBLE: Final = "feedback-trouble"
_SHOWN_OF_A_PARAGRAPH: Final = 90


@dataclass(frozen=True, slots=True)
class _Said:
    """What the form holds, before it is kept."""

    opinion: Opinion
    silent: bool
    evidence: tuple[EvidenceQuote, ...]
    complete: bool


def show_feedback(answer: Answer, snapshot: Snapshot, places: Places) -> None:
    """The form under an answer, closed until it is wanted."""
    with st.expander("Is this answer right?", icon=":material/rate_review:"):
        _form(answer, snapshot, places)


@st.fragment
def _form(answer: Answer, snapshot: Snapshot, places: Places) -> None:
    if st.session_state.get(_KEPT) == _asked(answer, snapshot):
        st.markdown(
            "**Thank you. It is kept on this machine.** The page Quality lists it; a second person approves it."
        )
        return
    opinion = st.radio(
        "This answer is",
        list(Opinion),
        index=None,
        format_func=lambda one: _OPINIONS[Opinion(one)],
        key="feedback-opinion",
        horizontal=True,
    )
    if opinion is None:
        return
    said = _said(Opinion(opinion), answer, snapshot)
    st.text_input("The right answer in a sentence, if you like", key=_WORDS, max_chars=500, autocomplete="off")
    whose(compose("Your initials"), INITIALS)
    st.button(
        "Keep this feedback",
        key="feedback-keep",
        disabled=not said.complete,
        on_click=_keep,
        args=(said, answer, snapshot, places),
    )
    if not said.complete:
        st.markdown("Choose the report and the paragraph first.")
    trouble: str | None = st.session_state.pop(_TROUBLE, None)
    if trouble is not None:
        st.markdown(compose("**Not kept.** {}", safe(trouble)))
    st.markdown(quiet(safe("Question, quotation and initials stay on this machine; the page Quality erases them.")))


def _keep(said: _Said, answer: Answer, snapshot: Snapshot, places: Places) -> None:
    """The callback of the button; what cannot be kept says why on the page."""
    feedback = Feedback(
        key=secrets.token_hex(8),
        question=answer.question,
        opinion=said.opinion,
        silent=said.silent,
        evidence=said.evidence,
        words=" ".join(str(st.session_state[_WORDS] or "").split()),
        by=signed_in_as() or " ".join(str(st.session_state.get(INITIALS) or "").split()),
        on=today(),
        build=snapshot.build,
    )
    try:
        FeedbackFolder(places.feedback).keep(feedback)
    except (FeedbackError, OSError) as trouble:
        st.session_state[_TROUBLE] = str(trouble)
    else:
        st.session_state[_KEPT] = _asked(answer, snapshot)


_OPINIONS: Final = {
    Opinion.RIGHT: "right",
    Opinion.WRONG: "wrong",
    Opinion.MISSED: "missing a paragraph",
}


def whose(label: Markdown, key: str) -> str:
    """Whose word it is: the account where people sign in, else initials that they type."""
    account = signed_in_as()
    if account is not None:
        st.markdown(quiet(compose("As {}.", safe(account))))
        return account
    return " ".join(st.text_input(label, key=key, max_chars=60, autocomplete="off").split())


def _asked(answer: Answer, snapshot: Snapshot) -> tuple[object, ...]:
    return answer.question, answer.understood, snapshot.build


def _said(opinion: Opinion, answer: Answer, snapshot: Snapshot) -> _Said:
    if opinion is Opinion.RIGHT:
        evidence = quotations_of(answer, snapshot)
        return _Said(opinion, silent=not answer.answerable, evidence=evidence, complete=True)
    if opinion is Opinion.WRONG:
        silent = (
            st.checkbox("The reports do not answer this question", key="feedback-silent")
            if answer.answerable
            else False
        )
        if not silent:
            st.markdown("If you know the paragraph that answers it, choose “missing a paragraph” instead.")
        return _Said(opinion, silent=silent, evidence=(), complete=True)
    picked = _picked_paragraph(snapshot)
    also = bool(answer.quotations) and st.checkbox("What it quotes is right too", value=True, key="feedback-also")
    evidence = (*(quotations_of(answer, snapshot) if also else ()), *([picked] if picked else []))
    return _Said(opinion, silent=False, evidence=evidence, complete=picked is not None)


def _picked_paragraph(snapshot: Snapshot) -> EvidenceQuote | None:
    """A report, then one of its paragraphs; both boxes find by typing."""
    cards = {card.path: (index, card) for index, card in enumerate(snapshot.documents)}
    path = st.selectbox(
        "Report",
        sorted(cards, key=lambda one: _report_label(cards[one][1])),
        index=None,
        format_func=lambda one: _report_label(cards[one][1]),
        placeholder="Type an authority, a year or a title",
        key="feedback-report",
    )
    if path is None:
        return None
    paragraphs = paragraphs_of(snapshot.document(cards[path][0]))
    number = st.selectbox(
        "Paragraph",
        range(len(paragraphs)),
        index=None,
        format_func=lambda one: _paragraph_label(paragraphs, one),
        placeholder="Type words of the paragraph, or its number",
        key=f"feedback-paragraph-{path}",
    )
    if number is None:
        return None
    chosen = paragraphs[number]
    st.markdown(compose("“{}”", safe(chosen.text)))
    return EvidenceQuote(path, chosen.page, chosen.text)


def _report_label(card: DocumentCard) -> str:
    when = human_range(card.inspected_from, card.inspected_to) or (str(card.published.year) if card.published else "")
    return " · ".join(part for part in (listed(card.authorities), TYPE_NAMES[card.type], when, card.title) if part)


def _paragraph_label(paragraphs: Sequence[ParagraphChoice], place: int) -> str:
    one = paragraphs[place]
    where = f"{one.number}, page {one.page}" if one.number else f"page {one.page}"
    text = " ".join(one.text.split())
    shown = text if len(text) <= _SHOWN_OF_A_PARAGRAPH else f"{text[:_SHOWN_OF_A_PARAGRAPH]} …"
    return f"{where}: {shown}"
