"""Memory that runs out while texts are encoded: fewer at a time, the same vectors, and an end that is told."""

import hashlib
import os
import subprocess
import sys
import textwrap
import time
from types import SimpleNamespace

import numpy as np
import pytest

from indexer.encoder.streams import Stream
from indexer.encoding import Encoding
from indexer.errors import IndexerError
from indexer.progress import Clock, ignore


class Kept(SimpleNamespace):
    """A store of work that keeps nothing but what it was given."""

    def keep_vectors(self, vectors):
        self.given.update(vectors)


def encoding(encoder):
    opened = SimpleNamespace(identity=encoder.identity, opened=encoder)
    return Encoding(opened, [], None, Kept(given={}), Clock(), ignore)


class Cramped:
    """Another encoder that has room for so many texts at once."""

    def __init__(self, encoder, room, error):
        self._encoder, self._room, self._error = encoder, room, error
        self.tried: list[int] = []

    def __getattr__(self, name):
        return getattr(self._encoder, name)

    def encode_passages(self, texts, *, listen=None):
        self.tried.append(len(texts))
        if len(texts) > self._room:
            raise self._error
        return self._encoder.encode_passages(texts, listen=listen)


TEXTS = [f"passage {number} of the report" for number in range(100)]
SHORTAGES = [
    MemoryError(),
    RuntimeError("Exception from src/core: std::bad_alloc"),
    RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
    RuntimeError("could not create a memory object"),
    RuntimeError("can't start new thread"),
]


@pytest.mark.parametrize("error", SHORTAGES)
def test_where_memory_is_short_half_as_many_are_tried_and_the_vectors_are_the_same(fake_encoder, error):
    cramped = Cramped(fake_encoder, 30, error)
    assert np.array_equal(encoding(cramped).begin("encode", TEXTS)(), encoding(fake_encoder).begin("encode", TEXTS)())
    assert cramped.tried == [100, 50, 25, 25, 25, 25]


def test_what_was_done_before_memory_ran_out_is_kept(fake_encoder):
    one = encoding(Cramped(fake_encoder, 0, MemoryError()))
    with pytest.raises(IndexerError, match="too little memory to prepare even one passage"):
        one.begin("encode", TEXTS)()

    class Shrinking(Cramped):
        def encode_passages(self, texts, *, listen=None):
            vectors = super().encode_passages(texts, listen=listen)
            self._room = 0
            return vectors

    two = encoding(Shrinking(fake_encoder, 25, MemoryError()))
    with pytest.raises(IndexerError, match="it goes on from what was done"):
        two.begin("encode", TEXTS)()
    assert len(two.work.given) == 25


def test_an_error_about_something_else_is_not_taken_for_a_shortage(fake_encoder):
    cramped = Cramped(fake_encoder, 0, RuntimeError("the graph has no such input"))
    with pytest.raises(RuntimeError, match="no such input"):
        encoding(cramped).begin("encode", TEXTS)()
    assert cramped.tried == [100]


def test_after_one_batch_ran_out_of_memory_nothing_more_runs_on_streams_left_half_way(open_form, monkeypatch):
    """The library was seen to end the whole process there; the next passages get other streams."""
    encoder = open_form("openvino f32")
    texts = ["children and plans " * repeats for repeats in range(1, 60, 5)]
    vectors = encoder.encode_passages(texts)
    lengths: list[int] = []

    def run_out(_stream, _texts, length):
        lengths.append(length)
        if len(lengths) == 1:
            time.sleep(0.3)  # so that the other stream would come to every batch that is left
        raise RuntimeError("could not create a memory object")

    with monkeypatch.context() as patch:
        patch.setattr(Stream, "run", run_out)
        with pytest.raises((MemoryError, RuntimeError)):
            encoder.encode_passages(texts)
    assert 1 <= len(lengths) <= 2 < len({len(encoder._ids(text)) for text in texts})
    assert np.array_equal(encoder.encode_passages(texts), vectors)


CHILD = """
    import hashlib, resource, sys
    from pathlib import Path
    from types import SimpleNamespace
    from indexer.encoder import EncoderSettings, open_encoder
    from indexer.encoder.encoder import EncoderForm, Precision
    from indexer.encoding import Encoding
    from indexer.progress import Clock, ignore

    cache, room = Path(sys.argv[1]), int(sys.argv[2])
    settings = EncoderSettings(cache=cache, threads=2, form=EncoderForm.OPENVINO, precision=Precision.F32)
    encoder = open_encoder(settings)
    texts = [" ".join(f"children {number} plans {word}" for word in range(60)) for number in range(60)]
    encoder.encode_passages(texts[:1])
    encoder.count_tokens(texts[0])
    tried = []
    encode = encoder.encode_passages
    def counting(texts, **options):
        tried.append(len(texts))
        return encode(texts, **options)
    encoder.encode_passages = counting
    if room:
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        used = int(status["VmSize"].split()[0]) * 1024
        resource.setrlimit(resource.RLIMIT_AS, (used + room * 2**20, resource.RLIM_INFINITY))
    lazy = SimpleNamespace(identity=encoder.identity, opened=encoder)
    work = SimpleNamespace(keep_vectors=lambda _: None)
    vectors = Encoding(lazy, [], None, work, Clock(), ignore).begin("encode", texts)()
    print(hashlib.sha256(vectors.tobytes()).hexdigest(), *tried)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits on memory")
def test_the_real_encoder_in_a_process_of_little_memory_gives_the_same_vectors_or_says_why_not(
    project, cache, open_form
):
    """By the system's own limit, some megabytes above what the process takes once the model is loaded."""
    open_form("openvino f32")  # prepares the cache

    def vectors(room):
        """The hash of the vectors, and how many texts were tried together; nothing where the end was told."""
        line = [sys.executable, "-c", textwrap.dedent(CHILD), str(cache), str(room)]
        environment = {**os.environ, "PYTHONPATH": str(project)}
        ran = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300, check=False)
        if ran.returncode:
            assert "There is too little memory to prepare even one passage" in ran.stderr
            return "", []
        digest, *tried = ran.stdout.split()
        return digest, list(map(int, tried))

    digest, tried = vectors(0)
    assert tried == [60]
    assert len(digest) == len(hashlib.sha256().hexdigest())
    assert {vectors(room)[0] for room in (1000, 500, 100, 70, 40)} == {digest, ""}
