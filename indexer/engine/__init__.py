"""Where passages are ranked by meaning and by words: in this process, or on a Milvus server.

Whichever does it, the reports' text, the page offsets and the sentences stay in the build on this machine,
where quotations are verified.
"""

from indexer.engine.setting import EngineKind, EngineSettings, read_engine, write_engine

__all__ = ["EngineKind", "EngineSettings", "read_engine", "write_engine"]
