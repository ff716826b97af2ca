"""Which engine ranks the passages of a build."""

from indexer.engine.embedded import EmbeddedEngine
from indexer.engine.engine import Engine, EnginePassages
from indexer.engine.setting import EngineKind, EngineSettings


def open_engine(settings: EngineSettings, passages: EnginePassages) -> Engine:
    """The engine that the settings name, for the passages of one build.

    Raises EngineError where a server cannot be reached, IndexMismatchError where it holds another build.
    """
    if settings.kind is EngineKind.EMBEDDED:
        return EmbeddedEngine(passages)
    from indexer.engine.milvus import MilvusEngine

    return MilvusEngine(settings.uri, passages)
