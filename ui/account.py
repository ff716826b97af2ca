"""Whose session this is, what it may do, and the way out of it, where the app is shared."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from ui.safe import compose, quiet, safe
from ui.sharing import Sharing, account_of

ACCOUNT: Final = "account"
_MAY_CHANGE: Final = "account-may-change"


def note_account(sharing: Sharing | None, claims: Mapping[str, object]) -> None:
    """Note for the pages whose session this is, by what the sign-in service says of it.

    Where the app is for this machine alone, a session may do everything.
    """
    st.session_state[ACCOUNT] = account_of(claims, sharing.claim) if sharing else None
    st.session_state[_MAY_CHANGE] = sharing is None or sharing.may_change(claims)


def signed_in_as() -> str | None:
    """The account of this session, None where the app is for this machine alone."""
    account: str | None = st.session_state.get(ACCOUNT)
    return account


def may_change_collection() -> bool:
    """Whether this session may add, correct, take out and index reports; not, where nobody noted whose it is."""
    return st.session_state.get(_MAY_CHANGE) is True


def show_account(sharing: Sharing | None) -> None:
    """A line at the end of the page; nothing where the app is for this machine alone."""
    if sharing is None:
        return
    st.divider()
    words, button = st.columns([4, 1], vertical_alignment="center")
    words.markdown(quiet(compose("Signed in as {}.", safe(signed_in_as() or "you"))))
    button.button("Sign out", type="tertiary", icon=":material/logout:", on_click=st.logout)
