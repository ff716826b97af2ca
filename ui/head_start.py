"""The index, opened from the first moment on: while Streamlit is loaded, and the browser loads its page.

Hashing files and preparing the model run outside Python, so on the processor that would else stand idle.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.errors import IndexerError

if TYPE_CHECKING:
    from ui.shared_searcher import SharedSearcher

_begun: Final[dict[Path, "Future[SharedSearcher]"]] = {}


def begin_opening(index: Path) -> None:
    """Open this index beside what goes on. Trouble is left to whoever asks for it.

    A program that comes to its end in the meantime waits for it: a thread cannot be left alone while it prepares the
    model. One that is told to end does not.
    """
    opening = ThreadPoolExecutor(1, "opening the index")
    _begun[index] = opening.submit(_open, index)
    opening.shutdown(wait=False)


def take_opened(index: Path) -> "SharedSearcher | None":
    """What was begun, waited for and given once; None where nothing was begun, or it failed and is to be tried anew."""
    opening = _begun.pop(index, None)
    with suppress(IndexerError):
        return opening.result() if opening else None
    return None


def _open(index: Path) -> "SharedSearcher":
    from indexer.encoder import EncoderSettings, open_encoder

    # First what runs outside Python: Streamlit is loaded beside it as quickly as alone.
    encoder = open_encoder(EncoderSettings.from_environment())
    from ui.shared_searcher import SharedSearcher

    return SharedSearcher.open(index, encoder=encoder)
