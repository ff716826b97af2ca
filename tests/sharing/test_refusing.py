"""Sharing that is not complete is no sharing: the app does not start, and says what is missing."""

import subprocess
import sys
import tomllib

import pytest

from ui.sharing import SharingRefusedError, check_listening, read_sharing

COMPLETE = """
address = "https://reports.council.example"
[provider]
metadata_url = "https://login.council.example/.well-known/openid-configuration"
client_id = "the-app"
client_secret = "an-invented-secret"
[allowed]
accounts = ["Invented.Officer@council.example"]
domains = ["inspectors.example"]
"""


@pytest.fixture
def written(tmp_path):
    """Writes settings as a user should: outside the project, for the owner alone."""

    def write(text, mode=0o600):
        path = tmp_path / "sharing.toml"
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    return write


def test_complete_settings_are_read(written):
    sharing = read_sharing(written(COMPLETE))
    assert sharing.accounts == {"invented.officer@council.example"}
    assert sharing.domains == {"inspectors.example"}
    assert (sharing.host, sharing.port, sharing.encrypted) == ("reports.council.example", 443, True)
    assert sharing.streamlit_secrets()["auth"]["redirect_uri"] == "https://reports.council.example/oauth2callback"


def test_each_start_signs_its_sessions_with_a_secret_of_its_own_and_shows_none(written):
    first, second = read_sharing(written(COMPLETE)), read_sharing(written(COMPLETE))
    assert len(first.cookie_secret) == 64
    assert first.cookie_secret != second.cookie_secret
    assert "an-invented-secret" not in repr(first)
    assert first.cookie_secret not in repr(first)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('address = "https://reports.council.example"', "", "address is missing"),
        ('client_secret = "an-invented-secret"', 'client_secret = " "', "provider.client_secret is missing"),
        ("client_id", "clientid", "provider.clientid is not a setting"),
        ("client_id", "clientid", "provider.client_id is missing"),
        ("https://reports", "http://reports", "address does not begin with https"),
        ("https://login", "http://login", "metadata_url does not begin with https"),
        ('council.example"\n[pro', 'council.example/app"\n[pro', "address has more than a host"),
        ('["inspectors.example"]', '["example"]', "example is no domain"),
        ('["inspectors.example"]', '["*.example.org"]', "is no domain"),
        ('["inspectors.example"]', '"inspectors.example"', "allowed.domains is not a list"),
        ('["inspectors.example"]', '["inspectorſ.example"]', "allowed.domains is not a list"),
        ('["inspectors.example"]', '["inspectors.example"]\neditors = ["a@b.example"]', "editors: a@b.example"),
        ('["inspectors.example"]', '["inspectors.example"]\neditors = "a@inspectors.example"', "allowed.editors is"),
        ("[allowed]", "[session]\nhours = 100\n[allowed]", "session.hours is not a number between 0 and 24"),
        ("[allowed]", "[session]\nhours = true\n[allowed]", "session.hours is not a number"),
        ("[allowed]", '[tls]\ncertificate = "none.pem"\n[allowed]', "tls.certificate names no file"),
        ("[allowed]", "[allowed", "is not TOML"),
    ],
)  # fmt: skip
def test_what_is_missing_or_unsafe_is_named(written, before, after, said):
    assert before in COMPLETE
    with pytest.raises(SharingRefusedError, match="The app is not shared") as refusal:
        read_sharing(written(COMPLETE.replace(before, after)))
    assert said in str(refusal.value)


def test_a_list_with_nobody_on_it_is_refused(written):
    nobody = COMPLETE.partition("[allowed]")[0]
    with pytest.raises(SharingRefusedError, match="nobody could sign in"):
        read_sharing(written(nobody))


