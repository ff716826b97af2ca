import importlib.util
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def lock(project):
    spec = importlib.util.spec_from_file_location("lock", project / "scripts" / "lock.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pins(project):
    lines = "".join((project / name).read_text() for name in ("requirements.lock", "requirements-dev.lock"))
    return dict(line.split("==") for line in lines.splitlines() if not line.startswith("#"))


def test_the_lock_files_are_what_is_installed(lock, project):
    for name, content in lock.lock_files(project / "pyproject.toml").items():
        assert (project / name).read_text(encoding="utf-8") == content, f"{name} is out of date: make lock"


def test_a_lock_line_is_a_name_and_an_exact_version_and_names_no_host(project):
    for name in ("requirements.lock", "requirements-dev.lock"):
        for line in (project / name).read_text(encoding="utf-8").splitlines():
            assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", line), line


def test_every_declared_range_admits_its_pin(project, pins):
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in settings["dependencies"] + settings["optional-dependencies"]["dev"]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), line


def test_a_package_that_is_missing_is_named_with_what_to_do(lock):
    with pytest.raises(lock.UnlockableError, match=r"surely-not-installed is not installed: pip install"):
        lock.locked(["surely-not-installed>=1"])


def test_a_package_out_of_its_range_is_refused(lock):
    with pytest.raises(lock.UnlockableError, match=r"packaging .* is installed, but packaging<1 is needed"):
        lock.locked(["packaging<1"])
