"""The long tests of kills, damage and hostile files, one after another, for as much time as there is.

    python scripts/hostile.py --minutes 60

What is done is kept in test-results/, with the state of the code that it was done with: started again it goes on with
what is left. At the end all figures so far are printed as one table. Exit code 0: all was tried and nothing failed;
1: something failed; 3: nothing failed, but time was up before all was tried.
"""

import argparse
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.conftest import added_up, in_words  # noqa: E402 - started as a file, it has to say where it stands

KEPT = ROOT / "test-results" / "hostile.json"
JUDGED = ("indexer", "retriever", "tests/build", "tests/hostile", "tests/readers", "tests/conftest.py")
_PART = re.compile(r"\[(\d+)\]$")


@dataclass(frozen=True, slots=True)
class Done:
    """One test that was run: how it ended, and the figures it gave."""

    test: str
    passed: bool
    seconds: float
    load_average: float
    figures: list[tuple[str, dict[str, float]]] = field(default_factory=list)


def state_of_the_code() -> str:
    found = hashlib.sha256()
    for place in JUDGED:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found.update(file.read_bytes())
    return found.hexdigest()


def all_tests(environment: Mapping[str, str]) -> list[str]:
    """The tests by name: the first parts of each, then the second ones, so that little time tries something of all."""
    command = [sys.executable, "-m", "pytest", "-m", "hostile", "--collect-only", "-q", "tests"]
    listed = subprocess.run(  # noqa: S603 - our own interpreter and tests
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    tests = [line for line in listed.stdout.splitlines() if "::" in line]
    return sorted(tests, key=lambda test: (int(found[1]) if (found := _PART.search(test)) else 0, test))


def run(test: str, environment: Mapping[str, str], until: float) -> Done | None:
    """None where time was up."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        written = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "pytest", "-q", f"--basetemp={folder}/files", test]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and tests
            command,
            cwd=ROOT,
            env={**environment, "HOSTILE_FIGURES": str(written)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=max(until - started, 1))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None
        if process.returncode:
            print(said)
        figures = json.loads(written.read_text(encoding="utf-8")) if written.exists() else []
    passed = process.returncode == 0
    return Done(test, passed, round(time.monotonic() - started, 1), round(os.getloadavg()[0], 1), figures)


def kept(state: str) -> list[Done]:
    """What was done before with the code as it is now."""
    try:
        content = json.loads(KEPT.read_text(encoding="utf-8"))
        return [Done(**one) for one in content["done"]] if content["state"] == state else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def keep(state: str, done: Sequence[Done]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    beside = KEPT.with_suffix(".new")
    beside.write_text(json.dumps({"state": state, "done": [asdict(one) for one in done]}, indent=1), encoding="utf-8")
    beside.replace(KEPT)


def table(done: Sequence[Done], wanted: int) -> Iterator[str]:
    yield "| what | figures |"
    yield "| --- | --- |"
    for line in in_words(added_up([figure for one in done for figure in one.figures if one.passed])):
        what, _, figures = line.partition(": ")
        yield f"| {what} | {figures} |"
    failed = [one.test for one in done if not one.passed]
    seconds = sum(one.seconds for one in done)
    loads = [one.load_average for one in done] or [0.0]
    yield ""
    yield f"{len(done)} of {wanted} tests run in {seconds / 60:.0f} minutes, {len(failed)} failed."
    yield f"Load average {min(loads):.1f} to {max(loads):.1f} on {os.cpu_count()} cores."
    yield from (f"FAILED {test}" for test in failed)
    if len(done) < wanted:
        yield "Time was up: start it again to go on."


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the long tests of kills, damage and hostile files.")
    parser.add_argument("--minutes", type=float, default=240, help="stop after so long (default: %(default)s)")
    given = parser.parse_args()
    until = time.monotonic() + 60 * given.minutes
    environment = {**os.environ, "LONG": "1", "PYTHONPATH": str(ROOT)}
    state = state_of_the_code()
    tests = all_tests(environment)
    done = [one for one in kept(state) if one.test in tests]
    for test in tests:
        if test in {one.test for one in done} or time.monotonic() >= until:
            continue
        outcome = run(test, environment, until)
        if outcome is None:
            break
        done.append(outcome)
        keep(state, done)
        print(f"{'passed' if outcome.passed else 'FAILED'} {outcome.seconds:7.1f} s  {test}", flush=True)
    print("\n".join(table(done, len(tests))))
    if any(not one.passed for one in done):
        return 1
    return 0 if len(done) == len(tests) else 3


if __name__ == "__main__":
    sys.exit(main())
