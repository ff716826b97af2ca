"""Writes the lock files from what is installed: `make lock`.

The ranges in pyproject.toml are followed through the metadata of the installed packages, so a lock is what
the tests of this environment have run with. Two things are left out on purpose. Hashes: the CPU build of
PyTorch comes under the same version from different places (a folder of wheels, PyTorch's own index), and pip
refuses every file without a hash once one line has one. Local version labels ("+cpu"): they would forbid the
plain build on systems where that one is the CPU build.
"""

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
HEADER = "# {what}. Written by `make lock` from pyproject.toml; do not edit.\n"


class UnlockableError(Exception):
    """What is installed does not satisfy pyproject.toml; the message names the package and what to do."""


def locked(requirements: Iterable[str]) -> dict[str, str]:
    """Name to version of everything these requirements need here, themselves included, sorted by name."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(requirement), "") for requirement in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        versions[name] = installed_version(requirement)
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(needed), wanted) for needed in distribution(name).requires or ()]
    return dict(sorted(versions.items()))


def installed_version(requirement: Requirement) -> str:
    """The installed version without its local label. Raises UnlockableError if it is missing or out of range."""
    try:
        version = Version(distribution(requirement.name).version)
    except PackageNotFoundError:
        raise UnlockableError(
            f"{requirement.name} is not installed: pip install '{requirement}', then make lock"
        ) from None
    if not requirement.specifier.contains(version, prereleases=True):
        raise UnlockableError(f"{requirement.name} {version} is installed, but {requirement} is needed")
    return version.public


def lock_files(pyproject: Path) -> dict[str, str]:
    """File name to content of both lock files; the second holds what development needs on top."""
    settings = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    project = settings["project"]
    runtime = locked([*project["dependencies"], *settings["build-system"]["requires"]])
    development = locked(project["optional-dependencies"]["dev"])
    extra = {name: version for name, version in development.items() if name not in runtime}
    return {
        RUNTIME: HEADER.format(what="Everything that runs") + pins(runtime),
        DEVELOPMENT: HEADER.format(what="What tests and checks need on top") + pins(extra),
    }


def pins(versions: dict[str, str]) -> str:
    return "".join(f"{name}=={version}\n" for name, version in versions.items())


def main() -> int:
    try:
        files = lock_files(ROOT / "pyproject.toml")
    except UnlockableError as error:
        print(error, file=sys.stderr)
        return 1
    for name, content in files.items():
        (ROOT / name).write_text(content, encoding="utf-8")
        print(f"{name}: {content.count('==')} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
