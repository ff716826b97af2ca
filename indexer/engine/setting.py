"""Which engine an index is searched with: said once to `rebuild-index`, kept beside the builds, found by all others."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from indexer.errors import IndexDamagedError
from indexer.storage_files import replace_file

ENGINE = "ENGINE"


class EngineKind(StrEnum):
    """The engines there are."""

    EMBEDDED = "embedded"
    MILVUS = "milvus"


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """An engine and where it is: for Milvus the address of a server, or a file of Milvus Lite."""

    kind: EngineKind = EngineKind.EMBEDDED
    uri: str = ""


def read_engine(index: Path) -> EngineSettings:
    """The engine of an index. Raises IndexDamagedError where the file that names it is not what was written."""
    try:
        fields = json.loads((index / ENGINE).read_bytes())
        return EngineSettings(EngineKind(fields["kind"]), str(fields["uri"]))
    except FileNotFoundError:
        return EngineSettings()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(
            f"{index / ENGINE} does not name an engine ({error}). Name it again: rebuild-index --engine embedded"
        ) from None


def write_engine(index: Path, settings: EngineSettings) -> None:
    if settings != EngineSettings():
        replace_file(index / ENGINE, (json.dumps(asdict(settings)) + "\n").encode())
    else:
        (index / ENGINE).unlink(missing_ok=True)
