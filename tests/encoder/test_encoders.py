import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from indexer.encoder import EncoderForm, EncoderSettings, encoder_identity, open_encoder, same_weights
from indexer.encoder.encoder import Precision
from indexer.encoder.streams import Stream

WORDS = (
    "the children social workers in care visits plan team police health school strategy meeting attendance "
    "safeguarding timely too few managers oversight recording quality improve since last inspection return home "
    "interviews Ünïcode 1,240 multi-agency (MASH) £5m «quoted» 儿童"
).split()


def texts_of(*lengths, seed=0):
    chooser = random.Random(seed)
    return [" ".join(chooser.choices(WORDS, k=length)) for length in lengths]


MIXED = texts_of(3, 1, 150, 12, 12, 12, 13, 60, 61, 150, 5, 9)


def test_vectors_are_rows_of_unit_length_in_the_order_of_the_texts(encoder):
    vectors = encoder.encode_passages(MIXED)
    assert vectors.shape == (len(MIXED), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    for position in (0, 2, 11):
        assert vectors[position] @ encoder.encode_passages([MIXED[position]])[0] == pytest.approx(1, abs=1e-5)


def test_a_text_has_the_same_vector_to_the_bit_whatever_is_encoded_with_it(encoder):
    together = encoder.encode_passages(MIXED)
    alone = np.concatenate([encoder.encode_passages([text]) for text in MIXED])
    order = random.Random(1).sample(range(len(MIXED)), len(MIXED))
    shuffled = encoder.encode_passages([MIXED[position] for position in order])
    assert np.array_equal(together, alone)
    assert np.array_equal(shuffled, together[order])


def test_full_batches_of_many_lengths_change_nothing_either(open_form):
    for form in ("openvino f32", "openvino bf16"):
        encoder = open_form(form)
        texts = texts_of(*[3, 4, 9, 25, 26] * 120, seed=2)  # more than are encoded one by one before batches are tried
        together = encoder.encode_passages(texts)
        sample = random.Random(3).sample(range(len(texts)), 20)
        alone = np.concatenate([encoder.encode_passages([texts[position]]) for position in sample])
        assert np.array_equal(together[sample], alone)


def test_a_report_or_two_are_encoded_before_batches_are_tried_which_is_done_once_on_a_machine(
    open_form, cache, tmp_path, monkeypatch
):
    open_form("openvino f32")  # prepared in `cache`, once for all tests
    shutil.copytree(cache, tmp_path / "cache")
    for remembered in (tmp_path / "cache").rglob("batches.json"):
        remembered.unlink()
    trials = []
    really = Stream.do_batches_agree
    monkeypatch.setattr(Stream, "do_batches_agree", lambda stream: trials.append(stream) or really(stream))
    settings = EncoderSettings(cache=tmp_path / "cache", threads=2, form=EncoderForm.OPENVINO, precision=Precision.F32)
    first, second = open_encoder(settings), open_encoder(settings)
    few, many = texts_of(*[25] * 60, seed=4), texts_of(*[25] * 300, seed=5)
    before = first.encode_passages(few)
    assert trials == []
    first.encode_passages(many)
    assert len(trials) == 1  # for both streams
    assert np.array_equal(first.encode_passages(few), before)
    assert np.array_equal(second.encode_passages(few), before)
    second.encode_passages(many)
    assert len(trials) == 1


def test_texts_are_encoded_alike_by_many_threads_at_once(encoder):
    expected = encoder.encode_questions(MIXED)
    with ThreadPoolExecutor(8) as executor:
        found = list(executor.map(lambda text: encoder.encode_questions([text])[0], MIXED * 3))
    assert np.array_equal(np.stack(found), np.concatenate([expected] * 3))


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode_passages([]).shape == (0, encoder.dimensions)
    assert encoder.encode_questions([]).shape == (0, encoder.dimensions)


def test_odd_texts_are_encoded_as_well(encoder):
    odd = ["", " \n", "\x00", "\ud800 half a pair", "😀" * 300, "x" * 5000, "..."]
    vectors = encoder.encode_passages(odd)
    assert np.isfinite(vectors).all()
    assert all(encoder.count_tokens(text) >= 2 for text in odd)


def test_tokens_count_special_ones_and_are_not_cut_off(encoder):
    assert encoder.count_tokens("children in care") == 5
    assert encoder.count_tokens("children " * 1000) == 1002


def test_what_stands_after_the_last_token_read_changes_nothing(open_form):
    for form in ("reference", "openvino f32"):
        encoder = open_form(form)
        filling = "children " * (encoder.max_tokens - 2)
        assert encoder.count_tokens(filling) == encoder.max_tokens
        vectors = encoder.encode_passages([filling, filling + "police", "children " * (encoder.max_tokens - 3)])
        assert np.array_equal(vectors[0], vectors[1])
        assert not np.array_equal(vectors[0], vectors[2])


def test_progress_ends_with_all_texts_done(encoder):
    done = []
    encoder.encode_passages(MIXED, listen=done.append)
    assert done == sorted(done)
    assert done[-1] == len(MIXED)


def test_more_texts_than_are_tokenised_together_keep_their_order(open_form, monkeypatch):
    encoder = open_form("openvino f32")
    whole = encoder.encode_passages(MIXED)
    monkeypatch.setattr("indexer.encoder.openvino._CHUNK", 5)
    assert np.array_equal(encoder.encode_passages(MIXED), whole)


@pytest.mark.parametrize(("form", "least"), [("openvino f32", 0.999999), ("openvino bf16", 0.9998)])
def test_the_fast_form_agrees_with_the_reference(open_form, reference, form, least):
    fast = open_form(form)
    cosines = np.sum(fast.encode_passages(MIXED) * reference.encode_passages(MIXED), axis=1)
    assert cosines.min() > least
    assert [fast.count_tokens(text) for text in MIXED] == [reference.count_tokens(text) for text in MIXED]
    assert (fast.dimensions, fast.max_tokens) == (reference.dimensions, reference.max_tokens) == (384, 256)


def test_the_reference_gives_the_numbers_known_for_this_model(reference):
    vector = reference.encode_passages(["This is an example sentence"])[0]
    assert vector[:5] == pytest.approx([0.0676569, 0.0634959, 0.0487131, 0.0793049, 0.0374480], abs=1e-4)


def test_identities_name_weights_form_and_precision_and_forms_of_one_model_match(open_form):
    reference, full, half = (open_form(name).identity for name in ("reference", "openvino f32", "openvino bf16"))
    assert reference.startswith("all-MiniLM-L6-v2@")
    assert reference.endswith(" sentence-transformers-f32")
    assert full.endswith(" openvino-f32")
    assert half.endswith(" openvino-bf16")
    assert same_weights(full, half)
    assert same_weights(reference, half)
    assert not same_weights(reference, "all-MiniLM-L6-v2@0000000000000000 openvino-bf16")


def test_the_identity_known_beforehand_is_that_of_the_encoder_opened(open_form, cache):
    encoder = open_form("openvino bf16")
    assert encoder_identity(EncoderSettings(cache=cache)) == encoder.identity


def test_once_prepared_the_fast_form_needs_no_torch_no_network_and_no_telemetry(open_form, cache, project, tmp_path):
    open_form("openvino f32")
    program = (
        "import socket, sys\n"
        "def refuse(*arguments, **named): raise SystemExit('the network was asked for')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from indexer.encoder import EncoderSettings, open_encoder\n"
        f"encoder = open_encoder(EncoderSettings(cache=Path({str(cache)!r})))\n"
        "encoder.encode_questions(['what about strategy meetings?'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'openvino_telemetry.main'} & set(sys.modules)\n"
        "print(encoder.identity.split()[1].split('-')[0], sorted(heavy))\n"
    )
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert done.stdout == "openvino []\n", done.stderr
    assert list(tmp_path.iterdir()) == []


A_SIGNAL_AFTER_TWO_ENCODERS = """
import gc, signal, sys
from pathlib import Path
from indexer.encoder import EncoderForm, EncoderSettings, open_encoder

settings = EncoderSettings(form=EncoderForm.OPENVINO, cache=Path(sys.argv[1]))
encoders = [open_encoder(settings) for _ in range(2)]
for encoder in encoders:
    encoder.encode_questions(["strategy meetings"])
del encoder
while encoders:
    del encoders[0]
    gc.collect()
signal.signal(signal.SIGALRM, lambda *_: print("rang", flush=True))
signal.raise_signal(signal.SIGALRM)
"""


def test_a_signal_is_heard_after_encoders_were_closed_in_the_order_they_were_opened(open_form, cache):
    open_form("openvino f32")  # prepared in `cache`, once for all tests
    command = [sys.executable, "-c", A_SIGNAL_AFTER_TWO_ENCODERS, str(cache)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stdout) == (0, "rang\n"), ended.stderr