def test_settings_that_others_can_read_or_that_lie_in_the_project_are_refused(written, project):
    with pytest.raises(SharingRefusedError, match="chmod 600"):
        read_sharing(written(COMPLETE, mode=0o644))
    with pytest.raises(SharingRefusedError, match="lies in the project's folder"):
        read_sharing(project / "sharing.toml")
    with pytest.raises(SharingRefusedError, match="cannot be read"):
        read_sharing(project.parent / "no-such-file.toml")


@pytest.mark.parametrize("listen", ["0.0.0.0", "::", "192.0.2.1", "reports.council.example", "::ffff:192.0.2.1"])
def test_other_machines_are_only_spoken_to_encrypted(written, listen):
    with pytest.raises(SharingRefusedError, match=r"tls\.certificate and tls\.key"):
        check_listening(read_sharing(written(COMPLETE)), listen)


@pytest.mark.parametrize("listen", ["127.0.0.1", "::1", "localhost", "::ffff:127.0.0.1"])
def test_a_proxy_on_this_machine_may_do_that(written, listen):
    check_listening(read_sharing(written(COMPLETE)), listen)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "invented.officer@council.example"},
        {"email": "invented.officer@council.example", "email_verified": "true"},
        {"email": "invented.officer@council.example", "email_verified": 1},
        {"email": "inspectors.example", "email_verified": True},
        {"email": "@inspectors.example", "email_verified": True},
        {"email": "a@b@inspectors.example", "email_verified": True},
        {"email": "a@inspectors.example.evil.example", "email_verified": True},
        {"email": "a@evil-inspectors.example", "email_verified": True},
        {"email": "a@sub.inspectors.example", "email_verified": True},
        {"email": "a@inſpectors.example", "email_verified": True},
        {"email": ["invented.officer@council.example"], "email_verified": True},
        {"preferred_username": "invented.officer@council.example", "email_verified": True},
    ],
)
def test_who_is_not_named_is_not_admitted(written, claims):
    assert not read_sharing(written(COMPLETE)).admits(claims)


EDITORS = 'editors = ["Invented.Officer@council.example", "editor@inspectors.example"]'


def test_only_who_is_named_an_editor_may_change_anything(written):
    def may_change(claims, settings=COMPLETE + EDITORS):
        return read_sharing(written(settings)).may_change(claims)

    assert may_change({"email": "invented.officer@Council.example", "email_verified": True})
    assert may_change({"email": "Editor@inspectors.example", "email_verified": True})
    assert not may_change({"email": "reader@inspectors.example", "email_verified": True})
    assert not may_change({"email": "editor@inspectors.example"})
    assert not may_change({"preferred_username": "editor@inspectors.example", "email_verified": True})
    assert not may_change({})


def test_where_no_editor_is_named_nobody_is_one(written):
    sharing = read_sharing(written(COMPLETE))
    assert sharing.editors == frozenset()
    assert not sharing.may_change({"email": "invented.officer@council.example", "email_verified": True})


def test_another_claim_can_be_the_one_that_counts(written):
    sharing = read_sharing(written(COMPLETE.replace("[allowed]", '[allowed]\nclaim = "preferred_username"')))
    assert sharing.admits({"preferred_username": "Someone@Inspectors.example"})
    assert not sharing.admits({"email": "someone@inspectors.example", "email_verified": True})


@pytest.mark.slow
@pytest.mark.parametrize(
    "flags", [["--share", "0.0.0.0"], ["--sharing", "FILE"], ["--share", "0.0.0.0", "--sharing", "FILE"]]
)
def test_the_command_refuses_to_start(project, written, flags):
    settings = str(written(COMPLETE))
    flags = [settings if flag == "FILE" else flag for flag in flags]
    done = subprocess.run(
        [sys.executable, "-m", "ui", *flags], cwd=project, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("The app is not shared.")
    assert "docs/sharing.md" in done.stderr


def test_the_example_in_the_documentation_is_complete(project, written):
    text = (project / "docs" / "sharing.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    assert tomllib.loads(example)
    sharing = read_sharing(written(example))
    assert sharing.accounts
