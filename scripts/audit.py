"""Looks for known holes in the packages that the lock files name, by pip-audit.

Exit code 0: all were looked up, and nothing is known of any; 1: something is, and it is listed; 3: some or all could
not be looked up, which is said in capitals, as not having looked is not the same as having found nothing.

pip-audit is fetched into a folder of its own under .venv if it is not there. Two sources are asked, one after the
other, until one answers: OSV (api.osv.dev), then the package index itself.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SOURCES = ("osv", "pypi")
WANTED = "pip-audit>=2.9,<3"
NOTHING_KNOWN, HOLES, NOT_AUDITED = 0, 1, 3
LIMIT_S = 600
_FIRST = 3
"""So many packages are asked about first: a source that knows none of them is not asked about the others."""

SERVES_NO_VERSIONS = "it knows none of the first packages; a mirror that serves files alone tells nothing of holes"
NOBODY_ANSWERED = (
    "NOT AUDITED. None of the sources answered, so of the {} packages that the lock files name not one was looked up: "
    "this run says nothing about known holes.\n"
    "What holds without it: no version below the floors in pyproject.toml is installed, and the versions are those of "
    "the lock files.\n"
    "Run make audit where api.osv.dev can be reached, with these lock files; nothing else is needed there."
)

_OWN = ROOT / ".venv" / "audit"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;+]+)", re.MULTILINE)
"""A name and a version, without the label (+cpu) that says how a package was built: holes are known by version."""


@dataclass(frozen=True, slots=True)
class Hole:
    package: str
    version: str
    name: str
    mended_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a source said: how many packages it knows, the holes, and the packages it has no word on."""

    source: str
    known: int
    holes: tuple[Hole, ...]
    unknown: tuple[str, ...]


def pins(text: str) -> list[str]:
    r"""What a lock file pins.

    >>> pins("torch==2.9.0+cpu\nnumpy==2.3.1  # a comment")
    ['torch==2.9.0', 'numpy==2.3.1']
    """
    return [f"{name}=={version}" for name, version in _PIN.findall(text)]


def read_findings(source: str, written: str) -> Findings:
    """What pip-audit wrote as JSON. Raises ValueError or KeyError where it is something else."""
    packages = json.loads(written)["dependencies"]
    holes = (
        Hole(one["name"], one["version"], hole["id"], tuple(hole["fix_versions"]))
        for one in packages
        for hole in one.get("vulns", ())
    )
    unknown = tuple(one["name"] for one in packages if "skip_reason" in one)
    return Findings(source, len(packages) - len(unknown), tuple(holes), unknown)


def ask(audit: Path, wanted: Sequence[str], source: str) -> Findings | str:
    """What a source says of these packages, or why it said nothing."""
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        listed, written = Path(folder) / "wanted.txt", Path(folder) / "found.json"
        listed.write_text("\n".join(wanted), encoding="utf-8")
        command = [str(audit), "--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json"]
        command += ["--vulnerability-service", source, "--output", str(written), "--requirement", str(listed)]
        done = None
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT_S)  # noqa: S603
            return read_findings(source, written.read_text(encoding="utf-8"))
        except subprocess.TimeoutExpired:
            return f"no answer within {LIMIT_S} seconds"
        except (OSError, ValueError, KeyError):
            lines = [line for line in (done.stderr if done else "").splitlines() if line.strip()]
            return lines[-1][:300] if lines else "pip-audit gave nothing that can be read"


def find_audit() -> Path | str:
    """pip-audit as it is installed, or fetched now; or why there is none."""
    beside = shutil.which("pip-audit", path=str(Path(sys.executable).parent)) or shutil.which("pip-audit")
    own = _OWN / ("Scripts" if sys.platform == "win32" else "bin")
    if beside or (own / "pip-audit").exists():
        return Path(beside or own / "pip-audit")
    venv.create(_OWN, with_pip=True, clear=True)
    command = [str(own / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WANTED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        shutil.rmtree(_OWN, ignore_errors=True)
        return f"pip-audit is not installed and could not be fetched: {(done.stderr.splitlines() or ['?'])[-1]}"
    return own / "pip-audit"


def in_words(found: Findings) -> Iterator[str]:
    yield f"{found.known} packages looked up at {found.source}, {len(found.holes)} known holes."
    for hole in found.holes:
        mended = f"mended in {', '.join(hole.mended_in)}" if hole.mended_in else "not mended yet"
        yield f"  {hole.package} {hole.version}: {hole.name}, {mended}"
    if found.unknown:
        yield f"NOT AUDITED, as the source does not know them, {len(found.unknown)}: {', '.join(found.unknown)}"


def main(audit: Path | str | None = None) -> int:
    audit = audit or find_audit()
    if isinstance(audit, str):
        print(f"NOT AUDITED. {audit}")
        return NOT_AUDITED
    wanted = [pin for lock in LOCKS for pin in pins((ROOT / lock).read_text(encoding="utf-8"))]
    for source in SOURCES:
        found = ask(audit, wanted[:_FIRST], source)
        if isinstance(found, Findings) and found.known:
            found = ask(audit, wanted, source)
        if isinstance(found, Findings) and found.known:
            print("\n".join(in_words(found)))
            if found.holes:
                return HOLES
            return NOT_AUDITED if found.unknown else NOTHING_KNOWN
        print(f"{source} gave no answer: {found if isinstance(found, str) else SERVES_NO_VERSIONS}")
    print(NOBODY_ANSWERED.format(len(wanted)))
    return NOT_AUDITED


if __name__ == "__main__":
    sys.exit(main())
