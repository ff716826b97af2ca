"""A real OpenID provider and the shared app, both started as people start them, on this machine alone.

The accounts are invented. Where Node.js or the provider is not installed these tests are skipped, or fail where they
are expected (`make provider` installs it from the lock file beside it).
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.browser.conftest import free_port
from tests.ui.conftest import app_corpus, app_index

__all__ = ["app_corpus", "app_index"]

HERE = Path(__file__).parent / "provider"
EXPECTED = "EXPECT_PROVIDER"
SECRET = "an-invented-secret-of-the-tests-0123456789"
ACCOUNTS = {
    "officer": {"email": "invented.officer@council.example", "email_verified": True, "name": "Invented Officer"},
    "inspector": {"email": "Invented.Inspector@Inspectors.example", "email_verified": True},
    "unverified": {"email": "invented.officer@council.example", "email_verified": False},
    "unsaid": {"email": "invented.officer@council.example"},
    "stranger": {"email": "invented.stranger@elsewhere.example", "email_verified": True},
    "lookalike": {"email": "someone@inspectors.example.elsewhere.example", "email_verified": True},
    "nameless": {"name": "No address"},
}


@dataclass(frozen=True)
class Shared:
    """The shared app: where it answers, how its sessions are signed is known to itself alone."""

    address: str
    log: Path


@contextmanager
def provider(redirect: str, **settings) -> Iterator[str]:
    """A provider that sends people back to `redirect`; gives its address."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").is_dir():
        missing = "Node.js" if node is None else "the OpenID provider (make provider)"
        message = f"SIGN-IN IS NOT TESTED: {missing} was not found"
        if os.environ.get(EXPECTED):
            pytest.fail(f"{message}, and {EXPECTED} says that it is there")
        pytest.skip(message)
    told = {
        "client_id": "the-app",
        "client_secret": SECRET,
        "redirect_uris": [redirect],
        "accounts": ACCOUNTS,
        **settings,
    }
    with subprocess.Popen(
        [node, HERE / "provider.js", json.dumps(told)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            yield f"http://127.0.0.1:{json.loads(running.stdout.readline())['port']}"
        finally:
            running.terminate()


def write_settings(path: Path, address: str, metadata_url: str, *, hours: float = 8, more: str = "") -> Path:
    path.write_text(
        f"""
address = "{address}"
[provider]
metadata_url = "{metadata_url}"
client_id = "the-app"
client_secret = "{SECRET}"
prompt = "login"
[allowed]
accounts = ["Invented.Officer@council.example"]
domains = ["inspectors.example"]
editors = ["invented.officer@Council.example"]
[session]
hours = {hours}
{more}
""",
        encoding="utf-8",
    )
    path.chmod(0o600)
    return path


def write_certificate(folder: Path) -> str:
    """A certificate that this machine gives itself; gives the lines of the settings that name it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return '[tls]\ncertificate = "certificate.pem"\nkey = "key.pem"'


@contextmanager
def shared_app(
    project, index, corpus, folder: Path, *, hours: float = 8, encrypted: bool = False, **provider_settings
) -> Iterator[Shared]:
    """The app, shared through a provider of its own; encrypted by itself where that is asked for."""
    port = free_port()
    address = f"http{'s' * encrypted}://127.0.0.1:{port}"
    with provider(f"{address}/oauth2callback", **provider_settings) as issuer:
        settings = write_settings(
            folder / "sharing.toml",
            address,
            f"{issuer}/.well-known/openid-configuration",
            hours=hours,
            more=write_certificate(folder) if encrypted else "",
        )
        log = folder / "server.log"
        command = [sys.executable, "-m", "ui", "--index", str(index), "--corpus", str(corpus), "--port", str(port)]
        command += ["--share", "127.0.0.1", "--sharing", str(settings)]
        with log.open("wb") as written:
            server = subprocess.Popen(command, cwd=project, stdout=written, stderr=subprocess.STDOUT)
        try:
            wait_until_it_refuses(f"{address}/_stcore/health")
            yield Shared(address, log)
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_until_it_refuses(url: str, *, timeout_s: float = 60) -> None:
    """Until the server answers, and that nobody is signed in."""
    until = time.monotonic() + timeout_s
    while True:
        try:
            assert httpx.get(url, verify=False).status_code == 401
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="session")
def app(project, app_index, app_corpus, tmp_path_factory) -> Iterator[Shared]:
    with shared_app(project, app_index, app_corpus, tmp_path_factory.mktemp("shared")) as running:
        yield running


def browser_like(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, headers={"accept": "text/html"}, timeout=30, verify=False)


def sign_in(client: httpx.Client, account: str) -> httpx.Response:
    """Go the whole way over the provider's form, as a browser would; the last answer is the app's."""
    response = client.get("/sign-in")
    for _ in range(12):
        if response.is_redirect:
            response = client.get(urljoin(str(response.url), response.headers["location"]))
        elif 'name="login"' in response.text:
            form = response.text.partition('action="')[2].partition('"')[0]
            answers = {"prompt": "login", "login": account, "password": "any"}
            response = client.post(urljoin(str(response.url), form), data=answers)
        else:
            return response
    raise AssertionError("the way to the app never ended")


@pytest.fixture
def officer(app) -> Iterator[httpx.Client]:
    """Someone on the list, signed in."""
    with browser_like(app.address) as client:
        sign_in(client, "officer")
        yield client
