"""The graph of the fast form: made once from checked weights on this machine, then kept with its hashes.

Mean pooling (or whatever the model's own modules do) and unit length are inside the graph; batch and
length stay open. Made in a folder of its own and renamed when it is whole and agrees with the
reference, so a folder under its final name is complete; it is checked again whenever it is opened.
"""

import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from indexer.encoder.encoder import Vectors
from indexer.encoder.model_files import ModelFiles, file_sha256
from indexer.encoder.runtime import FastFormError, load_openvino
from indexer.encoder.sentence_transformer import ReferenceEncoder

GRAPH = "graph.xml"
_WEIGHTS = "graph.bin"
_MANIFEST = "graph.json"
_FORMAT = 1
_PROBES = ("Children in care.", "Too few return home interviews take place; the service knows why. " * 6, "x")
"""Short, long and tiny, so that padding is tried as well."""
_FARTHEST = 1e-4

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Graph:
    """A prepared graph in its folder, and what the reference says about the model. `files` are SHA-256 by name."""

    format: int
    fingerprint: str
    dimensions: int
    max_tokens: int
    files: dict[str, str]


def graph_folder(files: ModelFiles, cache: Path | None) -> Path:
    """Where the graph of these weights for the installed OpenVINO is kept."""
    version = load_openvino().get_version().split("-")[0]
    return (cache or user_cache()) / f"{files.name}-{files.fingerprint[:16]}-openvino-{version}-{_FORMAT}"


def user_cache() -> Path:
    """The user's own cache folder, as the platform has it."""
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "inspection-search" / "encoders"


def is_prepared(folder: Path) -> bool:
    """Whether a graph stands there, unchecked: quick."""
    return (folder / _MANIFEST).is_file()


def prepare(
    files: ModelFiles, folder: Path, *, threads: int, encode: Callable[[Path, Graph, list[str]], Vectors]
) -> Graph:
    """The checked graph in `folder`, made now where there is none or a damaged one.

    `encode` runs a graph in full precision; its vectors must agree with the reference's before the
    graph is kept. Raises FastFormError where the graph cannot be made, kept or does not agree.
    """
    graph = _read(folder, files)
    if graph is not None:
        return graph
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".preparing-", dir=folder.parent))
        try:
            graph = _make(files, work, threads=threads, encode=encode)
            _move(work, folder, files)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise FastFormError(f"the prepared encoder cannot be kept in {folder.parent}: {error}") from error
    return graph


def _read(folder: Path, files: ModelFiles) -> Graph | None:
    """The graph that stands in the folder; None, with a warning where there is one, unless it is whole."""
    if not is_prepared(folder):
        return None
    try:
        graph = Graph(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
        found = {name: file_sha256(folder / name) for name in (GRAPH, _WEIGHTS)}
    except (OSError, ValueError, TypeError) as error:
        logger.warning("The prepared encoder in %s cannot be read (%s) and is prepared again.", folder, error)
        return None
    if graph.files != found or graph.fingerprint != files.fingerprint or graph.format != _FORMAT:
        logger.warning("The prepared encoder in %s is not what was written and is prepared again.", folder)
        return None
    return graph


def _make(files: ModelFiles, work: Path, *, threads: int, encode: Callable[[Path, Graph, list[str]], Vectors]) -> Graph:
    reference = ReferenceEncoder(files, threads=threads)
    try:
        load_openvino().save_model(_converted(reference.model), work / GRAPH, compress_to_fp16=False)
        graph = Graph(
            format=_FORMAT,
            fingerprint=files.fingerprint,
            dimensions=reference.dimensions,
            max_tokens=reference.max_tokens,
            files={name: file_sha256(work / name) for name in (GRAPH, _WEIGHTS)},
        )
        farthest = float(np.abs(encode(work, graph, list(_PROBES)) - reference.encode_passages(_PROBES)).max())
    except (RuntimeError, TypeError, ValueError) as error:
        raise FastFormError(f"OpenVINO cannot convert the model in {files.folder}: {error}") from error
    if not farthest <= _FARTHEST:
        raise FastFormError(
            f"the converted model does not agree with sentence-transformers: a number of a vector differs by "
            f"{farthest:.1e}, at most {_FARTHEST:.0e} was expected"
        )
    with (work / _MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(asdict(graph), file)
        file.flush()
        os.fsync(file.fileno())
    return graph


def _converted(model: Any) -> Any:  # noqa: ANN401 -- OpenVINO's and PyTorch's own types stay in here
    import torch

    openvino = load_openvino()

    class WholeModel(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": torch.zeros_like(input_ids),
            }
            return torch.nn.functional.normalize(self.model(features)["sentence_embedding"], dim=-1)

    example = {
        "input_ids": torch.ones((2, 16), dtype=torch.int64),
        "attention_mask": torch.tensor([[1] * 16, [1] * 9 + [0] * 7]),
    }
    shape = openvino.PartialShape([-1, -1])
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # tracing warns about every branch it takes; the probes show what matters
        return openvino.convert_model(
            WholeModel().eval(),
            example_input=example,
            input=[(name, shape, openvino.Type.i64) for name in example],
        )


def _move(work: Path, folder: Path, files: ModelFiles) -> None:
    """Put the work in place, unless another process has just put the same there."""
    if folder.exists():
        if _read(folder, files) is not None:
            return
        damaged = Path(tempfile.mkdtemp(prefix=".damaged-", dir=folder.parent))
        folder.replace(damaged)
        shutil.rmtree(damaged, ignore_errors=True)
    work.replace(folder)
