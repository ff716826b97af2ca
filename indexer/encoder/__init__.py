"""Texts to vectors, on this machine alone.

One set of checked weights has two forms: the reference, run by sentence-transformers, and the fast
form of the same weights, run by OpenVINO without loading PyTorch. `open_encoder` chooses.
"""

from indexer.encoder.cross_encoder import CrossEncoder
from indexer.encoder.encoder import Encoder, EncoderForm, EncoderSettings, same_weights
from indexer.encoder.opening import encoder_identity, open_encoder
from indexer.encoder.runtime import is_shortage

__all__ = [
    "CrossEncoder",
    "Encoder",
    "EncoderForm",
    "EncoderSettings",
    "encoder_identity",
    "is_shortage",
    "open_encoder",
    "same_weights",
]
