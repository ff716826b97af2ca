"""How far a rebuild is, and where its seconds went."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, TypeVar

Item = TypeVar("Item")


HASH: Final = "hash"
WAITING: Final = "waiting"
READ: Final = "read"
ENCODE_PASSAGES: Final = "encode passages"
ENCODE_SENTENCES: Final = "encode sentences"
WRITE: Final = "write"


class Progress(NamedTuple):
    """One step of a rebuild: `done` of `total` in this stage, `document` being the one at hand ("" for none).

    Stages follow one another as they stand above. WAITING names each file that will be read; READ each that was,
    `reason` saying why it is skipped, "" where it is not.
    """

    stage: str
    done: int
    total: int
    document: str
    reason: str = ""


Listener = Callable[[Progress], None]
"""Is told of every step. What it raises ends the rebuild: the old build stands, what is done is kept."""


def ignore(_progress: Progress) -> None:
    """A listener that does not listen."""


def both(first: Listener, second: Listener) -> Listener:
    """One listener that tells two."""

    def listen(progress: Progress) -> None:
        first(progress)
        second(progress)

    return listen


class Clock:
    """Adds up the seconds of each stage, by a clock that never goes back."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.monotonic() - started

    def waiting(self, name: str, items: Iterable[Item]) -> Iterator[Item]:
        """The same items, the wait for each counted under this stage."""
        iterator = iter(items)
        while True:
            with self.stage(name):
                item = next(iterator, None)
            if item is None:
                return
            yield item

    def seconds(self) -> dict[str, float]:
        """Seconds by stage in the order they began, then the total."""
        total = time.monotonic() - self._started
        return {name: round(seconds, 3) for name, seconds in [*self._seconds.items(), ("total", total)]}
