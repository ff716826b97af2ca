"""Who may use the app from other machines: settings in a file of their own, complete or the app does not start.

The file holds a secret, so it lies outside the project and is readable by its owner alone. It is TOML:

    address = "https://reports.example.org"     # what people type into their browser

    [provider]                                  # the OpenID provider that they sign in with
    metadata_url = "https://login.example.org/.well-known/openid-configuration"
    client_id = "..."
    client_secret = "..."

    [allowed]
    accounts = ["officer@example.org"]          # each of these, and
    domains = ["example.org"]                   # everybody with an account of these
    editors = ["officer@example.org"]           # of them, who may add, correct, take out and index reports

docs/sharing.md explains each of them, and those that may be left out.
"""

import ipaddress
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

SHARING_VARIABLE: Final = "INSPECTION_SHARING"
EMAIL: Final = "email"
SELECT_ACCOUNT: Final = "select_account"
SESSION_HOURS: Final = 8.0
LONGEST_SESSION_HOURS: Final = 24.0

_PROJECT: Final = Path(__file__).resolve().parent.parent
_REQUIRED: Final = ("address", "provider.metadata_url", "provider.client_id", "provider.client_secret")
_KNOWN: Final = {
    *_REQUIRED,
    "provider.prompt",
    "allowed.accounts",
    "allowed.domains",
    "allowed.editors",
    "allowed.claim",
    "session.hours",
    "tls.certificate",
    "tls.key",
}


class SharingRefusedError(Exception):
    """The app is not shared, and why: a sentence that says what is missing."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Settings that are complete. `address` is an origin; accounts, domains and editors are in lower case.

    `claim` is what the provider says of an account that it is known by here. `cookie_secret` is made anew at each
    start, so a restart ends all sessions.
    """

    address: str
    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    accounts: frozenset[str]
    domains: frozenset[str]
    editors: frozenset[str] = frozenset()
    claim: str = EMAIL
    prompt: str = SELECT_ACCOUNT
    session_hours: float = SESSION_HOURS
    certificate: Path | None = None
    key: Path | None = None
    cookie_secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    @property
    def host(self) -> str:
        """The name under which the app is reached, without the port."""
        return urlsplit(self.address).hostname or ""

    @property
    def port(self) -> int:
        """The port that a browser shows or leaves out."""
        parts = urlsplit(self.address)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def encrypted(self) -> bool:
        """Whether browsers reach the app by https."""
        return self.address.startswith("https:")

    def admits(self, claims: Mapping[str, object]) -> bool:
        """Whether an account of these claims is on the list. An address that nobody verified is nobody's."""
        account = account_of(claims, self.claim)
        if account is None or (self.claim == EMAIL and claims.get("email_verified") is not True):
            return False
        return _is_listed(account, self.accounts, self.domains)

    def may_change(self, claims: Mapping[str, object]) -> bool:
        """Whether an account of these claims may also change the collection: who is named for that, nobody else."""
        return self.admits(claims) and account_of(claims, self.claim) in self.editors

    def streamlit_secrets(self) -> dict[str, Any]:
        """What Streamlit's own sign-in needs to know, in its words."""
        return {
            "auth": {
                "redirect_uri": f"{self.address}/oauth2callback",
                "cookie_secret": self.cookie_secret,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "server_metadata_url": self.metadata_url,
                "client_kwargs": {"scope": "openid email profile", "prompt": self.prompt},
            }
        }


def _is_listed(account: str, accounts: frozenset[str], domains: frozenset[str]) -> bool:
    name, at, domain = account.rpartition("@")
    return account in accounts or (bool(name and at) and "@" not in name and domain in domains)


def account_of(claims: Mapping[str, object], claim: str) -> str | None:
    """What an account is known by, in lower case; None where the provider does not say, or not in plain letters."""
    value = claims.get(claim)
    return value.strip().lower() or None if isinstance(value, str) and value.isascii() else None


def sharing_named_in(environment: Mapping[str, str]) -> Sharing | None:
    """The settings whose file this environment names; None where the app is for this machine alone."""
    named = environment.get(SHARING_VARIABLE)
    return _read_once(Path(named)) if named else None


@lru_cache(maxsize=1)
def _read_once(path: Path) -> Sharing:
    return read_sharing(path)


