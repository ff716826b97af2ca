"""What every part's tests share: where the real reports and the sample are, and when a test that needs them runs."""

import gc
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

# Several suites share a machine: an example is judged by what it shows, not by how long it took.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

LONG = bool(os.environ.get("LONG"))
FIGURES = pytest.StashKey[list[tuple[str, dict[str, float]]]]()
LONGEST = "longest seconds"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.stash[FIGURES]:
        return
    terminalreporter.section("figures")
    for line in in_words(added_up(config.stash[FIGURES])):
        terminalreporter.write_line(line)
    if kept := os.environ.get("HOSTILE_FIGURES"):
        Path(kept).write_text(json.dumps(config.stash[FIGURES]), encoding="utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if (SHARED / "corpus").is_dir():
        return
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.skip(reason="the real reports (../shared/corpus) are not beside this folder"))


@pytest.fixture(scope="module", autouse=True)
def _only_what_is_new_is_collected() -> None:
    """What the modules before left in memory is not gone through again and again: it is no cost of what is tested."""
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real reports; a test that asks for it is marked `real`."""
    return SHARED


@pytest.fixture(scope="session")
def times() -> Callable[[int, int], int]:
    """How often: the first number, and the second where the environment has LONG (`make hostile`)."""
    return lambda few, many: many if LONG else few


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Has figures printed with the others after all tests: what was done, and how often it came to what.

    Those of the same name are added up; of the longest time the longest is kept.
    """

    def note(what: str, counts: Mapping[str, float]) -> None:
        request.config.stash[FIGURES].append((what, dict(counts)))

    return note


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return ROOT


def added_up(figures: Iterable[tuple[str, Mapping[str, float]]]) -> dict[str, dict[str, float]]:
    """The figures of each name together."""
    total: dict[str, dict[str, float]] = {}
    for what, counts in figures:
        together = total.setdefault(what, {})
        for name, count in counts.items():
            before = together.get(name, 0)
            together[name] = max(before, count) if name == LONGEST else before + count
    return total


def in_words(figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    def said(name: str, count: float) -> str:
        return f"{name} {count:,.2f}" if isinstance(count, float) else f"{name} {count:,}"

    return [f"{what}: {', '.join(said(*one) for one in counts.items())}" for what, counts in sorted(figures.items())]


class HashEncoder:
    """An encoder that can be worked out by hand: a text is the bag of its words, each a dimension by its hash.

    Texts of the same words are equal (1.0), texts of other words orthogonal (0.0) but for hashes that meet.
    A text without words is a direction of its own.
    """

    weights_identity = "words@1"
    identity = "words@1 by-hand"
    dimensions = 512
    max_tokens = 256

    def count_tokens(self, text: str) -> int:
        return len(self._words(text)) + 2

    def encode_passages(self, texts: Sequence[str], *, listen=None) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in self._words(text) or [""]:
                vectors[row, int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % self.dimensions] += 1
        if listen:
            listen(len(texts))
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_questions(self, texts: Sequence[str]) -> np.ndarray:
        return self.encode_passages(texts)

    def begin_questions(self, texts: Sequence[str]):
        return lambda: self.encode_questions(texts)

    @staticmethod
    def _words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())


@pytest.fixture(scope="session")
def fake_encoder() -> HashEncoder:
    """The one fake: an encoder without a model. Everything else in the tests is the real thing."""
    return HashEncoder()
