"""The README's commands are run as they stand, in a folder that has the sample corpus and this environment."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for language, block in FENCE.findall(README) if language == "sh" for line in block.splitlines()]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z0-9-]+):.*## ", MAKEFILE, re.MULTILINE))
RUN_BY_MAKE = [command for command in COMMANDS if command.startswith("make ")]
RUN_HERE = [command for command in COMMANDS if command.startswith(".venv/bin/")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, project):
    """A copy of what a new user has after `make install`, so that the commands leave nothing behind here."""
    here = tmp_path_factory.mktemp("readme")
    shutil.copytree(project / "corpus", here / "corpus")
    shutil.copytree(project / "evaluation" / "gold", here / "evaluation" / "gold")
    (here / ".venv").symlink_to(sys.prefix)
    return here


def test_every_command_of_the_readme_is_one_of_make_or_of_this_environment():
    assert [c for c in COMMANDS if c not in RUN_BY_MAKE + RUN_HERE and not c.startswith(("git clone ", "cd "))] == []
    assert len(RUN_HERE) >= 3


@pytest.mark.slow
def test_the_readmes_commands_run_in_their_order(folder):
    for command in RUN_HERE:
        words = shlex.split(command)
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        written = folder / words[words.index("--output") + 1] if "--output" in words else None
        assert written.stat().st_size if written else done.stdout, f"{command} has nothing to show"


@pytest.mark.parametrize("command", RUN_BY_MAKE)
def test_the_readmes_make_commands_name_targets_that_exist(command):
    words = [word for word in command.partition("#")[0].split()[1:] if "=" not in word]
    assert set(words) <= TARGETS


def test_every_target_is_listed_by_make_help(project):
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE).group(1).split())
    helped = subprocess.run(["make", "help"], cwd=project, capture_output=True, text=True, check=True).stdout
    assert phony == TARGETS == set(re.findall(r"^  make ([a-z0-9-]+)", helped, re.MULTILINE))


def test_every_target_that_a_user_needs_stands_in_the_readme_or_in_contributing(project):
    text = README + (project / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert {target for target in TARGETS if not re.search(rf"make (\S+ )?{target}\b", text)} == set()


@pytest.mark.parametrize("module", ["indexer", "retriever", "retriever.improvements", "evaluation"])
def test_every_option_of_a_command_stands_in_the_readme(module, project):
    usage = subprocess.run(
        [sys.executable, "-m", module, "--help"], cwd=project, capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"--[a-z][a-z-]+", usage)) - {"--help"}
    assert options, usage
    assert {option for option in options if option not in README} == set()


def test_every_command_that_is_installed_stands_in_the_readme(project):
    scripts = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert {name for name in scripts if f".venv/bin/{name}" not in README} == set()


def test_the_windows_commands_are_those_of_the_environment():
    windows = "".join(block for language, block in FENCE.findall(README) if language == "bat")
    names = set(re.findall(r"\.venv\\Scripts\\([\w-]+)", windows))
    assert {"rebuild-index", "ask", "python"} <= names
    for name in names:
        assert (Path(sys.prefix) / "bin" / name).exists(), name
