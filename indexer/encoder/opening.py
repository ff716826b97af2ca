"""Which form of an encoder is opened, and what is done where the fast one cannot be had."""

import logging
from pathlib import Path

from indexer.encoder.conversion import Graph, graph_folder, is_prepared, prepare
from indexer.encoder.encoder import Encoder, EncoderForm, EncoderSettings, Precision, Vectors
from indexer.encoder.model_files import ModelFiles, find_model_files
from indexer.encoder.openvino import FastEncoder, chosen_precision, fast_identity
from indexer.encoder.runtime import FastFormError
from indexer.encoder.sentence_transformer import ReferenceEncoder, reference_identity

logger = logging.getLogger(__name__)


def open_encoder(settings: EncoderSettings) -> Encoder:
    """The encoder that the settings name, its files checked.

    The first time on a machine the fast form is prepared, which takes some ten seconds and loads
    PyTorch once. Raises ModelFilesError.
    """
    files = find_model_files(settings)
    if settings.form is not EncoderForm.SENTENCE_TRANSFORMERS:
        try:
            return _fast_encoder(files, settings)
        except FastFormError as error:
            _fall_back_or_raise(error, settings)
    return ReferenceEncoder(files, threads=settings.threads)


def encoder_identity(settings: EncoderSettings) -> str:
    """The identity of what `open_encoder` would open, without opening it once the fast form is prepared."""
    files = find_model_files(settings)
    if settings.form is not EncoderForm.SENTENCE_TRANSFORMERS:
        try:
            if is_prepared(graph_folder(files, settings.cache)):
                return fast_identity(files, chosen_precision(settings.precision))
            return _fast_encoder(files, settings).identity
        except FastFormError as error:
            _fall_back_or_raise(error, settings)
    return reference_identity(files)


def _fast_encoder(files: ModelFiles, settings: EncoderSettings) -> FastEncoder:
    def encode(folder: Path, graph: Graph, texts: list[str]) -> Vectors:
        return FastEncoder(files, folder, graph, precision=Precision.F32, threads=1).encode_passages(texts)

    precision = chosen_precision(settings.precision)
    folder = graph_folder(files, settings.cache)
    graph = prepare(files, folder, threads=settings.threads, encode=encode)
    return FastEncoder(files, folder, graph, precision=precision, threads=settings.threads)


def _fall_back_or_raise(error: FastFormError, settings: EncoderSettings) -> None:
    if settings.form is EncoderForm.OPENVINO:
        raise FastFormError(
            f"The fast form of the encoder cannot be had: {error}. Mend that, or set the encoder's form to auto or "
            "sentence-transformers, which is slower."
        ) from error
    logger.warning("The fast form of the encoder cannot be had (%s); sentence-transformers runs it, slower.", error)
