"""`make audit`: what a source of advisories says is said, and that nobody could be asked is not taken for all well."""

import json

import pytest

from scripts import audit

LISTED = [
    {"name": "numpy", "version": "2.3.1", "vulns": []},
    {"name": "pypdf", "version": "6.0.0", "vulns": [{"id": "GHSA-0", "fix_versions": ["6.1.3"], "aliases": []}]},
    {"name": "ours", "skip_reason": "not found"},
]


@pytest.fixture
def tool(tmp_path):
    """A pip-audit that answers for the sources named and fails for the others."""

    def make(answers):
        path = tmp_path / "pip-audit"
        path.write_text(
            "#!/bin/sh\n"
            'while [ $# -gt 0 ]; do case "$1" in --vulnerability-service) source=$2;; --output) out=$2;; '
            "--requirement) wanted=$2;; esac; shift; done\n"
            f"test -s {tmp_path}/$source || {{ echo 'ERROR: no route to host' >&2; exit 1; }}\n"
            f"cp {tmp_path}/$source $out; cp $wanted {tmp_path}/wanted; echo >> {tmp_path}/times; exit 1\n",
            encoding="utf-8",
        )
        path.chmod(0o700)
        for source, packages in answers.items():
            (tmp_path / source).write_text(json.dumps({"dependencies": packages}), encoding="utf-8")
        return path

    return make


def test_holes_are_named_and_fail(tool, capsys):
    assert audit.main(tool({"osv": LISTED})) == audit.HOLES
    said = capsys.readouterr().out
    assert "2 packages looked up at osv, 1 known holes." in said
    assert "pypdf 6.0.0: GHSA-0, mended in 6.1.3" in said
    assert "NOT AUDITED, as the source does not know them, 1: ours" in said


def test_nothing_known_is_success_and_the_second_source_is_asked_where_the_first_is_silent(tool, capsys):
    assert audit.main(tool({"pypi": LISTED[:1]})) == audit.NOTHING_KNOWN
    said = capsys.readouterr().out
    assert "osv gave no answer: ERROR: no route to host" in said
    assert "1 packages looked up at pypi, 0 known holes." in said


@pytest.mark.parametrize("answers", [{}, {"osv": [LISTED[2]]}], ids=["nobody answers", "nothing is known there"])
def test_where_nobody_could_be_asked_that_is_said_and_fails(tool, capsys, answers):
    assert audit.main(tool(answers)) == audit.NOT_AUDITED
    said = capsys.readouterr().out
    assert "NOT AUDITED. None of the sources answered" in said
    assert "not one was looked up: this run says nothing about known holes" in said


def test_a_package_that_was_not_looked_up_is_no_success(tool, capsys):
    assert audit.main(tool({"osv": [LISTED[0], LISTED[2]]})) == audit.NOT_AUDITED
    said = capsys.readouterr().out
    assert "1 packages looked up at osv, 0 known holes." in said
    assert "NOT AUDITED, as the source does not know them, 1: ours" in said


def test_a_source_that_knows_nothing_is_asked_about_a_few_packages_alone(tool, tmp_path):
    audit.main(tool({"osv": [LISTED[2]]}))
    assert len((tmp_path / "wanted").read_text(encoding="utf-8").splitlines()) == 3
    assert len((tmp_path / "times").read_text(encoding="utf-8").splitlines()) == 1


def test_every_package_of_both_lock_files_is_asked_about_by_its_version_alone(tool, project, tmp_path):
    audit.main(tool({"osv": LISTED[:1]}))
    wanted = (tmp_path / "wanted").read_text(encoding="utf-8").splitlines()
    locked = sum((project / lock).read_text(encoding="utf-8").count("==") for lock in audit.LOCKS)
    assert len(wanted) == locked > 50
    assert not [line for line in wanted if "+" in line or line.count("==") != 1]
    assert any(line.startswith("torch==") for line in wanted)
