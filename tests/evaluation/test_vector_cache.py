import numpy as np
import pytest

from evaluation.vector_cache import KEPT_EACH, encode_once


class CountingEncoder:
    """Three numbers that can be worked out by hand, and a note of everything it was asked to encode."""

    dimensions = 3

    def __init__(self, identity: str = "letters") -> None:
        self.identity = identity
        self.encoded: list[str] = []

    def encode_passages(self, texts):
        self.encoded += texts
        counts = np.array([[text.count(letter) + 1.0 for letter in "abc"] for text in texts], dtype=np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


def test_a_second_run_encodes_nothing_and_gives_the_same_vectors(encoder, tmp_path):
    first = encode_once(["aa", "b"], encoder, tmp_path / "cache")
    second = encode_once(["aa", "b"], encoder, tmp_path / "cache")

    assert encoder.encoded == ["aa", "b"]
    np.testing.assert_array_equal(first, second)


def test_only_what_is_new_is_encoded_and_rows_follow_the_texts(encoder, tmp_path):
    encode_once(["aa", "b"], encoder, tmp_path)
    vectors = encode_once(["c", "b", "c", "aa"], encoder, tmp_path)

    assert encoder.encoded == ["aa", "b", "c"]
    np.testing.assert_array_equal(vectors, CountingEncoder().encode_passages(["c", "b", "c", "aa"]))


def test_another_encoder_has_vectors_of_its_own(encoder, tmp_path):
    encode_once(["aa"], encoder, tmp_path)
    other = CountingEncoder("other letters")
    encode_once(["aa"], other, tmp_path)

    assert other.encoded == ["aa"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a whole file", b"no archive at all"])
def test_a_damaged_cache_is_made_anew(encoder, tmp_path, damage):
    encode_once(["aa"], encoder, tmp_path)
    [file] = tmp_path.iterdir()
    file.write_bytes(damage)

    encode_once(["aa"], encoder, tmp_path)
    encode_once(["aa"], encoder, tmp_path)

    assert encoder.encoded == ["aa", "aa"]


def test_a_cache_of_another_shape_is_made_anew(encoder, tmp_path):
    encode_once(["aa"], encoder, tmp_path)
    [file] = tmp_path.iterdir()
    with file.open("wb") as stream:
        np.savez(stream, keys=np.array(["k"]), vectors=np.zeros((1, 2), dtype=np.float32))

    encode_once(["aa"], encoder, tmp_path)

    assert encoder.encoded == ["aa", "aa"]


def test_a_run_that_is_stopped_goes_on_from_what_was_kept(encoder, tmp_path):
    texts = ["a" * number for number in range(1, KEPT_EACH + 3)]

    class Stopped(CountingEncoder):
        def encode_passages(self, texts):
            if self.encoded:
                raise KeyboardInterrupt("stopped by hand")
            return super().encode_passages(texts)

    with pytest.raises(KeyboardInterrupt, match="stopped by hand"):
        encode_once(texts, Stopped(), tmp_path)
    vectors = encode_once(texts, encoder, tmp_path)

    assert encoder.encoded == texts[KEPT_EACH:]
    assert len(vectors) == len(texts)


def test_no_texts_need_no_cache(encoder, tmp_path):
    assert encode_once([], encoder, tmp_path).shape == (0, 3)
    assert list(tmp_path.iterdir()) == []
