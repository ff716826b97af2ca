"""How a command speaks to a shell whose reader may have gone."""

import os
import sys


def say(text: str) -> None:
    """Print to standard output, and let it be where nobody reads to the end (`| head -1`)."""
    try:
        print(text, flush=True)  # noqa: T201 - the one place beside the commands
    except BrokenPipeError:
        hush()


def hush() -> None:
    """Say nothing more to a reader who has gone: what is still in the buffer would raise again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
