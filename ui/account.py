"""Whose session this is, and the way out of it, where the app is shared."""

from typing import Final

import streamlit as st

from ui.safe import compose, quiet, safe
from ui.sharing import Sharing, account_of

ACCOUNT: Final = "account"


def note_account(sharing: Sharing | None) -> None:
    """Note for the pages whose session this is."""
    st.session_state[ACCOUNT] = account_of(st.user.to_dict(), sharing.claim) if sharing else None


def signed_in_as() -> str | None:
    """The account of this session, None where the app is for this machine alone."""
    account: str | None = st.session_state.get(ACCOUNT)
    return account


def show_account(sharing: Sharing | None) -> None:
    """A line at the end of the page; nothing where the app is for this machine alone."""
    if sharing is None:
        return
    st.divider()
    words, button = st.columns([4, 1], vertical_alignment="center")
    words.markdown(quiet(compose("Signed in as {}.", safe(signed_in_as() or "you"))))
    button.button("Sign out", type="tertiary", icon=":material/logout:", on_click=st.logout)
