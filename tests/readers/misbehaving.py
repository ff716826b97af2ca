"""What a reader might do at its worst, for the cage to contain."""

import ctypes
import os
import resource
import sys
import time

from indexer.errors import UnreadableDocumentError
from indexer.signs import awaiting_first_page


def act(item: str | int) -> object:
    """Misbehave as the item says, else give it back."""
    return ACTS[item](item) if item in ACTS else item


def spin(_item: str) -> None:
    while True:
        pass


def await_a_page(_item: str) -> None:
    with awaiting_first_page():
        spin(_item)


def await_a_heavy_page(_item: str) -> None:
    with awaiting_first_page() as first_page:
        first_page.is_heavy()
        spin(_item)


def give_a_page(_item: str) -> str:
    with awaiting_first_page() as first_page:
        first_page.arrived()
        end = time.process_time() + 0.6
        while time.process_time() < end:
            pass
    return "done"


def make_noise(item: str) -> str:
    print("rubbish" * 10_000)
    os.write(1, b"rubbish" * 10_000)
    return item


def refuse(_item: str) -> None:
    raise UnreadableDocumentError("It is a scan.")


def break_down(_item: str) -> None:
    raise ValueError("a name that no log may hold")


def recurse(item: str) -> object:
    return recurse(item)


def take_a_second(item: str) -> str:
    time.sleep(1.2)
    return item


ACTS = {
    "take a second": take_a_second,
    "hang": lambda _item: time.sleep(600),
    "spin": spin,
    "await a page": await_a_page,
    "await a heavy page": await_a_heavy_page,
    "give a page, then work": give_a_page,
    "crash": lambda _item: ctypes.string_at(0),
    "exit": lambda _item: os._exit(3),
    "system exit": lambda _item: sys.exit(2),
    "eat memory": lambda _item: len(bytearray(4 << 30)),
    "print": make_noise,
    "refuse": refuse,
    "break": break_down,
    "recurse": recurse,
    "give what cannot be sent": lambda item: lambda: item,
    "limits": lambda _item: [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)],
    "processor": lambda _item: resource.getrlimit(resource.RLIMIT_CPU)[0],
    "process": lambda _item: os.getpid(),
}
