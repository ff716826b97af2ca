import re
import subprocess

import pytest

PACKAGES = ("indexer", "retriever", "evaluation", "ui")
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


def modules(project):
    """Every module of the packages as ARCHITECTURE.md names it, `__init__` files left out."""
    paths = [path for package in PACKAGES for path in (project / package).rglob("*.py")] + [project / "app.py"]
    return {path.relative_to(project).as_posix() for path in paths if path.name != "__init__.py"}


def test_architecture_stays_within_180_lines(project):
    assert len((project / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 180


def test_architecture_names_every_module_and_no_other(project):
    text = (project / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = {"app.py"} if "`app.py`" in text else set()
    for folder, part in re.findall(r"^### `([\w/]+)/`(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL):
        named |= {f"{folder}/{name}" for name in re.findall(r"`(\w+\.py)`", part.partition("\n")[2])}
    assert named == modules(project)


def test_the_changelog_has_a_part_for_what_is_unreleased(project):
    assert "## [Unreleased]" in (project / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_between_documents_lead_somewhere(project, name):
    text = (project / name).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in target]
    assert [target for target in targets if not (project / target).exists()] == []


def test_decision_notes_have_each_its_own_number_and_are_titled_by_it(project):
    notes = sorted((project / "docs" / "decisions").glob("*.md"))
    numbers = [int(note.name[:4]) for note in notes]
    assert numbers
    assert len(set(numbers)) == len(numbers)
    for number, note in zip(numbers, notes, strict=True):
        title = note.read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {number}. "), f"{note.name}: {title}"


def test_no_file_names_a_path_of_the_machine_it_was_written_on(project):
    found = subprocess.run(
        ["git", "grep", "-nIF", f"{project.parent}/"], cwd=project, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
