"""That what docs/promises.md says is held by tests is, and the promises that are about the code itself."""

import ast
import importlib
import re
import time
import tomllib
from contextlib import suppress
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from indexer.readers.time_limit import time_limit

PACKAGES = ("indexer", "retriever", "evaluation", "ui")
CATALOGUE = {"P": 19, "F": 15, "I": 13, "U": 8, "S": 9}
ROWS = [f"{letter}{number}" for letter, last in CATALOGUE.items() for number in range(1, last + 1)]

# The lowest release without the holes known of it, each allowing code, files or hours to be taken by crafted input.
WITHOUT_KNOWN_HOLES = {
    "pypdf": "6.16.1",
    "lxml": "6.1.0",
    "sentence-transformers": "6.0",
    "transformers": "5.5.0",
    "torch": "2.6",
    "faiss-cpu": "1.15",
    "streamlit": "1.54",
    "starlette": "1.3.1",
}

REPETITIONS = [
    "a",
    " ",
    "(",
    "\n",
    "1.",
    "a ",
    "A ",
    ". ",
    "- ",
    "<p>",
    "&lt;",
    "| ",
    "#",
    "1 January ",
    '"',
    "\u00e9",
    "/g1",
]
LENGTH = 3_000
SECONDS = 1.0  # of processor; a quadratic pattern takes a tenth, a cubic or exponential one hours


@pytest.fixture(scope="module")
def document(project):
    return (project / "docs" / "promises.md").read_text(encoding="utf-8")


def test_every_promise_fault_and_input_has_its_row(document):
    assert re.findall(r"^\| ([PFIUS]\d+) \|", document, re.MULTILINE) == ROWS


def test_every_test_that_is_named_exists(document, project):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", document)
    assert len(named) > 100
    missing = []
    for path, name in named:
        file = project / path
        tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
        if name not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{path}::{name}")
    assert missing == []


def modules(project):
    return [path for package in PACKAGES for path in sorted((project / package).rglob("*.py"))]


def test_nothing_of_ours_unpickles_what_was_stored(project):
    """Only the two ends of a cage's own pipe may, which pass nothing from elsewhere."""
    banned = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml"}
    found = set()
    for path in modules(project):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] in banned for name in names):
                found.add(path.relative_to(project).as_posix())
            if isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "trust_remote_code"):
                assert isinstance(node.value, ast.Constant), path
                assert node.value.value is False, path
    assert found == {"indexer/caged_process.py", "indexer/caged_child.py"}


def patterns(project):
    """Every compiled pattern that stands at the top of a module, by its name."""
    for path in modules(project):
        if path.name == "__main__.py" or path.parts[-2] == "pages":
            continue
        name = ".".join(path.relative_to(project).with_suffix("").parts)
        if "re.compile" in path.read_text(encoding="utf-8"):
            for key, value in vars(importlib.import_module(name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{name}.{key}", value


@pytest.mark.slow
def test_no_pattern_grows_worse_than_with_the_square_of_long_repetitions(project):
    tried, slow = 0, []
    for name, pattern in patterns(project):
        for unit in REPETITIONS:
            text = (unit * (LENGTH // len(unit) + 1))[:LENGTH] + "!"
            started = time.process_time()
            with suppress(TimeoutError), time_limit(60 * SECONDS):
                sum(1 for _ in pattern.finditer(text if isinstance(pattern.pattern, str) else text.encode()))
            if time.process_time() - started > SECONDS:
                slow.append((name, unit))
        tried += 1
    assert tried > 60
    assert slow == []


@pytest.mark.parametrize("name", WITHOUT_KNOWN_HOLES)
def test_what_is_asked_for_and_what_is_installed_leave_out_the_known_holes(name, project):
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    (asked,) = [line for line in map(Requirement, settings["project"]["dependencies"]) if line.name == name]
    lowest = min(Version(part.version) for part in asked.specifier if part.operator in (">=", "=="))
    assert lowest >= Version(WITHOUT_KNOWN_HOLES[name])
    assert Version(version(name)) >= Version(WITHOUT_KNOWN_HOLES[name])


def test_encrypted_reports_can_be_read(project):
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    (asked,) = [line for line in map(Requirement, settings["project"]["dependencies"]) if line.name == "pypdf"]
    assert asked.extras == {"crypto"}