def read_sharing(path: Path) -> Sharing:
    """The settings of a file. Raises SharingRefusedError, which names everything that is missing or unsafe."""
    given = _flat(_read(path))
    troubles = [f"{name} is missing" for name in _REQUIRED if not _text(given, name)]
    troubles += [f"{name} is not a setting" for name in sorted(given.keys() - _KNOWN)]
    accounts, domains, editors = (
        _names(given.get(f"allowed.{kind}", []), troubles, kind) for kind in ("accounts", "domains", "editors")
    )
    if not accounts and not domains:
        troubles.append("allowed.accounts and allowed.domains are both empty, so nobody could sign in")
    hours = given.get("session.hours", SESSION_HOURS)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= LONGEST_SESSION_HOURS:
        troubles.append(f"session.hours is not a number between 0 and {LONGEST_SESSION_HOURS:g}")
    certificate, key = (_file(given, f"tls.{name}", path.parent, troubles) for name in ("certificate", "key"))
    if (certificate is None) != (key is None):
        troubles.append("tls.certificate and tls.key go together, and one of them is missing")
    troubles += _unsafe_addresses(given)
    troubles += [
        f"allowed.editors: {one} could not sign in, as neither accounts nor domains hold it"
        for one in sorted(editors)
        if not _is_listed(one, accounts, domains)
    ]
    if troubles:
        raise SharingRefusedError(f"The app is not shared. In {path}: {'; '.join(troubles)}. See docs/sharing.md.")
    return Sharing(
        address=_text(given, "address").rstrip("/"),
        metadata_url=_text(given, "provider.metadata_url"),
        client_id=_text(given, "provider.client_id"),
        client_secret=_text(given, "provider.client_secret"),
        accounts=accounts,
        domains=domains,
        editors=editors,
        claim=_text(given, "allowed.claim") or EMAIL,
        prompt=_text(given, "provider.prompt") or SELECT_ACCOUNT,
        session_hours=float(hours),
        certificate=certificate,
        key=key,
    )


def check_listening(sharing: Sharing, listen: str) -> None:
    """Raises SharingRefusedError where sharing on this address would send reports over a network unencrypted."""
    if is_loopback(listen):
        return
    if sharing.certificate is None or not sharing.encrypted:
        raise SharingRefusedError(
            f"The app is not shared. On {listen} other machines reach it directly, so its settings must have an "
            "address that begins with https, tls.certificate and tls.key. Behind a proxy on this machine use "
            "--share 127.0.0.1. See docs/sharing.md."
        )


def is_loopback(host: str) -> bool:
    """Whether a host, or a peer's address, is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("")
    (True, True, False, False)
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _read(path: Path) -> dict[str, Any]:
    resolved = path.resolve()
    if resolved.is_relative_to(_PROJECT):
        raise SharingRefusedError(
            f"The app is not shared. {path} lies in the project's folder, where it could be published with it: "
            "move it elsewhere, for example to /etc/inspection-search/sharing.toml."
        )
    try:
        if resolved.stat().st_mode & 0o077:
            raise SharingRefusedError(
                f"The app is not shared. {path} holds a secret and can be read by others: chmod 600 {path}"
            )
        return tomllib.loads(resolved.read_text(encoding="utf-8"))
    except OSError as error:
        raise SharingRefusedError(
            f"The app is not shared. Its settings cannot be read: {path} ({error.strerror})."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SharingRefusedError(f"The app is not shared. {path} is not TOML: {error}.") from None


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": one for inner, one in value.items()}
        else:
            flat[name] = value
    return flat


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _names(value: object, troubles: list[str], kind: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() and one.isascii() for one in value):
        troubles.append(f"allowed.{kind} is not a list of names")
        return frozenset()
    names = frozenset(one.strip().lower().removeprefix("@" if kind == "domains" else "") for one in value)
    troubles += [f"allowed.{kind}: {one} is no domain" for one in sorted(names) if kind == "domains" and _odd(one)]
    return names


def _odd(domain: str) -> bool:
    return "." not in domain.strip(".") or bool(set(domain) & set("*@/: "))


def _file(given: Mapping[str, Any], name: str, beside: Path, troubles: list[str]) -> Path | None:
    if name not in given:
        return None
    path = beside / _text(given, name)
    if not path.is_file():
        troubles.append(f"{name} names no file: {path}")
    return path


def _unsafe_addresses(given: Mapping[str, Any]) -> list[str]:
    troubles = []
    for name in ("address", "provider.metadata_url"):
        parts = urlsplit(_text(given, name))
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        if _text(given, name) and not (safe and parts.hostname and parts.username is None):
            troubles.append(f"{name} does not begin with https://")
    if urlsplit(_text(given, "address")).path.strip("/"):
        troubles.append("address has more than a host and a port: the app needs a host name of its own")
    return troubles
