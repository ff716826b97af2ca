"""Where passages are ranked by meaning and by words: in this process, or on a Milvus server.

Whichever does it, the reports' text, the page offsets and the sentences stay in the build on this machine,
where quotations are verified.
"""

from indexer.engine.embedded import EmbeddedEngine
from indexer.engine.engine import Engine, EnginePassages
from indexer.engine.setting import EngineKind, EngineSettings, read_engine, write_engine

__all__ = [
    "EmbeddedEngine",
    "Engine",
    "EngineKind",
    "EnginePassages",
    "EngineSettings",
    "open_engine",
    "read_engine",
    "write_engine",
]


def open_engine(settings: EngineSettings, passages: EnginePassages) -> Engine:
    """The engine that the settings name, for the passages of one build.

    Raises EngineError where a server cannot be reached, IndexMismatchError where it holds another build.
    """
    if settings.kind is EngineKind.EMBEDDED:
        return EmbeddedEngine(passages)
    from indexer.engine.milvus import MilvusEngine

    return MilvusEngine(settings.uri, passages)
