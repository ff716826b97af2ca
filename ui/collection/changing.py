"""The one door to what changes the collection: reports, corrections, the index. Who may only read gets no further.

The pages do not show such a reader the buttons; this is for whatever else may call.
"""

from collections.abc import Iterator, Mapping, Sequence

from indexer import corrections_file, intake, removal
from indexer.corrections import Correction
from indexer.intake import Refused, Taken, Upload
from ui.account import may_change_collection
from ui.places import Places
from ui.rebuild_control import rebuild_control


class NotAllowedError(Exception):
    """Somebody who may only read asked for a change."""


def start_rebuild(places: Places, *, full: bool = False) -> None:
    _only_editors()
    rebuild_control(places).start(full=full)


def stop_rebuild(places: Places) -> None:
    _only_editors()
    rebuild_control(places).cancel()


def add_reports(
    places: Places, uploads: Sequence[Upload], *, folder: str, known: Mapping[str, str]
) -> Iterator[Taken | Refused]:
    """As `indexer.intake.take_in`."""
    _only_editors()
    return intake.take_in(places.corpus, uploads, folder=folder, known=known)


def take_out(places: Places, path: str) -> None:
    _only_editors()
    removal.set_aside(places.corpus, path)


def put_back(places: Places, path: str) -> None:
    _only_editors()
    removal.put_back(places.corpus, path)


def save_correction(places: Places, correction: Correction) -> None:
    _only_editors()
    corrections_file.write_correction(places.corpus, correction)


def undo_correction(places: Places, path: str) -> None:
    _only_editors()
    corrections_file.remove_correction(places.corpus, path)


def _only_editors() -> None:
    if not may_change_collection():
        raise NotAllowedError("This account may read the reports, not change them.")
