"""What visitors of a build would wait for, done once while nobody waits for it."""

import threading
import time
from contextlib import suppress
from typing import Final

from indexer.errors import IndexerError
from retriever.improvements import read_register
from retriever.searcher import Searcher
from ui.examples import checked_questions

PAUSE_S: Final = 2.0
"""Before it is begun: whoever came to ask has the processor first."""


def read_ahead(searcher: Searcher) -> None:
    """What of a large build is not proved yet, the questions of the first screen, and the register.

    Trouble is left to whoever opens the page.
    """
    with suppress(IndexerError):
        searcher.snapshot.prove_by_and_by()
    time.sleep(PAUSE_S)
    with suppress(IndexerError):
        checked_questions(searcher)
        read_register(searcher.snapshot)


def begin_reading_ahead(searcher: Searcher) -> None:
    """The same beside what goes on."""
    threading.Thread(target=read_ahead, args=(searcher,), name="reading ahead", daemon=True).start()
