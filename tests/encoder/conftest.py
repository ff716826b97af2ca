import pytest

from indexer.encoder import EncoderForm, EncoderSettings, open_encoder
from indexer.encoder.encoder import Precision
from indexer.encoder.openvino import chosen_precision

FORMS = {
    "reference": {"form": EncoderForm.SENTENCE_TRANSFORMERS},
    "openvino f32": {"form": EncoderForm.OPENVINO, "precision": Precision.F32},
    "openvino bf16": {"form": EncoderForm.OPENVINO, "precision": Precision.BF16},
}


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Where the fast form is prepared, once for all tests."""
    return tmp_path_factory.mktemp("encoders")


@pytest.fixture(scope="session")
def open_form(cache):
    opened = {}

    def open_once(name):
        if name == "openvino bf16" and chosen_precision(Precision.AUTO) is not Precision.BF16:
            pytest.skip("this processor has no bf16")
        if name not in opened:
            opened[name] = open_encoder(
                EncoderSettings(cache=cache, threads=1 if name == "reference" else 2, **FORMS[name])
            )
        return opened[name]

    return open_once


@pytest.fixture(scope="session")
def reference(open_form):
    return open_form("reference")


@pytest.fixture(scope="session", params=[*FORMS, "by hand"])
def encoder(request, open_form, fake_encoder):
    """Every implementation of the protocol in turn."""
    return fake_encoder if request.param == "by hand" else open_form(request.param)
