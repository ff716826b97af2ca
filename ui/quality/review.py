"""What people said of answers, and the second person's approval that makes a gold question of it."""

from typing import Final

import streamlit as st

from indexer.snapshot import Snapshot
from retriever.errors import FeedbackError
from retriever.feedback.evidence import stands
from retriever.feedback.folder import FeedbackFolder
from retriever.feedback.record import Feedback, Opinion
from retriever.references import human_date
from ui.account import may_change_collection
from ui.exporting import today
from ui.feedback import whose
from ui.places import Places
from ui.safe import Markdown, compose, joined, quiet, safe
from ui.wording import counted, program

SECOND_INITIALS: Final = "review-initials"
_KINDS: Final = {
    "fact": "One fact",
    "theme": "A theme",
    "change": "Change over time",
    "compare": "A comparison",
}
_OPINIONS: Final = {
    Opinion.RIGHT: "The answer is right",
    Opinion.WRONG: "The answer is wrong",
    Opinion.MISSED: "The answer missed a paragraph",
}


def show_review(snapshot: Snapshot, places: Places) -> None:
    """The list, what waits for a second person first."""
    st.header("What people say of answers", anchor=False)
    folder = FeedbackFolder(places.feedback)
    kept = folder.read()
    for name in kept.unreadable:
        st.markdown(compose("**{} cannot be read** and is left out.", safe(name)))
    if not kept.feedback:
        st.markdown(
            "Nothing yet. Under every answer on the page Ask stands “Is this answer right?”: what is said there is "
            "kept on this machine and listed here."
        )
        return
    waiting = [one for one in kept.feedback if one.approval is None]
    approved = [one for one in kept.feedback if one.approval is not None]
    st.markdown(
        compose(
            "{} waiting, {} approved. A second person approves what is right; it then becomes a question with a known "
            "answer, by which the search is measured.",
            safe(f"{len(waiting):,}"),
            safe(f"{len(approved):,}"),
        )
    )
    for one in (*waiting, *approved):
        with st.expander(_title(one)):
            _item(one, folder, snapshot)
    if approved:
        _gold(folder, places, len(approved))
    if may_change_collection():
        _erasing(folder)


def _title(one: Feedback) -> Markdown:
    state = "approved" if one.approval else "waiting"
    return compose("{} · {} · {}", safe(one.question), safe(_OPINIONS[one.opinion]), safe(state))


def _item(one: Feedback, folder: FeedbackFolder, snapshot: Snapshot) -> None:
    st.markdown(quiet(safe(f"Said by {one.by} on {human_date(one.on)}, of index build {one.build}.")))
    if one.words:
        st.markdown(compose("In their words: {}", safe(one.words)))
    if one.silent:
        st.markdown("The reports do not answer this question.")
    for item in one.evidence:
        gone = "" if stands(item, snapshot) else " It does not stand there any longer."
        where = quiet(safe(f"{item.document}, page {item.page}.{gone}"))
        st.markdown(joined("  \n", [compose("“{}”", safe(item.quote)), where]))
    if one.approval:
        approval = one.approval
        st.markdown(safe(f"Approved by {approval.by} on {human_date(approval.on)} as: {_kind_name(approval.kind)}."))
    elif one.can_be_gold:
        _approving(one, folder)
    else:
        st.markdown("It does not say which paragraph answers the question, so it cannot become a known answer.")
    if may_change_collection():
        sure = st.checkbox("For good, and from the approved questions too", key=f"sure-{one.key}")
        st.button(
            "Erase this",
            key=f"erase-{one.key}",
            icon=":material/delete:",
            disabled=not sure,
            on_click=folder.erase,
            args=(one.key,),
        )


def _kind_name(kind: str) -> str:
    return _KINDS.get(kind, "no answer in the reports")


def _approving(one: Feedback, folder: FeedbackFolder) -> None:
    kind = "unanswerable"
    if not one.silent:
        kind = st.selectbox(
            "The question asks for", list(_KINDS), format_func=lambda name: _KINDS[name], key=f"kind-{one.key}"
        )
    words = st.text_input(
        "The right answer in a sentence", value=one.words, key=f"words-{one.key}", max_chars=500, autocomplete="off"
    )
    by = whose(compose("Your initials, as the second person"), f"{SECOND_INITIALS}-{one.key}")
    if not st.button("Approve", key=f"approve-{one.key}", type="primary"):
        return
    try:
        folder.approve(one.key, by=by, kind=kind, words=" ".join(words.split()), on=today())
    except (FeedbackError, OSError) as trouble:
        st.markdown(compose("**Not approved.** {}", safe(str(trouble))))
    else:
        st.rerun()


def _gold(folder: FeedbackFolder, places: Places, count: int) -> None:
    st.subheader("Measure with the approved questions", anchor=False)
    st.markdown(safe(f"{counted(count, 'question')} with a known answer, in the form that evaluate reads."))
    st.code(
        f'{program("evaluate")} --gold "{folder.gold}" --index "{places.index}" --output "{places.results}"',
        language=None,
        wrap_lines=True,
    )


def _erasing(folder: FeedbackFolder) -> None:
    with st.expander("Erase everything that was said"):
        sure = st.checkbox("All of it, the approved questions too", key="review-sure")
        st.button("Erase", key="review-erase", disabled=not sure, on_click=folder.erase_all)
