"""Looks for known holes in the packages that the lock files name, by pip-audit where that can be had."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def main() -> int:
    """Exit code of pip-audit: 0 nothing known, 1 holes; 0 with a notice where it cannot look."""
    audit = shutil.which("pip-audit", path=str(Path(sys.executable).parent)) or shutil.which("pip-audit")
    if audit is None:
        print("Not audited: pip-audit is not installed. Where packages may be fetched: .venv/bin/pip install pip-audit")
        return 0
    command = [audit, "--disable-pip", "--no-deps", "--progress-spinner", "off"]
    for lock in LOCKS:
        command += ["--requirement", str(ROOT / lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - found by its name
    print(done.stdout + done.stderr)
    if done.returncode and "vulnerabilit" not in done.stdout + done.stderr:
        print("Not audited: pip-audit could not ask its database, or could not read the lock files; see above.")
        return 0
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
